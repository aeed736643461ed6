from __future__ import annotations

import inspect

import numpy as np
import pytest

from simeval.errors import SimevalError, UnknownNameError
from simeval.policies.interface import EpisodeContext, Observation, Policy
from simeval.policies.registry import find_policy, policy_entries
from simeval.runner.actions import checked_actions


def context(seed: int = 7, **changes) -> EpisodeContext:
    values = {
        "task": "widowx_carrot_on_plate",
        "variant": "default",
        "episode_id": 0,
        "instruction": "put carrot on plate",
        "seed": seed,
        "horizon_steps": 60,
        "control_hz": 5,
    }
    return EpisodeContext(**(values | changes))


def observation(step: int = 0) -> Observation:
    pose = np.array([0.3, 0.0, 0.1, 1.0, 0.0, 0.0, 0.0])
    return Observation(
        step=step,
        instruction="put carrot on plate",
        frames={},
        state={
            "qpos": np.zeros(8),
            "qvel": np.zeros(8),
            "tcp_pose_in_base": pose,
            "base_pose": np.array([0.147, 0.028, 0.87, 1.0, 0.0, 0.0, 0.0]),
            "gripper_opening": np.ones(1),
        },
    )


def actions(policy: Policy, seed: int, steps: int = 20) -> np.ndarray:
    policy.reset(context(seed))
    return np.concatenate([policy.act(observation(step)).actions for step in range(steps)])


def blind_policies() -> list[str]:
    """Names of the registered policies that need neither options nor the simulator."""
    found = []
    for name, entry in policy_entries().items():
        try:
            spec = entry.build({}).spec
        except SimevalError:
            continue
        if not spec.privileged and spec.cameras == ():
            found.append(name)
    return found


@pytest.mark.parametrize("name", list(policy_entries()))
def test_entry_is_complete(name):
    entry = find_policy(name)

    assert entry.summary
    assert inspect.isclass(entry.config_class())


@pytest.mark.parametrize("name", blind_policies())
def test_contract(name):
    policy = find_policy(name).build({})

    assert isinstance(policy, Policy)
    assert policy.spec.name == name
    first = actions(policy, seed=1)
    assert checked_actions(policy.act(observation()), policy=name, step=0).shape[1] == 7
    # The seed of the episode decides, whatever ran before.
    actions(policy, seed=2)
    np.testing.assert_array_equal(actions(policy, seed=1), first)


def test_unknown_policy_gets_a_suggestion():
    with pytest.raises(UnknownNameError, match="Did you mean 'random'"):
        find_policy("randon")


def test_random_draws_have_the_stated_spread_and_bounds():
    policy = find_policy("random").build({"translation_std_m": 0.02, "rotation_std_rad": 0.1})
    drawn = np.concatenate([actions(policy, seed) for seed in range(400)])

    # 8000 draws: the standard error of a standard deviation is 0.8 %; clipping at 3 takes 0.5 %.
    np.testing.assert_allclose(drawn[:, :3].std(axis=0), 0.02, rtol=0.04)
    np.testing.assert_allclose(drawn[:, 3:6].std(axis=0), 0.1, rtol=0.04)
    assert np.abs(drawn[:, :3]).max() <= 0.06
    assert set(np.unique(drawn[:, 6])) == {-1.0, 1.0}


def test_random_gripper_switches_at_the_stated_rate():
    policy = find_policy("random").build({"gripper_switch_probability": 0.1})
    switches = [np.diff(actions(policy, seed)[:, 6]) != 0 for seed in range(400)]

    # 7600 pairs: the standard error of the rate is 0.35 %.
    assert np.mean(switches) == pytest.approx(0.1, abs=0.014)


def test_zero_holds_the_gripper_command():
    policy = find_policy("zero").build({"gripper": -1.0})

    np.testing.assert_array_equal(actions(policy, seed=0, steps=2), [[0, 0, 0, 0, 0, 0, -1]] * 2)
