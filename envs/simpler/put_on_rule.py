"""The success rule of SIMPLER's put-on tasks, as arithmetic on positions and extents.

Facts: ManiSkill2_real2sim@ef7a4d4, PutOnInSceneEnv.evaluate.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

MOVED_M = 0.03
XY_SLACK_M = 0.003

Vector = npt.NDArray[np.float64]


def rests_on(
    *,
    source_position: Vector,
    target_position: Vector,
    source_extent: Vector,
    target_extent: Vector,
    max_gap_m: float,
) -> bool:
    """Whether the source lies over the target and close above it.

    Args:
        source_position: Centre of mass, world frame, [3] m.
        target_position: Centre of mass, world frame, [3] m.
        source_extent: Bounding-box extents turned by the settled orientation, [3] m. The original
            multiplies the rotation matrix with the extents, so entries may be negative.
        target_extent: The same for the target.
        max_gap_m: How far the boxes may be apart vertically.
    """
    offset = source_position - target_position
    reach = float(np.linalg.norm(target_extent[:2] / 2)) + XY_SLACK_M
    over = float(np.linalg.norm(offset[:2])) <= reach
    gap = offset[2] - target_extent[2] / 2 - source_extent[2] / 2
    return bool(over and offset[2] > 0 and gap <= max_gap_m)


def moved_objects(source_moved_m: float, others_moved_m: Sequence[float]) -> tuple[bool, bool]:
    """Whether the right object moved, and whether a wrong one did.

    Args:
        source_moved_m: Horizontal displacement of the source since it settled.
        others_moved_m: The same for every other object.
    """
    correct = source_moved_m > MOVED_M and all(moved < source_moved_m for moved in others_moved_m)
    wrong = any(moved > MOVED_M for moved in others_moved_m) and any(
        moved > source_moved_m for moved in others_moved_m
    )
    return correct, wrong
