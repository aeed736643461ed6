"""Arrays out of bytes that somebody else has sent."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

# Boolean, signed, unsigned, float. Nothing else has a meaning in these protocols, and object
# arrays would need pickle.
ALLOWED_KINDS = "biuf"

_MOST_DIMENSIONS = 16


class WireError(ValueError):
    """Bytes that are not what the protocol says; the message has no address in it."""


class UnsendableError(WireError):
    """A value that the protocol cannot carry."""


def checked_dtype(name: Any) -> np.dtype[Any]:
    """Return the type that a message names.

    Raises:
        WireError: It is unknown, or none of boolean, integer and float.
    """
    try:
        dtype = np.dtype(name) if isinstance(name, str) else None
    except TypeError:
        dtype = None
    if dtype is None or dtype.kind not in ALLOWED_KINDS:
        raise WireError(
            f"an array of type {name!r}; allowed are booleans, integers and floats "
            f"(kinds {', '.join(ALLOWED_KINDS)})"
        )
    return dtype


def checked_shape(shape: Any) -> tuple[int, ...]:
    """Return the shape that a message names.

    Raises:
        WireError: It is no list of sizes.
    """
    sizes = list(shape) if isinstance(shape, list | tuple) else None
    if (
        sizes is None
        or len(sizes) > _MOST_DIMENSIONS
        or not all(type(size) is int and size >= 0 for size in sizes)
    ):
        raise WireError(f"an array of shape {str(shape)[:80]}; a shape is a list of sizes")
    return tuple(sizes)


def array_from_bytes(
    data: Any, dtype: Any, shape: Any, *, fortran: bool = False
) -> npt.NDArray[Any]:
    """Return a writable array in the byte order of this machine.

    Args:
        data: Its bytes.
        dtype: Name of its type as numpy spells it, e.g. ``"<f4"``.
        shape: Sizes.
        fortran: The first index varies fastest.

    Raises:
        WireError: A type that is not allowed, or bytes that do not fill the shape.
    """
    kind, sizes = checked_dtype(dtype), checked_shape(shape)
    if not isinstance(data, bytes | bytearray | memoryview):
        raise WireError(f"an array whose data is {type(data).__name__}; it must be bytes")
    expected = math.prod(sizes) * kind.itemsize
    if len(data) != expected:
        raise WireError(
            f"an array of shape {list(sizes)} and type {kind.str} with {len(data)} bytes; "
            f"it needs {expected}"
        )
    flat = np.frombuffer(data, dtype=kind)
    return flat.reshape(sizes, order="F" if fortran else "C").astype(kind.newbyteorder("="))


def require_sendable(array: npt.NDArray[Any] | np.generic) -> None:
    """Refuse arrays that no protocol here can carry.

    Raises:
        UnsendableError: Neither boolean, integer nor float.
    """
    if array.dtype.kind not in ALLOWED_KINDS:
        raise UnsendableError(f"an array of type {array.dtype} cannot be sent")
