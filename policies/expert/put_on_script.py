"""The put-on script: reach, grasp, lift, carry, lower, release, retreat."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.spatial.transform import Rotation

from simeval.policies.expert.moving_target import Pose
from simeval.policies.expert.phase import Phase, Scene

Vector = npt.NDArray[np.float64]

OPEN, CLOSED = 1.0, -1.0


@dataclass(frozen=True, kw_only=True)
class PutOnRecipe:
    """Heights and offsets of one task, metres.

    Attributes:
        grasp_height: TCP above the source's origin when it closes.
        grasp_along: Where to grasp along the source's long axis (its x axis).
        carry_height: Rise of the TCP between grasp and carry.
        release_height: Source origin above the target's origin when it is let go.
        place_along: Where the source's x axis passes over the target, from the source's origin.
    """

    grasp_height: float = 0.0
    grasp_along: float = 0.0
    carry_height: float = 0.11
    release_height: float = 0.03
    place_along: float = 0.0


# The fingertips reach 16 mm beyond the TCP, so low objects are grasped with the TCP a little above
# their origin; the eggplant has to pass over the wall between sink and basket.
RECIPES: dict[str, PutOnRecipe] = {
    "widowx_spoon_on_towel": PutOnRecipe(grasp_height=0.008, grasp_along=0.012, place_along=0.009),
    "widowx_carrot_on_plate": PutOnRecipe(grasp_height=0.0, release_height=0.035),
    "widowx_stack_cube": PutOnRecipe(grasp_height=0.002, release_height=0.034),
    "widowx_put_eggplant_in_basket": PutOnRecipe(
        grasp_height=0.0, carry_height=0.12, release_height=0.05
    ),
}


def put_on_phases(recipe: PutOnRecipe, *, beside: Vector) -> tuple[Phase, ...]:
    """The legs of one put-on episode.

    Args:
        recipe: Heights and offsets of the task.
        beside: Error of the reach in the horizontal plane of the base frame, [2] m.
    """

    def grasp(scene: Scene) -> Pose:
        along = scene["source"].rotation.apply([recipe.grasp_along, 0.0, 0.0])
        position = scene["source"].position + along + [beside[0], beside[1], recipe.grasp_height]
        return Pose(position, _gripper_down(scene))

    def above_grasp(scene: Scene) -> Pose:
        return _raised(grasp(scene), 0.06)

    def hold(scene: Scene) -> Pose:
        return Pose(scene["tcp"].position, _straightened(scene["tcp"].rotation))

    def lift(scene: Scene) -> Pose:
        return _raised(hold(scene), recipe.carry_height)

    def over_target(scene: Scene) -> Pose:
        height = scene["tcp"].position[2]
        return Pose(np.array([*_placing_xy(scene, recipe), height]), hold(scene).rotation)

    def lower(scene: Scene) -> Pose:
        held_below = scene["tcp"].position[2] - scene["source"].position[2]
        height = scene["target"].position[2] + recipe.release_height + held_below
        return Pose(np.array([*_placing_xy(scene, recipe), height]), hold(scene).rotation)

    def retreat(scene: Scene) -> Pose:
        return _raised(hold(scene), 0.08)

    return (
        Phase(waypoint=above_grasp, gripper=OPEN, steps=10, tolerance_m=0.012),
        Phase(waypoint=grasp, gripper=OPEN, steps=6, tolerance_m=0.004),
        Phase(waypoint=grasp, gripper=CLOSED, steps=4),
        Phase(waypoint=lift, gripper=CLOSED, steps=7, tolerance_m=0.015),
        Phase(waypoint=over_target, gripper=CLOSED, steps=12, tolerance_m=0.008),
        Phase(waypoint=lower, gripper=CLOSED, steps=7, tolerance_m=0.005),
        Phase(waypoint=hold, gripper=OPEN, steps=3),
        Phase(waypoint=retreat, gripper=OPEN, steps=6, tolerance_m=0.015),
    )


def _raised(pose: Pose, height: float) -> Pose:
    return Pose(pose.position + np.array([0.0, 0.0, height]), pose.rotation)


def _placing_xy(scene: Scene, recipe: PutOnRecipe) -> Vector:
    """TCP position that brings the source's chosen point over the target's origin, [2] m."""
    point = scene["source"].position + scene["source"].rotation.apply(
        [recipe.place_along, 0.0, 0.0]
    )
    return np.asarray((scene["target"].position + scene["tcp"].position - point)[:2])


def _gripper_down(scene: Scene) -> Rotation:
    """Fingers straight down, closing across the source's long axis (its x axis)."""
    long_axis = scene["source"].rotation.apply([1.0, 0.0, 0.0])
    closing = np.array([-long_axis[1], long_axis[0], 0.0])
    current = scene["tcp"].rotation.apply([0.0, 1.0, 0.0])
    # Either sense of the closing axis grasps; the nearer one spares the wrist half a turn.
    if closing @ current < 0:
        closing = -closing
    return _from_axes(closing / np.linalg.norm(closing))


def _straightened(rotation: Rotation) -> Rotation:
    """The same heading with the fingers straight down."""
    closing = rotation.apply([0.0, 1.0, 0.0])
    closing[2] = 0.0
    return _from_axes(closing / np.linalg.norm(closing))


def _from_axes(closing: Vector) -> Rotation:
    down = np.array([0.0, 0.0, -1.0])
    return Rotation.from_matrix(np.stack([down, closing, np.cross(down, closing)], axis=1))
