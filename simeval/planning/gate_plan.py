"""The gate that stops early: its behaviour at chosen truths, exactly."""

from __future__ import annotations

from simeval.planning.document import GateAllowance, GatePlan, GateTruth
from simeval.planning.points import in_points
from simeval.planning.question import Question
from simeval.stats.planning.gate_size import pairs_for_gate
from simeval.stats.sequential.paired_gate import PairedGate
from simeval.stats.sequential.paired_gate_characteristics import gate_characteristics

SEARCHED_PAIRS = 1000
"""How far to look for the pairs to allow; more would take long."""


def gate_plan(question: Question) -> GatePlan:
    """Return how the gate behaves, and how many pairs it should be allowed."""
    gate = PairedGate(
        margin=question.margin,
        alpha=question.alpha,
        beta=question.beta,
        most_pairs=question.pairs_max,
    )
    truths = gate_truths(question)
    found = gate_characteristics(gate, [(new, base) for _, new, base in truths])
    limit = max(question.pairs_max, SEARCHED_PAIRS)
    allowances = []
    for share in question.discordant:
        size = pairs_for_gate(
            margin=question.margin,
            new_only=share / 2,
            base_only=share / 2,
            power=question.power,
            alpha=question.alpha,
            beta=question.beta,
            limit=limit,
        )
        allowances.append(GateAllowance(discordant=share, pairs=size.most_pairs, limit=limit))
    return GatePlan(
        pairs_max=question.pairs_max,
        truths=tuple(
            GateTruth(
                name=name,
                new_only=row.new_only,
                base_only=row.base_only,
                passes=row.passes,
                fails=row.fails,
                inconclusive=row.inconclusive,
                expected_pairs=row.expected_pairs,
            )
            for (name, _, _), row in zip(truths, found, strict=True)
        ),
        allowances=tuple(allowances),
    )


def gate_truths(question: Question) -> list[tuple[str, float, float]]:
    """Return (name, P(only new), P(only base)).

    On the margin the share of discordant pairs is the one asked for, or the margin if that is
    larger. Further away the policy that is behind still solves alone what it solves alone there.
    What a base of this rate does not allow is left out.
    """
    rate, margin, gain = question.rate, question.margin, question.effect
    truths = [("identical", 0.0, 0.0)]
    truths += [("equal", share / 2, share / 2) for share in question.discordant]
    behind = [max(0.0, (share - margin) / 2) for share in question.discordant]
    truths += [(f"worse by {in_points(margin)}", alone, alone + margin) for alone in behind]
    truths.append((f"worse by {in_points(2 * margin)}", behind[-1], behind[-1] + 2 * margin))
    # A base of this rate leaves 1 - rate of the pairs to the new policy.
    alone = min(behind[-1], 1 - rate - gain)
    truths.append((f"better by {in_points(gain)}", alone + gain, alone))
    # Shares below the margin have the same boundary.
    return [
        (name, new, min(base, 1 - new))
        for name, new, base in dict.fromkeys(truths)
        if 0 <= new <= 1 - rate + 1e-9 and 0 <= base <= rate + 1e-9
    ]
