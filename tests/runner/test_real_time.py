"""The world moves while the policy thinks: which action is executed when, worked out by hand.

The counting policy's actions say at which step they were computed (x) and for which (y).
"""

from __future__ import annotations

import json

import numpy as np
import pytest

from simeval.conf.run_config import RealTimeConfig, RunConfig
from simeval.errors import UsageError
from simeval.instructions import InstructionEvent
from simeval.policies.specs import ROBOTS
from simeval.real_time import RealTime, real_time_of
from simeval.runlog.run_info import PolicyChoice
from simeval.runner.holding import hold_action
from simeval.runner.plan import plan_run

FRESH, STALE, HELD = 0, 1, 2


def mode(latency: str = "2", **changes) -> RealTime:
    values = {"while_thinking": "act", "late_actions": None, "ask_with_left": None}
    return real_time_of(latency=latency, **(values | changes))


def run(stage, policy, real_time: RealTime | None, **protocol):
    rollout = stage.roll(policy, real_time=real_time, **protocol)
    steps = stage.steps(rollout)
    asked = [observation.step for observation in policy.asked]
    assert np.flatnonzero(steps["queried"]).tolist() == asked
    return asked, steps, rollout


def test_a_policy_that_is_asked_in_time_never_leaves_the_robot_without_actions(stage):
    """Chunks of 8, latency 2: asked again when 2 are left; the first 2 of each answer are over."""
    asked, steps, rollout = run(stage, stage.Counting(8), mode("2"), horizon_steps=20)

    assert asked == [0, 6, 12, 18]
    held, first, second, third = [HELD] * 2, [FRESH] * 4, [FRESH] * 4, [FRESH] * 4
    assert steps["freshness"].tolist() == [
        *held, *first, *[STALE] * 2, *second, *[STALE] * 2, *third, *[STALE] * 2,
    ]  # fmt: skip
    assert steps["computed_at"].tolist() == [-1] * 2 + [0] * 6 + [6] * 6 + [12] * 6
    # Every action is executed at the step that it was computed for.
    np.testing.assert_array_equal(steps["actions"][2:, 1], np.arange(2, 20))
    assert rollout.trace.freshness_counts() == {"fresh": 12, "stale": 6, "held": 2}


def test_asked_only_when_nothing_is_left_it_holds_still(stage):
    asked, steps, _ = run(stage, stage.Counting(6), mode("2", ask_with_left=0), horizon_steps=14)

    assert asked == [0, 6, 12]
    assert steps["freshness"].tolist() == ([HELD] * 2 + [FRESH] * 4) * 2 + [HELD] * 2
    np.testing.assert_array_equal(steps["actions"][2:6, 1], [2, 3, 4, 5])
    np.testing.assert_array_equal(steps["actions"][6:8, :6], 0.0)


def test_a_policy_that_always_thinks_acts_on_what_it_saw_last(stage):
    """Chunks of 4 and latency 2 leave 2 of each answer, and then it is time to ask again."""
    asked, steps, _ = run(stage, stage.Counting(4), mode("2"), horizon_steps=10)

    assert asked == [0, 2, 4, 6, 8]
    np.testing.assert_array_equal(steps["actions"][2:, 1], np.arange(2, 10))
    assert steps["computed_at"].tolist() == [-1, -1, 0, 0, 2, 2, 4, 4, 6, 6]
    assert steps["freshness"].tolist() == [HELD] * 2 + [STALE] * 8


def test_holding_while_it_thinks_executes_the_whole_answer_late(stage):
    real_time = mode("3", while_thinking="hold")
    asked, steps, _ = run(stage, stage.Counting(4), real_time, horizon_steps=14)

    assert asked == [0, 7]
    assert steps["freshness"].tolist() == ([HELD] * 3 + [STALE] * 4) * 2
    # Computed for 0 to 3, executed at 3 to 6.
    assert steps["actions"][3:7, 1].tolist() == [0, 1, 2, 3]


def test_holding_and_dropping(stage):
    real_time = mode("1", while_thinking="hold", late_actions="drop")
    asked, steps, _ = run(stage, stage.Counting(4), real_time, horizon_steps=8)

    assert asked == [0, 4]
    assert steps["freshness"].tolist() == [HELD, FRESH, FRESH, FRESH] * 2
    assert steps["actions"][:, 1].tolist() == [0, 1, 2, 3, 0, 5, 6, 7]


def test_without_latency_it_is_the_plain_mode(stage):
    policies = [stage.Counting(5) for _ in range(2)]
    asked, plain, _ = run(stage, policies[0], None, horizon_steps=13)
    asked_too, quick, _ = run(stage, policies[1], mode("0"), horizon_steps=13)

    assert asked == asked_too == [0, 5, 10]
    np.testing.assert_array_equal(plain["actions"], quick["actions"])
    assert set(quick["freshness"]) == {FRESH}
    assert set(quick) - set(plain) == {"freshness", "computed_at"}


@pytest.mark.parametrize(
    ("latency", "control_hz", "steps"),
    [("200ms", 5, 1), ("201ms", 5, 2), ("0ms", 5, 0), ("1ms", 3, 1), ("1000ms", 3, 3),
     ("333.4ms", 3, 2), ("7", 3, 7)],
)  # fmt: skip
def test_milliseconds_count_as_full_steps(latency, control_hz, steps):
    assert mode(latency).steps(control_hz=control_hz, seconds=99.0) == steps


def test_measured_latency_is_that_of_the_policy(stage, monkeypatch):
    """It takes 0, 0.3 and 0.5 s at 5 actions per second: 0, 2 and 3 steps."""
    from simeval.runner.stopwatch import Stopwatch

    policy, thought = stage.Counting(6), [0.0]
    durations = iter([0.0, 0.3, 0.5, 0.0, 0.0, 0.0])
    act = policy.act

    def slow(observation):
        thought[0] += next(durations)
        return act(observation)

    monkeypatch.setattr(policy, "act", slow)
    monkeypatch.setattr(Stopwatch, "seconds", lambda watch, name: thought[0])
    asked, steps, _ = run(stage, policy, mode("measured"), horizon_steps=16)

    # At 0 at once; at 6 with 2 steps; at 10, with 2 left as the last latency says, with 3.
    assert asked[:3] == [0, 6, 10]
    assert steps["freshness"].tolist()[:13] == (
        [FRESH] * 6 + [HELD] * 2 + [FRESH] * 2 + [STALE] * 2 + [HELD]
    )
    np.testing.assert_array_equal(steps["actions"][13:16, 1], [13, 14, 15])


def test_a_new_instruction_is_asked_about_at_once_or_after_the_thought(stage):
    """Said at 3, while nothing is thought; said at 8, while the answer of 7 is on its way."""
    events = tuple(
        InstructionEvent(episode_id=None, step=step, text=text, mode="replace")
        for step, text in ((3, "left"), (8, "right"))
    )
    policy = stage.Counting(6)
    asked, steps, _ = run(stage, policy, mode("2"), horizon_steps=14, instruction_events=events)
    told = [(observation.step, observation.instruction) for observation in policy.asked]

    assert told[:4] == [
        (0, "put carrot on plate"), (3, "left"), (7, "left"), (9, "right"),
    ]  # fmt: skip
    # The old answer is used up meanwhile: the robot does not stop to listen.
    assert steps["computed_at"].tolist()[:11] == [-1, -1, 0, 0, 0, 3, 3, 3, 3, 7, 7]
    np.testing.assert_array_equal(steps["actions"][2:, 1], np.arange(2, 14))
    assert asked[4] == 13


@pytest.mark.parametrize("late_actions", ["drop", "execute"])
def test_the_end_comes_with_the_last_action_and_is_not_asked_about_again(stage, late_actions):
    policy = stage.Counting(5, done_at=0)
    asked, steps, rollout = run(stage, policy, mode("2", late_actions=late_actions))

    assert asked == [0]
    assert rollout.ended_by == "policy"
    assert rollout.trace.steps == (5 if late_actions == "drop" else 7)
    assert steps["done"].tolist() == [False] * (len(steps["done"]) - 1) + [True]


def test_a_policy_that_is_done_goes_on_with_the_next_sub_task(stage):
    policy = stage.Counting(4, done_at=0)
    rollout = stage.roll(policy, stage.Env("open drawer", "place apple"), real_time=mode("1"))

    assert [change.step for change in rollout.instruction_changes] == [4]
    assert (policy.asked[1].step, policy.asked[1].instruction) == (4, "place apple")


def test_answers_that_always_come_too_late_are_refused(stage):
    with pytest.raises(UsageError, match=r"answers with 2 actions.*late_actions=execute"):
        stage.roll(stage.Counting(2), real_time=mode("2"))
    stage.roll(stage.Counting(2), real_time=mode("2", late_actions="execute"))


def test_a_last_answer_that_comes_too_late_ends_the_episode(stage):
    policy = stage.Counting(2, done_at=0)
    asked, steps, rollout = run(stage, policy, mode("2"))

    assert asked == [0]
    assert (rollout.ended_by, rollout.trace.steps) == ("policy", 3)
    assert steps["freshness"].tolist() == [HELD] * 3


def test_frames_are_rendered_at_questions_only(stage):
    from simeval.policies.interface import PolicySpec

    policy, env = stage.Counting(8), stage.Env()
    policy.spec = PolicySpec(name="seeing")
    stage.roll(policy, env, real_time=mode("2"))

    assert env.rendered == [observation.step for observation in policy.asked] == [0, 6]


@pytest.mark.parametrize(
    ("robot", "opening", "last", "command"),
    [("widowx", 1.0, None, 1.0), ("widowx", 0.2, None, -1.0), ("widowx", 1.0, -0.3, -0.3),
     ("google", 0.0, 1.0, 0.0), ("droid", 0.25, None, 0.75), ("droid", 0.25, 1.0, 1.0)],
)  # fmt: skip
def test_a_robot_that_holds_still(robot, opening, last, command):
    conventions = ROBOTS[robot]
    qpos = np.arange(9.0)
    state = {"qpos": qpos, "gripper_opening": np.array([opening])}
    before = None if last is None else np.append(np.full(conventions.arm_size, 0.5), last)
    action = hold_action(conventions, state, before)

    assert action[-1] == pytest.approx(command)
    if conventions.arm == "ee_delta":
        assert not action[:-1].any()
    else:
        np.testing.assert_array_equal(action[:-1], qpos[:7] if last is None else [0.5] * 7)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"latency": "fast"}, "allowed: off, a whole number of control steps"),
        ({"latency": "-1"}, "allowed: off"),
        ({"latency": "1.5"}, "allowed: off"),
        ({"latency": "nan"}, "allowed: off"),
        ({"latency": "2", "while_thinking": "wait"}, "Known: act, hold"),
        ({"latency": "2", "late_actions": "droop"}, "Did you mean 'drop'"),
        ({"latency": "2", "ask_with_left": -1}, "allowed: 0 or more"),
        ({"latency": "2", "while_thinking": "hold", "ask_with_left": 1}, "while_thinking=act"),
        ({"late_actions": "drop"}, "do nothing without a latency"),
    ],
)
def test_options_that_do_not_fit(options, words):
    with pytest.raises(UsageError, match=words):
        planned(RealTimeConfig(**options))


def planned(real_time: RealTimeConfig) -> dict:
    config = RunConfig(
        suite="simpler/widowx", policy=None, tasks=["widowx_carrot_on_plate"], real_time=real_time
    )
    [protocol] = plan_run(config, policy=PolicyChoice(name="zero", options={})).protocols
    return protocol


def test_the_mode_is_part_of_the_protocol():
    plain, two = planned(RealTimeConfig()), planned(RealTimeConfig(latency="2"))

    assert two.pop("real_time") == {
        "latency": "2", "while_thinking": "act", "late_actions": "drop", "ask_with_left": None,
    }  # fmt: skip
    assert two == plain


@pytest.mark.vulkan
def test_a_run_in_real_time_is_recorded_and_shown(workbench):
    arguments = (
        *workbench.short, "episodes=[0]", "horizon_steps=9", "policy=faulty", "policy.chunk=4",
        "workers=1", "real_time.latency=300ms",
    )  # fmt: skip
    done = workbench.run(*arguments, "out=run")
    [record] = workbench.folder().records().values()
    info = json.loads(workbench.folder().info_file.read_text())

    assert done.returncode == 0, done.stderr
    # 300 ms are 2 steps of 5 per second.
    assert record.freshness == {"fresh": 0, "stale": 7, "held": 2}
    assert info["spec"]["protocols"][0]["real_time"]["latency"] == "300ms"
    shown = workbench.run("show", "run").stdout
    assert "real time: latency 300ms; while thinking act, late actions drop" in shown
    assert "actions: 0 fresh (0.0%), 7 stale (77.8%), 2 held (22.2%)" in shown
