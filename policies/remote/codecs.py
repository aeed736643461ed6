"""MessagePack with arrays, as three projects write them.

- `OPENPI`: openpi's ``msgpack_numpy``: a map with *bytes* keys; RoboArena's too.
- `VLA_EVAL`: vla-eval's: a map with *text* keys. Images go uncompressed (its ``image_format=raw``):
  PNG would cost 20 ms for each 480x640 frame.
- `GR00T`: GR00T's ``MsgSerializer``: a map that holds what ``np.save`` writes.

None of them can run code. Arrays may be boolean, integer or float.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgpack
import numpy as np

from simeval.policies.remote.arrays import (
    UnsendableError,
    WireError,
    array_from_bytes,
    require_sendable,
)


@dataclass(frozen=True, kw_only=True)
class Codec:
    """A wire format."""

    pack: Callable[[Any], bytes]
    """From a value to bytes; raises `UnsendableError` for what the format cannot carry."""
    unpack: Callable[[bytes], Any]
    """From bytes to a value with writable arrays; raises `WireError` for what is not the format."""


def _msgpack_codec(encode: Callable[[Any], Any], decode: Callable[[Any], Any]) -> Codec:
    def pack(value: Any) -> bytes:
        try:
            packed: bytes = msgpack.packb(value, default=encode)
        except (TypeError, OverflowError) as error:
            raise UnsendableError(f"a value that MessagePack cannot carry: {error}") from error
        return packed

    def unpack(data: bytes) -> Any:
        try:
            return msgpack.unpackb(data, object_hook=decode)
        except WireError:
            raise
        except (ValueError, TypeError, RecursionError, msgpack.UnpackException) as error:
            reason = str(error) or type(error).__name__
            raise WireError(
                f"{len(data)} bytes that are no MessagePack message ({reason})"
            ) from error

    return Codec(pack=pack, unpack=unpack)


def _field(value: dict[Any, Any], key: str | bytes) -> Any:
    if key not in value:
        name = key.decode() if isinstance(key, bytes) else key
        raise WireError(f"an array without its field {name!r}")
    return value[key]


def _encode_openpi(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        require_sendable(value)
        return {
            b"__ndarray__": True,
            b"data": value.tobytes(),
            b"dtype": value.dtype.str,
            b"shape": value.shape,
        }
    if isinstance(value, np.generic):
        require_sendable(value)
        return {b"__npgeneric__": True, b"data": value.item(), b"dtype": value.dtype.str}
    raise TypeError(f"{type(value).__name__} has no place in a message")


def _decode_openpi(value: dict[Any, Any]) -> Any:
    if b"__ndarray__" in value:
        data, dtype, shape = (_field(value, key) for key in (b"data", b"dtype", b"shape"))
        return array_from_bytes(data, dtype, shape)
    if b"__npgeneric__" in value:
        return _field(value, b"data")
    return value


def _encode_vla_eval(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        require_sendable(value)
        return {
            "__ndarray__": True,
            "data": value.tobytes(),
            "dtype": value.dtype.str,
            "shape": list(value.shape),
        }
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"{type(value).__name__} has no place in a message")


def _decode_vla_eval(value: dict[Any, Any]) -> Any:
    if "__ndarray__" in value:
        data, dtype, shape = (_field(value, key) for key in ("data", "dtype", "shape"))
        return array_from_bytes(data, dtype, shape)
    return value


def _encode_gr00t(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        require_sendable(value)
        buffer = io.BytesIO()
        np.save(buffer, value, allow_pickle=False)
        return {"__ndarray_class__": True, "as_npy": buffer.getvalue()}
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"{type(value).__name__} has no place in a message")


def _decode_gr00t(value: dict[Any, Any]) -> Any:
    if "__ndarray_class__" not in value:
        return value
    data = _field(value, "as_npy")
    if not isinstance(data, bytes):
        raise WireError(f"an array whose data is {type(data).__name__}; it must be bytes")
    buffer = io.BytesIO(data)
    # np.load would allocate what the header claims before it looks at the data.
    try:
        version = np.lib.format.read_magic(buffer)
        read = (
            np.lib.format.read_array_header_1_0
            if version == (1, 0)
            else np.lib.format.read_array_header_2_0
        )
        shape, fortran, dtype = read(buffer)
    # The parser of numpy is made for files, and raises a dozen kinds of error on arbitrary bytes.
    except Exception as error:
        raise WireError(f"an array that is no .npy file ({error})") from error
    return array_from_bytes(data[buffer.tell() :], dtype.str, shape, fortran=fortran)


OPENPI = _msgpack_codec(_encode_openpi, _decode_openpi)
VLA_EVAL = _msgpack_codec(_encode_vla_eval, _decode_vla_eval)
GR00T = _msgpack_codec(_encode_gr00t, _decode_gr00t)
