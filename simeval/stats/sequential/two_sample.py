"""Do two policies succeed equally often? Evidence from independent episodes, read at any time."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from simeval.errors import InputError
from simeval.stats.comparison.unconditional import ALTERNATIVES, Alternative
from simeval.stats.inputs import Vector, paired_vectors
from simeval.stats.scalars import check_choice, check_number


def two_sample_e_values(
    *,
    successes_a: ArrayLike,
    trials_a: ArrayLike,
    successes_b: ArrayLike,
    trials_b: ArrayLike,
    alternative: Alternative = "two-sided",
    prior: float = 0.5,
) -> Vector:
    """Return the evidence against H0: p_a = p_b after each block of episodes.

    With alternative "greater" against p_a <= p_b, with "less" against p_a >= p_b.

    A block multiplies the evidence by the likelihood of its outcomes at rates (q_a, q_b) over that
    at their mean, weighted by the trials of the block. The rates are the posterior means of what
    was seen in earlier blocks, so that the product is an e-process: R. J. Turner, A. Ly and P. D.
    Grünwald (2024), "Generic E-variables for exact sequential k-sample tests that allow for
    optional stopping", Journal of Statistical Planning and Inference 230, 106116. One-sided the
    factor of a rises with p_a and that of b falls with p_b, so that equal rates are the worst case.
    Reject at 1/alpha, whenever one looks. Where episodes pair, `mcnemar_e_value` needs fewer of
    them.

    Args:
        successes_a: Of each block, in the order in which they were run.
        trials_a: Of each block, at least 1; one episode of either policy is the smallest block.
        successes_b: As for a.
        trials_b: As for a.
        alternative: "greater" (p_a > p_b) or "less" bets on that side only, and not at all while
            the policies look otherwise.
        prior: Both Beta parameters of the prior of a rate.

    Raises:
        InputError: Columns of different lengths, or impossible counts.
    """
    check_choice(alternative, ALTERNATIVES, what="alternative")
    check_number(prior, what="prior")
    if prior <= 0:
        raise InputError(f"the prior must be positive, got {prior}")
    k_a, n_a = _blocks(successes_a, trials_a, "a")
    k_b, n_b = _blocks(successes_b, trials_b, "b")
    if len(k_a) != len(k_b):
        raise InputError(f"need the same blocks of a and b, got {len(k_a)} and {len(k_b)}")
    rate_a, rate_b = _past_rates(k_a, n_a, prior), _past_rates(k_b, n_b, prior)
    mean = (n_a * rate_a + n_b * rate_b) / (n_a + n_b)
    gains = _log_likelihood(k_a, n_a, rate_a) + _log_likelihood(k_b, n_b, rate_b)
    gains -= _log_likelihood(k_a + k_b, n_a + n_b, mean)
    if alternative != "two-sided":
        wrong_side = rate_a < rate_b if alternative == "greater" else rate_a > rate_b
        gains = np.where(wrong_side, 0.0, gains)
    return np.exp(np.minimum(np.cumsum(gains), 700.0))


def _past_rates(successes: Vector, trials: Vector, prior: float) -> Vector:
    """Return, for each block, the posterior mean of the rate given the blocks before it."""
    won = np.cumsum(successes) - successes
    run = np.cumsum(trials) - trials
    return np.asarray((won + prior) / (run + 2 * prior))


def _log_likelihood(successes: Vector, trials: Vector, rate: Vector) -> Vector:
    return np.asarray(successes * np.log(rate) + (trials - successes) * np.log1p(-rate))


def _blocks(successes: ArrayLike, trials: ArrayLike, policy: str) -> tuple[Vector, Vector]:
    names = (f"successes_{policy}", f"trials_{policy}")
    k, n = paired_vectors(successes, trials, what=names)
    if (k % 1 != 0).any() or (n % 1 != 0).any() or (n < 1).any() or (k < 0).any() or (k > n).any():
        raise InputError(
            f"policy {policy}: every block needs whole counts, 0 <= successes <= trials and at "
            "least one trial"
        )
    return k, n
