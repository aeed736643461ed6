"""Are two rates the same, up to a margin? A test of difference that finds none does not say so."""

from __future__ import annotations

from typing import NamedTuple

from simeval.stats.differences.farrington_manning import farrington_manning_test
from simeval.stats.differences.tango import tango_test


class Equivalence(NamedTuple):
    """A test of H0: the rates differ by the margin or more, in either direction."""

    p_value: float
    """Small means that they differ by less than the margin."""
    difference: float
    """The estimate of p_a - p_b."""
    margin: float


def equivalence_test(
    *, successes_a: int, trials_a: int, successes_b: int, trials_b: int, margin: float
) -> Equivalence:
    """Return the larger of two one-sided p-values, for independent samples.

    Not worse by the margin and not better by it, each by `farrington_manning_test`: D. J.
    Schuirmann (1987), Journal of Pharmacokinetics and Biopharmaceutics 15(6), 657-680. E.g. for
    simulated against real trials of one policy.
    """
    above = farrington_manning_test(
        successes_new=successes_a,
        trials_new=trials_a,
        successes_base=successes_b,
        trials_base=trials_b,
        margin=margin,
    )
    below = farrington_manning_test(
        successes_new=successes_b,
        trials_new=trials_b,
        successes_base=successes_a,
        trials_base=trials_a,
        margin=margin,
    )
    return Equivalence(max(above.p_value, below.p_value), above.difference, margin)


def paired_equivalence_test(*, a_only: int, b_only: int, pairs: int, margin: float) -> Equivalence:
    """Return the larger of two one-sided p-values, for the same episodes, by `tango_test`."""
    above = tango_test(new_only=a_only, base_only=b_only, pairs=pairs, margin=margin)
    below = tango_test(new_only=b_only, base_only=a_only, pairs=pairs, margin=margin)
    return Equivalence(max(above.p_value, below.p_value), above.difference, margin)
