"""The expert solves the Google robot's tasks; its faults do what their names say."""

from typing import Any

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from simeval.envs.task_env import TaskEnv
from simeval.policies.expert.config import ExpertConfig
from simeval.policies.expert.google_objects import hold_of
from simeval.policies.expert.moving_target import Pose
from simeval.policies.expert.policy import ExpertPolicy
from simeval.policies.expert.sensed_target import SensedTarget
from simeval.policies.interface import EpisodeContext, Observation

# An object that rolls away, or a drawer that slides back, is no success.
_AFTER_SUCCESS = 3


def _run(env: TaskEnv, episode_id: int, *, steps: int | None = None, **options: Any) -> set[str]:
    """Names of what held at the end, of ``ever_<sub-metric>``, and ``advanced`` if it did."""
    policy = ExpertPolicy(ExpertConfig(**options))
    observation, info = env.reset(seed=0, options={"episode_id": episode_id})
    policy.reset(
        EpisodeContext(
            task=env.task.name,
            variant="default",
            episode_id=episode_id,
            instruction=info["instruction"],
            seed=episode_id,
            horizon_steps=env.task.horizon_steps,
            control_hz=env.task.control_hz,
        )
    )
    held: set[str] = set()
    succeeded = 0
    for step in range(steps or env.task.horizon_steps):
        chunk = policy.act(
            Observation(
                step=step,
                instruction=info["instruction"],
                frames={},
                state=observation["state"],
                privileged=env.privileged_state(),
            )
        )
        if chunk.terminate and env.advance_subtask():
            held.add("advanced")
        observation, _, _, _, info = env.step(chunk.actions[0])
        held |= {f"ever_{name}" for name in env.task.submetrics if info[name]}
        succeeded = succeeded + 1 if info["success"] else 0
        if succeeded > _AFTER_SUCCESS:
            break
    return held | ({"success"} if info["success"] else set())


@pytest.mark.vulkan
@pytest.mark.parametrize(
    ("task", "episode_id"),
    [
        ("google_robot_move_near_v0", 13),
        ("google_robot_open_top_drawer", 4),
        ("google_robot_close_middle_drawer", 3),
    ],
)
def test_expert_solves_the_task(task: str, episode_id: int) -> None:
    env = TaskEnv(task, asset_set="bundled")
    outcome = _run(env, episode_id)
    env.close()
    assert "success" in outcome
    assert "ever_moved_wrong_obj" not in outcome


@pytest.mark.vulkan
def test_expert_says_when_the_drawer_is_open_and_then_places_the_apple() -> None:
    env = TaskEnv("google_robot_place_apple_in_closed_top_drawer", asset_set="bundled")
    outcome = _run(env, 4)
    env.close()
    assert {"success", "advanced", "ever_is_drawer_open", "ever_has_contact"} <= outcome


@pytest.mark.vulkan
def test_faults_show_in_the_submetrics_of_a_pick() -> None:
    env = TaskEnv("google_robot_pick_coke_can", asset_set="bundled")
    sound = _run(env, 60)
    flipped = _run(env, 60, rung="gripper_flipped", steps=32)
    wrong = _run(env, 60, rung="wrong_object", wrong_object_probability=1.0, steps=32)
    beside = _run(env, 61, rung="grasp_offset", offset_m=0.5, steps=32)
    env.close()
    assert {"success", "ever_is_grasped"} <= sound
    assert not flipped
    assert not wrong
    assert not beside


@pytest.mark.vulkan
def test_the_other_drawer_is_the_wrong_object() -> None:
    env = TaskEnv("google_robot_close_bottom_drawer", asset_set="bundled")
    outcome = _run(env, 0, rung="wrong_object", wrong_object_probability=1.0, steps=30)
    positions = env.articulations()["cabinet"]
    env.close()
    assert "success" not in outcome
    np.testing.assert_allclose(positions[2], 0.2, atol=0.01)


@pytest.mark.vulkan
def test_handles_move_with_their_drawers() -> None:
    env = TaskEnv("google_robot_close_middle_drawer", asset_set="bundled")
    env.reset(seed=0, options={"episode_id": 0})
    seen = env.privileged_state()
    env.close()
    # From the cabinet's description: its place, the drawer's height, the bar of the handle.
    closed = np.array([-0.295 + 0.3425, 0.0, 0.017 + 0.423 + 0.02])
    np.testing.assert_allclose(seen["handle_when_closed"][:3], closed, atol=1e-5)
    np.testing.assert_allclose(seen["handle"][:3], closed + np.array([0.2, 0.0, 0.0]), atol=1e-5)
    np.testing.assert_allclose(seen["other_handle"], seen["other_handle_when_closed"], atol=1e-6)


def test_the_action_is_what_is_left_to_go_within_bounds() -> None:
    drive = SensedTarget(max_step_m=0.1, max_turn_rad=0.5)
    here = Pose(np.array([0.5, 0.0, 0.9]), Rotation.identity())
    there = Pose(np.array([0.8, 0.4, 0.9]), Rotation.from_rotvec([0.0, 0.0, 0.2]))
    action = drive.step_towards(there, here)
    np.testing.assert_allclose(action, [0.06, 0.08, 0.0, 0.0, 0.0, 0.2], atol=1e-12)
    shorter = drive.step_towards(there, here, step_m=0.05, disturbance=np.ones(6))
    np.testing.assert_allclose(shorter, [1.03, 1.04, 1.0, 1.0, 1.0, 1.2], atol=1e-12)


def test_fingers_close_across_a_lying_can_and_lean_no_more_than_they_must() -> None:
    tcp = Pose(np.array([0.44, -0.22, 0.96]), Rotation.from_euler("x", 180, degrees=True))
    along_x = Rotation.from_euler("z", -90, degrees=True)
    pose = hold_of("pick coke can").pose(Pose(np.array([0.6, 0.0, 0.84]), along_x), tcp)
    closing, approach = pose.rotation.apply([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    np.testing.assert_allclose(np.abs(closing), [0.0, 1.0, 0.0], atol=1e-9)
    assert approach[2] < -np.cos(0.25)
