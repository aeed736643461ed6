from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.stats

from simeval.stats import group_sequential_constant, spending_bounds


@pytest.mark.parametrize(
    ("looks", "pocock", "obrien_fleming"),
    # C. Jennison and B. W. Turnbull (2000), tables 2.1 and 2.3.
    [(1, 1.960, 1.960), (2, 2.178, 1.977), (3, 2.289, 2.004), (4, 2.361, 2.024), (5, 2.413, 2.040)],
)
def test_published_constants(looks, pocock, obrien_fleming):
    assert group_sequential_constant(looks=looks, shape="pocock") == pytest.approx(
        pocock, abs=5.1e-4
    )
    assert group_sequential_constant(looks=looks, shape="obrien-fleming") == pytest.approx(
        obrien_fleming, abs=5.1e-4
    )


def test_two_looks_by_a_bivariate_normal():
    bound = group_sequential_constant(looks=2, shape="pocock")
    correlation = math.sqrt(0.5)
    normal = scipy.stats.multivariate_normal(cov=[[1, correlation], [correlation, 1]])
    inside = normal.cdf([bound, bound], lower_limit=[-bound, -bound])

    assert 1 - inside == pytest.approx(0.05, abs=1e-6)


@pytest.mark.parametrize(
    ("shape", "times", "published"),
    [
        ("obrien-fleming", (0.25, 0.5, 0.75, 1.0), (4.3326, 2.9631, 2.3590, 2.0141)),
        ("obrien-fleming", (0.2, 0.4, 0.6, 0.8, 1.0), (4.8769, 3.3569, 2.6803, 2.2898, 2.0310)),
        ("pocock", (0.2, 0.4, 0.6, 0.8, 1.0), (2.4380, 2.4268, 2.4101, 2.3966, 2.3859)),
    ],
)
def test_published_spending_bounds(shape, times, published):
    # D. M. Reboussin et al. (2000), Controlled Clinical Trials 21:190-207 (program ld98).
    assert spending_bounds(times=times, shape=shape) == pytest.approx(published, abs=2e-4)


def test_earlier_bounds_do_not_know_the_later_looks():
    assert spending_bounds(times=(0.3, 0.55, 0.9))[:2] == spending_bounds(times=(0.3, 0.55))


def test_simulated_error_of_unplanned_looks():
    times = np.array([0.15, 0.5, 0.6, 1.0])
    bounds = spending_bounds(times=times)
    rng = np.random.default_rng(1)
    steps = rng.normal(size=(40_000, 4)) * np.sqrt(np.diff(times, prepend=0.0))
    z = np.cumsum(steps, axis=1) / np.sqrt(times)
    rejected = (np.abs(z) >= bounds).any(axis=1).mean()

    assert rejected == pytest.approx(0.05, abs=0.004)


def test_a_look_far_too_early_spends_nothing():
    bounds = spending_bounds(times=(0.001, 0.5, 1.0))

    assert bounds[0] == 38.0
    assert bounds[1:] == pytest.approx(spending_bounds(times=(0.5, 1.0)), abs=1e-6)


@pytest.mark.parametrize("alpha", [1e-8, 0.5, 0.9])
def test_levels_far_from_the_usual(alpha):
    found = group_sequential_constant(looks=1, shape="pocock", alpha=alpha)

    assert found == pytest.approx(scipy.stats.norm.isf(alpha / 2))


@pytest.mark.parametrize("times", [(), (0.5, 0.5), (0.5, 1.2), (0.0, 1.0)])
def test_bad_times_are_refused(times):
    with pytest.raises(ValueError, match=r"rise within \(0, 1\]"):
        spending_bounds(times=times)
    with pytest.raises(ValueError, match="looks must be at least 1"):
        group_sequential_constant(looks=0, shape="pocock")
