"""Published averages and runs, averaged by the table of the suite."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.stats

from simeval.correlation.from_published import published_side
from simeval.results.published_pairs import published_rates
from simeval.suites import load_suite

G = "google_robot_"
MEANS = {
    f"{G}pick_coke_can": [f"{G}pick_{o}_coke_can" for o in ("horizontal", "vertical", "standing")],
    f"{G}drawer_average": [f"{G}open_drawer", f"{G}close_drawer"],
}
# Rates that no whole numbers give, and real trials that the operators stopped early.
UNKNOWN = {
    ("variant_aggregation", f"{G}pick_coke_can"): {"rt-2-x"},
    ("variant_aggregation", f"{G}drawer_average"): {"rt-2-x"},
    ("real", f"{G}drawer_average"): {"rt-1-begin"},
}
POLICIES = ("rt-2-x", "rt-1-converged", "rt-1-15pct", "rt-1-x", "rt-1-begin", "octo-base")


@pytest.mark.parametrize("setting", ["visual_matching", "variant_aggregation", "real"])
@pytest.mark.parametrize("task", MEANS)
def test_published_averages_come_from_the_counts_of_their_parts(setting, task):
    side = published_side(benchmark="simpler", setting=setting)
    table = published_rates(benchmark="simpler", setting=setting)
    averaged = set()
    for policy in POLICIES:
        (cell,) = (cell for cell in side.cells if (cell.policy, cell.task) == (policy, task))
        parts = [table[part, policy] for part in MEANS[task]]
        counts = [(part.successes, part.trials) for part in parts]
        if all(k is not None for k, _ in counts):
            averaged.add(policy)
            assert cell.rate == pytest.approx(np.mean([k / n for k, n in counts]))
            assert (cell.successes, cell.trials) == tuple(map(sum, zip(*counts, strict=True)))
            # The printed average agrees to a digit, misprints apart.
            assert cell.rate == pytest.approx(table[task, policy].value, abs=0.0026)
        else:
            assert (cell.rate, cell.outcomes) == (table[task, policy].rate, None)
    assert averaged == set(POLICIES) - UNKNOWN.get((setting, task), set())


def run_of(make_run, name, rate, *, tasks, suite="simpler/google_vm"):
    outcomes = {
        (entry.task, entry.variant): [int(index < round(8 * rate)) for index in range(8)]
        for entry in load_suite(suite).entries
        if entry.task in tasks
    }
    return make_run(name, outcomes, suite=suite)


def test_runs_are_held_against_the_published_real_rates_row_by_row(make_run, correlation):
    drawers = [f"{G}open_{which}_drawer" for which in ("top", "middle", "bottom")]
    rates = dict(zip(POLICIES[:4], (0.25, 0.875, 0.625, 0.5), strict=True))
    runs = {name: run_of(make_run, name, rate, tasks=drawers) for name, rate in rates.items()}
    document = correlation(f"sim=[{','.join(map(str, runs.values()))}]", "real=published")
    (task,) = document["tasks"]

    assert task["task"] == f"{G}open_drawer"
    assert task["sim_trials"] == [96] * 4
    # Table IV: 9, 22, 19 and 14 of 27.
    real = [9 / 27, 22 / 27, 19 / 27, 14 / 27]
    expected = scipy.stats.pearsonr(list(rates.values()), real).statistic
    assert task["pearson"]["value"] == pytest.approx(expected)


def test_a_row_with_a_part_missing_is_left_out_and_said(make_run, correlation):
    tasks = [f"{G}open_top_drawer", f"{G}open_middle_drawer", f"{G}move_near_v0"]
    runs = [run_of(make_run, name, 0.5, tasks=tasks) for name in POLICIES[:2]]
    document = correlation(f"sim=[{','.join(map(str, runs))}]", "real=published")

    assert [task["task"] for task in document["tasks"]] == [f"{G}move_near"]
    reasons = {item["name"]: item["why"] for item in document["left_out_tasks"]}
    assert "8 of the 12 tasks and variants" in reasons[f"{G}open_drawer"]


def test_a_run_in_two_folders_makes_one_row(make_run, correlation):
    def folders(name, rate):
        both = ([f"{G}open_top_drawer", f"{G}open_middle_drawer"], [f"{G}open_bottom_drawer"])
        return [
            run_of(make_run, f"{name}-{number}", rate, tasks=tasks)
            for number, tasks in enumerate(both)
        ]

    sim = {name: folders(name, rate) for name, rate in (("rt-1-x", 0.5), ("rt-1-begin", 0.125))}
    text = ",".join(f"{name}:[{','.join(map(str, paths))}]" for name, paths in sim.items())
    document = correlation(f"sim={{{text}}}", "real=published")
    (task,) = document["tasks"]
    assert [point["sim"]["trials"] for point in task["points"]] == [96, 96]
