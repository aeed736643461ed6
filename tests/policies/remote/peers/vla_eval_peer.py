"""A server of vla-eval's websocket protocol."""

from __future__ import annotations

import asyncio
import time

import msgpack
import numpy as np
from behaviour import HUGE, Behaviour, first_image
from websockets.asyncio.server import ServerConnection, serve


def encode(value):
    return {
        "__ndarray__": True,
        "data": value.tobytes(),
        "dtype": value.dtype.str,
        "shape": list(value.shape),
    }


def decode(value):
    if "__ndarray__" in value:
        flat = np.frombuffer(value["data"], dtype=np.dtype(value["dtype"]))
        return flat.reshape(value["shape"])
    return value


async def answer(connection: ServerConnection) -> None:
    in_episode = False
    async for data in connection:
        behaviour.record(data)
        message = msgpack.unpackb(data, object_hook=decode)
        assert set(message) == {"type", "payload", "seq", "timestamp"}
        match message["type"]:
            case "hello":
                assert message["payload"]["protocol_version"] == 1
                facts = {"harness_version": "0", "protocol_version": 1, "model_server": "Peer"}
                await send(connection, "hello", facts, message["seq"])
            case "episode_start":
                in_episode = True
            case "episode_end":
                in_episode = False
            case "observation":
                assert in_episode
                await act(connection, message)


async def act(connection: ServerConnection, message: dict) -> None:
    fault = behaviour.fault_now()
    if fault == "error":
        text = "observation_failed: KeyError: 'no such camera'"
        await send(connection, "error", {"error": text}, message["seq"])
        return
    if fault == "huge":
        connection.transport.write(b"\x82\x7f" + HUGE.to_bytes(8, "big") + b"x" * 100)
        await asyncio.sleep(3600)
    actions = behaviour.actions(first_image(message["payload"]), fault)
    await send(connection, "action", {"actions": actions}, message["seq"])


async def send(connection: ServerConnection, kind: str, payload: dict, seq: int) -> None:
    message = {"type": kind, "payload": payload, "seq": seq, "timestamp": time.time()}
    await connection.send(msgpack.packb(message, default=encode))


async def main() -> None:
    async with serve(answer, "127.0.0.1", behaviour.port, compression=None, max_size=None):
        await asyncio.get_running_loop().create_future()


behaviour = Behaviour()
asyncio.run(main())
