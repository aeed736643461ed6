"""The success rule of SIMPLER's move-near tasks, as arithmetic on positions and extents.

Facts: ManiSkill2_real2sim@ef7a4d4, MoveNearInSceneEnv.evaluate.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simeval.envs.simpler.put_on_rule import moved_objects

# An object of no role may sink this far before it counts as knocked over; source and target may
# sink further, but not off the table.
OTHERS_SINK_M = 0.02
ROLES_SINK_M = 0.15
NEAR_M = 0.10
CLOSEST_SLACK_M = 0.01

Vector = npt.NDArray[np.float64]


class Tracked(NamedTuple):
    """One object: positions in the world frame, [3] m."""

    settled: Vector
    """Origin after the reset."""
    origin: Vector
    """Origin now."""
    centre: Vector
    """Centre of mass now."""
    extent: Vector
    """Bounding-box extents turned by the settled orientation; signed, as in the original."""


def judge(source: Tracked, target: Tracked, others: Sequence[Tracked]) -> dict[str, bool]:
    """Success and sub-metrics of one step.

    The original compares centres of mass of source and target with where their origins settled,
    and origins of all other objects.
    """
    not_source = [target, *others]
    moved_correct, moved_wrong = moved_objects(
        _distance(source.origin, source.settled),
        [_distance(each.origin, each.settled) for each in not_source],
    )
    keep_height = all(each.origin[2] - each.settled[2] > -OTHERS_SINK_M for each in others) and all(
        each.centre[2] - each.settled[2] > -ROLES_SINK_M for each in (source, target)
    )
    apart = _distance(source.centre, target.centre)
    reach = NEAR_M + sum(float(np.linalg.norm(each.extent[:2])) / 2 for each in (source, target))
    near = apart < reach
    closest = all(
        apart < _distance(source.centre, each.origin) + CLOSEST_SLACK_M for each in not_source
    )
    return {
        "success": keep_height and moved_correct and near and closest,
        "all_obj_keep_height": keep_height,
        "moved_correct_obj": moved_correct,
        "moved_wrong_obj": moved_wrong,
        "near_tgt_obj": near,
        "is_closest_to_tgt": closest,
    }


def _distance(a: Vector, b: Vector) -> float:
    """Horizontal distance, m."""
    return float(np.linalg.norm(a[:2] - b[:2]))
