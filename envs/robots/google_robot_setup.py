"""The Google robot set-up of SIMPLER as data: start joints, base height, policy camera.

Facts: ManiSkill2_real2sim@ef7a4d4, agents/configs/google_robot and custom_scenes.
"""

from __future__ import annotations

from simeval.envs.robots.camera_setup import CameraSetup

# Torso, shoulder, bicep, elbow, forearm, wrist, gripper, right and left finger, head pan and tilt.
START_QPOS = (
    -0.2639457174606611,
    0.0831913360274175,
    0.5017611504652179,
    1.156859026208673,
    0.028583671314766423,
    1.592598203487462,
    -1.080652960128774,
    0.0,
    0.0,
    -0.00285961,
    0.7851361,
)

# Height of the base over the floor of its URDF, and of that floor in the scenes.
BASE_Z = 0.06205 + 0.017

OVERHEAD_CAMERA = CameraSetup(
    name="overhead_camera",
    link="link_camera",
    position_in_link=(0.0, 0.0, 0.0),
    quat_wxyz_in_link=(0.5, 0.5, -0.5, 0.5),
    focal_px=425.0,
    principal_px=(320.0, 256.0),
    size=(640, 512),
    near_m=0.1,
    far_m=10.0,
)
