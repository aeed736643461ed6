"""The expert solves the tasks; its faults do what their names say."""

import numpy as np
import pytest

from simeval.envs.task_env import TaskEnv
from simeval.errors import UnknownNameError
from simeval.policies.expert.config import ExpertConfig
from simeval.policies.expert.policy import ExpertPolicy
from simeval.policies.expert.put_on_script import RECIPES
from simeval.policies.interface import EpisodeContext, Observation, Policy

pytestmark = pytest.mark.vulkan


def _run(env: TaskEnv, policy: ExpertPolicy, episode_id: int) -> dict[str, bool]:
    observation, info = env.reset(seed=0, options={"episode_id": episode_id})
    policy.reset(
        EpisodeContext(
            task=env.task.name,
            variant="visual_matching",
            episode_id=episode_id,
            instruction=info["instruction"],
            seed=episode_id,
            horizon_steps=env.task.horizon_steps,
            control_hz=env.task.control_hz,
        )
    )
    ever = dict.fromkeys(env.task.submetrics, False)
    for step in range(env.task.horizon_steps):
        chunk = policy.act(
            Observation(
                step=step,
                instruction=info["instruction"],
                frames={},
                state=observation["state"],
                privileged=env.privileged_state(),
            )
        )
        observation, _, _, _, info = env.step(chunk.actions[0])
        ever = {name: held or info[name] for name, held in ever.items()}
    return {"success": info["success"], **ever}


@pytest.mark.parametrize("task", sorted(RECIPES))
def test_expert_solves_the_task(task: str) -> None:
    env = TaskEnv(task, asset_set="bundled")
    policy = ExpertPolicy(ExpertConfig())
    assert isinstance(policy, Policy)
    outcomes = [_run(env, policy, episode)["success"] for episode in (0, 13)]
    env.close()
    assert outcomes == [True, True]


def test_faults_show_in_the_submetrics() -> None:
    env = TaskEnv("widowx_carrot_on_plate", asset_set="bundled")
    flipped = _run(env, ExpertPolicy(ExpertConfig(rung="gripper_flipped")), 0)
    wrong = _run(
        env, ExpertPolicy(ExpertConfig(rung="wrong_object", wrong_object_probability=1.0)), 0
    )
    env.close()
    assert not flipped["is_src_obj_grasped"]
    assert not flipped["success"]
    assert not wrong["success"]
    assert not wrong["consecutive_grasp"]


def test_unknown_rung_and_task_are_named() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'grasp_offset'"):
        ExpertConfig(rung="grasp_ofset")
    policy = ExpertPolicy(ExpertConfig())
    context = EpisodeContext(
        task="fold_laundry",
        variant="",
        episode_id=0,
        instruction="",
        seed=0,
        horizon_steps=1,
        control_hz=5,
    )
    with pytest.raises(UnknownNameError, match="task of the expert 'fold_laundry'"):
        policy.reset(context)


def test_noise_is_the_same_for_the_same_seed() -> None:
    noisy = ExpertPolicy(ExpertConfig(rung="action_noise"))
    pose = np.array([0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0])
    privileged = {
        "base": pose,
        "tcp": np.array([0.3, 0.0, 0.2, 0.707, 0.0, 0.707, 0.0]),
        "source": np.array([0.3, 0.1, 0.0, 1.0, 0.0, 0.0, 0.0]),
        "target": np.array([0.3, -0.1, 0.0, 1.0, 0.0, 0.0, 0.0]),
    }
    observation = Observation(step=0, instruction="", frames={}, state={}, privileged=privileged)

    def first_action(seed: int) -> np.ndarray:
        noisy.reset(
            EpisodeContext(
                task="widowx_stack_cube",
                variant="",
                episode_id=0,
                instruction="",
                seed=seed,
                horizon_steps=60,
                control_hz=5,
            )
        )
        return noisy.act(observation).actions

    np.testing.assert_array_equal(first_action(1), first_action(1))
    assert not np.array_equal(first_action(1), first_action(2))
