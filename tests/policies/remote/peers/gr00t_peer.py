"""A server of GR00T's ZeroMQ protocol, in either dialect."""

from __future__ import annotations

import io
import json

import msgpack
import numpy as np
import zmq
from behaviour import HUGE, Behaviour

LANGUAGE = "annotation.human.action.task_description"
NAMES = ("x", "y", "z", "roll", "pitch", "yaw", "gripper")
CONFIG = {"video": ["image_0"], "state": ["x"], "language": [LANGUAGE], "action": list(NAMES)}


def encode(value):
    buffer = io.BytesIO()
    np.save(buffer, value, allow_pickle=False)
    return {"__ndarray_class__": True, "as_npy": buffer.getvalue()}


def decode(value):
    if "__ndarray_class__" in value:
        return np.load(io.BytesIO(value["as_npy"]), allow_pickle=False)
    return value


def modality_config() -> dict:
    entries = {name: {"delta_indices": [0], "modality_keys": keys} for name, keys in CONFIG.items()}
    as_text = behaviour.options.dialect == "n1.5"
    return {
        name: {
            "__ModalityConfig_class__": True,
            "as_json": json.dumps(entry) if as_text else entry,
        }
        for name, entry in entries.items()
    }


def get_action(data: dict, fault: str):
    if behaviour.options.dialect == "n1.5":
        images, text = data["video.image_0"], data[LANGUAGE]
        assert images.ndim == 4 and data["state.x"].shape == (1, 1) and isinstance(text, list)
        actions = behaviour.actions(images[0], fault)
        return {f"action.{name}": actions[:, column] for column, name in enumerate(NAMES)}
    observation = data["observation"]
    images, text = observation["video"]["image_0"], observation["language"][LANGUAGE]
    assert images.dtype == np.uint8 and images.ndim == 5
    assert observation["state"]["x"].shape == (len(images), 1, 1)
    assert [len(row) for row in text] == [1] * len(images)
    actions = np.stack([behaviour.actions(image[0], fault) for image in images])
    return [{name: actions[:, :, [column]] for column, name in enumerate(NAMES)}, {}]


def reply_to(request: dict):
    match request["endpoint"]:
        case "get_modality_config":
            return modality_config()
        case "reset" if behaviour.options.dialect != "n1.5":
            assert request["data"] == {"options": None}
            return {}
        case "get_action":
            fault = behaviour.fault_now()
            if fault == "error":
                return {"error": "KeyError: 'no such camera'"}
            return fault if fault == "huge" else get_action(request["data"], fault)
    return {"error": f"Unknown endpoint: {request['endpoint']}"}


def main() -> None:
    socket = zmq.Context().socket(zmq.REP)
    socket.bind(f"tcp://127.0.0.1:{behaviour.port}")
    while True:
        data = socket.recv()
        behaviour.record(data)
        reply = reply_to(msgpack.unpackb(data, object_hook=decode))
        if reply == "huge":
            # Zeros that take no memory until they are sent, and they never are.
            socket.send(bytes(HUGE), copy=False)
        else:
            socket.send(msgpack.packb(reply, default=encode))


behaviour = Behaviour()
main()
