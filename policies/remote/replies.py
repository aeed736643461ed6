"""What clients make of the values in a reply."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from simeval.errors import ActionError
from simeval.policies.remote.arrays import ALLOWED_KINDS, WireError

_LETTERS = {"N": "N slots", "H": "H actions", "D": "D numbers each"}


def number_array(value: Any, *, name: str) -> npt.NDArray[Any]:
    """Return an array, or nested lists of numbers as one.

    Raises:
        WireError: It is something else.
    """
    try:
        array = value if isinstance(value, np.ndarray) else np.asarray(value)
    except ValueError:
        raise WireError(f"{name!r} is a list of rows with different lengths") from None
    if array.dtype.kind not in ALLOWED_KINDS:
        raise WireError(f"{name!r} is {describe(value)}; it must hold numbers")
    return array


def action_array(value: Any, *, name: str, shape: str) -> npt.NDArray[Any]:
    """Return the actions of a reply, with as many dimensions as `shape` has letters.

    Unusable actions are the policy's fault, as they are for a policy in this process: they end the
    run instead of leaving episodes unscored.

    Args:
        value: What the server sent.
        name: Name in the reply.
        shape: Letters of the dimensions, e.g. ``"HD"``.

    Raises:
        WireError: It does not hold numbers.
        ActionError: It has another number of dimensions, is empty, or is not finite.
    """
    array = number_array(value, name=name)
    if array.ndim != len(shape) or not array.size:
        raise ActionError(
            f"The policy server sent {name!r} of shape {array.shape}; expected "
            f"({', '.join(shape)}): {', '.join(_LETTERS[letter] for letter in shape)}."
        )
    bad = np.argwhere(~np.isfinite(array))
    if len(bad):
        index = tuple(int(place) for place in bad[0])
        raise ActionError(
            f"The policy server sent {name!r} with {array[index]} at index {index}; every value "
            "must be finite."
        )
    return array


def action_rows(value: Any, *, name: str) -> npt.NDArray[Any]:
    """Return actions as [H, D]; a single action [D] becomes [1, D].

    Raises:
        WireError: It does not hold numbers.
        ActionError: It has another number of dimensions, is empty, or is not finite.
    """
    array = number_array(value, name=name)
    return action_array(array[np.newaxis] if array.ndim == 1 else array, name=name, shape="HD")


def require_map(value: Any) -> dict[str, Any]:
    """Return a reply that must be a map with text keys.

    Raises:
        WireError: It is something else.
    """
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        raise WireError(f"{describe(value)}; expected a map with text keys")
    return value


def timings(value: Any) -> dict[str, float]:
    """Return the numbers of a map of times; other entries are left out."""
    if not isinstance(value, Mapping):
        return {}
    return {
        str(name): float(number)
        for name, number in value.items()
        if isinstance(number, int | float) and not isinstance(number, bool)
    }


def plain(value: Any) -> Any:
    """Return a value of a message as JSON would hold it."""
    match value:
        case np.ndarray():
            return value.tolist()
        case dict():
            return {str(plain(key)): plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case bytes():
            return value.decode(errors="replace")
        case float() if not np.isfinite(value):
            return str(value)
        case str() | int() | float() | None:
            return value
    return str(value)


def describe(value: Any) -> str:
    """Say in a few words what came instead of what was expected."""
    match value:
        case np.ndarray():
            return f"an array of shape {value.shape} and type {value.dtype}"
        case dict():
            return f"a map with the keys {shorten(', '.join(sorted(map(str, value))), 160)}"
        case str():
            return f"the text {shorten(value)!r}"
        case None:
            return "nothing"
    return f"{type(value).__name__} {shorten(str(value), 80)}"


def shorten(text: str, most: int = 400) -> str:
    """Return a text in one line; of a long one the end, where tracebacks say what went wrong."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"... {line[-most:]}"
