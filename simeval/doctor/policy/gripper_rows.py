"""Rows of a network that says nothing but how far the gripper is open."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from simeval.policies.pipeline.gripper import from_opening
from simeval.policies.pipeline.scaling import normalise
from simeval.policies.pipeline.statistics import ActionStatistics
from simeval.policies.specs import EndEffectorSpec, Preset

FloatArray = npt.NDArray[np.float64]


def gripper_rows(
    preset: Preset, statistics: ActionStatistics | None, openings: Sequence[float] | FloatArray
) -> FloatArray:
    """Return rows, float [T, D], in the numbers of a preset's network.

    Args:
        preset: What rows mean.
        statistics: With which it scales.
        openings: Float [T], 0 closed, 1 open.
    """
    action, meaning = preset.action, preset.action.gripper.meaning
    rows = np.zeros((len(openings), action.width))
    arm = action.arm
    if isinstance(arm, EndEffectorSpec) and len(arm.columns) > 6:
        size = len(arm.columns) - 3
        # Zeros would be no rotation; these are one in every representation of their size.
        some = np.linspace(0.3, 0.9, size) ** np.arange(1, size + 1)
        rows[:, arm.rotation_column : arm.rotation_column + size] = some
    rows[:, action.gripper.column] = [
        # Already a change: it says "close" for as long as the gripper shall be closed.
        1.0 - 2.0 * opening if meaning == "relative_close" else from_opening(opening, meaning)
        for opening in openings
    ]
    if action.unnormalise is not None and statistics is not None:
        rows = normalise(rows, action.unnormalise, statistics)
    return rows
