"""The Google robot's twins on the original assets: contract, gripper, sub-tasks."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from simeval.envs.catalogue import TASKS
from simeval.envs.robots.google_robot import ARM_JOINTS, FINGERS_MEET_RAD, link_contacts
from simeval.envs.simpler.variants import variants_of
from simeval.envs.task_assets import require_assets
from simeval.envs.task_env import TaskEnv
from simeval.errors import AssetError, UnknownNameError, UsageError

pytestmark = [pytest.mark.simpler_assets, pytest.mark.vulkan]

CLOSE, KEEP, OPEN = 1.0, 0.0, -1.0
VARIANTS = variants_of(TASKS["google_robot_open_top_drawer"])


@pytest.fixture(
    scope="module",
    params=[
        "google_robot_pick_standing_coke_can",
        "google_robot_close_drawer",
        "google_robot_place_apple_in_closed_top_drawer",
    ],
)
def env(request: pytest.FixtureRequest, simpler_assets: Path) -> Iterator[TaskEnv]:
    env = TaskEnv(request.param, asset_set="simpler", image_size=(160, 128), obs_mode="rgb")
    yield env
    env.close()


def _still(gripper: float) -> list[float]:
    return [0.0] * 6 + [gripper]


def _fingerprint(env: TaskEnv, episode_id: int) -> str:
    digest = hashlib.sha256()
    env.reset(seed=0, options={"episode_id": episode_id})
    for gripper in (CLOSE, CLOSE, KEEP, OPEN):
        observation, *_ = env.step([0.02, 0.01, -0.03, 0.05, 0.0, 0.1, gripper])
        for array in [*observation["state"].values(), *env.object_poses().values()]:
            digest.update(array.tobytes())
        digest.update(observation["frames"]["overhead_camera"].tobytes())
    return digest.hexdigest()


def test_observation_and_info_hold_what_they_promise(env: TaskEnv) -> None:
    observation, info = env.reset(seed=3, options={"episode_id": 5})
    assert env.observation_space.contains(observation)
    assert observation["state"]["qpos"].shape == (11,)
    # The original's order: arm, fingers, head.
    assert observation["state"]["qpos"][-1] == pytest.approx(0.7851361)
    assert observation["state"]["gripper_opening"] == pytest.approx(1.0, abs=1e-3)
    assert all(isinstance(info[name], bool) for name in ("success", *env.task.submetrics))
    assert all(isinstance(info[name], float) for name in env.task.measures)
    assert info["episode_id"] == 5


def test_same_episode_gives_same_bytes_whatever_ran_before(env: TaskEnv) -> None:
    first = _fingerprint(env, 3)
    assert _fingerprint(env, 7) != first
    assert _fingerprint(env, 3) == first


def test_episode_ids_wrap_around(env: TaskEnv) -> None:
    assert _fingerprint(env, 2) == _fingerprint(env, 2 + env.task.episode_count)


def test_a_start_off_the_grid_says_so(env: TaskEnv) -> None:
    _, info = env.reset(options={"original_seed": 1})
    assert info["episode_id"] == -1
    with pytest.raises(UsageError, match="Give one of episode_id and original_seed"):
        env.reset(options={"original_seed": 1, "episode_id": 0})
    with pytest.raises(UsageError, match="original_seed must be a whole number, got 'one'"):
        env.reset(options={"original_seed": "one"})


@pytest.fixture(scope="module")
def drawer(simpler_assets: Path) -> Iterator[TaskEnv]:
    env = TaskEnv("google_robot_open_top_drawer", asset_set="simpler", image_size=(64, 48))
    yield env
    env.close()


# Masses in kg as SAPIEN 2.2.2 has them, which hang on how the collision meshes are cut.
MASSES = {
    "link_base": 52.91011,
    "link_torso": 1.89575,
    "link_shoulder": 1.84719,
    "link_bicep": 1.24742,
    "link_elbow": 0.64638,
    "link_forearm": 0.72437,
    "link_wrist": 0.50193,
    "link_gripper": 0.40507,
    "link_finger_left": 0.03332,
    "link_finger_tip_left": 0.01619,
    "link_head_tilt": 0.87924,
}


def test_links_weigh_what_they_weigh_in_the_original(drawer: TaskEnv) -> None:
    links = {link.name: link._objs[0].mass for link in drawer.twin.agent.robot.get_links()}
    assert {name: links[name] for name in MASSES} == pytest.approx(MASSES, abs=2e-5)


def _fingers(env: TaskEnv) -> np.ndarray:
    return env.twin.state()["qpos"][7:9]


def test_empty_fingers_meet_and_leave_the_arm_alone(drawer: TaskEnv) -> None:
    drawer.reset(options={"episode_id": 0})
    before = drawer.privileged_state()["tcp"]
    for _ in range(8):
        drawer.step(_still(CLOSE))
    assert _fingers(drawer).sum() == pytest.approx(FINGERS_MEET_RAD, abs=2e-3)
    after = drawer.privileged_state()["tcp"]
    assert np.linalg.norm(after[:3] - before[:3]) < 2e-4


def test_a_closing_command_persists_until_another_comes(drawer: TaskEnv) -> None:
    drawer.reset(options={"episode_id": 0})
    drawer.step(_still(CLOSE))
    begun = _fingers(drawer).copy()
    drawer.step(_still(KEEP))
    kept = _fingers(drawer).copy()
    drawer.step(_still(0.0007))
    tiny = _fingers(drawer).copy()
    # The first third of a second of the plan includes its start; then 1 rad/s.
    np.testing.assert_allclose(begun, 0.192, atol=5e-3)
    np.testing.assert_allclose(kept - begun, 1 / 3, atol=5e-3)
    np.testing.assert_allclose(tiny - kept, 1 / 3, atol=5e-3)
    # The plan starts at the sensed velocity, still closing, and turns around.
    drawer.step(_still(OPEN))
    drawer.step(_still(OPEN))
    assert (_fingers(drawer) < tiny).all()


def test_the_arm_follows_the_commanded_displacement(drawer: TaskEnv) -> None:
    drawer.reset(options={"episode_id": 3})
    start = drawer.twin.state()["tcp_pose_in_base"]
    drawer.step([0.01, 0.0, 0.0, 0.0, 0.0, 0.0, KEEP])
    for _ in range(6):
        drawer.step(_still(KEEP))
    moved = drawer.twin.state()["tcp_pose_in_base"][:3] - start[:3]
    # Each action starts at the sensed pose, so what lags behind in the first is lost for good.
    assert 0.003 < moved[0] < 0.01
    assert np.abs(moved[1:]).max() < 1e-3


def test_drawers_report_progress(drawer: TaskEnv) -> None:
    _, info = drawer.reset(options={"episode_id": 0})
    assert (info["qpos"], info["progress"], info["success"]) == (pytest.approx(0.0), 0.0, False)
    drawer.twin.cabinet.set_positions({"top": 0.075})
    *_, info = drawer.step(_still(KEEP))
    assert info["progress"] == pytest.approx(0.5, abs=0.02)
    drawer.twin.cabinet.set_positions({"middle": 0.3, "top": 0.16})
    *_, info = drawer.step(_still(KEEP))
    assert info["success"]
    np.testing.assert_allclose(drawer.articulations()["cabinet"], [0.16, 0.3, 0.0], atol=2e-3)


def test_placing_is_told_after_opening(simpler_assets: Path) -> None:
    env = TaskEnv(
        "google_robot_place_apple_in_closed_top_drawer", asset_set="simpler", image_size=(64, 48)
    )
    _, info = env.reset(options={"episode_id": 0})
    assert info["instruction"] == "open top drawer"
    assert env.advance_subtask()
    assert not env.advance_subtask()
    *_, info = env.step(_still(KEEP))
    assert info["instruction"] == "place apple into top drawer"

    # Without a word from the policy, after 100 steps.
    env.reset(options={"episode_id": 0})
    env.twin._elapsed_steps[:] = 99
    assert env.step(_still(KEEP))[4]["instruction"] == "open top drawer"
    assert env.step(_still(KEEP))[4]["instruction"] == "place apple into top drawer"

    # The apple in the open drawer, put there by hand.
    env.twin.cabinet.set_positions({"top": 0.25})
    apple = env.twin._body.entity
    pose = apple.pose
    pose.p = [0.1, 0.0, 0.017 + 0.668 + 0.0]
    apple.pose = pose
    *_, info = env.step(_still(KEEP))
    env.close()
    assert info["has_contact"]
    assert info["is_drawer_open"]
    assert info["success"]


def _stiffness(env: TaskEnv) -> dict[str, float]:
    joints = env.twin.agent.robot.get_active_joints()
    return {joint.name: float(joint._objs[0].stiffness) for joint in joints}


def test_a_recoloured_robot_moves_alike_and_looks_different(drawer: TaskEnv) -> None:
    options = {"asset_set": "simpler", "image_size": (64, 48)}
    other = TaskEnv("google_robot_open_top_drawer", variant="recolor_cabinet_1", **options)
    frames, tcps = [], []
    for env in (drawer, other):
        env.reset(options={"episode_id": 4})
        frames.append(env.render())
        env.step([0.02, 0.01, -0.03, 0.05, 0.0, 0.1, CLOSE])
        tcps.append(env.privileged_state()["tcp"])
    other.close()
    assert (frames[0] != frames[1]).any()
    np.testing.assert_array_equal(tcps[0], tcps[1])


def test_worse_control_changes_the_arm_and_nothing_else(drawer: TaskEnv) -> None:
    options = {"asset_set": "simpler", "image_size": (64, 48)}
    other = TaskEnv("google_robot_open_top_drawer", variant="worse_control2", **options)
    one, two = _stiffness(drawer), _stiffness(other)
    other.close()
    changed = {name for name in one if one[name] != two[name]}
    assert changed == set(ARM_JOINTS[:7])
    assert two["joint_torso"] == 2000.0
    assert two["joint_gripper"] == 800.0


def test_friction_of_fingers_and_nails() -> None:
    halved = VARIANTS["half_finger_friction"].robot.finger_friction
    contacts = link_contacts(halved)
    assert contacts["link_finger_left"].static_friction == 1.0
    assert contacts["link_finger_tip_right"].dynamic_friction == 1.0
    assert contacts["link_finger_nail_right"].static_friction == 0.1


def test_an_unknown_variant_gets_a_suggestion(simpler_assets: Path) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'recolor_cabinet_1'"):
        TaskEnv("google_robot_move_near", variant="recolor_cabinet", asset_set="simpler")


def test_widowx_tasks_have_no_variants() -> None:
    assert list(variants_of(TASKS["widowx_stack_cube"])) == ["default"]


def test_a_set_without_the_robot_says_so() -> None:
    task = TASKS["google_robot_place_apple_in_closed_top_drawer"]
    offered = SimpleNamespace(
        name="ours", robots=(), cabinets=(), model_ids=(), stages=(), backgrounds=()
    )
    for kind, name, group in (
        ("robot", "google_robot", "robots"),
        ("cabinet", "mk_station_recolor", "cabinets"),
        ("object", "baked_apple_v2", "model_ids"),
        ("background", "open_drawer_a0", "backgrounds"),
    ):
        wanted = rf"'ours' has no {kind} '{name}', which .*{task.name} needs. Use assets=simpler"
        with pytest.raises(AssetError, match=wanted):
            require_assets(offered, task, VARIANTS["default"])
        setattr(offered, group, (name,))
