from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import scipy.stats

TASK = ("stack", "default")
REAL = {"stack": {"a": (18, 20), "b": (9, 20), "c": (5, 20), "d": (1, 20)}}
RUNS = {
    "a": [1, 1, 1, 1, 1, 1],
    "b": [1, 1, 1, 0, 0, 0],
    "c": [0, 0, 1, 0, 1, 0],
    "d": [0, 0, 0, 1, 0, 0],
}


@pytest.fixture
def real(trials) -> Path:
    return trials("real.csv", REAL)


@pytest.fixture
def runs(make_run) -> dict[str, Path]:
    return {name: make_run(name, {TASK: values}) for name, values in RUNS.items()}


def listed(runs) -> str:
    return f"sim=[{','.join(map(str, runs.values()))}]"


def test_real_runs_of_the_command_line_against_real_trials(tmp_path, trials):
    """The whole way: run two policies, correlate them, read the files."""
    program = [sys.executable, "-m", "simeval.cli.main"]
    common = ("suite=smoke", "tasks=[widowx_stack_cube]", "episodes=[0,1]", "videos=none")
    for policy in ("expert", "zero"):
        command = [*program, "run", *common, f"policy={policy}", f"out={policy}", "report=false"]
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    counts = {"widowx_stack_cube": {"expert": (20, 24), "zero": (0, 24)}}
    real = trials("real.csv", counts)
    done = subprocess.run(
        [*program, "correlate", "sim=[expert,zero]", f"real={real}", "out=result", "--json"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    )
    (task,) = json.loads(done.stdout)["tasks"]

    assert task["policies"] == ["expert", "zero"]
    assert task["sim_trials"] == [2, 2] and task["real_trials"] == [24, 24]
    assert task["points"][1]["sim"]["rate"] == 0
    assert task["sim_protocol_ids"][0] == task["sim_protocol_ids"][1] is not None
    assert any("With two policies" in claim for claim in task["claims"])
    assert {path.name for path in (tmp_path / "result").iterdir()} == {
        "correlation.json",
        "correlation.html",
        "scatter.png",
        "scatter.svg",
    }


def test_counts_of_runs(runs, real, correlation):
    document = correlation(listed(runs), f"real={real}")
    (task,) = document["tasks"]

    assert task["policies"] == ["a", "b", "c", "d"]
    assert [point["sim"]["successes"] for point in task["points"]] == [6, 3, 2, 1]
    expected = scipy.stats.pearsonr([1, 1 / 2, 1 / 3, 1 / 6], [0.9, 0.45, 0.25, 0.05]).statistic
    assert task["pearson"]["value"] == pytest.approx(expected)
    assert document["sim"]["paths"] == [str(path) for path in runs.values()]


def test_names_by_list_and_by_mapping(runs, trials, correlation):
    renamed = {f"policy-{name}": counts for name, counts in REAL["stack"].items()}
    real = trials("renamed.csv", {"stack": renamed})
    names = ",".join(renamed)
    mapping = ", ".join(f"policy-{name}: {path}" for name, path in runs.items())
    by_list = correlation(listed(runs), f"real={real}", f"names=[{names}]")
    by_mapping = correlation(f"sim={{{mapping}}}", f"real={real}")

    assert by_list["tasks"] == by_mapping["tasks"]
    assert by_list["tasks"][0]["policies"] == list(renamed)


def test_runs_of_one_policy_on_different_tasks_go_together(make_run, trials, correlation):
    first = make_run("x", {("one", "default"): [1, 1, 0]})
    second = make_run("y", {("two", "default"): [0, 1, 0]})
    other = make_run("z", {("one", "default"): [0, 0, 1], ("two", "default"): [0, 0, 0]})
    counts = {task: {"p": (3, 4), "q": (1, 4)} for task in ("one", "two")}
    real = trials("r.csv", counts)
    document = correlation(f"sim={{p: [{first}, {second}], q: {other}}}", f"real={real}")

    assert [task["policies"] for task in document["tasks"]] == [["p", "q"], ["p", "q"]]
    same = correlation(f"sim=[{first},{second},{other}]", f"real={real}", "names=[p,p,q]")
    assert same["tasks"] == document["tasks"]


def test_seeds_of_a_start_are_one_cluster(make_run, real, correlation):
    copies = {name: [(value,) * 3 for value in values * 2] for name, values in RUNS.items()}
    runs = {name: make_run(name, {TASK: values}) for name, values in copies.items()}
    point = correlation(listed(runs), f"real={real}")["tasks"][0]["points"][1]

    assert (point["sim"]["trials"], point["sim"]["starts"]) == (36, 12)
    assert point["sim"]["method"] == "clusters"
    means = [1, 1, 1, 0, 0, 0] * 2
    expected = scipy.stats.t.interval(0.95, 11, 0.5, scipy.stats.sem(means))
    assert (point["sim"]["low"], point["sim"]["high"]) == pytest.approx(expected)


def test_variants_count_the_same(make_run, trials, correlation):
    run = make_run("a", {("stack", "dark"): [1, 1, 1, 1], ("stack", "bright"): [0, 0]})
    other = make_run("b", {("stack", "dark"): [0, 0, 0, 1], ("stack", "bright"): [0, 0]})
    real = trials("r.csv", {"stack": {"a": (3, 4), "b": (1, 4)}})
    task = correlation(f"sim=[{run},{other}]", f"real={real}")["tasks"][0]

    # Four of four and none of two: the mean of the variants is a half, of the episodes 4/6.
    assert task["points"][0]["sim"]["rate"] == 0.5
    assert task["points"][0]["sim"]["trials"] == 6
    assert "+" in task["sim_protocol_ids"][0]


def test_unscored_and_missing_episodes_are_said(make_run, runs, real, correlation):
    runs["b"] = make_run("b2", {TASK: [1, None, 1, 0, "-", 0]})
    names = ",".join(runs)
    task = correlation(listed(runs), f"real={real}", f"names=[{names}]")["tasks"][0]
    notes = [note for note in task["notes"] if note.startswith("b:")]

    assert task["sim_trials"][1] == 4
    assert any("5 of 6 simulated episodes are finished" in note for note in notes)
    # 2 of 4, and one more of five if the lost one had succeeded.
    assert any("40.0% to 60.0%" in note for note in notes)


def test_a_run_without_outcomes_is_left_out_with_the_reason(make_run, runs, real, correlation):
    runs["c"] = make_run("c2", {TASK: [None, None, "-", "-", "-", "-"]})
    names = ",".join(runs)
    task = correlation(listed(runs), f"real={real}", f"names=[{names}]")["tasks"][0]

    assert task["policies"] == ["a", "b", "d"]
    (left,) = task["left_out"]
    assert left["name"] == "c" and "no episode has an outcome" in left["why"]


def test_other_protocols_are_refused_unless_asked_for(make_run, runs, real, correlation):
    runs["d"] = make_run("d2", {TASK: RUNS["d"]}, horizon_steps=120)
    names = f"names=[{','.join(runs)}]"
    task = correlation(listed(runs), f"real={real}", names)["tasks"][0]

    for name in ("pearson", "spearman", "kendall", "mmrv", "mae", "bias"):
        assert task[name]["value"] is None
        assert "differ in horizon_steps" in task[name]["why_none"]
    assert len(set(task["sim_protocol_ids"])) == 2
    assert task["claims"][0].startswith("Nothing is stated")

    mixed = correlation(listed(runs), f"real={real}", names, "mixed_protocols=true")["tasks"][0]
    assert mixed["pearson"]["value"] is not None
    assert "differ in horizon_steps" in mixed["notes"][0]


def test_refused_tasks_do_not_enter_summaries(make_run, trials, correlation):
    same = {("one", "default"): [1, 0, 1]}
    first = make_run("p", same | {("two", "default"): [1, 0, 0]})
    second = make_run("q", same | {("two", "default"): [1, 0]})
    counts = {task: {"p": (3, 4), "q": (1, 4)} for task in ("one", "two")}
    document = correlation(f"sim=[{first},{second}]", f"real={trials('r.csv', counts)}")

    assert [group["tasks"] for group in document["groups"]] == [["one"]]


def test_progress_of_runs(make_run, tmp_path, correlation):
    values = {"p": [0.25, 0.75, 1.0], "q": [0.0, 0.5, 0.25]}
    runs = {name: make_run(name, {TASK: scores}) for name, scores in values.items()}
    rows = ["policy,task,episode,progress,date,operator"]
    rows += [f"{name},stack,{i},0.{i}{i},2026-01-31,ada" for name in values for i in range(3)]
    (tmp_path / "r.csv").write_text("\n".join(rows) + "\n")
    real = f"real={tmp_path / 'r.csv'}"
    task = correlation(listed(runs), real, "metric=progress")["tasks"][0]

    assert [point["sim"]["rate"] for point in task["points"]] == pytest.approx([2 / 3, 0.25])


def test_task_map_and_published_real_rates(make_run, trials, correlation):
    runs = {name: make_run(name, {TASK: values}) for name, values in RUNS.items()}
    real = trials("r.csv", {"blocks": REAL["stack"]})
    task = correlation(listed(runs), f"real={real}", "task_map={blocks: stack}")["tasks"][0]
    assert (task["task"], task["real_task"]) == ("stack", "blocks")

    carrot = ("widowx_carrot_on_plate", "default")
    named = {name: make_run(name, {carrot: RUNS["a"]}) for name in ("octo-base", "octo-small")}
    task = correlation(listed(named), "real=published")["tasks"][0]
    assert [point["real"]["successes"] for point in task["points"]] == [6, 2]
    assert task["real_trials"] == [24, 24]
