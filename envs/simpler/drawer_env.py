"""What SIMPLER's drawer tasks have in common: the cabinet, the floor, where the robot stands."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

import numpy as np
import numpy.typing as npt
import sapien

from simeval.envs.simpler.cabinet import Cabinet
from simeval.envs.simpler.drawer_scenes import DRAWERS, RobotPlace
from simeval.envs.simpler.google_env import GoogleEnv, standing_at
from simeval.envs.simpler.scene_look import DRAWER_LOOK
from simeval.envs.simpler.simpler_env import pose_vector
from simeval.envs.simpler.stages import stage_or_stand_in
from simeval.envs.simpler.variants import Variant
from simeval.envs.twin_assets import build_floor, build_room


class DrawerEnv(GoogleEnv):
    """A cabinet with three drawers before the robot.

    Args:
        variant: Which version of the task.
        **options: Passed on to `GoogleEnv`.
    """

    def __init__(self, *, variant: Variant, **options: Any) -> None:
        # The original evens out the materials of the robot in its rooms only.
        super().__init__(
            variant=variant,
            look=variant.look or DRAWER_LOOK,
            even_material=variant.look is not None,
            **options,
        )

    @property
    @abstractmethod
    def _place(self) -> RobotPlace:
        """Where the robot stands in this episode."""

    @property
    @abstractmethod
    def _drawer(self) -> str:
        """The drawer that this episode is about."""

    def _build_surroundings(self) -> None:
        offset, stage = self.look.stage_offset, self.look.stage
        mesh = stage and stage_or_stand_in(self.asset_set, stage).mesh
        if mesh:
            pose = sapien.Pose(*self.look.stage_pose) if self.look.stage_pose else sapien.Pose()
            build_room(self.scene, mesh, pose=pose, offset=offset)
        else:
            build_floor(self.scene, offset=offset)
        urdf = self.asset_set.cabinet_urdf(self.variant.cabinet)
        # Ray tracing, with which the original draws its rooms, lights the boxes as anything else.
        ambient = None if self.look.visible else self.look.ambient
        self.cabinet = Cabinet(self.scene, urdf, ambient=ambient)

    def _background(self) -> str:
        return self._place.background

    def _robot_base_pose(self) -> sapien.Pose:
        return standing_at(self._place.x, self._place.y, yaw=self._place.yaw)

    def articulations(self) -> dict[str, npt.NDArray[np.float64]]:
        """How far top, middle and bottom drawer are pulled out, [3] m, under ``cabinet``."""
        return {"cabinet": self.cabinet.positions()}

    def privileged_state(self) -> dict[str, npt.NDArray[np.float64]]:
        """World poses [7] (m, quat_wxyz) of ``tcp`` and ``base``, and of handles.

        ``handle`` is that of the episode's drawer, ``other_handle`` that of another one; each has a
        ``_when_closed``. Their x axes point out of the cabinet.
        """
        other = DRAWERS[(DRAWERS.index(self._drawer) + 1) % len(DRAWERS)]
        handles = {
            f"{which}{state}": pose_vector(pose)
            for which, drawer in (("handle", self._drawer), ("other_handle", other))
            for state, pose in (
                ("", self.cabinet.handle_pose(drawer)),
                ("_when_closed", self.cabinet.closed_handle_pose(drawer)),
            )
        }
        return {**handles, **super().privileged_state()}
