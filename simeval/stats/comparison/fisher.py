"""Fisher's exact test of two independent rates."""

from __future__ import annotations

from simeval.stats.comparison.unconditional import ALTERNATIVES, Alternative
from simeval.stats.scalars import check_choice, check_counts


def fisher_test(
    *,
    successes_a: int,
    trials_a: int,
    successes_b: int,
    trials_b: int,
    alternative: Alternative = "two-sided",
) -> float:
    """Return Fisher's p-value, conditional on the total number of successes.

    R. A. Fisher (1935), The Design of Experiments. Computed by scipy. Where the total was not
    fixed in advance Boschloo's test has more power. "greater" means p_a > p_b.
    """
    from scipy.stats import fisher_exact

    successes_a, trials_a = check_counts(successes_a, trials_a, what="sample a")
    successes_b, trials_b = check_counts(successes_b, trials_b, what="sample b")
    check_choice(alternative, ALTERNATIVES, what="alternative")
    table = [
        [successes_a, trials_a - successes_a],
        [successes_b, trials_b - successes_b],
    ]
    return float(fisher_exact(table, alternative=alternative).pvalue)
