"""One map of batches from many maps of single inputs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from simeval.policies.remote.arrays import UnsendableError


def stack_inputs(rows: Sequence[Any], path: str = "") -> Any:
    """Stack the inputs of N slots: arrays and numbers along a new first axis, texts in lists.

    Args:
        rows: One value per slot; maps are stacked key by key.
        path: Name of the value, for messages.

    Raises:
        UnsendableError: The slots do not have the same keys, kinds or shapes.
    """
    first = rows[0]
    if isinstance(first, Mapping):
        for row in rows:
            if not isinstance(row, Mapping) or set(row) != set(first):
                raise UnsendableError(f"the slots do not have the same inputs{_below(path)}")
        return {
            key: stack_inputs([row[key] for row in rows], f"{path}.{key}" if path else str(key))
            for key in first
        }
    if all(isinstance(row, str | bytes | None) for row in rows):
        return list(rows)
    shapes = {np.shape(row) for row in rows}
    if len(shapes) > 1:
        raise UnsendableError(
            f"the slots have inputs {path!r} of different shapes: "
            f"{', '.join(map(str, sorted(shapes)))}"
        )
    return np.stack([np.asarray(row) for row in rows])


def _below(path: str) -> str:
    return f" below {path!r}" if path else ""
