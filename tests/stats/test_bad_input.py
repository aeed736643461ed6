"""Every public function names what is wrong with a bad value, and takes none silently."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from simeval import stats
from simeval.errors import InputError, UsageError

NAN = float("nan")
COUNT = (-1, 1.5, NAN, "3", 10**20, None)
SIZE = (0, *COUNT)
FRACTION = (0, 1, -0.1, 95, NAN, "0.9", None)
RATE = (-0.1, 1.1, NAN, "0.9", None)
VECTOR = ([], [NAN, 1.0], [math.inf, 1.0], ["a", "b"], [[1.0], [1.0, 0.0]], [1j, 1.0], None)
UNIT = (*VECTOR, [2.0, 0.0], [-1.0, 1.0])

TWO = {"successes_a": 3, "trials_a": 5, "successes_b": 2, "trials_b": 6}
TWO_BAD = {"successes_a": COUNT, "trials_a": SIZE, "successes_b": COUNT, "trials_b": SIZE}
ONE = {"successes": 3, "trials": 5}
ONE_BAD = {"successes": COUNT, "trials": COUNT}
CONFIDENCE = {"confidence": FRACTION}
SIM = {"real": [1.0, 0.0], "sim_paired": [1.0, 0.0], "sim_extra": [1.0, 0.0, 1.0]}
SIM_BAD = {"real": UNIT, "sim_paired": UNIT, "sim_extra": UNIT, "sim_weight": RATE}
PAIRS = {"new_only": 3, "base_only": 2, "pairs": 9}
PAIRS_BAD = {"new_only": (*COUNT, 9), "base_only": (*COUNT, 9), "pairs": (*SIZE, 4)}
GAMES = [stats.Comparison(0, 1, 1.0, "a"), stats.Comparison(1, 0, 1.0, "b")]
COLUMNS = {"sim": [0.1, 0.5, 0.6, 0.9], "real": [0.2, 0.4, 0.7, 0.8]}
TABLE = [[0.1, 0.2], [0.3, 0.4]]
TABLES = ([], [1.0], [[NAN, 1.0], [1.0, 1.0]], [["a", "b"], ["a", "b"]], [[1.0], [1.0, 2.0]], None)
POWER = {"alpha": FRACTION, "power": FRACTION}
BOUNDS = {"bounds": ((0.0,), (1.0, 0.0), (0.0, NAN), ("a", "b"), 1.0, None)}
RATES = [stats.Trials.from_counts(k, 9) for k in (1, 4, 6, 8)]
MEASURED = {"sim": RATES, "real": RATES, "resamples": 20}
MEASURED_BAD = {"sim": (RATES[:3], []), "real": (RATES[:3], []), "resamples": SIZE} | CONFIDENCE

# Function, a call that works, and for each argument the values that must be refused.
CASES: list[tuple[Callable[..., Any], dict[str, Any], dict[str, tuple[Any, ...]]]] = [
    (stats.wilson_interval, ONE, ONE_BAD | CONFIDENCE),
    (stats.clopper_pearson_interval, ONE, ONE_BAD | CONFIDENCE),
    (stats.jeffreys_interval, ONE, ONE_BAD | CONFIDENCE),
    (stats.upper_rate_bound, ONE, ONE_BAD | CONFIDENCE),
    (stats.lower_rate_bound, ONE, ONE_BAD | CONFIDENCE),
    (
        stats.unscored_bounds,
        {"successes": 1, "scored": 3, "unscored": 1},
        {"successes": (*COUNT, 4), "scored": COUNT, "unscored": COUNT},
    ),
    (stats.probability_better, TWO, TWO_BAD),
    (stats.newcombe_interval, TWO, TWO_BAD | CONFIDENCE),
    (stats.miettinen_nurminen_interval, TWO, TWO_BAD | CONFIDENCE),
    *(
        (test, TWO, TWO_BAD | {"alternative": ("bigger", None)})
        for test in (stats.fisher_test, stats.barnard_test, stats.boschloo_test)
    ),
    (
        stats.farrington_manning_test,
        {"successes_new": 1, "trials_new": 4, "successes_base": 2, "trials_base": 5, "margin": 0.1},
        {
            "successes_new": COUNT,
            "trials_new": SIZE,
            "successes_base": COUNT,
            "trials_base": SIZE,
            "margin": (-0.1, 1, NAN, "0.1", None),
        },
    ),
    (stats.equivalence_test, TWO | {"margin": 0.1}, TWO_BAD | {"margin": (-0.1, 1, NAN, "a")}),
    (
        stats.paired_equivalence_test,
        {"a_only": 1, "b_only": 2, "pairs": 9, "margin": 0.1},
        {"a_only": (*COUNT, 8), "b_only": COUNT, "pairs": (*SIZE, 2), "margin": (-0.1, 1, NAN)},
    ),
    (stats.tango_interval, PAIRS, PAIRS_BAD | CONFIDENCE),
    (stats.tango_test, PAIRS | {"margin": 0.1}, PAIRS_BAD | {"margin": (-0.1, 1, NAN, "0.1")}),
    (stats.tango_score, PAIRS | {"difference": 0.1}, {"difference": (-2, 1.1, NAN, "0.1", None)}),
    (
        stats.mcnemar_test,
        {"a_only": 3, "b_only": 1},
        {"a_only": COUNT, "b_only": COUNT, "alternative": ("bigger",)},
    ),
    (stats.holm, {"p_values": [0.1, 0.2]}, {"p_values": UNIT}),
    (stats.benjamini_hochberg, {"p_values": [0.1, 0.2]}, {"p_values": UNIT}),
    (
        stats.cluster_mean,
        {"clusters": [[1, 0], [1, 1]]},
        {"clusters": ([], [[1, 0]], [[1, 0], []], [[NAN], [1]], [["a"], ["b"]])}
        | CONFIDENCE
        | BOUNDS,
    ),
    (
        stats.cluster_bootstrap,
        {"clusters": [[1, 0], [1, 1]], "statistic": np.mean, "resamples": 20},
        {"clusters": ([], [[1, 0]], [[1, 0], []], [[NAN], [1]], [1, 0])}
        | {"resamples": SIZE}
        | CONFIDENCE
        | BOUNDS,
    ),
    (
        stats.stratified_bootstrap,
        {"scores": TABLE, "statistic": stats.iqm, "resamples": 20},
        {"scores": TABLES, "resamples": SIZE} | CONFIDENCE | BOUNDS,
    ),
    (stats.iqm, {"scores": [1.0, 0.0]}, {"scores": VECTOR}),
    (
        stats.optimality_gap,
        {"scores": [1.0, 0.0], "target": 1.0},
        {"scores": VECTOR, "target": (NAN, "1", None)},
    ),
    (
        stats.macro_rate,
        {"successes": [1, 2], "trials": [4, 5], "weights": [1.0, 2.0]},
        {
            "successes": ([], [1], [5, 2], [1.5, 2], [NAN, 2]),
            "trials": ([], [4], [0, 5], [4.5, 5]),
            "weights": ([], [1.0], [-1.0, 2.0], [0.0, 0.0], [NAN, 1.0]),
        }
        | CONFIDENCE,
    ),
    (
        stats.macro_mean,
        {"rates": [0.2, 0.4], "standard_errors": [0.1, 0.1], "weights": [1.0, 2.0]},
        {"rates": UNIT, "standard_errors": (*VECTOR, [-0.1, 0.1]), "weights": ([1.0], [-1.0, 2.0])}
        | CONFIDENCE
        | BOUNDS,
    ),
    (
        stats.combined_interval,
        {"estimates": [0.2, 0.4], "intervals": [(0.1, 0.3), (0.2, 0.6)]},
        {"estimates": (*VECTOR, [0.9, 0.4]), "intervals": ([], [0.1, 0.3], [(0.1, NAN), (0, 1)])},
    ),
    (
        stats.performance_profile,
        {"scores": TABLE, "thresholds": [0.1]},
        {"scores": VECTOR, "thresholds": VECTOR},
    ),
    (
        stats.profile_band,
        {"scores": TABLE, "thresholds": [0.1]},
        {"scores": TABLES, "thresholds": VECTOR} | CONFIDENCE,
    ),
    *(
        (function, {"scores_x": TABLE, "scores_y": TABLE}, {"scores_x": TABLES, "scores_y": TABLES})
        for function in (stats.probability_of_improvement, stats.improvement_interval)
    ),
    (stats.ppi_mean, SIM, dict.fromkeys(SIM, VECTOR) | {"sim_weight": RATE[:-1]} | CONFIDENCE),
    (stats.one_stage_interval, SIM, SIM_BAD | CONFIDENCE),
    (stats.two_stage_interval, SIM, SIM_BAD | {"sim_share": FRACTION} | CONFIDENCE),
    (
        stats.hedged_capital,
        {"outcomes": [1.0, 0.0], "means": [0.5]},
        {
            "outcomes": UNIT,
            "means": (*VECTOR, [0.0], [1.0]),
            "alpha": FRACTION,
            "largest_bet": FRACTION,
            "planned": SIZE[:-1],
        },
    ),
    *(
        (function, {"outcomes": [1.0, 0.0]}, {"outcomes": UNIT, "resolution": (1, 2.5)})
        for function in (stats.confidence_sequence, stats.betting_interval)
    ),
    (
        stats.successive_elimination,
        {"outcomes": {"a": [1.0], "b": [0.0]}},
        {"outcomes": ({}, {"a": [1.0]}, {"a": [1.0], "b": []}, {"a": [2.0], "b": [0.0]})}
        | CONFIDENCE,
    ),
    (
        stats.best_policy,
        {"outcomes": {"a": [1.0], "b": [0.0]}},
        {"outcomes": ({}, {"a": [1.0]}, {"a": [1.0], "b": []}), "tolerance": RATE} | CONFIDENCE,
    ),
    (
        stats.two_sample_e_values,
        {"successes_a": [1], "trials_a": [2], "successes_b": [1], "trials_b": [2]},
        {
            "successes_a": ([], [3], [0.5], [NAN], [1, 1]),
            "trials_a": ([0], [1.5]),
            "alternative": ("bigger",),
            "prior": (0, -1, NAN, "1"),
        },
    ),
    (
        stats.group_sequential_constant,
        {"looks": 2, "shape": "pocock"},
        {"looks": SIZE, "shape": ("flat", None), "alpha": FRACTION},
    ),
    (
        stats.spending_bounds,
        {"times": [0.5, 1.0]},
        {"times": (*VECTOR, [0.5, 0.4], [0.5, 1.1], [0.0]), "shape": ("flat",), "alpha": FRACTION},
    ),
    (stats.mcnemar_e_value, {"a_only": 1, "b_only": 2}, {"a_only": COUNT, "b_only": COUNT}),
    (
        stats.sequential_mcnemar_characteristics,
        {"discordant_rate": 0.2, "a_share": 0.6, "most_pairs": 5},
        {"discordant_rate": RATE, "a_share": RATE, "most_pairs": SIZE, "alpha": FRACTION},
    ),
    (
        stats.Sprt,
        {"p0": 0.5, "p1": 0.7},
        {"p0": (*FRACTION, 0.8), "p1": (*FRACTION, 0.4), "alpha": FRACTION, "beta": FRACTION},
    ),
    (
        stats.Sprt(p0=0.5, p1=0.7).characteristics,
        {"rate": 0.5, "most_trials": 3},
        {"rate": RATE, "most_trials": SIZE},
    ),
    (stats.Sprt(p0=0.5, p1=0.7).decide, {"successes": 1, "trials": 3}, ONE_BAD),
    (
        stats.bradley_terry,
        {"wins": [[0, 2], [1, 0]]},
        {"wins": (*TABLES, [[1, 2], [1, 0]], [[0, -1], [1, 0]]), "ridge": (-1, NAN, "1", None)},
    ),
    (
        stats.davidson,
        {"wins": [[0, 2], [1, 0]], "ties": [[0, 1], [1, 0]]},
        {"wins": TABLES, "ties": (*TABLES, [[0, 1], [2, 0]])},
    ),
    (
        stats.difference_interval,
        {"fit": stats.bradley_terry([[0, 2], [1, 0]]), "first": 0, "second": 1},
        {"first": (-1, 1, 2, 0.5), "second": (0, 7, None)} | CONFIDENCE,
    ),
    (
        stats.online_elo,
        {"games": [(0, 1, 1.0)], "policies": 2},
        {
            "games": ([(0, 0, 1.0)], [(0, 2, 1.0)], [(0, 1, NAN)], [(0, 1, 2.0)]),
            "policies": (0, 1, 1.5),
            "step": (NAN, "a"),
        },
    ),
    (
        stats.fit_logistic,
        {"design": [[1, 0], [1, 1]], "successes": [1, 2], "trials": [3, 3]},
        {
            "design": (*TABLES, [[1, 1], [1, 1]]),
            "successes": (*VECTOR, [4, 1], [0.5, 1], [-1, 1]),
            "trials": (*VECTOR, [0, 3], [2.5, 3]),
            "clusters": (["a"], ["a", "a"]),
        },
    ),
    (
        stats.factor_model,
        {"factors": {"f": [0, 1]}, "successes": [1, 2], "trials": [3, 3]},
        {
            "factors": ({}, {"f": [1, 1]}, {"f": [0]}, {"f": [NAN, 1]}, {"f": [None, 1]}),
            "interactions": ([("f", "g")], [("f", "f")], [("f",)]),
        }
        | CONFIDENCE,
    ),
    (
        stats.paired_factor_effects,
        {"base": [1, 0], "factors": {"f": [1, 1]}},
        {
            "base": (*VECTOR, [0.5, 1]),
            "factors": ({}, {"f": [1]}, {"f": [1, 2]}, {"f": [NAN, 1]}),
            "conditions": (["a"],),
        }
        | CONFIDENCE,
    ),
    (
        stats.fractional_factorial,
        {"factors": ["a", "b"]},
        {"factors": ([], ["a", "a"]), "resolution": (2, 3.5, None)},
    ),
    (
        stats.trials_for_interval,
        {"rate": 0.5, "half_width": 0.1},
        {"rate": RATE, "half_width": (0, 1e-17, 0.5, NAN, "0.1", None)} | CONFIDENCE,
    ),
    (stats.wilson_half_width, {"rate": 0.5, "trials": 9}, {"rate": RATE, "trials": SIZE}),
    (
        stats.trials_per_arm,
        {"rate": 0.5, "margin": 0.1},
        {"rate": RATE, "margin": (0, *RATE), "difference": (NAN, -0.2, 0.6, "0")} | POWER,
    ),
    (
        stats.pairs_needed,
        {"discordant_rate": 0.2, "margin": 0.1},
        {"discordant_rate": RATE, "margin": (0, *RATE), "difference": (NAN, 0.3, -0.1)} | POWER,
    ),
    (
        stats.detectable_difference,
        {"trials": 9, "rate": 0.5},
        {"trials": SIZE, "rate": RATE} | POWER,
    ),
    (
        stats.detectable_margin,
        {"pairs": 9, "discordant_rate": 0.2},
        {"pairs": SIZE, "discordant_rate": RATE} | POWER,
    ),
    (
        stats.paired_power,
        {"pairs": 9, "discordant_rate": 0.2, "margin": 0.1},
        {"pairs": SIZE, "discordant_rate": RATE, "margin": (-0.1, 1, NAN), "alpha": FRACTION},
    ),
    (
        stats.unpaired_power,
        {"trials": 9, "rate": 0.5, "margin": 0.1},
        {"trials": SIZE, "rate": RATE, "margin": (-0.1, 1, NAN), "difference": (NAN, 0.6)},
    ),
    (
        stats.correlation_range,
        {"policies": 4, "real_trials": 5, "sim_trials": 5, "correlation": 0.5, "draws": 100},
        {
            "policies": (1, *SIZE),
            "real_trials": SIZE,
            "sim_trials": SIZE,
            "correlation": (-1.1, 1.1, NAN, "1"),
            "draws": SIZE,
        }
        | CONFIDENCE,
    ),
    (
        stats.policies_for_correlation,
        {"correlation": 0.9, "at_least": 0.5},
        {"correlation": (1, 0.4, NAN, "1", None), "at_least": (-1, 0.95, NAN, "0", None)}
        | CONFIDENCE,
    ),
    (
        stats.pairs_for_gate,
        {"margin": 0.3, "new_only": 0.0, "base_only": 0.0, "limit": 50},
        {
            "margin": (1, NAN, "a"),
            "new_only": (-0.1, 1.1, NAN, "a", None),
            "power": FRACTION,
            "alpha": FRACTION,
            "limit": SIZE,
        },
    ),
    (
        stats.design_effect,
        {"repeats": 2, "icc": 0.3},
        {"repeats": (0.5, NAN, "2", None), "icc": RATE},
    ),
    (
        stats.conditions_needed,
        {"independent": 9, "repeats": 2, "icc": 0.3},
        {"independent": SIZE, "repeats": SIZE, "icc": RATE},
    ),
    (
        stats.effective_episodes,
        {"episodes": 9, "repeats": 2, "icc": 0.3},
        {"episodes": SIZE, "repeats": (0.5, NAN), "icc": RATE},
    ),
    (
        stats.detectable_difference_paired,
        {"pairs": 9, "discordant_rate": 0.2},
        {"pairs": SIZE, "discordant_rate": RATE} | POWER,
    ),
    (
        stats.detectable_margin_unpaired,
        {"trials": 9, "rate": 0.2},
        {"trials": SIZE, "rate": RATE} | POWER,
    ),
    (
        stats.cmh_test,
        {"strata": [(1, 2, 1, 2)]},
        {"strata": ([], [(1, 2, 1)], [(3, 2, 1, 2)], [(0.5, 2, 1, 2)], [(1, 2, NAN, 2)], [3])},
    ),
    *(
        (
            function,
            {"e_values": [2.0, 0.5]},
            {"e_values": ([], [-1.0], [NAN, 1.0], [2.0, NAN], ["a"])},
        )
        for function in (stats.multiply_e_values, stats.average_e_values)
    ),
    (stats.anytime_p_value, {"e_values": [2.0, 0.5]}, {"e_values": ([NAN, 1.0], [-1.0], ["a"])}),
    (
        stats.gate_characteristics,
        {"gate": stats.PairedGate(margin=0.1, most_pairs=3), "truths": [(0.1, 0.1)]},
        {"truths": ([(NAN, 0.1)], [(-0.1, 0.1)], [(0.6, 0.6)])},
    ),
    (
        stats.PairedGate,
        {"margin": 0.1, "most_pairs": 3},
        {"margin": (-0.1, 1, NAN, "a"), "most_pairs": SIZE, "alpha": FRACTION, "beta": FRACTION},
    ),
    *(
        (
            function,
            {"conditions": ["a", "a"], "outcomes": [1, 0]},
            {"conditions": (["a"], ["a", "b", "c"])},
        )
        for function in (stats.repeated_outcomes, stats.episodes_that_count)
    ),
    (
        stats.rank_intervals,
        {"comparisons": GAMES, "policies": 2, "resamples": 5},
        {
            "comparisons": ([], GAMES[:1], [*GAMES, stats.Comparison(0, 5, 1.0, "c")]),
            "policies": (1, 3, 1.5),
            "ridge": (0, -1, NAN, "1", None),
            "resamples": SIZE,
        }
        | CONFIDENCE,
    ),
    (
        stats.fit_task_buckets,
        {"comparisons": GAMES, "policies": 2, "buckets": 1, "restarts": 1, "sweeps": 3},
        {
            "comparisons": ([], [stats.Comparison(0, 0, 1.0, "a")], [(0, 1, 0.3, "a")]),
            "policies": (1, 1.5),
            "buckets": SIZE,
            "restarts": SIZE,
            "offset_ridge": (0, NAN),
        },
    ),
    *(
        (function, COLUMNS, {"sim": (*VECTOR, [0.1]), "real": (*VECTOR, [0.1])})
        for function in (
            *(stats.pearson, stats.spearman, stats.kendall, stats.mmrv, stats.calibration),
            *(stats.leave_one_policy_out, stats.permutation_test, stats.fisher_interval),
        )
    ),
    (
        stats.kruskal_on_trials,
        {"sim_successes": 1, "sim_trials": 3, "real_successes": 1, "real_trials": 4},
        {
            "sim_successes": COUNT,
            "sim_trials": SIZE,
            "real_successes": COUNT,
            "real_trials": SIZE,
        },
    ),
    (
        stats.mmrv_noise_floor,
        {"policies": 3, "sim_trials": 4, "real_trials": 4, "draws": 10},
        {"policies": (1, NAN, 2.5), "sim_trials": SIZE, "real_trials": SIZE, "draws": SIZE},
    ),
    (stats.permutation_test, COLUMNS | {"draws": 9}, {"draws": SIZE}),
    (
        stats.binomial_variances,
        {"rates": [0.1, 0.5], "trials": 9},
        {"rates": UNIT, "trials": (1, *SIZE)},
    ),
    (
        stats.stop_times,
        {"gate": stats.PairedGate(margin=0.1, most_pairs=3), "differences": [[1.0, 0.0]]},
        {"differences": (*VECTOR, [[2.0, 0.0]], [[0.0] * 4])},
    ),
    (
        stats.paired_gate_interval,
        {"differences": [1.0, 0.0]},
        {"differences": (*VECTOR[1:], [2.0])},
    ),
    *(
        (function, MEASURED, MEASURED_BAD)
        for function in (
            stats.pearson_interval_these_policies,
            stats.mmrv_interval_these_policies,
            stats.pearson_interval_new_policies,
        )
    ),
    (
        stats.rank_interval_new_policies,
        MEASURED | {"coefficient": "kendall"},
        {"resamples": SIZE, "coefficient": ("pearson",)} | CONFIDENCE,
    ),
]


def calls() -> Iterator[Any]:
    for function, good, bad in CASES:
        for argument, values in bad.items():
            for value in values:
                name = f"{function.__name__}({argument}={value!r})"
                yield pytest.param(function, good | {argument: value}, id=name[:90])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0].__name__)
def test_the_good_call_works(case):
    function, good, _ = case
    function(**good)


@pytest.mark.parametrize(("function", "arguments"), list(calls()))
def test_a_bad_value_is_a_clear_error(function, arguments):
    # Shown as one paragraph by the command line, and a ValueError to whoever calls the function.
    with pytest.raises(InputError, match=r"\w{3,}.*\w{3,}") as caught:
        function(**arguments)
    assert isinstance(caught.value, UsageError)
    assert isinstance(caught.value, ValueError)
