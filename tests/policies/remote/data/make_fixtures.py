"""Write the bytes that the real packages put on the wire; run with a Python that has them:

python -m venv peers
peers/bin/pip install --no-deps openpi-client==0.1.2
peers/bin/pip install vla-eval==0.8.0 json-numpy==2.1.1 dm-tree
peers/bin/python tests/policies/remote/data/make_fixtures.py
"""

from pathlib import Path

import json_numpy
import numpy as np
from openpi_client import msgpack_numpy
from vla_eval.protocol.messages import Message, MessageType, pack_message
from vla_eval.protocol.numpy_codec import set_image_format

HERE = Path(__file__).parent


def observation():
    return {
        "image": np.arange(48, dtype=np.uint8).reshape(4, 4, 3),
        "state": np.array([0.25, -1.5], dtype=np.float32),
        "flag": np.array([True, False]),
        "nested": {"x": np.arange(3, dtype=np.int64)},
        "prompt": "put carrot on plate",
        "count": 3,
    }


def reply():
    return {"actions": np.array([[0.5, -0.5], [1.0, 0.0]]), "server_timing": {"infer_ms": 1.5}}


def vla_eval_message(kind, payload, seq):
    return pack_message(Message(type=MessageType(kind), payload=payload, seq=seq, timestamp=12.5))


def main():
    set_image_format("raw")
    files = {
        "openpi_request.bin": msgpack_numpy.packb({**observation(), "scalar": np.float32(0.5)}),
        "openpi_reply.bin": msgpack_numpy.packb(reply()),
        "vla_eval_request.bin": vla_eval_message("observation", observation(), 7),
        "vla_eval_reply.bin": vla_eval_message("action", reply(), 7),
        "json_numpy_request.json": json_numpy.dumps(observation()).encode(),
        "json_numpy_reply.json": json_numpy.dumps(reply()).encode(),
    }
    for name, content in files.items():
        (HERE / name).write_bytes(content)


if __name__ == "__main__":
    main()
