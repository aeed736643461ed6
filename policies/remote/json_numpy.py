"""JSON with arrays as json-numpy writes them: base64 under ``__numpy__``."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

import numpy as np

from simeval.policies.remote.arrays import (
    UnsendableError,
    WireError,
    array_from_bytes,
    require_sendable,
)


def pack_json(value: Any) -> bytes:
    """Return a value as JSON text.

    Raises:
        UnsendableError: It holds something that JSON cannot carry.
    """
    try:
        return json.dumps(value, default=_encode).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise UnsendableError(f"a value that JSON cannot carry: {error}") from error


def unpack_json(data: bytes | bytearray) -> Any:
    """Read JSON text; arrays in it are writable.

    Raises:
        WireError: It is none, or an array in it is damaged.
    """
    try:
        return json.loads(data, object_hook=_decode)
    except WireError:
        raise
    except (ValueError, RecursionError) as error:
        raise WireError(f"{len(data)} bytes that are no JSON ({error})") from error


def _encode(value: Any) -> Any:
    if isinstance(value, np.ndarray | np.generic):
        require_sendable(value)
        return {
            "__numpy__": base64.b64encode(value.tobytes()).decode(),
            "dtype": value.dtype.str,
            "shape": list(value.shape),
        }
    raise TypeError(f"{type(value).__name__} has no place in a message")


def _decode(value: dict[str, Any]) -> Any:
    if "__numpy__" not in value:
        return value
    for name in ("dtype", "shape"):
        if name not in value:
            raise WireError(f"an array without its field {name!r}")
    try:
        data = base64.b64decode(value["__numpy__"], validate=True)
    except (TypeError, ValueError, binascii.Error) as error:
        raise WireError(f"an array that is no base64 text ({error})") from error
    return array_from_bytes(data, value["dtype"], value["shape"])
