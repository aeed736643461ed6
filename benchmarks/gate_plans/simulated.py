"""The rule of the gate, played many times on drawn differences."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from gate_plans.fixed_size import fixed_pairs
from gate_plans.scenarios import SCENARIOS
from simeval.comparison.opened_run import TaskVariant
from simeval.gate.outcomes import Look
from simeval.gate.plan import GatePlan
from simeval.gate.rule import Rule


def simulated(gates: int) -> Iterator[dict[str, Any]]:
    """Play every scenario; every share has its standard error."""
    for name, (gate, draw, truth) in SCENARIOS.items():
        rng = np.random.default_rng(0)
        played = [play(gate, draw(rng)) for _ in range(gates)]
        used = np.array([units for _, units in played])
        shares = {
            "pass": [rule.verdict == "PASS" for rule, _ in played],
            "fail": [rule.verdict == "FAIL" for rule, _ in played],
            "overall_passes": [rule.overall.answer == "PASS" for rule, _ in played],
            "overall_fails": [rule.overall.answer == "FAIL" for rule, _ in played],
            "some_task_passes": [_some_task(rule, "PASS") for rule, _ in played],
            "some_task_fails": [_some_task(rule, "FAIL") for rule, _ in played],
        }
        yield {
            "scenario": name,
            "margin": gate.margin,
            "units_planned": len(gate.units),
            "mean_units_used": round(float(used.mean()), 1),
            "nine_of_ten_gates_use_at_most": int(np.quantile(used, 0.9, method="inverted_cdf")),
            "fixed_pairs_80_percent_power": truth and fixed_pairs(*truth, gate.margin),
            **{key: _share(values) for key, values in shares.items()},
        }


def play(gate: GatePlan, differences: dict[str, list[float]]) -> tuple[Rule, int]:
    """Play one gate to its end; returns the units used."""
    rule = Rule(gate)
    for used, unit in enumerate(gate.parsed_units, start=1):
        look = Look(
            unit=unit,
            rows=tuple(TaskVariant(cell[0].task, cell[0].variant) for cell in unit),
            baseline=tuple(differences[cell[0].task][cell[0].episode_id] for cell in unit),
            golden=None,
            lost=(),
        )
        if rule.add(look) is not None:
            return rule, used
    rule.finish()
    return rule, len(gate.units)


def _some_task(rule: Rule, answer: str) -> bool:
    return any(task.answer == answer for task in rule.tasks.values())


def _share(values: list[bool]) -> dict[str, float]:
    share = sum(values) / len(values)
    return {
        "share": round(share, 4),
        "standard_error": round(math.sqrt(share * (1 - share) / len(values)), 4),
    }
