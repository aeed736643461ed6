"""Plans of one task, every outcome added up, beside the same pairs read once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gate_plans.fixed_size import fixed_pairs
from gate_plans.made_plan import plan
from simeval.gate.characteristics import plan_characteristics


def exact() -> Iterator[dict[str, Any]]:
    """The behaviour of plans of one task, beside the same number of pairs read once."""
    for margin in (0.05, 0.1, 0.2):
        for pairs in (96, 200, 400):
            gate = plan(tasks=1, conditions=pairs, margin=margin)
            fixed = plan(tasks=1, conditions=pairs, margin=margin, method="fixed")
            rows = zip(
                plan_characteristics(gate).rows, plan_characteristics(fixed).rows, strict=True
            )
            for row, once in rows:
                yield {
                    "margin": margin,
                    "most_pairs": pairs,
                    "truth": row.truth,
                    "candidate_only": row.candidate_only,
                    "baseline_only": row.baseline_only,
                    "pass": round(row.passes, 5),
                    "fail": round(row.fails, 5),
                    "inconclusive": round(row.inconclusive, 5),
                    "expected_pairs": round(row.expected_units, 1),
                    "read_once": {
                        "pass": round(once.passes, 5),
                        "fail": round(once.fails, 5),
                        "pairs": pairs,
                    },
                    "fixed_pairs_80_percent_power": fixed_pairs(
                        row.candidate_only, row.baseline_only, margin
                    ),
                }
