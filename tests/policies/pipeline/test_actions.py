"""Decoding against the wrappers' own arithmetic, and decoding and encoding against each other."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from simeval.errors import ModelReplyError
from simeval.policies.pipeline.actions import ActionDecoder, ActionEncoder
from simeval.policies.pipeline.statistics import ActionStatistics
from simeval.policies.presets import load_preset, preset_names
from simeval.policies.specs import Preset


def statistics_of(preset: Preset) -> ActionStatistics | None:
    """Made-up statistics, where the preset wants some."""
    spec = preset.action.unnormalise
    if spec is None:
        return None
    width = preset.action.width
    generator = np.random.default_rng(width)
    low, high = -generator.uniform(0.1, 0.5, width), generator.uniform(0.1, 0.5, width)
    mask = np.array(spec.mask or [True] * (width - 1) + [False])
    return ActionStatistics(low=low, high=high, mask=mask)


def decode(preset: Preset, rows: np.ndarray, observe, task: str = "task") -> np.ndarray:
    """Execute rows, one reply after the other, at the states of `observe`."""
    decoder = ActionDecoder(preset, statistics_of(preset), task=task)
    execute, actions = preset.action.execute, []
    for start in range(0, len(rows), execute):
        decoder.accept(rows[start : start + execute], observe(start).state)
        for step in range(start, min(start + execute, len(rows))):
            actions.append(decoder.take(1, observe(step).state)[0])
    return np.array(actions)


def without_ensemble(name: str) -> Preset:
    preset = load_preset(name)
    return dataclasses.replace(preset, action=dataclasses.replace(preset.action, ensemble=None))


def random_actions(preset: Preset, count: int) -> np.ndarray:
    """Small motions, and gripper commands that the convention of the preset can say."""
    generator = np.random.default_rng(7)
    robot, gripper = preset.conventions, preset.action.gripper
    if robot.arm == "joint_position":
        arm = generator.uniform(-1.2, 1.2, (count, robot.arm_size))
        if preset.action.joints.kind == "velocity":
            arm = generator.uniform(-0.2, 0.2, (count, robot.arm_size))
        return np.column_stack([arm, generator.integers(0, 2, count)])
    scale = [0.04] * 3 + [0.2] * 3
    arm = generator.uniform(-1, 1, (count, 6)) * scale
    if robot.gripper == "relative_close" and gripper.threshold is not None:
        return np.column_stack([arm, np.full(count, 1.0 if gripper.change == "level" else 0.0)])
    if robot.gripper == "relative_close":
        return np.column_stack([arm, np.zeros(count)])
    if gripper.threshold is None:
        return np.column_stack([arm, generator.uniform(-1, 1, count)])
    # Openings that are delayed come back only if the gripper never closes.
    command = np.ones(count) if gripper.open_after > 1 else generator.integers(0, 2, count) * 2 - 1
    return np.column_stack([arm, command])


@pytest.mark.parametrize("name", preset_names())
def test_decoding_inverts_encoding(name, observe):
    """Actions to rows of the network and back, for every preset."""
    preset = without_ensemble(name)
    count = 3 * preset.action.execute + 2
    actions = random_actions(preset, count)
    states = [observe(step).state for step in range(count)]
    if preset.action.end_effector is not None and preset.action.end_effector.euler_offset:
        # Not every pose can be said: the actions are those of some rows.
        rows = np.random.default_rng(8).uniform(-0.9, 0.9, (count, preset.action.width))
        actions[:, :6] = decode(preset, rows, observe)[:, :6]
    if preset.action.joints is not None and preset.action.joints.kind == "velocity":
        actions[:, :7] += [state["qpos"][:7] for state in states]

    rows = ActionEncoder(preset, statistics_of(preset)).encode(actions, states)
    back = decode(preset, rows, observe)

    assert rows.shape == (count, preset.action.width)
    skip = preset.action.gripper.open_after - 1
    np.testing.assert_allclose(back[skip:], actions[skip:], atol=1e-9)


@pytest.mark.parametrize("name", preset_names())
def test_encoding_inverts_decoding(name, observe):
    """Rows to actions and back to the same actions: what the network said is said again."""
    preset = without_ensemble(name)
    count = 3 * preset.action.execute + 2
    generator = np.random.default_rng(3)
    rows = generator.uniform(-0.9, 0.9, (count, preset.action.width))
    rows[:, preset.action.gripper.column] = 1.0
    states = [observe(step).state for step in range(count)]
    actions = decode(preset, rows, observe)

    again = ActionEncoder(preset, statistics_of(preset)).encode(actions, states)

    np.testing.assert_allclose(decode(preset, again, observe), actions, atol=1e-9)


@pytest.mark.parametrize("name", ["openvla-widowx", "pi0-widowx", "groot-n15-widowx"])
def test_the_arm_moves_as_in_simplerenv(name, observe):
    """world_vector, and euler2axangle of roll, pitch and yaw."""
    euler = pytest.importorskip("transforms3d.euler")
    preset = without_ensemble(name)
    rows = np.random.default_rng(1).uniform(-0.2, 0.2, (12, 7))

    actions = decode(preset, rows, observe)

    for row, action in zip(rows, actions, strict=True):
        axis, angle = euler.euler2axangle(*row[3:6])
        np.testing.assert_allclose(action[:3], row[:3], atol=1e-15)
        np.testing.assert_allclose(action[3:6], axis * angle, atol=1e-12)
        assert action[6] == (1.0 if row[6] > 0.5 else -1.0)


def test_rt1x_widowx_is_rescaled(observe):
    euler = pytest.importorskip("transforms3d.euler")
    row = np.array([1.75, -3.0, 0.7, 1.4, -0.7, 0.28, -0.4])

    [action] = decode(load_preset("rt1x-widowx"), row[np.newaxis], observe)

    axis, angle = euler.euler2axangle(0.25, -0.125, 0.05)
    np.testing.assert_allclose(action, [0.05, -0.05, 0.02, *(axis * angle), 1.0], atol=1e-12)


def absolute(**changes) -> Preset:
    """X-VLA on the WidowX without its angle offset."""
    preset = load_preset("xvla-widowx")
    effector = dataclasses.replace(preset.action.end_effector, euler_offset=None, **changes)
    return dataclasses.replace(
        preset, action=dataclasses.replace(preset.action, end_effector=effector)
    )


def pose_rows(count: int) -> tuple[np.ndarray, np.ndarray, Rotation]:
    generator = np.random.default_rng(5)
    positions = generator.uniform(-0.3, 0.3, (count, 3))
    rotations = Rotation.random(count, rng=generator)
    rows = np.zeros((count, 20))
    rows[:, :3] = positions
    rows[:, 3:9] = rotations.as_matrix()[:, :, :2].reshape(count, 6)
    return rows, positions, rotations


def test_an_absolute_pose_becomes_the_target_of_the_widowx(observe):
    """Fed through the controller's own update, the target is the pose that the network named."""
    sapien = pytest.importorskip("sapien")
    from simeval.envs.controllers.ee_align2 import align2_target

    rows, positions, rotations = pose_rows(40)
    actions = decode(absolute(), rows, observe)

    pose = observe(0).state["tcp_pose_in_base"]
    target = sapien.Pose(pose[:3], pose[3:])
    for step, action in enumerate(actions):
        target = align2_target(
            previous_target=target,
            sensed_position=observe(step).state["tcp_pose_in_base"][:3],
            delta_position=action[:3],
            rotvec=action[3:6],
        )
        np.testing.assert_allclose(target.p, positions[step], atol=1e-5)
        turned = Rotation.from_quat(target.q[[1, 2, 3, 0]])
        assert (turned.inv() * rotations[step]).magnitude() < 1e-5


def test_an_absolute_pose_displaces_the_sensed_google_robot(observe):
    sapien = pytest.importorskip("sapien")
    from simeval.envs.controllers.ee_align_planned import align_target

    preset = load_preset("xvla-google")
    effector = dataclasses.replace(preset.action.end_effector, position_from="base")
    preset = dataclasses.replace(
        preset, action=dataclasses.replace(preset.action, end_effector=effector)
    )
    rows, positions, rotations = pose_rows(10)

    for step, action in enumerate(decode(preset, rows, observe)):
        pose = observe(step).state["tcp_pose_in_base"]
        target = align_target(
            sapien.Pose(pose[:3], pose[3:]), delta_position=action[:3], rotvec=action[3:6]
        )
        np.testing.assert_allclose(target.p, positions[step], atol=1e-5)
        turned = Rotation.from_quat(target.q[[1, 2, 3, 0]])
        assert (turned.inv() * rotations[step]).magnitude() < 1e-5


def test_positions_from_the_last_target(observe):
    """X-VLA on the Google robot: each reply counts from where the one before ended."""
    preset = load_preset("xvla-google")
    rows, positions, _ = pose_rows(20)

    actions = decode(preset, rows, observe)

    def sensed(step: int) -> np.ndarray:
        return observe(step).state["tcp_pose_in_base"][:3]

    end_of_first = sensed(0) + positions[9]
    np.testing.assert_allclose(actions[3, :3], sensed(0) + positions[3] - sensed(3), atol=1e-12)
    np.testing.assert_allclose(
        actions[14, :3], end_of_first + positions[14] - sensed(14), atol=1e-12
    )


def test_xvlas_pitch_offset(observe):
    """rotate6D_to_euler_xyz(...) + [0, pi / 2, 0], read as roll, pitch and yaw."""
    rows, _, rotations = pose_rows(30)
    angles = rotations.as_euler("xyz") + np.array([0, np.pi / 2, 0])

    action = decode(load_preset("xvla-widowx"), rows, observe)[0]

    start = Rotation.from_quat(observe(0).state["tcp_pose_in_base"][[4, 5, 6, 3]])
    reached = Rotation.from_rotvec(action[3:6]) * start
    assert (reached.inv() * Rotation.from_euler("xyz", angles[0])).magnitude() < 1e-9


def test_motions_along_the_axes_of_the_gripper(observe):
    preset = load_preset("openvla-widowx")
    effector = dataclasses.replace(preset.action.end_effector, frame="tcp", representation="rotvec")
    preset = dataclasses.replace(
        preset, action=dataclasses.replace(preset.action, end_effector=effector)
    )
    rows = np.random.default_rng(2).uniform(-0.1, 0.1, (5, 7))

    for step, action in enumerate(decode(preset, rows, observe)):
        turn = Rotation.from_quat(observe(step).state["tcp_pose_in_base"][[4, 5, 6, 3]])
        np.testing.assert_allclose(action[:3], turn.as_matrix() @ rows[step, :3], atol=1e-12)
        # A turn about axes of the gripper, seen from the base: R dR R^T.
        seen = turn * Rotation.from_rotvec(rows[step, 3:6]) * turn.inv()
        assert (seen.inv() * Rotation.from_rotvec(action[3:6])).magnitude() < 1e-12


def test_scale_and_clip(observe):
    preset = load_preset("openvla-widowx")
    effector = dataclasses.replace(
        preset.action.end_effector,
        representation="rotvec",
        scale=2.0,
        max_translation_m=0.05,
        max_rotation_rad=0.1,
    )
    preset = dataclasses.replace(
        preset, action=dataclasses.replace(preset.action, end_effector=effector)
    )

    [action] = decode(preset, np.array([[0.01, -0.2, 0.025, 0.03, 0.04, -0.3, 1.0]]), observe)

    np.testing.assert_allclose(action, [0.02, -0.05, 0.05, 0.06, 0.08, -0.1, 1.0], atol=1e-12)


def test_droid_velocities_are_fractions_of_a_fifth_of_a_radian(observe):
    """DROID's joint_velocity_to_delta: above 1 all joints are slowed down together."""
    slow = np.array([0.5, -0.25, 0, 0, 0, 0, 1.0, 0.2])
    fast = np.array([2.0, -1.0, 0, 0, 0, 0, 0.5, 0.8])

    actions = decode(load_preset("pi0-droid"), np.array([slow, fast]), observe)

    for step, change in enumerate(([0.1, -0.05, 0, 0, 0, 0, 0.2], [0.2, -0.1, 0, 0, 0, 0, 0.05])):
        moved = actions[step, :7] - observe(step).state["qpos"][:7]
        np.testing.assert_allclose(moved, change, atol=1e-12)
    assert actions[:, 7].tolist() == [0.0, 1.0]


def test_numbers_that_are_no_rotation(observe):
    rows = np.zeros((30, 20))

    with pytest.raises(ModelReplyError, match=r"no rotation.*xvla-widowx"):
        decode(load_preset("xvla-widowx"), rows, observe)


def test_a_pose_that_the_offset_cannot_say(observe):
    """The gripper pointing up: pitch -90 degrees would need -180 before the offset."""
    preset = load_preset("xvla-widowx")
    state = observe(0).state
    up = Rotation.from_euler("xyz", [0.2, -1.2, 0.1])
    sensed = Rotation.from_quat(state["tcp_pose_in_base"][[4, 5, 6, 3]])
    action = np.array([0, 0, 0, *(up * sensed.inv()).as_rotvec(), 1.0])

    with pytest.raises(ValueError, match="no pitch"):
        ActionEncoder(preset, None).encode(action[np.newaxis], [state])
