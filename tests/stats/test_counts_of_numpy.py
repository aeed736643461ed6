"""Counts that numpy made are short integers, which wrap around where a formula multiplies them."""

from __future__ import annotations

import numpy as np
import pytest

from simeval import stats

CALLS = [
    (stats.wilson_interval, {"successes": 3, "trials": 200}),
    (stats.clopper_pearson_interval, {"successes": 3, "trials": 200}),
    (stats.jeffreys_interval, {"successes": 3, "trials": 200}),
    (stats.unscored_bounds, {"successes": 3, "scored": 150, "unscored": 200}),
    *(
        (function, {"successes_a": 90, "trials_a": 200, "successes_b": 120, "trials_b": 210})
        for function in (
            *(stats.probability_better, stats.newcombe_interval, stats.fisher_test),
            *(stats.miettinen_nurminen_interval, stats.barnard_test, stats.boschloo_test),
        )
    ),
    (
        stats.farrington_manning_test,
        {"successes_new": 90, "trials_new": 200, "successes_base": 120, "trials_base": 210},
    ),
    (stats.tango_test, {"new_only": 20, "base_only": 60, "pairs": 200}),
    (stats.tango_interval, {"new_only": 20, "base_only": 60, "pairs": 200}),
    (stats.mcnemar_test, {"a_only": 20, "b_only": 60}),
    (stats.mcnemar_e_value, {"a_only": 160, "b_only": 120}),
    (
        stats.kruskal_on_trials,
        {"sim_successes": 90, "sim_trials": 200, "real_successes": 120, "real_trials": 210},
    ),
    (stats.Trials.from_counts, {"successes": 90, "trials": 200}),
]
MARGIN = {stats.farrington_manning_test: {"margin": 0.1}, stats.tango_test: {"margin": 0.1}}


@pytest.mark.parametrize("kind", [np.uint8, np.uint64, np.int16, np.int64])
@pytest.mark.parametrize(
    ("function", "counts"), CALLS, ids=lambda item: getattr(item, "__name__", "")
)
def test_they_count_like_plain_integers(function, counts, kind):
    fixed = MARGIN.get(function, {})
    short = {name: kind(count) for name, count in counts.items()}

    assert function(**short, **fixed) == function(**counts, **fixed)


def test_products_of_many_trials_do_not_wrap_around():
    many = np.int64(4_000_000)
    found = stats.kruskal_on_trials(
        sim_successes=many // 2, sim_trials=many, real_successes=many // 4, real_trials=many
    )

    # chi2 of the table is N (ad - bc)^2 / (row and column sums), H is (N - 1)/N of it.
    chi2 = 8e6 * (2e6 * 3e6 - 2e6 * 1e6) ** 2 / (4e6 * 4e6 * 3e6 * 5e6)
    assert found.h == pytest.approx(chi2 * (1 - 1 / 8e6))
