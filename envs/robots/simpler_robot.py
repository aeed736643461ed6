"""What the robots of SIMPLER have in common as ManiSkill agents (CPU, one environment)."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import sapien
import torch
from mani_skill.agents.base_agent import BaseAgent

from simeval.envs.contacts import angle_between_deg, impulse_between
from simeval.envs.robots.flat_shading import shade_untextured_flat
from simeval.envs.robots.link_collision import attach_collision_meshes, take_collision_meshes

GRASP_MIN_IMPULSE = 1e-6

# What the original sets on every robot visual of its rasterised scenes.
_VISUAL_SPECULAR = 0.9
_VISUAL_ROUGHNESS = 0.3


@dataclass(frozen=True, kw_only=True)
class LinkContact:
    """Contact material of a robot link."""

    static_friction: float
    dynamic_friction: float
    patch_radius_m: float
    """Radius, and smallest radius, of the contact patch that resists twisting."""


class Push(NamedTuple):
    """How a link pushes an object."""

    impulse: float
    """Norm of the contact impulse, N s."""
    angle_deg: float
    """Angle between the impulse on the link and the direction in which the gripper opens."""


class SimplerRobot(BaseAgent):
    """A robot with a fixed base and one control mode.

    Args:
        scene: ManiSkill scene.
        control_freq: Control steps per second.
        control_mode: Name of the control mode.
        urdf: Robot description of the asset set in use.
        base_pose: Base pose in the world.
        start_qpos: Start joint positions, in the order of `joint_names` (rad, m).
        even_material: Whether every visual gets the specular and roughness that the original sets
            in its rasterised scenes.
    """

    ee_link: str
    base_link: str
    #: The active joints in the order of the original; PhysX 5 has an order of its own.
    joint_names: tuple[str, ...]
    link_contacts: Mapping[str, LinkContact] = {}
    #: Whether the controllers set new targets before each physics step.
    drives_every_physics_step = False

    def __init__(
        self,
        scene: Any,
        control_freq: int,
        control_mode: str,
        *,
        urdf: Path,
        base_pose: sapien.Pose,
        start_qpos: tuple[float, ...],
        even_material: bool = True,
    ) -> None:
        self.urdf_path = str(urdf)
        self._base_pose = base_pose
        self._start_qpos = np.array(start_qpos, dtype=np.float32)
        self._even_material = even_material
        super().__init__(scene, control_freq, control_mode, initial_pose=base_pose)

    def _load_articulation(self, initial_pose: Any = None) -> None:
        loader = self.scene.create_urdf_loader()
        loader.name = self.uid
        loader.fix_root_link = True
        for link, contact in self.link_contacts.items():
            loader.set_link_material(link, contact.static_friction, contact.dynamic_friction, 0.0)
            loader.set_link_patch_radius(link, contact.patch_radius_m)
            loader.set_link_min_patch_radius(link, contact.patch_radius_m)
        builder = loader.parse(self.urdf_path)["articulation_builders"][0]
        builder.initial_pose = initial_pose
        meshes = take_collision_meshes(builder)
        # PhysX 5 would tie the fingers by a constraint; the original commands both alike and
        # lets each feel its own contact.
        self.robot = builder.build(build_mimic_joints=False)
        attach_collision_meshes(self.robot, meshes)
        self.robot_link_names = [link.name for link in self.robot.get_links()]

    def _after_loading_articulation(self) -> None:
        self._links = {link.name: link._objs[0] for link in self.robot.get_links()}
        self._tcp = self._links[self.ee_link]
        self._base = self._links[self.base_link]
        self._articulation = self.robot._objs[0]
        active = [joint.name for joint in self.robot.get_active_joints()]
        self._joint_indices = [active.index(name) for name in self.joint_names]
        for link in self._links.values():
            if self._even_material:
                _set_even_material(link.entity)
            shade_untextured_flat(link.entity)

    def place_at_start(self, base_pose: sapien.Pose | None = None) -> None:
        """Put base and joints to their start values, at rest, and hold them.

        Args:
            base_pose: Base pose in the world; that of the set-up by default.
        """
        self._articulation.set_root_pose(base_pose or self._base_pose)
        qpos = np.zeros(self._articulation.dof, dtype=np.float32)
        qpos[self._joint_indices] = self._start_qpos
        self._articulation.set_qpos(qpos)
        self._articulation.set_qvel(np.zeros_like(qpos))
        self.controller.reset()

    def before_physics_step(self, step: int) -> None:
        """Let controllers that follow a path set their targets; `step` counts from 1."""
        for controller in self.controller.controllers.values():
            controller.before_physics_step(step)

    def link_entities(self) -> list[sapien.Entity]:
        """The SAPIEN entities of all links, parents before children."""
        return [link._objs[0].entity for link in self.robot.get_links()]

    def joint_state(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Joint positions and velocities in the order of `joint_names`, [n] each."""
        qpos = self._articulation.get_qpos()[self._joint_indices].astype(np.float64)
        return qpos, self._articulation.get_qvel()[self._joint_indices].astype(np.float64)

    def tcp_pose(self) -> sapien.Pose:
        """Tool centre point in the world: midway between the fingertips."""
        return self._tcp.entity_pose

    def base_link_pose(self) -> sapien.Pose:
        """Base link in the world."""
        return self._base.entity_pose

    @abstractmethod
    def gripper_opening(self) -> float:
        """Mean finger opening: 0 closed, 1 open."""

    @abstractmethod
    def is_grasping(self, object: Any = None) -> torch.Tensor:
        """Whether both fingers press on the entity from inside, bool [1]."""

    def _push(self, contacts: Any, link: str, object: Any, *, opening: int = 1) -> Push:
        """How a link pushes an entity.

        Args:
            contacts: Contacts of the last physics step.
            link: Name of the link.
            object: SAPIEN entity.
            opening: 1 or -1: the direction of the link's y axis in which the gripper opens.
        """
        impulse = impulse_between(contacts, self._links[link].entity, object)
        direction = opening * self._links[link].entity_pose.to_transformation_matrix()[:3, 1]
        return Push(float(np.linalg.norm(impulse)), angle_between_deg(impulse, direction))


def _set_even_material(entity: Any) -> None:
    body = entity.find_component_by_type(sapien.render.RenderBodyComponent)
    if body is None:
        return
    for shape in body.render_shapes:
        for part in getattr(shape, "parts", ()):
            part.material.specular = _VISUAL_SPECULAR
            part.material.roughness = _VISUAL_ROUGHNESS
