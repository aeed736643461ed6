from __future__ import annotations

import ast
import json
import re
import struct
from pathlib import Path

import numpy as np
import pytest

from simeval.policies.serving import simeval_server
from simeval.policies.serving.simeval_server import DTYPES, FrameError, pack_frame, unpack_frame

PAGE = Path(__file__).parents[3] / "docs" / "protocol_simeval_1.md"
SOURCE = Path(simeval_server.__file__).read_text()


def test_example_of_the_document_is_what_is_sent():
    dump = re.search(r"```hexdump\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert dump is not None
    rows = [line.split("  ")[1] for line in dump[1].strip().splitlines()]
    described = bytes.fromhex("".join(rows))
    message = {"sessions": ["a"], "x": np.array([[1, -2]], dtype=np.int16)}

    assert pack_frame(message) == described
    read = unpack_frame(described)
    assert read["sessions"] == ["a"]
    np.testing.assert_array_equal(read["x"], message["x"])


@pytest.mark.parametrize("name", DTYPES)
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 0, 4), (2, 3, 4)])
@pytest.mark.parametrize("order", ["C", "F"])
def test_arrays_come_back_equal(name, shape, order):
    values = np.random.default_rng(0).integers(0, 2, shape)
    array = np.asarray(values, order=order).astype(name, order=order)
    read = unpack_frame(pack_frame({"x": [array, array[..., ::-1] if shape else array]}))["x"]

    for found, wanted in zip(read, [array, array[..., ::-1] if shape else array], strict=True):
        assert (found.dtype, found.shape) == (wanted.dtype, wanted.shape)
        np.testing.assert_array_equal(found, wanted)
        assert found.flags.writeable


def test_big_endian_arrays_are_turned():
    array = np.array([1.5, -2.0], dtype=">f4")
    read = unpack_frame(pack_frame({"x": array}))["x"]

    np.testing.assert_array_equal(read, array)
    assert pack_frame({"x": array}).endswith(struct.pack("<ff", 1.5, -2.0))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"x": float("nan")}, "JSON compliant"),
        ({"x": {1, 2}}, "set has no place"),
        ({"x": np.array([1j])}, "complex128 cannot be sent"),
        ({"x": np.array(["a"])}, "cannot be sent"),
        ({"x": np.array([None])}, "object cannot be sent"),
    ],
)
def test_what_cannot_be_sent(value, words):
    with pytest.raises(FrameError, match=words):
        pack_frame(value)


def frame(header: object, body: bytes = b"") -> bytes:
    encoded = json.dumps(header).encode()
    return b"simeval1" + struct.pack("<I", len(encoded)) + encoded + body


@pytest.mark.parametrize(
    "place",
    [
        {"dtype": "object", "shape": [1], "offset": 0},
        {"dtype": "|O", "shape": [1], "offset": 0},
        {"dtype": "uint8", "shape": [9], "offset": 0},
        {"dtype": "uint8", "shape": [1], "offset": 8},
        {"dtype": "uint8", "shape": [-1], "offset": 0},
        {"dtype": "uint8", "shape": [1], "offset": -1},
        {"dtype": "uint8", "shape": [1 << 62, 8], "offset": 0},
        {"dtype": "uint8", "shape": [1.0], "offset": 0},
        {"dtype": "uint8", "shape": [True], "offset": 0},
        {"dtype": "uint8", "shape": [1] * 17, "offset": 0},
        {"dtype": "uint8", "shape": "x", "offset": 0},
        {"dtype": ["uint8"], "shape": [1], "offset": 0},
        {},
        None,
        7,
    ],
)
def test_array_that_does_not_fit_is_refused(place):
    with pytest.raises(FrameError):
        unpack_frame(frame({"x": {"$array": place}}, b"12345678"))


def test_file_for_other_environments_is_python_3_8():
    tree = ast.parse(SOURCE, feature_version=(3, 8))
    # Syntax is not all: what came later must not be called either.
    names = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    keywords = {keyword.arg for call in calls for keyword in call.keywords}

    assert not names & {"removeprefix", "removesuffix", "pairwise", "batched", "bit_count"}
    assert "strict" not in keywords
    # Annotations such as `bytes | bytearray` are never evaluated.
    assert "from __future__ import annotations" in SOURCE


def test_file_for_other_environments_needs_numpy_and_nothing_else():
    import sys

    tree = ast.parse(SOURCE)
    modules = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            modules.add((node.module or "").partition(".")[0])

    assert modules - set(sys.stdlib_module_names) == {"numpy"}
