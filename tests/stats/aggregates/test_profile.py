from __future__ import annotations

import numpy as np
import pytest

from simeval.stats import performance_profile, profile_band, wilson_interval


def test_profile_is_the_share_above_each_threshold():
    profile = performance_profile([[0.1, 0.4], [0.4, 0.9]], thresholds=[0.0, 0.1, 0.4, 0.9])

    assert profile.tolist() == [1.0, 0.75, 0.25, 0.0]


def test_band_of_one_task_is_wilsons_interval_of_the_share():
    scores = [[0.1], [0.3], [0.3], [0.6], [0.8]]
    found = profile_band(scores, thresholds=[0.0, 0.3, 0.7])

    assert found.thresholds == (0.0, 0.3, 0.7)
    assert found.shares == (1.0, 0.4, 0.2)
    for interval, above in zip(found.intervals, (5, 2, 1), strict=True):
        assert interval == pytest.approx(wilson_interval(successes=above, trials=5))


def test_band_covers_the_profile_of_the_population():
    # Task 1 is uniform on [0, 1] and task 2 on [0, 2]: above 0.5 lie 1/2 and 3/4.
    rng = np.random.default_rng(3)
    covered = 0
    for _ in range(600):
        scores = rng.random((8, 2)) * [1.0, 2.0]
        (interval,) = profile_band(scores, thresholds=[0.5]).intervals
        covered += interval.low <= 0.625 <= interval.high

    assert 0.925 <= covered / 600 <= 0.985


def test_many_scores_need_little_memory():
    scores = np.random.default_rng(0).random(200_000)
    profile = performance_profile(scores, thresholds=np.linspace(0, 1, 2001))

    assert profile[1000] == pytest.approx(0.5, abs=0.01)


def test_bad_input_is_refused():
    with pytest.raises(ValueError, match=r"shape \(runs, tasks\), got \(2,\)"):
        profile_band([0.1, 0.2], thresholds=[0.5])
    with pytest.raises(ValueError, match="at least one score"):
        performance_profile([], thresholds=[0.5])
    with pytest.raises(ValueError, match="thresholds: every value must be finite"):
        performance_profile([0.1], thresholds=[float("nan")])
