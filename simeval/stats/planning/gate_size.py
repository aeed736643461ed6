"""How many pairs a gate must be allowed for a wanted chance of PASS."""

from __future__ import annotations

from typing import NamedTuple

from simeval.stats.scalars import check_fraction, check_whole
from simeval.stats.sequential.paired_gate import PairedGate
from simeval.stats.sequential.paired_gate_characteristics import gate_characteristics

_FIRST_LIMIT = 100


class GateSize(NamedTuple):
    """The size of a gate at one truth."""

    most_pairs: int | None
    """Pairs to allow; None where the limit that was searched does not do."""
    passes: float
    """Probability of PASS with that many pairs, or with the limit."""


def pairs_for_gate(
    *,
    margin: float,
    new_only: float,
    base_only: float,
    power: float = 0.8,
    alpha: float = 0.05,
    beta: float = 0.05,
    limit: int = 400,
) -> GateSize:
    """Return the fewest pairs at which the gate passes with this probability, exactly.

    Args:
        margin: Of the gate.
        new_only: True probability that only the new policy succeeds.
        base_only: True probability that only the base succeeds.
        power: Wanted probability of PASS.
        alpha: Error of PASS.
        beta: Error of FAIL.
        limit: Pairs up to which to search.
    """
    check_fraction(power, what="power")
    limit = check_whole(limit, what="limit", least=1)
    tried = min(_FIRST_LIMIT, limit)
    while True:
        # Whether the gate has passed after n pairs does not depend on how many more it may take.
        gate = PairedGate(margin=margin, alpha=alpha, beta=beta, most_pairs=tried)
        (result,) = gate_characteristics(gate, [(new_only, base_only)])
        for pairs, passes in enumerate(result.passed_by, start=1):
            if passes >= power:
                return GateSize(pairs, passes)
        if tried == limit:
            return GateSize(None, result.passes)
        tried = min(2 * tried, limit)
