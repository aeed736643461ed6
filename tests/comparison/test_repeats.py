from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from simeval.cli.main import main
from simeval.comparison.compare import compare_runs


def test_copies_of_a_deterministic_policy_count_once(make_run):
    a = make_run("a", {"task": [(1, 1, 1), (0, 0, 0), (1, 1, 1)]}, copies=True)
    b = make_run("b", {"task": [(0, 0, 0), (0, 0, 0), (1, 1, 1)]}, copies=True)
    found = compare_runs(str(a.root), str(b.root))
    [task] = found.tasks

    assert (task.pairs, task.only_a, task.copies_left_out) == (3, 1, 6)
    assert (task.a.successes, task.a.trials, task.difference.method) == (2, 3, "tango")
    assert any("Deterministic" in note for note in found.notes)


def test_repeats_that_differ_are_clusters(make_run):
    a = make_run("a", {"task": [(1, 1), (1, 0), (0, 0), (1, 1)]}, copies=False)
    b = make_run("b", {"task": [(0, 0), (0, 1), (0, 0), (1, 0)]}, copies=False)
    found = compare_runs(str(a.root), str(b.root))
    [task] = found.tasks
    means = [1.0, 0.0, 0.0, 0.5]
    low, high = stats.t.interval(0.95, 3, loc=np.mean(means), scale=stats.sem(means))

    assert (task.pairs, task.conditions, task.copies_left_out) == (8, 4, 0)
    assert task.difference.method == "cluster_t"
    assert (task.difference.low, task.difference.high) == pytest.approx((low, min(1.0, high)))
    # A did better in two of two conditions that differ: 2 / 2^2.
    assert task.difference.p_value == pytest.approx(0.5)
    assert any("over conditions, not pairs" in note for note in found.notes)


def test_a_policy_with_chance_against_a_deterministic_one_has_no_copies(make_run):
    a = make_run("a", {"task": [(1, 1), (0, 0)]}, copies=True)
    b = make_run("b", {"task": [(0, 0), (0, 0)]}, copies=False)
    [task] = compare_runs(str(a.root), str(b.root)).tasks

    assert task.copies_left_out == 0


def test_repeats_that_all_agree_are_worth_their_conditions(make_run):
    a = make_run("a", {"task": [(1, 1, 1, 1)] * 6}, copies=False)
    b = make_run("b", {"task": [(1, 1, 1, 1)] * 6}, copies=False)
    [task] = compare_runs(str(a.root), str(b.root)).tasks
    square = 1.959963984540054**2

    assert task.a.trials == 24
    assert task.a.low == pytest.approx(6 / (6 + square))
    assert task.difference.high == pytest.approx(square / (6 + square))


def test_repeats_that_all_differ_by_the_same_fraction_have_an_interval(make_run):
    a = make_run("a", {"task": [(1, 0)] * 30}, copies=False)
    b = make_run("b", {"task": [(0, 0)] * 30}, copies=False)
    [task] = compare_runs(str(a.root), str(b.root)).tasks

    assert (task.difference.method, task.a.method) == ("betting", "betting")
    assert -0.1 < task.difference.low < 0.45 < 0.55 < task.difference.high < 1
    assert task.a.low < 0.45 < 0.55 < task.a.high


def test_without_step_files_copies_cannot_be_told(make_run):
    a = make_run("a", {"task": [(1, 1), (0, 0)]})
    b = make_run("b", {"task": [(1, 1), (0, 0)]})
    found = compare_runs(str(a.root), str(b.root))

    assert found.tasks[0].pairs == 4
    assert any("cannot be told" in note for note in found.notes)


def test_torn_step_file_is_no_traceback(make_run):
    a = make_run("a", {"task": [(1, 1), (0, 0)]}, copies=True)
    b = make_run("b", {"task": [(1, 1), (0, 0)]}, copies=True)
    for path in (a.root / "steps").iterdir():
        path.write_bytes(path.read_bytes()[:100])

    assert any("cannot be told" in note for note in compare_runs(str(a.root), str(b.root)).notes)


@pytest.mark.vulkan
def test_a_real_deterministic_policy_is_found_out_and_a_random_one_is_not(tmp_path):
    short = ["suite=smoke", "tasks=[widowx_stack_cube]", "seeds=[0,1]", "horizon_steps=3"]
    short += ["videos=none", "report=false", "workers=1"]
    for policy in ("zero", "random"):
        assert main(["run", *short, f"policy={policy}", f"out={tmp_path / policy}"]) == 0
    zero, rand = str(tmp_path / "zero"), str(tmp_path / "random")

    assert compare_runs(zero, zero).tasks[0].copies_left_out == 2
    assert compare_runs(rand, rand).tasks[0].copies_left_out == 0
