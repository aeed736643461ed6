"""The links of the WidowX hand may be exempt from each other's collisions: they never meet."""

import itertools

import numpy as np
import pytest

from simeval.envs.robots.widowx import _HAND_LINKS, FINGER_LIMITS_M
from simeval.envs.task_env import TaskEnv

_FINGERS = ("left_finger_link", "right_finger_link")
_BEYOND_LIMITS_M = 0.002


@pytest.mark.parametrize(
    "asset_set", ["bundled", pytest.param("simpler", marks=pytest.mark.simpler_assets)]
)
def test_the_fingers_stay_clear_of_the_hand_and_of_each_other(asset_set: str, request) -> None:
    if asset_set == "simpler":
        request.getfixturevalue("simpler_assets")
    env = TaskEnv("widowx_carrot_on_plate", asset_set=asset_set)
    env.reset(seed=0, options={"episode_id": 0})
    robot = env.twin.agent._articulation
    links = {link.entity.name: link for link in robot.links}
    # Only the bar keeps apart from the fingers, as in the original; all else collides.
    bits = {"gripper_bar_link": 0b11, "left_finger_link": 0b01, "right_finger_link": 0b10}
    for name in _HAND_LINKS:
        for shape in links[name].collision_shapes:
            shape.set_collision_groups([1, 1, bits.get(name, 0), 0])
    closed, opened = FINGER_LIMITS_M
    seen, nearest = set(), np.inf
    for opening in np.linspace(closed - _BEYOND_LIMITS_M, opened + _BEYOND_LIMITS_M, 27):
        qpos = robot.get_qpos()
        qpos[-2:] = opening
        robot.set_qpos(qpos)
        robot.set_qvel(np.zeros_like(qpos))
        env.twin.scene.px.step()
        for contact in env.twin.scene.px.get_contacts():
            pair = {body.entity.name for body in contact.bodies}
            if pair <= set(_HAND_LINKS) and pair & set(_FINGERS):
                seen.add(frozenset(pair))
                nearest = min(nearest, *(point.separation for point in contact.points))
    env.close()
    # Near enough for PhysX to look at them, never near enough to press.
    assert frozenset(_FINGERS) in seen
    assert 0.002 < nearest < 0.005


def test_links_of_the_hand_share_a_collision_bit() -> None:
    env = TaskEnv("widowx_carrot_on_plate")
    links = {link.entity.name: link for link in env.twin.agent._articulation.links}
    groups = {name: links[name].collision_shapes[0].get_collision_groups() for name in _HAND_LINKS}
    env.close()
    for one, other in itertools.combinations(_HAND_LINKS, 2):
        assert groups[one][2] & groups[other][2]
