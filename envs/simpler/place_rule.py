"""The success rule of SIMPLER's place tasks, as bookkeeping over the steps of an episode.

Facts: ManiSkill2_real2sim@ef7a4d4, PlaceObjectInClosedDrawerInSceneEnv.evaluate.
"""

from __future__ import annotations

from simeval.envs.simpler.drawer_scenes import CLOSED_M, OPEN_M

FORCED_ADVANCE_STEPS = 100


class PlaceRecord:
    """What happened so far in an episode.

    Success needs the second sub-task, a drawer that is not closed now, and one step, of either
    sub-task, in which the object pressed on the floor of the drawer.
    """

    def __init__(self) -> None:
        self.placing = False
        self._was_open = False
        self._touched_floor = False

    def add(self, *, drawer_m: float, touches_floor: bool) -> dict[str, bool]:
        """Take down one control step.

        Args:
            drawer_m: How far the drawer is pulled out.
            touches_floor: Whether the object presses on the floor of the drawer.

        Returns:
            Success and sub-metrics of this step.
        """
        self._was_open = self._was_open or drawer_m >= OPEN_M
        self._touched_floor = self._touched_floor or touches_floor
        return {
            "success": self.placing and drawer_m >= CLOSED_M and self._touched_floor,
            "is_drawer_open": self._was_open,
            "has_contact": self._touched_floor,
        }
