"""Layouts of the reference sheet, computed by hand with transforms3d."""

from __future__ import annotations

import numpy as np
import pytest

from simeval.policies.pipeline.proprioception import state_vector
from simeval.policies.presets import load_preset
from simeval.policies.specs import ROBOTS, StatePart, StateVector

TOPDOWN = np.array([[0, 0, 1.0], [0, 1.0, 0], [-1.0, 0, 0]])


def vector_of(preset: str, key: str) -> StateVector:
    [vector] = [one for one in load_preset(preset).observation.state if one.key == (key,)]
    return vector


@pytest.mark.parametrize(
    ("preset", "key"),
    [("pi0-widowx", "observation/state"), ("smolvla-widowx", "observation.state")],
)
def test_bridge_state(observe, preset, key):
    quaternions = pytest.importorskip("transforms3d.quaternions")
    euler = pytest.importorskip("transforms3d.euler")
    for step in range(20):
        state = observe(step).state
        pose, opening = state["tcp_pose_in_base"], state["gripper_opening"]
        rpy = euler.mat2euler(quaternions.quat2mat(pose[3:]) @ TOPDOWN.T)

        ours = state_vector(state, vector_of(preset, key), ROBOTS["widowx"], None)

        assert ours.dtype == np.float32
        np.testing.assert_allclose(ours, [*pose[:3], *rpy, 0.0, *opening], atol=1e-6)


def test_google_state(observe):
    state = observe(3).state
    pose, opening = state["tcp_pose_in_base"], state["gripper_opening"]

    ours = state_vector(state, vector_of("pi0-google", "observation/state"), ROBOTS["google"], None)

    np.testing.assert_allclose(ours, [*pose[:3], *np.roll(pose[3:], -1), *(1 - opening)], rtol=1e-6)


def test_single_numbers_of_groot(observe):
    state = observe(1).state
    expected = {"x": 0, "y": 1, "z": 2, "rw": 3, "rx": 4, "ry": 5, "rz": 6}

    for name, index in expected.items():
        vector = vector_of("groot-n16-google", f"state.{name}")
        ours = state_vector(state, vector, ROBOTS["google"], None)
        assert ours.shape == (1, 1)
        assert ours[0, 0] == pytest.approx(state["tcp_pose_in_base"][index], rel=1e-6)


def test_droid_pose_of_groot(observe):
    """Position, then two rows of R M, M the renaming of the axes."""
    quaternions = pytest.importorskip("transforms3d.quaternions")
    state = observe(2).state
    pose = state["tcp_pose_in_base"]
    renamed = quaternions.quat2mat(pose[3:]) @ [[0, 0, -1], [-1, 0, 0], [0, 1, 0]]

    ours = state_vector(state, vector_of("groot-n16-droid", "state.eef_9d"), ROBOTS["droid"], None)

    np.testing.assert_allclose(ours[0], [*pose[:3], *renamed[:2].reshape(6)], atol=1e-6)


def test_xvla_feeds_its_own_prediction_back(observe):
    state = observe(0).state
    vector = vector_of("xvla-widowx", "proprio")

    first = state_vector(state, vector, ROBOTS["widowx"], None)
    later = state_vector(state, vector, ROBOTS["widowx"], np.arange(1.0, 21.0))

    np.testing.assert_allclose(
        first, [*state["tcp_pose_in_base"][:3], 1, 0, 0, 1, 0, 0, 0, *[0] * 10], rtol=1e-6
    )
    np.testing.assert_allclose(later, [*range(1, 11), *[0] * 10])


def test_finger_distance(observe):
    state = observe(0).state
    vector = StateVector(key=("w",), parts=(StatePart(quantity="gripper", gripper="width_m"),))

    ours = state_vector(state, vector, ROBOTS["widowx"], None)

    assert ours[0] == pytest.approx(state["qpos"][6] + state["qpos"][7], rel=1e-6)
