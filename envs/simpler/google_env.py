"""What the Google robot's tasks have in common: the robot, its variants, its camera."""

from __future__ import annotations

import math
from typing import Any

import sapien

from simeval.envs.contacts import touches_any_other
from simeval.envs.robots.google_robot import GoogleRobot
from simeval.envs.robots.google_robot_setup import BASE_Z, OVERHEAD_CAMERA
from simeval.envs.simpler.simpler_env import SimplerEnv
from simeval.envs.simpler.variants import Variant


def standing_at(x: float, y: float, *, yaw: float = 0.0) -> sapien.Pose:
    """Base pose of the robot on the floor of the scenes; at zero yaw it faces the table."""
    # The original turns its own start orientation, half a turn about z, by the yaw.
    turn = sapien.Pose(q=[math.cos(yaw / 2), 0.0, 0.0, math.sin(yaw / 2)])
    return sapien.Pose([x, y, BASE_Z]) * turn * sapien.Pose(q=[0.0, 0.0, 0.0, 1.0])


class GoogleEnv(SimplerEnv):
    """A SIMPLER task of the Google robot.

    Args:
        variant: Which version of the task.
        even_material: Whether all robot visuals get one specular and roughness, as the original
            does where it rasterises.
        **options: Passed on to `SimplerEnv`.
    """

    agent: GoogleRobot

    def __init__(self, *, variant: Variant, even_material: bool = True, **options: Any) -> None:
        self.variant = variant
        self._even_material = even_material
        super().__init__(camera=OVERHEAD_CAMERA, **options)

    def _load_agent(self, options: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        setup = self.variant.robot
        self.agent = GoogleRobot(
            self.scene,
            self.control_freq,
            self.task.sim_hz,
            setup=setup,
            urdf=self.asset_set.robot_urdf(setup.urdf),
            even_material=self._even_material,
        )

    def _touches_surroundings(self, body: Any) -> bool:
        """Whether anything but the robot presses on a body."""
        contacts = self.scene.px.get_contacts()
        return touches_any_other(contacts, body.entity, self.agent.link_entities())
