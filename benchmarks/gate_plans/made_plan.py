"""A plan of a gate over made tasks, with the defaults of the verb."""

from __future__ import annotations

from typing import Any

from simeval.episodes import EpisodeKey
from simeval.gate.order import ordered_units
from simeval.gate.plan import GatePlan, PlannedPolicy

TASKS, CONDITIONS = 4, 24
"""Of the bundled WidowX suite."""


def plan(*, tasks: int = TASKS, conditions: int = CONDITIONS, **options: Any) -> GatePlan:
    """A plan of this many tasks and initial conditions, with the defaults of the verb."""
    keys = [
        EpisodeKey(suite="s", task=f"t{task}", variant="default", episode_id=number, seed=0)
        for task in range(tasks)
        for number in range(conditions)
    ]
    rows = [f"t{task}/default" for task in range(tasks)]
    unit = options.get("unit", "pair")
    policy = PlannedPolicy(policy="p", options={}, spec_hash="0")
    values: dict[str, Any] = {
        "suite": "s",
        "candidate": policy,
        "baseline": policy,
        "golden": None,
        "protocol_ids": dict.fromkeys(rows, "0"),
        "method": "sequential",
        "unit": unit,
        "repeats": "average",
        "weights": dict.fromkeys(rows, 1.0) if unit == "round" else None,
        "margin": 0.1,
        "golden_margin": None,
        "alpha": 0.05,
        "beta": 0.05,
        "decide": "overall",
        "veto": True,
        "correction": "holm",
        "unscored": "exclude",
        "most_unscored": 0,
        "inconclusive": None,
        "correlation": None,
        "order_seed": 0,
        "units": tuple(
            tuple(tuple(map(str, cell)) for cell in found)
            for found in ordered_units(keys, unit=unit, repeats="average", seed=0, candidate="c")
        ),
        **options,
    }
    values.setdefault("task_margin", values["margin"])
    return GatePlan(**values)
