"""Our bytes are those of openpi-client 0.1.2, vla-eval 0.8.0 and json-numpy 2.1.1."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simeval.policies.remote.codecs import GR00T, OPENPI, VLA_EVAL
from simeval.policies.remote.json_numpy import pack_json, unpack_json

DATA = Path(__file__).parent / "data"


def observation() -> dict[str, Any]:
    return {
        "image": np.arange(48, dtype=np.uint8).reshape(4, 4, 3),
        "state": np.array([0.25, -1.5], dtype=np.float32),
        "flag": np.array([True, False]),
        "nested": {"x": np.arange(3, dtype=np.int64)},
        "prompt": "put carrot on plate",
        "count": 3,
    }


def message(kind: str, payload: dict[str, Any]) -> dict[str, Any]:
    return {"type": kind, "payload": payload, "seq": 7, "timestamp": 12.5}


@pytest.mark.parametrize(
    ("file", "pack", "value"),
    [
        ("openpi_request.bin", OPENPI.pack, {**observation(), "scalar": np.float32(0.5)}),
        ("vla_eval_request.bin", VLA_EVAL.pack, message("observation", observation())),
        ("json_numpy_request.json", pack_json, observation()),
    ],
    ids=["openpi", "vla-eval", "json-numpy"],
)
def test_request_is_byte_for_byte_theirs(file, pack, value):
    assert pack(value) == (DATA / file).read_bytes()


@pytest.mark.parametrize(
    ("file", "read"),
    [
        ("openpi_reply.bin", OPENPI.unpack),
        ("vla_eval_reply.bin", lambda data: VLA_EVAL.unpack(data)["payload"]),
        ("json_numpy_reply.json", unpack_json),
    ],
    ids=["openpi", "vla-eval", "json-numpy"],
)
def test_reply_of_theirs_is_read(file: str, read: Callable[[bytes], Any]):
    reply = read((DATA / file).read_bytes())

    np.testing.assert_array_equal(reply["actions"], [[0.5, -0.5], [1.0, 0.0]])
    assert reply["actions"].flags.writeable
    assert reply["server_timing"] == {"infer_ms": 1.5}


def test_gr00t_arrays_are_npy_files_in_a_marked_map():
    import io

    import msgpack

    sent = msgpack.unpackb(GR00T.pack({"state": np.array([[1.5, 2.0]], dtype=np.float32)}))

    assert list(sent["state"]) == ["__ndarray_class__", "as_npy"]
    assert sent["state"]["__ndarray_class__"] is True
    np.testing.assert_array_equal(np.load(io.BytesIO(sent["state"]["as_npy"])), [[1.5, 2.0]])
