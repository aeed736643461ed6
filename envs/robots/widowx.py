"""The WidowX 250 S of SIMPLER: gains, finger friction, collision groups, grasp test.

Facts: ManiSkill2_real2sim@ef7a4d4, agents/configs/widowx and agents/robots/widowx.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import sapien
import torch
from mani_skill.agents.base_agent import BaseAgent

from simeval.envs.contacts import angle_between_deg, impulse_between
from simeval.envs.controllers.ee_align2 import EEAlign2ControllerConfig
from simeval.envs.controllers.joint_drive import DriveGains
from simeval.envs.controllers.parallel_gripper import ParallelGripperControllerConfig
from simeval.envs.robots.flat_shading import shade_untextured_flat
from simeval.envs.robots.link_collision import attach_collision_meshes, take_collision_meshes
from simeval.envs.robots.widowx_setup import WidowXSetup

ARM_JOINTS = ("waist", "shoulder", "elbow", "forearm_roll", "wrist_angle", "wrist_rotate")
FINGER_JOINTS = ("left_finger", "right_finger")
EE_LINK = "ee_gripper_link"
CONTROL_MODE = "arm_pd_ee_target_delta_pose_align2_gripper_pd_joint_pos"

# System-identified on the Bridge data (SIMPLER, section IV-B).
ARM_GAINS = DriveGains(
    stiffness=(
        1169.7891719504198,
        730.0,
        808.4601346394447,
        1229.1299089624076,
        1272.2760456418862,
        1056.3326605132252,
    ),
    damping=(
        330.0,
        180.0,
        152.12036565582588,
        309.6215302722146,
        201.04998711007383,
        269.51458932695414,
    ),
    force_limit=(200.0, 200.0, 100.0, 100.0, 100.0, 100.0),
)
GRIPPER_GAINS = DriveGains(
    stiffness=(1000.0, 1000.0), damping=(200.0, 200.0), force_limit=(60.0, 60.0)
)
# Commands -1 and +1. The joint limits are 0.015 and 0.037; targets are clamped to them.
GRIPPER_CLOSED_M = 0.014
GRIPPER_OPEN_M = 0.038
FINGER_LIMITS_M = (0.015, 0.037)

FINGER_FRICTION = 2.0
FINGER_PATCH_RADIUS_M = 0.01
GRASP_MIN_IMPULSE = 1e-6
GRASP_MAX_ANGLE_DEG = 60.0

# The links of the hand collide with everything but each other (shapes that share a bit of the third
# collision group word do not). The bar, the propeller and the gripper body are fixed to each other
# and overlap, and the original keeps the bar and the fingers apart in the same way; the other pairs
# stay at least 2.8 mm apart over the whole travel of the fingers, so that their contacts never
# press, but take half of the time of a physics step.
_HAND_LINKS = (
    "gripper_link",
    "gripper_prop_link",
    "gripper_bar_link",
    "left_finger_link",
    "right_finger_link",
)
_HAND_BIT = 0b1

# What the original sets on every robot visual of its rasterised scenes.
_VISUAL_SPECULAR = 0.9
_VISUAL_ROUGHNESS = 0.3


class WidowX(BaseAgent):
    """ManiSkill agent of the WidowX.

    Args:
        scene: ManiSkill scene.
        control_freq: Control steps per second.
        setup: Start joints, base pose and camera.
        urdf: Robot description of the asset set in use.
    """

    uid = "simeval_widowx"

    def __init__(self, scene: Any, control_freq: int, *, setup: WidowXSetup, urdf: Path) -> None:
        self.setup = setup
        self.urdf_path = str(urdf)
        super().__init__(scene, control_freq, CONTROL_MODE, initial_pose=self.base_pose)

    @property
    def base_pose(self) -> sapien.Pose:
        """Base pose in the world."""
        return sapien.Pose(self.setup.base_position, self.setup.base_quat_wxyz)

    def _load_articulation(self, initial_pose: Any = None) -> None:
        loader = self.scene.create_urdf_loader()
        loader.name = self.uid
        loader.fix_root_link = True
        for finger in ("left_finger_link", "right_finger_link"):
            loader.set_link_material(finger, FINGER_FRICTION, FINGER_FRICTION, 0.0)
            loader.set_link_patch_radius(finger, FINGER_PATCH_RADIUS_M)
            loader.set_link_min_patch_radius(finger, FINGER_PATCH_RADIUS_M)
        builder = loader.parse(self.urdf_path)["articulation_builders"][0]
        builder.initial_pose = initial_pose
        meshes = take_collision_meshes(builder)
        # PhysX 5 would tie the fingers by a constraint; the original commands both alike and
        # lets each feel its own contact.
        self.robot = builder.build(build_mimic_joints=False)
        attach_collision_meshes(self.robot, meshes)
        self.robot_link_names = [link.name for link in self.robot.get_links()]

    def _after_loading_articulation(self) -> None:
        links = {link.name: link._objs[0] for link in self.robot.get_links()}
        for name in _HAND_LINKS:
            for shape in links[name].collision_shapes:
                shape.set_collision_groups([1, 1, _HAND_BIT, 0])
        self._left_finger = links["left_finger_link"]
        self._right_finger = links["right_finger_link"]
        self._tcp = links[EE_LINK]
        self._base = links["base_link"]
        self._articulation = self.robot._objs[0]
        for link in links.values():
            _set_visual_material(link.entity)
            shade_untextured_flat(link.entity)

    @property
    def _controller_configs(self) -> dict[str, Any]:
        return {
            CONTROL_MODE: {
                "arm": EEAlign2ControllerConfig(
                    joint_names=list(ARM_JOINTS), ee_link=EE_LINK, gains=ARM_GAINS
                ),
                "gripper": ParallelGripperControllerConfig(
                    joint_names=list(FINGER_JOINTS),
                    closed_m=GRIPPER_CLOSED_M,
                    open_m=GRIPPER_OPEN_M,
                    gains=GRIPPER_GAINS,
                ),
            }
        }

    def place_at_start(self) -> None:
        """Put base and joints to their start values, at rest, and hold them."""
        self._articulation.set_root_pose(self.base_pose)
        self._articulation.set_qpos(np.array(self.setup.qpos, dtype=np.float32))
        self._articulation.set_qvel(np.zeros(self._articulation.dof, dtype=np.float32))
        self.controller.reset()

    def link_entities(self) -> list[sapien.Entity]:
        """The SAPIEN entities of all links, parents before children."""
        return [link._objs[0].entity for link in self.robot.get_links()]

    def joint_state(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Joint positions and velocities, [8] each."""
        qpos = self._articulation.get_qpos().astype(np.float64)
        return qpos, self._articulation.get_qvel().astype(np.float64)

    def tcp_pose(self) -> sapien.Pose:
        """Tool centre point in the world: midway between the fingertips."""
        return self._tcp.entity_pose

    def base_link_pose(self) -> sapien.Pose:
        """Base link in the world."""
        return self._base.entity_pose

    def gripper_opening(self) -> float:
        """Mean finger opening: 0 at the closed joint limit, 1 at the open one, clipped."""
        closed, opened = FINGER_LIMITS_M
        mean = float(self._articulation.get_qpos()[-2:].mean())
        return min(max((mean - closed) / (opened - closed), 0.0), 1.0)

    def is_grasping(self, object: Any = None) -> torch.Tensor:
        """Whether both fingers press on the entity from inside, bool [1].

        A finger presses when its contact impulse is at least 1e-6 N s and within 60 degrees of
        its opening direction.
        """
        contacts = self.scene.px.get_contacts()
        left = impulse_between(contacts, self._left_finger.entity, object)
        right = impulse_between(contacts, self._right_finger.entity, object)
        opening_left = self._left_finger.entity_pose.to_transformation_matrix()[:3, 1]
        opening_right = -self._right_finger.entity_pose.to_transformation_matrix()[:3, 1]
        holds = _presses(left, opening_left) and _presses(right, opening_right)
        return torch.tensor([holds])


def _presses(impulse: npt.NDArray[np.float64], opening: npt.NDArray[np.float64]) -> bool:
    strong = float(np.linalg.norm(impulse)) >= GRASP_MIN_IMPULSE
    return strong and angle_between_deg(impulse, opening) <= GRASP_MAX_ANGLE_DEG


def _set_visual_material(entity: Any) -> None:
    body = entity.find_component_by_type(sapien.render.RenderBodyComponent)
    if body is None:
        return
    for shape in body.render_shapes:
        for part in getattr(shape, "parts", ()):
            part.material.specular = _VISUAL_SPECULAR
            part.material.roughness = _VISUAL_ROUGHNESS
