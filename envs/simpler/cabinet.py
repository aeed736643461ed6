"""The cabinet with three drawers of SIMPLER's drawer tasks (CPU backend)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import sapien

from simeval.envs.contacts import touches_shape
from simeval.envs.robots.flat_shading import shade_boxes_flat
from simeval.envs.simpler.drawer_scenes import DRAWERS

_POSITION = (-0.295, 0.0, 0.017)
_JOINT_FRICTION = 0.05
_JOINT_DAMPING = 1.0

# The middle of the handle's bar in the frame of its drawer, m.
_HANDLE = sapien.Pose([0.3425, 0.0, 0.02])

# The floor of a drawer among the collision shapes of its link.
_FLOOR_SHAPE = 2


class Cabinet:
    """A fixed cabinet whose drawers slide with friction.

    Args:
        scene: ManiSkill scene; the cabinet is added to it.
        urdf: Description of the cabinet.
        ambient: Ambient light of the scene, which alone lights the boxes; None for all lights.
    """

    def __init__(self, scene: Any, urdf: Path, *, ambient: float | None) -> None:
        loader = scene.create_urdf_loader()
        loader.fix_root_link = True
        builder = loader.parse(str(urdf))["articulation_builders"][0]
        builder.initial_pose = sapien.Pose(_POSITION)
        cabinet = builder.build("cabinet")
        for joint in cabinet.get_active_joints():
            joint.set_friction(_JOINT_FRICTION)
            joint.set_drive_properties(0.0, _JOINT_DAMPING, mode="force")
        self._articulation = cabinet._objs[0]
        self._links = {link.name: link._objs[0] for link in cabinet.get_links()}
        if ambient is not None:
            for link in self._links.values():
                shade_boxes_flat(link.entity, ambient=ambient)
        names = [joint.name for joint in cabinet.get_active_joints()]
        self._indices = [names.index(f"{drawer}_drawer_joint") for drawer in DRAWERS]

    def set_positions(self, pulled_out: dict[str, float]) -> None:
        """Put the drawers, at rest; those that are not named are closed (m)."""
        qpos = np.zeros(self._articulation.dof, dtype=np.float32)
        for drawer, position in pulled_out.items():
            qpos[self._indices[DRAWERS.index(drawer)]] = position
        self._articulation.set_qpos(qpos)
        self._articulation.set_qvel(np.zeros_like(qpos))

    def positions(self) -> npt.NDArray[np.float64]:
        """How far top, middle and bottom drawer are pulled out, [3] m."""
        return np.asarray(self._articulation.get_qpos()[self._indices], dtype=np.float64)

    def position(self, drawer: str) -> float:
        """How far a drawer is pulled out, m."""
        return float(self.positions()[DRAWERS.index(drawer)])

    def handle_pose(self, drawer: str) -> sapien.Pose:
        """World pose of a drawer's handle; x points out of the cabinet, z up."""
        return self._links[f"{drawer}_drawer"].entity_pose * _HANDLE

    def closed_handle_pose(self, drawer: str) -> sapien.Pose:
        """Where the handle of a drawer is when the drawer is closed."""
        return self.handle_pose(drawer) * sapien.Pose([-self.position(drawer), 0.0, 0.0])

    def holds(self, contacts: Sequence[Any], entity: sapien.Entity, *, drawer: str) -> bool:
        """Whether an entity presses on the floor of a drawer.

        Args:
            contacts: Contacts of the last physics step.
            entity: The entity.
            drawer: Name of the drawer.
        """
        floor = self._links[f"{drawer}_drawer"].collision_shapes[_FLOOR_SHAPE]
        return touches_shape(contacts, entity, floor)
