"""A leg of a script, and the scene that scripts look at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simeval.policies.expert.moving_target import Pose

Scene = Mapping[str, Pose]
"""Poses in the robot base frame, by the names of `Observation.privileged`."""


@dataclass(frozen=True, kw_only=True)
class Phase:
    """A leg of a script.

    Attributes:
        waypoint: Where to go, computed when the leg begins.
        gripper: Gripper command throughout.
        steps: Longest stay, in control steps.
        tolerance_m: The leg ends early when the TCP is this close; 0 stays for all steps.
        step_m: Longest displacement per action; None for the usual one.
        until: The leg also ends when this holds.
        says_done: Whether the first action of the leg says that the sub-task is done.
    """

    waypoint: Callable[[Scene], Pose]
    gripper: float
    steps: int
    tolerance_m: float = 0.0
    step_m: float | None = None
    until: Callable[[Scene], bool] | None = None
    says_done: bool = False


def scene_in_base(privileged: Mapping[str, npt.NDArray[np.float64]]) -> dict[str, Pose]:
    """The scene in the robot base frame.

    Args:
        privileged: World poses [7], ``tcp`` and ``base`` among them.
    """
    from_world = Pose.from_vector(privileged["base"]).inverse()
    return {name: from_world * Pose.from_vector(pose) for name, pose in privileged.items()}
