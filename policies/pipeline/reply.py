"""From a reply to rows of numbers, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from simeval.errors import ModelReplyError
from simeval.policies.model import ModelReply
from simeval.policies.specs import ActionSpec, OutputPart

FloatArray = npt.NDArray[np.float64]


def reply_rows(reply: ModelReply, action: ActionSpec, *, preset: str) -> FloatArray:
    """Lay the outputs of a reply side by side, and keep the rows of the stride.

    Returns:
        Float [H, D].

    Raises:
        ModelReplyError: An output is missing, has another shape than the preset says, or a value
            that is not finite.
    """
    parts = [_part(reply, part, action, preset) for part in action.outputs]
    if len({len(part) for part in parts}) > 1:
        lengths = ", ".join(
            f"{part.key!r} {len(rows)}" for part, rows in zip(action.outputs, parts, strict=True)
        )
        raise ModelReplyError(f"The network replied with outputs of different lengths: {lengths}.")
    rows = np.concatenate(parts, axis=1)[:: action.stride]
    if len(rows) < action.fewest_rows:
        raise ModelReplyError(
            f"The network replied with {len(rows)} rows (after action.stride); the preset {preset} "
            f"needs {action.fewest_rows} (action.execute, action.ensemble.horizon)."
        )
    return rows


def split_rows(rows: FloatArray, action: ActionSpec) -> dict[str, FloatArray]:
    """Return rows [H, D] as the outputs that they came from; the inverse of `reply_rows`.

    With a stride every row is repeated, so that the reply has its length.
    """
    full = np.repeat(rows, action.stride, axis=0)[: action.chunk]
    ends = np.cumsum([part.size for part in action.outputs])[:-1]
    names = [part.key for part in action.outputs]
    return dict(zip(names, np.split(full, ends, axis=1), strict=True))


def says_done(reply: ModelReply, action: ActionSpec, *, preset: str) -> bool:
    """Return whether the network says that the episode is over.

    Raises:
        ModelReplyError: The output that would say so is missing or too short.
    """
    rule = action.terminate
    if rule is None:
        return reply.terminate
    numbers = np.asarray(_output(reply, rule.key, preset)).reshape(-1)
    if rule.index >= len(numbers):
        raise ModelReplyError(
            f"The output {rule.key!r} has {len(numbers)} numbers; the preset {preset} reads number "
            f"{rule.index} (action.terminate.index)."
        )
    return reply.terminate or bool(numbers[rule.index] > rule.above)


def _part(reply: ModelReply, part: OutputPart, action: ActionSpec, preset: str) -> FloatArray:
    array = np.asarray(_output(reply, part.key, preset))
    shape = array.shape
    if array.ndim == 1 and part.size == 1:
        array = array[:, np.newaxis]
    elif array.ndim == 1 and shape == (part.size,) and action.chunk in (1, None):
        array = array[np.newaxis]
    chunk = array.shape[:1] if action.chunk is None else (action.chunk,)
    if array.shape != (*chunk, part.size) or not array.size or array.dtype.kind not in "biuf":
        raise ModelReplyError(
            f"The network replied with {part.key!r} of shape {shape} and type {array.dtype}; the "
            f"preset {preset} expects ({action.chunk or 'H'}, {part.size}): action.chunk rows, "
            "action.outputs.size numbers. Is it the network of this preset? If so, correct the "
            "preset in a copy of its file."
        )
    numbers = array.astype(np.float64)
    bad = np.argwhere(~np.isfinite(numbers))
    if len(bad):
        row, column = (int(index) for index in bad[0])
        raise ModelReplyError(
            f"The network replied with {numbers[row, column]} in {part.key!r} at row {row}, column "
            f"{column}; every value must be finite."
        )
    return numbers


def _output(reply: ModelReply, key: str, preset: str) -> Any:
    outputs: Mapping[str, Any] = reply.outputs
    if key not in outputs:
        raise ModelReplyError(
            f"The network replied with {', '.join(sorted(outputs)) or 'nothing'}; the preset "
            f"{preset} reads {key!r} (action.outputs)."
        )
    return outputs[key]
