"""The success rule of SIMPLER's pick tasks, as bookkeeping over the steps of an episode.

Facts: ManiSkill2_real2sim@ef7a4d4, GraspSingleInSceneEnv.evaluate.
"""

from __future__ import annotations

CONSECUTIVE_GRASP_STEPS = 5
LIFTED_M = 0.01
LIFTED_SIGNIFICANTLY_M = 0.02
SIGNIFICANT_LIFTS_FOR_SUCCESS = 5


class GraspRecord:
    """What happened to the object so far in an episode.

    Success is being lifted now, or having been lifted significantly in five steps of the episode:
    whoever puts the object down after that has still succeeded.
    """

    def __init__(self) -> None:
        self._grasped_steps = 0
        self._lifted = False
        self._significant_lifts = 0

    def add(self, *, grasped: bool, touches_surroundings: bool, rise_m: float) -> dict[str, bool]:
        """Take down one control step.

        A step without grasp forgets that the object was lifted, before it looks again: an object
        that touches nothing but the robot counts as lifted even then.

        Args:
            grasped: Whether the gripper holds the object.
            touches_surroundings: Whether anything but the robot presses on the object.
            rise_m: Height over where the object settled.

        Returns:
            Success and sub-metrics of this step.
        """
        if grasped:
            self._grasped_steps += 1
        else:
            self._grasped_steps = 0
            self._lifted = False
        self._lifted = self._lifted or (not touches_surroundings and rise_m > LIFTED_M)
        significantly = self._lifted and rise_m > LIFTED_SIGNIFICANTLY_M
        self._significant_lifts += significantly
        return {
            "success": self._lifted or self._significant_lifts >= SIGNIFICANT_LIFTS_FOR_SUCCESS,
            "is_grasped": grasped,
            "consecutive_grasp": self._grasped_steps >= CONSECUTIVE_GRASP_STEPS,
            "lifted_object": self._lifted,
            "lifted_object_significantly": significantly,
        }
