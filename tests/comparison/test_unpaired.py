from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from simeval.comparison.compare import compare_runs


def outcomes(successes: int, trials: int) -> list[int]:
    return [1] * successes + [0] * (trials - successes)


def compared(make_run, a: dict[str, list], b: dict[str, list], **protocol):
    first, second = make_run("a", a), make_run("b", b, **protocol)
    return compare_runs(str(first.root), str(second.root), unpaired=True)


def test_published_newcombe_and_boschloo(make_run):
    # R. G. Newcombe (1998), table II, 56/70 against 48/80: method 10 gives 0.0524 to 0.3339.
    found = compared(
        make_run, {"task": outcomes(56, 70)}, {"task": outcomes(48, 80)}, horizon_steps=50
    )
    [task] = found.tasks
    exact = [
        stats.boschloo_exact([[56, 48], [14, 32]], alternative=side, n=64).pvalue
        for side in ("less", "greater")
    ]

    assert task.difference.estimate == pytest.approx(0.2)
    assert (task.difference.low, task.difference.high) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    # Miettinen and Nurminen in the same table, method 5: 0.0528 to 0.3382.
    assert task.difference.miettinen_nurminen == pytest.approx((0.0528, 0.3382), abs=5e-5)
    assert task.difference.p_value == pytest.approx(2 * min(exact), rel=1e-3)
    assert (task.pairs, found.paired, found.discordant) == (None, False, ())
    assert any("horizon_steps (60 | 50)" in note for note in found.notes)


def test_tasks_are_strata(make_run):
    a = {"one": outcomes(18, 24), "two": outcomes(12, 24), "three": outcomes(20, 24)}
    b = {"one": outcomes(12, 24), "two": outcomes(8, 24), "three": outcomes(17, 24)}
    found = compared(make_run, a, b)
    # Cochran, Mantel and Haenszel by hand: excess over expectation and hypergeometric variance.
    excess = variance = upper = lower = 0.0
    for x, y in ((18, 12), (12, 8), (20, 17)):
        s = x + y
        excess += x - s / 2
        variance += 24 * 24 * s * (48 - s) / (48**2 * 47)
        upper += x * (24 - y) / 48
        lower += y * (24 - x) / 48

    assert found.overall.difference.test == "cmh"
    assert found.overall.difference.p_value == pytest.approx(stats.chi2.sf(excess**2 / variance, 1))
    assert found.overall.odds_ratio == pytest.approx(upper / lower)
    assert found.overall.difference.estimate == pytest.approx((6 + 4 + 3) / 72)


def test_lost_episodes_bound_the_difference(make_run):
    a, b = {"task": [1, 1, 0, None]}, {"task": [1, None, None, 0, 0]}
    [task] = compared(make_run, a, b).tasks

    assert (task.unscored.lost_a, task.unscored.lost_b) == (1, 2)
    assert task.unscored.worst_difference == pytest.approx(2 / 4 - 3 / 5)
    assert task.unscored.best_difference == pytest.approx(3 / 4 - 1 / 5)


def test_repeated_conditions_are_clusters_on_both_sides(make_run):
    a, b = [(1, 1), (1, 0), (0, 1), (1, 1)], [(0, 0), (0, 1), (0, 0), (1, 0), (1, 1)]
    first = make_run("a", {"task": a}, copies=False)
    second = make_run("b", {"task": b}, copies=False)
    [task] = compare_runs(str(first.root), str(second.root), unpaired=True).tasks
    means_a, means_b = np.mean(a, axis=1), np.mean(b, axis=1)
    error = np.hypot(stats.sem(means_a), stats.sem(means_b))
    gap = means_a.mean() - means_b.mean()

    assert task.difference.method == "cluster_t"
    assert task.difference.p_value == pytest.approx(2 * stats.t.sf(gap / error, 3))


def test_a_task_without_outcomes_has_no_difference(make_run):
    found = compared(make_run, {"one": [1, 0], "two": [None, None]}, {"one": [1, 0], "two": [1, 1]})

    assert found.tasks[1].difference.estimate is None
    assert found.tasks[1].a.trials == 0
    assert found.overall.difference.estimate is None
    assert found.tasks[0].difference.p_holm == found.tasks[0].difference.p_value
