"""McNemar's test of two policies on the same episodes."""

from __future__ import annotations

import math
from typing import NamedTuple

from simeval.stats.comparison.unconditional import ALTERNATIVES, Alternative
from simeval.stats.scalars import check_choice, check_discordant


class McNemar(NamedTuple):
    """A test of H0: each discordant pair favours either policy with probability 1/2."""

    p_value: float
    """Exact; never too small."""
    mid_p: float
    """Half the weight on the table seen. More power, but no guarantee: not for gates."""
    discordant: int


def mcnemar_test(*, a_only: int, b_only: int, alternative: Alternative = "two-sided") -> McNemar:
    """Return the exact binomial test of the discordant pairs, and its mid-p value.

    Q. McNemar (1947), Psychometrika 12, 153-157; mid-p: M. W. Fagerland, S. Lydersen and P. Laake
    (2013), BMC Medical Research Methodology 13:91. "greater" means that a is better. Without a
    discordant pair both are 1.
    """
    from scipy.special import bdtr, gammaln

    a_only, b_only = check_discordant(a_only, b_only)
    check_choice(alternative, ALTERNATIVES, what="alternative")
    n = a_only + b_only
    if n == 0:
        return McNemar(1.0, 1.0, 0)
    fewer = {"greater": b_only, "less": a_only}.get(alternative, min(a_only, b_only))
    tail = float(bdtr(fewer, n, 0.5))
    log_ways = float(gammaln(n + 1) - gammaln(fewer + 1) - gammaln(n - fewer + 1))
    seen = math.exp(log_ways - n * math.log(2))
    if alternative == "two-sided":
        # Of equal counts the table seen is in both tails, and weighs half only once.
        mid_p = 1 - seen / 2 if a_only == b_only else 2 * tail - seen
        return McNemar(min(1.0, 2 * tail), mid_p, n)
    return McNemar(tail, tail - seen / 2, n)
