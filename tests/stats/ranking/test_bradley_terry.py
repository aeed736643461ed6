from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.optimize import minimize

from simeval.stats import bradley_terry, davidson, difference_interval, online_elo

WINS = np.array([[0, 7, 8, 9], [3, 0, 6, 7], [2, 4, 0, 6], [1, 3, 4, 0]], dtype=float)


def test_known_values():
    # choix 0.4.1 and Hunter's MM algorithm give the same.
    fit = bradley_terry(WINS)

    assert fit.strengths == pytest.approx(
        (1.0712937944, 0.0993505662, -0.3494356247, -0.8212087359)
    )
    assert fit.standard_errors == pytest.approx(
        (0.3477653, 0.2965700, 0.3001349, 0.3220780), abs=1e-6
    )


def test_strengths_are_the_fixed_point_of_the_mm_algorithm():
    # D. R. Hunter (2004), Annals of Statistics 32:384-406: π_i = wins_i / Σ_j n_ij/(π_i + π_j).
    strength = np.exp(bradley_terry(WINS).strengths)
    games = WINS + WINS.T
    updated = WINS.sum(axis=1) / (games / (strength[:, None] + strength[None, :])).sum(axis=1)

    assert updated == pytest.approx(strength)


def test_two_policies_in_closed_form():
    fit = bradley_terry([[0, 30], [10, 0]])
    low, high = difference_interval(fit, first=0, second=1)
    error = math.sqrt(1 / 30 + 1 / 10)

    assert fit.strengths[0] - fit.strengths[1] == pytest.approx(math.log(3))
    assert (low, high) == pytest.approx(
        (math.log(3) - 1.959964 * error, math.log(3) + 1.959964 * error), abs=1e-6
    )
    # Three to one is 191 Elo points.
    assert fit.elo[0] - fit.elo[1] == pytest.approx(400 * math.log10(3))


def test_very_unequal_counts_in_closed_form():
    fit = bradley_terry([[0, 10**6], [1, 0]])

    assert fit.strengths[0] - fit.strengths[1] == pytest.approx(math.log(10**6), abs=1e-6)


def test_a_policy_that_never_lost_needs_a_prior():
    unbeaten = [[0, 5, 5], [0, 0, 3], [0, 2, 0]]
    with pytest.raises(ValueError, match="no finite estimate: add comparisons, or give a ridge"):
        bradley_terry(unbeaten)
    fit = bradley_terry(unbeaten, ridge=0.5)

    def loss(theta):
        share = 1 / (1 + np.exp(theta[None, :] - theta[:, None]))
        return -(np.array(unbeaten) * np.log(share)).sum() + 0.25 * (theta**2).sum()

    assert fit.strengths == pytest.approx(minimize(loss, np.zeros(3)).x, abs=1e-4)


def test_intervals_cover():
    rng = np.random.default_rng(2)
    theta = np.array([0.6, 0.1, -0.7])
    chances = 1 / (1 + np.exp(theta[None, :] - theta[:, None]))
    covered, experiments = 0, 400
    for _ in range(experiments):
        upper = np.triu(rng.binomial(40, chances), 1)
        wins = upper + np.tril(40 - upper.T, -1)
        low, high = difference_interval(bradley_terry(wins), first=0, second=2)
        covered += low <= 1.3 <= high

    assert 0.92 <= covered / experiments <= 0.98


def test_ties_of_two_policies_in_closed_form():
    # The model is saturated: π1/π2 = w1/w2 and ν = ties / √(w1 w2).
    fit = davidson([[0, 20], [5, 0]], ties=[[0, 8], [8, 0]])

    assert fit.strengths[0] - fit.strengths[1] == pytest.approx(math.log(4), abs=1e-6)
    assert fit.tie_odds == pytest.approx(8 / 10, abs=1e-6)
    shares = np.array([20, 5, 8]) / 33
    assert fit.log_likelihood == pytest.approx(float(np.array([20, 5, 8]) @ np.log(shares)))
    # Delta method on log(w1/w2): the standard error of θ1 is half of √(1/w1 + 1/w2).
    assert fit.standard_errors[0] == pytest.approx(math.sqrt(1 / 20 + 1 / 5) / 2, rel=1e-4)


def test_ties_recover_the_truth():
    rng = np.random.default_rng(0)
    theta, nu = np.array([0.8, 0.0, -0.8]), 0.7
    wins, ties = np.zeros((3, 3)), np.zeros((3, 3))
    for i, j in ((0, 1), (0, 2), (1, 2)):
        weights = np.exp([theta[i], theta[j], math.log(nu) + (theta[i] + theta[j]) / 2])
        won, lost, tied = rng.multinomial(20_000, weights / weights.sum())
        wins[i, j], wins[j, i] = won, lost
        ties[i, j] = ties[j, i] = tied
    fit = davidson(wins, ties=ties)

    assert fit.strengths == pytest.approx(theta, abs=0.03)
    assert fit.tie_odds == pytest.approx(nu, abs=0.02)


def test_bad_tables_are_refused():
    with pytest.raises(ValueError, match="no policy plays itself"):
        bradley_terry([[1, 2], [3, 0]])
    with pytest.raises(ValueError, match="square table"):
        bradley_terry([[0, 2, 1], [3, 0, 1]])
    with pytest.raises(ValueError, match="symmetric"):
        davidson([[0, 2], [3, 0]], ties=[[0, 1], [2, 0]])
    with pytest.raises(ValueError, match="with no tie"):
        davidson([[0, 2], [3, 0]], ties=[[0, 0], [0, 0]])
    with pytest.raises(ValueError, match="wins: every value must be finite"):
        bradley_terry([[0, float("nan")], [1, 0]])
    with pytest.raises(ValueError, match="two different policies of 0 to 1, got 0 and 5"):
        difference_interval(bradley_terry([[0, 2], [3, 0]]), first=0, second=5)


GAMES = [(0, 1, 1.0), (1, 2, 0.5), (2, 0, 0.0), (0, 1, 0.0), (1, 2, 1.0)]


def test_one_game_of_elo_by_its_formula():
    # 400 points of difference are odds of ten to one.
    first, second = online_elo([(0, 1, 1.0)], policies=2, step=32, start=1000)
    assert (first, second) == (1016, 984)
    chain = online_elo([(0, 1, 1.0), (0, 1, 0.0)], policies=2, step=400, start=0)
    expected = 200 - 400 / (1 + 10 ** (-400 / 400))
    assert chain == pytest.approx((expected, -expected))


def test_elo_depends_on_the_order():
    ratings = online_elo(GAMES, policies=3)

    assert ratings == pytest.approx((1513.10144272, 1517.99837783, 1468.90017945))
    assert online_elo(GAMES[::-1], policies=3) != pytest.approx(ratings, abs=1.0)
    assert sum(ratings) == pytest.approx(4500)


def test_a_game_against_oneself_is_refused():
    with pytest.raises(ValueError, match="two different policies of 0 to 2, got 1 and 1"):
        online_elo([(1, 1, 1.0)], policies=3)
    with pytest.raises(ValueError, match="score of a game must be in"):
        online_elo([(0, 1, float("nan"))], policies=3)
