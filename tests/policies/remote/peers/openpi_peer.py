"""A server of openpi's websocket protocol and, with --dialect roboarena, of RoboArena's."""

from __future__ import annotations

import asyncio

import msgpack
import numpy as np
from behaviour import HUGE, Behaviour, first_image
from websockets.asyncio.server import ServerConnection, serve

CONFIG = {
    "image_resolution": (224, 224),
    "needs_wrist_camera": False,
    "n_external_cameras": 1,
    "needs_stereo_camera": False,
    "needs_session_id": True,
    "action_space": "joint_position",
}


def encode(value):
    return {
        b"__ndarray__": True,
        b"data": value.tobytes(),
        b"dtype": value.dtype.str,
        b"shape": value.shape,
    }


def decode(value):
    if b"__ndarray__" in value:
        return np.ndarray(
            buffer=value[b"data"], dtype=np.dtype(value[b"dtype"]), shape=value[b"shape"]
        )
    return value


class Peer:
    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self.roboarena = behaviour.options.dialect == "roboarena"
        self.sessions: set[str] = set()

    async def answer(self, connection: ServerConnection) -> None:
        metadata = CONFIG if self.roboarena else {"name": "peer"}
        await connection.send(msgpack.packb(metadata))
        async for message in connection:
            self.behaviour.record(message)
            request = msgpack.unpackb(message, object_hook=decode)
            if self.roboarena and request.pop("endpoint") == "reset":
                self.sessions.add(request["session_id"])
                await connection.send("reset successful")
                continue
            assert not self.roboarena or request["session_id"] in self.sessions
            await self.act(connection, request)

    async def act(self, connection: ServerConnection, request: dict) -> None:
        fault = self.behaviour.fault_now()
        if fault == "error":
            await connection.send("Traceback (most recent call last):\nKeyError: 'no such camera'")
            await connection.close(1011)
            return
        if fault == "huge":
            # The header of one binary frame; its content never comes.
            connection.transport.write(b"\x82\x7f" + HUGE.to_bytes(8, "big") + b"x" * 100)
            await asyncio.sleep(3600)
        actions = self.behaviour.actions(first_image(request), fault)
        reply = (
            actions if self.roboarena else {"actions": actions, "server_timing": {"infer_ms": 1.5}}
        )
        await connection.send(msgpack.packb(reply, default=encode))


async def main() -> None:
    behaviour = Behaviour()
    peer = Peer(behaviour)
    async with serve(peer.answer, "127.0.0.1", behaviour.port, compression=None, max_size=None):
        await asyncio.get_running_loop().create_future()


asyncio.run(main())
