"""How probable it is that one policy is better than another, given a flat prior."""

from __future__ import annotations

from simeval.stats.scalars import check_counts


def probability_better(
    *, successes_a: int, trials_a: int, successes_b: int, trials_b: int
) -> float:
    """Return P(p_a > p_b) under independent Beta(1, 1) priors.

    With a ~ Beta(1 + k_a, 1 + n_a - k_a) and b likewise it is the finite sum
    Σ_{i=0}^{k_a} B(i + α_b, β_a + β_b) / ((β_a + i) B(1 + i, β_a) B(α_b, β_b)): E. Miller (2014),
    "Formulas for Bayesian A/B testing". To be shown beside a test, not in place of one.
    """
    import numpy as np
    from scipy.special import betaln

    successes_a, trials_a = check_counts(successes_a, trials_a, what="policy a")
    successes_b, trials_b = check_counts(successes_b, trials_b, what="policy b")
    beta_a = 1 + trials_a - successes_a
    alpha_b, beta_b = 1 + successes_b, 1 + trials_b - successes_b
    i = np.arange(successes_a + 1)
    terms = (
        betaln(i + alpha_b, beta_a + beta_b)
        - np.log(beta_a + i)
        - betaln(1 + i, beta_a)
        - betaln(alpha_b, beta_b)
    )
    return float(min(1.0, np.exp(terms).sum()))
