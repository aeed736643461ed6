"""The interval of a difference that goes with the gate: valid whenever the gate stops."""

from __future__ import annotations

from collections.abc import Callable

from numpy.typing import ArrayLike

from simeval.stats.scalars import check_fraction
from simeval.stats.sequential.paired_gate import checked_differences, fail_evidence, pass_evidence
from simeval.stats.wilson import Interval

_LIMIT = 1 - 1e-9
_HALVINGS = 50


def paired_gate_interval(
    differences: ArrayLike, *, alpha: float = 0.05, beta: float = 0.05
) -> Interval:
    """Return every mean difference that neither e-process of the gate has refuted.

    The low end is the largest -m for which E_pass at margin m reached 1/α at some time, the high
    end the smallest for which E_fail reached 1/β. Each end holds at all times at once with its own
    error, so that the interval covers with probability 1 - α - β at least whatever made the gate
    stop; and a gate of margin δ has passed exactly where the low end has reached -δ. Without
    pairs it is [-1, 1].

    Args:
        differences: In [-1, 1], in the order in which the gate looked at them.
        alpha: Error of the low end.
        beta: Error of the high end.
    """
    check_fraction(alpha, what="alpha")
    check_fraction(beta, what="beta")
    d = checked_differences(differences)
    if len(d) == 0:
        return Interval(-1.0, 1.0)
    # Evidence for PASS grows with the margin, evidence for FAIL shrinks with it.
    _, shown = _border(lambda margin: bool(pass_evidence(d, margin).max() >= 1 / alpha))
    refuted, _ = _border(lambda margin: bool(fail_evidence(d, margin).max() < 1 / beta))
    return Interval(-1.0 if shown is None else -shown, 1.0 if refuted is None else -refuted)


def _border(holds: Callable[[float], bool]) -> tuple[float | None, float | None]:
    """Return the margins around which a condition begins to hold: the last without, the first with.

    None for the side that does not exist.
    """
    without, with_ = -_LIMIT, _LIMIT
    if not holds(with_):
        return with_, None
    if holds(without):
        return None, without
    for _ in range(_HALVINGS):
        middle = (without + with_) / 2
        if holds(middle):
            with_ = middle
        else:
            without = middle
    return without, with_
