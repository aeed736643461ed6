"""What a policy may return."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from simeval.errors import ActionError
from simeval.policies.interface import ActionChunk

ACTION_SIZE = 7


def checked_actions(
    chunk: Any, *, policy: str, step: int, size: int = ACTION_SIZE
) -> npt.NDArray[np.float64]:
    """Return the actions of a chunk as float64 [T, size].

    Args:
        chunk: What `act` returned.
        policy: Name of the policy, for the message.
        step: Control steps executed before the call, for the message.
        size: Numbers of an action of the robot.

    Raises:
        ActionError: It is not a chunk, has the wrong shape, or holds a value that is not finite.
    """
    where = f"Policy {policy!r} at step {step}"
    if not isinstance(chunk, ActionChunk):
        raise ActionError(
            f"{where} returned {type(chunk).__name__}; act must return an ActionChunk."
        )
    try:
        actions = np.asarray(chunk.actions, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ActionError(f"{where} returned actions that are not numbers ({error}).") from error
    if actions.ndim != 2 or actions.shape[0] < 1 or actions.shape[1] != size:
        arm = "position (m), rotation vector (rad)" if size == ACTION_SIZE else "joints (rad)"
        raise ActionError(
            f"{where} returned actions of shape {actions.shape}; expected (T, {size}) with "
            f"T >= 1: {arm}, gripper."
        )
    bad = np.argwhere(~np.isfinite(actions))
    if len(bad):
        row, column = (int(index) for index in bad[0])
        raise ActionError(
            f"{where} returned {actions[row, column]} at row {row}, column {column} of its action "
            "chunk; every value must be finite."
        )
    return actions
