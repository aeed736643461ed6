"""The two WidowX set-ups of SIMPLER as data: start joints, base pose, policy camera."""

from __future__ import annotations

from dataclasses import dataclass

from simeval.envs.robots.camera_setup import CameraSetup, Vector
from simeval.errors import UnknownNameError


@dataclass(frozen=True, kw_only=True)
class WidowXSetup:
    """One placement of the WidowX.

    Attributes:
        qpos: Start joint positions: waist, shoulder, elbow, forearm roll, wrist angle,
            wrist rotate (rad), left and right finger (m).
        base_position: World, metres.
        base_quat_wxyz: World.
        camera: The camera whose frames the policy reads.
    """

    qpos: Vector
    base_position: Vector
    base_quat_wxyz: Vector
    camera: CameraSetup


def _logitech_c920(
    position_in_link: Vector, quat_wxyz_in_link: Vector, *, near_m: float
) -> CameraSetup:
    return CameraSetup(
        name="3rd_view_camera",
        link="base_link",
        position_in_link=position_in_link,
        quat_wxyz_in_link=quat_wxyz_in_link,
        focal_px=623.588,
        principal_px=(319.501, 239.545),
        size=(640, 480),
        near_m=near_m,
        far_m=10.0,
    )


# Facts of ManiSkill2_real2sim@ef7a4d4: agents/configs/widowx and custom_scenes.
WIDOWX_SETUPS: dict[str, WidowXSetup] = {
    "widowx": WidowXSetup(
        qpos=(
            -0.01840777,
            0.0398835,
            0.22242722,
            -0.00460194,
            1.36524296,
            0.00153398,
            0.037,
            0.037,
        ),
        base_position=(0.147, 0.028, 0.870),
        base_quat_wxyz=(0.0, 0.0, 0.0, 1.0),
        camera=_logitech_c920(
            (0.0, -0.16, 0.36),
            (0.8992917, -0.09263245, 0.35892477, 0.23209206),
            near_m=0.1,
        ),
    ),
    "widowx_sink": WidowXSetup(
        qpos=(
            -0.2600599,
            -0.12875618,
            0.04461369,
            -0.00652761,
            1.7033415,
            -0.26983038,
            0.037,
            0.037,
        ),
        base_position=(0.127, 0.06, 0.85),
        base_quat_wxyz=(0.0, 0.0, 0.0, 1.0),
        camera=_logitech_c920(
            (-0.00300001, -0.21, 0.39),
            (-0.907313, 0.0782, -0.36434, -0.194741),
            near_m=0.01,
        ),
    ),
}


def widowx_setup(name: str) -> WidowXSetup:
    """Look up a set-up by its robot name.

    Raises:
        UnknownNameError: The name is not one of `WIDOWX_SETUPS`.
    """
    try:
        return WIDOWX_SETUPS[name]
    except KeyError:
        raise UnknownNameError("WidowX set-up", name, WIDOWX_SETUPS) from None
