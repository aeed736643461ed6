from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pytest

from simeval.errors import UnknownNameError, UsageError
from simeval.results.dependence import AVERAGES, PARTS, TRAINING_RUNS
from simeval.results.published_pairs import (
    PAPER_FIRST,
    REAL,
    PublishedPair,
    printed_agreement,
    published_pairs,
    published_rates,
    published_settings,
    published_tasks,
)
from simeval.results.published_tables import published_values
from simeval.results.published_value import PublishedValue

GOOGLE = "google_robot_"
GOOGLE_POLICIES = {"rt-1-converged", "rt-1-15pct", "rt-1-begin", "rt-1-x", "rt-2-x", "octo-base"}
WIDOWX_POLICIES = {"rt-1-x", "octo-base", "octo-small"}
EGGPLANT = "widowx_put_eggplant_in_basket"
# Three printed digits; the inputs are rounded too, which moves a coefficient by about as much.
ROUNDING = 0.0015


def pearson(sim: Sequence[float], real: Sequence[float]) -> float:
    return float(np.corrcoef(sim, real)[0, 1])


def mmrv(sim: Sequence[float], real: Sequence[float]) -> float:
    s, r = np.asarray(sim), np.asarray(real)
    swapped = (s[:, None] > s[None, :]) != (r[:, None] > r[None, :])
    return float((np.abs(r[:, None] - r[None, :]) * swapped).max(axis=1).mean())


def printed(pairs: Sequence[PublishedPair]) -> tuple[list[float], list[float]]:
    return [pair.sim.value for pair in pairs], [pair.real.value for pair in pairs]


def best_known(pairs: Sequence[PublishedPair]) -> tuple[list[float], list[float]]:
    return [pair.sim.rate for pair in pairs], [pair.real.rate for pair in pairs]


def value_of(value: PublishedValue | None) -> float:
    assert value is not None
    return value.value


@pytest.mark.parametrize("setting", ["visual_matching", "variant_aggregation"])
def test_every_google_robot_task_has_all_policies(setting: str) -> None:
    tasks = [task for task in published_tasks(setting=setting) if task.startswith(GOOGLE)]
    assert len(tasks) == 9
    for task in tasks:
        pairs = published_pairs(task=task, setting=setting)
        assert {pair.policy for pair in pairs} == GOOGLE_POLICIES
        assert len(pairs) == 6


@pytest.mark.parametrize("metric", ["success", "grasp"])
def test_every_widowx_task_has_all_policies(metric: str) -> None:
    tasks = [task for task in published_tasks(metric=metric) if task.startswith("widowx_")]
    assert len(tasks) == 4
    for task in tasks:
        pairs = published_pairs(task=task, metric=metric)
        assert {pair.policy for pair in pairs} == WIDOWX_POLICIES
        assert all(pair.sim.trials in (24, 72) and pair.real.trials in (20, 24) for pair in pairs)


def coefficient_cases() -> list[tuple[str, str, str]]:
    google = [
        (setting, task, "success")
        for setting in ("visual_matching", "variant_aggregation")
        for task in published_tasks(setting=setting)
        if task.startswith(GOOGLE)
    ]
    widowx = [
        ("visual_matching", task, metric)
        for metric in ("grasp", "success")
        for task in published_tasks(metric=metric)
        if task.startswith("widowx_")
    ]
    return google + widowx


# Where the printed coefficient does not follow from the printed rates: what they give instead.
FROM_PRINTED_RATES = {
    ("visual_matching", f"{GOOGLE}close_drawer", "success"): 0.7712,
    ("variant_aggregation", f"{GOOGLE}place_apple_in_closed_top_drawer", "success"): 0.2374,
    ("visual_matching", "widowx_carrot_on_plate", "success"): 0.5714,
}


@pytest.mark.parametrize(("setting", "task", "metric"), coefficient_cases())
def test_printed_rates_give_the_printed_coefficients(setting: str, task: str, metric: str) -> None:
    sim, real = printed(published_pairs(task=task, setting=setting, metric=metric))
    agreement = printed_agreement(task=task, setting=setting, metric=metric)
    assert mmrv(sim, real) == pytest.approx(value_of(agreement.mmrv), abs=ROUNDING)
    exception = FROM_PRINTED_RATES.get((setting, task, metric))
    if exception is None:
        assert pearson(sim, real) == pytest.approx(value_of(agreement.pearson_r), abs=ROUNDING)
        return
    assert pearson(sim, real) == pytest.approx(exception, abs=5e-5)
    assert abs(exception - value_of(agreement.pearson_r)) > ROUNDING
    assert agreement.pearson_r is not None
    assert re.search("rates|misprint", agreement.pearson_r.note)


def test_there_are_as_many_coefficients_as_the_paper_prints() -> None:
    assert len(coefficient_cases()) == 9 + 9 + 8


@pytest.mark.parametrize(
    ("setting", "task", "expected"),
    [
        ("visual_matching", f"{GOOGLE}close_drawer", 0.768),
        ("variant_aggregation", f"{GOOGLE}place_apple_in_closed_top_drawer", 0.235),
    ],
)
def test_counts_explain_two_exceptions(setting: str, task: str, expected: float) -> None:
    sim, real = best_known(published_pairs(task=task, setting=setting))
    assert pearson(sim, real) == pytest.approx(expected, abs=0.0005)
    assert value_of(printed_agreement(task=task, setting=setting).pearson_r) == expected


def test_carrot_coefficient_lies_between_rounded_and_exact_rates() -> None:
    pairs = published_pairs(task="widowx_carrot_on_plate")
    expected = value_of(printed_agreement(task="widowx_carrot_on_plate").pearson_r)
    assert pearson(*printed(pairs)) < expected == 0.575 < pearson(*best_known(pairs))
    assert pearson(*best_known(pairs)) == pytest.approx(0.5766, abs=5e-5)


def test_real_eggplant_depends_on_the_edition() -> None:
    repository = published_pairs(task=EGGPLANT)
    paper = published_pairs(task=EGGPLANT, editions=PAPER_FIRST)
    assert [pair.real.value for pair in repository] == [0.0, 0.25, 0.4]
    assert [pair.real.value for pair in paper] == [0.0, 0.233, 0.433]
    assert all(pair.flags == ("real: disputed",) for pair in repository + paper)
    assert pearson(*printed(repository)) == pytest.approx(0.9894, abs=5e-5)
    assert pearson(*printed(paper)) == pytest.approx(0.9701, abs=5e-5)
    grasp = published_pairs(task=EGGPLANT, metric="grasp", editions=PAPER_FIRST)
    assert pearson(*printed(grasp)) == pytest.approx(0.9722, abs=5e-5)


def test_editions_differ_only_in_the_real_eggplant() -> None:
    for setting, task, metric in coefficient_cases():
        both = [
            published_pairs(task=task, setting=setting, metric=metric),
            published_pairs(task=task, setting=setting, metric=metric, editions=PAPER_FIRST),
        ]
        assert (both[0] == both[1]) == (task != EGGPLANT)


def test_widowx_average_of_figure_7() -> None:
    cases = [case for case in coefficient_cases() if case[1].startswith("widowx_")]
    for editions, expected in (({}, 0.8899), ({"editions": PAPER_FIRST}, 0.8847)):
        found = [
            pearson(*printed(published_pairs(task=task, metric=metric, **editions)))
            for _, task, metric in cases
        ]
        assert float(np.mean(found)) == pytest.approx(expected, abs=1e-4)
    agreement = printed_agreement(task="widowx_average")
    assert (value_of(agreement.mmrv), value_of(agreement.pearson_r)) == (0.014, 0.89)


def test_table_1_drawers_do_not_follow_from_the_rates() -> None:
    stale = {
        (value.setting, value.metric): value.value
        for value in published_values("simpler")
        if value.variant == "table_1" and value.task == f"{GOOGLE}drawer_average"
    }
    for setting in ("visual_matching", "variant_aggregation"):
        pairs = published_pairs(task=f"{GOOGLE}drawer_average", setting=setting)
        assert abs(mmrv(*best_known(pairs)) - stale[setting, "mmrv"]) > 0.02
        assert abs(pearson(*best_known(pairs)) - stale[setting, "pearson_r"]) > 0.02


def test_table_9_rank_violations_follow_from_its_rates() -> None:
    rows = [value for value in published_values("simpler") if value.setting == "ablation"]
    expected = {
        (v.variant, v.task): v.value for v in rows if v.policy == "*" and v.metric == "mmrv"
    }
    stale = {(v.variant, v.task) for v in rows if v.flag == "stale"}
    assert len(stale) == 1
    checked = 0
    for (variant, task), violation in expected.items():
        sim = {v.policy: v.value for v in rows if (v.variant, v.task) == (variant, task)}
        del sim["*"]
        if not sim:
            continue
        real = {pair.policy: pair.real.value for pair in published_pairs(task=task)}
        found = mmrv(list(sim.values()), [real[policy] for policy in sim])
        # Two policies tie in one row, which the paper must have counted in some other way.
        tied = len(set(sim.values())) < len(sim)
        assert found == pytest.approx(0.037 if tied else violation, abs=ROUNDING)
        assert tied == ((variant, task) in stale)
        checked += 1
    assert checked == 14


def test_isaac_sim_coefficients_follow_from_its_rates_unless_flagged() -> None:
    rows = [value for value in published_values("simpler") if value.variant == "isaac_sim"]
    tasks = {value.task for value in rows}
    assert len(tasks) == 5
    flagged = {}
    for task in tasks:
        sim = {v.policy: v.value for v in rows if v.task == task and v.metric == "success"}
        coefficient = {v.metric: v for v in rows if v.task == task and v.policy == "*"}
        real = {pair.policy: pair.real.value for pair in published_pairs(task=task)}
        pair = (list(sim.values()), [real[policy] for policy in sim])
        assert len(sim) == 5
        assert mmrv(*pair) == pytest.approx(coefficient["mmrv"].value, abs=ROUNDING)
        if coefficient["pearson_r"].flag:
            flagged[task] = pearson(*pair)
            assert f"{flagged[task]:.3f}" in coefficient["pearson_r"].note
        else:
            assert pearson(*pair) == pytest.approx(coefficient["pearson_r"].value, abs=ROUNDING)
    assert flagged == {
        f"{GOOGLE}pick_coke_can": pytest.approx(0.9764, abs=5e-5),
        f"{GOOGLE}move_near": pytest.approx(0.8683, abs=5e-5),
    }


def test_single_task_policy_of_table_13() -> None:
    extra = {
        value.setting: value
        for value in published_values("simpler")
        if value.policy == "rt-1-single-task"
    }
    pairs = published_pairs(task=f"{GOOGLE}pick_coke_can")
    sim, real = printed(pairs)
    sim.append(extra["visual_matching"].value)
    real.append(extra["real"].value)
    assert mmrv(sim, real) == pytest.approx(0.027, abs=ROUNDING)
    assert pearson(sim, real) == pytest.approx(0.959, abs=ROUNDING)


@pytest.mark.parametrize("place", ["pick_coke_can", "move_near", "tabletop_average"])
@pytest.mark.parametrize("policy", ["rt-1-no-aug", "rt-1-aug"])
def test_table_6_coefficients_follow_from_the_drops_unless_flagged(policy: str, place: str) -> None:
    rows = [v for v in published_values("simpler") if v.policy == policy and not v.trials]
    drops = [v for v in rows if v.metric == "success_drop"]
    sim = {v.variant: v.value for v in drops if (v.setting, v.task) == ("shift", GOOGLE + place)}
    real = {v.variant: v.value for v in drops if v.setting == "real"}
    assert len(sim) == len(real) == 5
    pair = (list(sim.values()), [real[factor] for factor in sim])
    for name, found in (("mmrv", mmrv(*pair)), ("pearson_r", pearson(*pair))):
        printed_values = [v for v in rows if (v.metric, v.task) == (name, GOOGLE + place)]
        for value in printed_values:
            if value.flag:
                assert f"give {found:.3f}" in value.note
                assert abs(found - value.value) > ROUNDING
            else:
                assert found == pytest.approx(value.value, abs=ROUNDING)
        assert len(printed_values) == 1 + (
            (policy, place, name) == ("rt-1-aug", "tabletop_average", "mmrv")
        )


def test_autoeval_agreement_follows_from_its_counts() -> None:
    tasks = published_tasks(benchmark="autoeval", setting="auto_eval")
    assert len(tasks) == 5
    found = []
    for task in tasks:
        pairs = published_pairs(benchmark="autoeval", task=task, setting="auto_eval")
        assert len(pairs) == 6
        assert all(pair.sim.trials == pair.real.trials == 50 for pair in pairs)
        found.append((mmrv(*best_known(pairs)), pearson(*best_known(pairs))))
    violation, correlation = np.mean(found, axis=0)
    assert violation == pytest.approx(0.015, abs=0.0005)
    assert correlation == pytest.approx(0.942, abs=0.0005)


def test_corrected_pairs_say_so() -> None:
    pairs = {pair.policy: pair for pair in published_pairs(task=f"{GOOGLE}close_drawer")}
    assert pairs["rt-1-x"].corrected and pairs["rt-1-x"].flags == ("sim: misprint",)
    assert pairs["rt-1-x"].sim.rate == pytest.approx(97 / 108)
    assert pairs["rt-1-begin"].flags == ("real: stopped_early",)
    assert not pairs["rt-1-converged"].corrected


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"task": "widowx_spoon"}, "Did you mean 'widowx_spoon_on_towel'"),
        ({"task": f"{GOOGLE}move_near", "setting": "real"}, "variant_aggregation, visual_matching"),
        ({"task": f"{GOOGLE}move_near", "metric": "mmrv"}, "Known: grasp, progress, success"),
        ({"task": "x", "benchmark": "simple"}, "Did you mean 'simpler'"),
    ],
)
def test_unknown_names_are_told_with_the_known_ones(
    arguments: dict[str, str], message: str
) -> None:
    with pytest.raises(UnknownNameError, match=message):
        published_pairs(**arguments)


def test_benchmark_without_pairs_says_so() -> None:
    with pytest.raises(UsageError, match=r"No policy has both .* 'polaris'.* own real results"):
        published_pairs(task="DROID-PanClean", benchmark="polaris", metric="progress")


def test_settings_with_pairs_come_with_the_first_choice_first() -> None:
    assert published_settings() == ("visual_matching", "variant_aggregation")
    assert published_settings(metric="grasp") == ("visual_matching",)
    assert published_settings(benchmark="autoeval") == ("auto_eval", "simpler")


def test_rates_of_a_setting_are_those_of_its_pairs() -> None:
    sim = published_rates(benchmark="simpler", setting="visual_matching")
    real = published_rates(benchmark="simpler", setting=REAL)
    for task in published_tasks():
        for pair in published_pairs(task=task):
            assert sim[task, pair.policy] == pair.sim
            assert real[task, pair.policy] == pair.real


@pytest.mark.parametrize("setting", ["visual_matching", "variant_aggregation", REAL])
def test_parts_average_to_their_whole(setting: str) -> None:
    rates = published_rates(benchmark="simpler", setting=setting)
    for whole, parts in PARTS["simpler"].items():
        for policy in GOOGLE_POLICIES:
            mean = np.mean([rates[part, policy].rate for part in parts])
            assert rates[whole, policy].rate == pytest.approx(mean, abs=ROUNDING)


def test_names_of_what_depends_on_each_other_are_published() -> None:
    for benchmark, runs in TRAINING_RUNS.items():
        policies = {value.policy for value in published_values(benchmark)}
        assert set(runs) <= policies
    for benchmark, averages in AVERAGES.items():
        tasks = {value.task for value in published_values(benchmark)}
        for average, members in averages.items():
            assert average in tasks
            assert {task for task, _ in members} <= tasks
