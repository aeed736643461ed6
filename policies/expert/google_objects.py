"""How the Google robot's gripper takes hold of each object, by what the instruction calls it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simeval.policies.expert.google_gripper import reaching_down
from simeval.policies.expert.moving_target import Pose

Vector = npt.NDArray[np.float64]

# Axes nearer to the vertical than this have no useful horizontal part.
_LEAST_HORIZONTAL = 0.5


@dataclass(frozen=True, kw_only=True)
class Hold:
    """How to grasp an object from above.

    Attributes:
        height_lying: TCP above the object's origin where its long axis lies, m.
        height_standing: The same where its long axis stands, m.
        long_axis: Axis in the object's own frame, [3]; the fingers close across it. None for
            objects that are round seen from above.
    """

    height_lying: float = -0.015
    height_standing: float = 0.0
    long_axis: tuple[float, float, float] | None = (0.0, 1.0, 0.0)

    def pose(self, source: Pose, tcp: Pose) -> Pose:
        """Pose of the TCP that grasps the object.

        Args:
            source: Pose of the object.
            tcp: Where the gripper is.
        """
        axis = np.zeros(3) if self.long_axis is None else source.rotation.apply(self.long_axis)
        standing = abs(axis[2]) > np.sqrt(1 - _LEAST_HORIZONTAL**2)
        height = self.height_standing if standing else self.height_lying
        perpendicular = np.array([-axis[1], axis[0], 0.0])
        has_heading = np.linalg.norm(perpendicular) >= _LEAST_HORIZONTAL
        closing = perpendicular if has_heading else None
        position = source.position + np.array([0.0, 0.0, height])
        return Pose(position, reaching_down(position, tcp, closing))


_CAN = Hold()
_ROUND = Hold(long_axis=None, height_lying=-0.02)
_X = (1.0, 0.0, 0.0)

HOLDS: dict[str, Hold] = {
    "bottle": Hold(height_standing=0.03),
    "apple": _ROUND,
    "orange": _ROUND,
    "sponge": Hold(long_axis=_X, height_lying=0.0),
    "spoon": Hold(height_lying=0.0),
    "carrot": Hold(long_axis=_X, height_lying=0.0),
    "eggplant": Hold(long_axis=_X, height_lying=0.0),
    "cube": Hold(long_axis=_X, height_lying=0.0),
}


def hold_of(name: str) -> Hold:
    """How to grasp what a text names; cans, and whatever is not known, like a can."""
    return next((hold for word, hold in HOLDS.items() if word in name), _CAN)
