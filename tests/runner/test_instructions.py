"""Instructions that change within an episode: planned, told, recorded, part of the protocol."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from simeval.conf.run_config import RunConfig
from simeval.errors import ActionError, UsageError
from simeval.instructions import InstructionEvent
from simeval.runlog import RunFolder
from simeval.runlog.run_info import PolicyChoice
from simeval.runner.briefing import Briefing
from simeval.runner.instruction_file import read_instruction_file
from simeval.runner.plan import plan_run

SCHEMA_1 = RunFolder(Path(__file__).parents[1] / "runlog" / "data" / "schema_1")
TASK = "widowx_carrot_on_plate"


def event(step: int, text: str, mode: str = "replace", episode_id: int | None = None):
    return InstructionEvent(episode_id=episode_id, step=step, text=text, mode=mode)


def told(observations) -> list[tuple[int, str]]:
    return [(observation.step, observation.instruction) for observation in observations]


@pytest.mark.parametrize(
    ("before", "after"),
    [("put it down", "put it down. no, left"), ("Put it down!", "Put it down! no, left")],
)
def test_a_correction_follows_what_holds(before, after):
    assert event(0, "no, left", "append_correction").applied_to(before) == after


def test_the_last_to_speak_counts():
    briefing = Briefing([event(6, "more", "append_correction"), event(2, "take the lid")], "open")
    heard = []
    for step in range(8):
        briefing.update(step, "open" if step < 4 else "close")
        heard.append(briefing.instruction)

    assert heard == [*["open"] * 2, *["take the lid"] * 2, *["close"] * 2, *["close. more"] * 2]
    assert [(change.step, change.cause) for change in briefing.changes] == [
        (2, "replace"), (4, "task"), (6, "append_correction"),
    ]  # fmt: skip


def test_policy_is_asked_at_the_change_and_told_why(stage):
    policy = stage.Counting(chunk=4)
    rollout = stage.roll(policy, instruction_events=(event(6, "no, left", "append_correction"),))
    steps = stage.steps(rollout)

    # Asked at 0 and 4; the change at 6 breaks the second chunk off.
    assert told(policy.asked) == [
        (0, "put carrot on plate"),
        (4, "put carrot on plate"),
        (6, "put carrot on plate. no, left"),
        (10, "put carrot on plate. no, left"),
    ]
    news = [observation.instruction_change for observation in policy.asked]
    assert [change and (change.step, change.cause) for change in news] == [
        None, None, (6, "append_correction"), None,
    ]  # fmt: skip
    assert steps["actions"][:, 0].tolist() == [0] * 4 + [4] * 2 + [6] * 4 + [10] * 2
    assert steps["instruction_changes"].tolist() == [0] * 6 + [1] * 6
    assert rollout.instruction == "put carrot on plate"
    assert [change.text for change in rollout.instruction_changes] == [
        "put carrot on plate. no, left"
    ]


@pytest.mark.parametrize("text", [3, b"bytes", ["a"]])
def test_a_text_that_is_none_is_the_policys_fault(stage, text):
    policy = stage.Counting()
    policy.text = text

    with pytest.raises(ActionError, match=r"'counting' at step 0 returned a text of type"):
        stage.roll(policy)


def test_half_a_character_does_not_spoil_the_record(stage):
    policy = stage.Counting(chunk=12)
    policy.text = "left \ud83d"
    [said] = stage.roll(policy).texts

    assert said.text == "left ?"


def test_an_event_at_step_0_is_the_first_instruction(stage):
    policy = stage.Counting()
    rollout = stage.roll(policy, instruction_events=(event(0, "lift the carrot"),))

    assert [episode.instruction for episode in policy.begun] == ["lift the carrot"]
    assert policy.asked[0].instruction == rollout.instruction == "lift the carrot"
    assert rollout.instruction_changes == ()
    assert policy.asked[0].instruction_change is None


def test_an_episode_with_events_of_its_own_has_no_others(stage):
    policy = stage.Counting(chunk=12)
    stage.roll(
        policy,
        instruction_events=(
            event(1, "everybody"), event(2, "only three", episode_id=3),
            event(3, "only four", episode_id=4),
        ),
    )  # fmt: skip

    assert told(policy.asked)[1:] == [(2, "only three")]


@pytest.mark.parametrize("forced_at", [None, 6])
def test_sub_tasks_of_the_task_change_the_instruction_the_same_way(stage, forced_at):
    """The policy says that it is done after step 4, or the task goes on by itself after 6."""
    policy = stage.Counting(chunk=4, done_at=None if forced_at else 0)
    env = stage.Env("open drawer", "place apple", forced_at=forced_at)
    rollout = stage.roll(policy, env)
    at = forced_at or 4

    assert told(policy.asked)[0] == (0, "open drawer")
    assert next(step for step, text in told(policy.asked) if text == "place apple") == at
    [change] = rollout.instruction_changes
    # The sub-task begins with the action that comes with "done", as in the original.
    assert (change.step, change.text, change.cause) == (at, "place apple", "task")
    assert rollout.ended_by == "horizon"
    assert stage.steps(rollout)["done"].tolist() == [
        step == 3 and forced_at is None for step in range(12)
    ]


def plan(tmp_path: Path, text: str | None, **options) -> list[dict]:
    if text is not None:
        (tmp_path / "said.yaml").write_text(text)
        options["instructions"] = str(tmp_path / "said.yaml")
    config = RunConfig(
        suite="simpler/widowx", policy=None, tasks=[TASK], **({"episodes": [0, 1]} | options)
    )
    return list(plan_run(config, policy=PolicyChoice(name="zero", options={})).protocols)


def test_events_are_part_of_the_protocol_and_nothing_else_changes(tmp_path):
    [plain] = plan(tmp_path, None)
    [told_something] = plan(tmp_path, f"{TASK}: {{all: [{{step: 3, text: stop}}]}}")

    assert told_something.pop("instruction_events") == [
        {"episode_id": None, "step": 3, "text": "stop", "mode": "replace"}
    ]
    assert told_something == plain
    [old] = SCHEMA_1.read_info().spec.protocols
    assert set(plain) == set(old)


def test_only_events_of_planned_episodes_count(tmp_path):
    text = f"""
{TASK}:
  all: [{{step: 1, text: everybody}}]
  0: [{{step: 5, text: later}}, {{step: 2, text: first, mode: append_correction}}]
  7: [{{step: 2, text: nobody}}]
widowx_stack_cube:
  all: [{{step: 1, text: another task}}]
"""
    [both] = plan(tmp_path, text)
    [alone] = plan(tmp_path, text, episodes=[0])

    assert [(item["episode_id"], item["step"]) for item in both["instruction_events"]] == [
        (None, 1), (0, 2), (0, 5),
    ]  # fmt: skip
    assert [(item["episode_id"], item["step"]) for item in alone["instruction_events"]] == [
        (0, 2), (0, 5),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "expected tasks with their events, got nothing"),
        ("[1, 2]", "expected tasks"),
        ("{", "is no YAML file"),
        ("widowx_carot_on_plate: {all: []}", "Did you mean 'widowx_carrot_on_plate'"),
        (f"{TASK}: 3", "expected episodes, got 3"),
        (f"{TASK}: {{24: []}}", "no such episode; allowed: all, or 0 to 23"),
        (f"{TASK}: {{true: []}}", "no such episode"),
        (f"{TASK}: {{all: []}}", "expected a list of events"),
        (f"{TASK}: {{all: [stop]}}", r"all\[0\]: expected step, text and mode"),
        (f"{TASK}: {{all: [{{step: 1, txt: a}}]}}", "Unknown field .* Did you mean 'text'"),
        (f"{TASK}: {{all: [{{step: -1, text: a}}]}}", r"step: expected a whole number from 0"),
        (f"{TASK}: {{all: [{{step: .nan, text: a}}]}}", r"step: expected a whole number"),
        (f"{TASK}: {{all: [{{step: true, text: a}}]}}", r"step: expected a whole number"),
        (f"{TASK}: {{all: [{{step: 1, text: ' '}}]}}", "text: expected a text"),
        (f'{TASK}: {{all: [{{step: 1, text: "\\ud800"}}]}}', "text: expected a text"),
        ("[" * 5000, "is no YAML file"),
        (f"{TASK}: {{all: [{{step: 1, text: a, mode: add}}]}}", "append_correction"),
        (f"{TASK}: {{all: [{{step: 60, text: a}}]}}", "allowed: 0 to 59"),
        (f"{TASK}: {{5: [{{step: 1, text: a}}]}}", "says nothing in any episode of this run"),
        ("widowx_stack_cube: {all: [{step: 1, text: a}]}", "it names widowx_stack_cube"),
    ],
)  # fmt: skip
def test_a_file_that_does_not_fit_is_explained(tmp_path, text, words):
    with pytest.raises(UsageError, match=words):
        plan(tmp_path, text)


@pytest.mark.parametrize("name", ["missing.yaml", "."])
def test_a_file_that_cannot_be_read(tmp_path, name):
    with pytest.raises(UsageError, match="cannot be read"):
        read_instruction_file(str(tmp_path / name))


@pytest.mark.vulkan
def test_a_run_with_instructions_is_recorded_resumed_and_kept_apart(workbench):
    (workbench.root / "said.yaml").write_text(
        f"{TASK}: {{all: [{{step: 2, text: stop, mode: append_correction}}]}}"
    )
    short = (*workbench.short, "episodes=[0]", "policy=zero", "workers=1", "out=run")
    done = workbench.run(*short, "instructions=said.yaml")
    again = workbench.run(*short, "instructions=said.yaml")
    other = workbench.run(*short)
    [record] = workbench.folder().records().values()
    info = json.loads(workbench.folder().info_file.read_text())

    assert done.returncode == 0, done.stderr
    assert "1 of 1 episodes finished before" in again.stderr
    workbench.assert_error(other, "instruction_events", exit_code=2)
    assert record.protocol_id == info["protocol_ids"][f"{TASK}/default"]
    assert record.instruction == "put carrot on plate"
    assert [(change.step, change.text) for change in record.instruction_changes] == [
        (2, "put carrot on plate. stop")
    ]
