"""The rule of the gate, played many times on candidates of known quality."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simeval.comparison.opened_run import TaskVariant
from simeval.episodes import EpisodeKey
from simeval.gate.order import ordered_units
from simeval.gate.outcomes import Look
from simeval.gate.plan import GatePlan, PlannedPolicy
from simeval.gate.rule import Rule

POLICY = PlannedPolicy(policy="made", options={}, spec_hash="0")
GATES = 250


def plan(tasks: int, conditions: int, **options: object) -> GatePlan:
    keys = [
        EpisodeKey(suite="s", task=f"t{task}", variant="default", episode_id=number, seed=0)
        for task in range(tasks)
        for number in range(conditions)
    ]
    unit = options.get("unit", "pair")
    rows = [f"t{task}/default" for task in range(tasks)]
    usual = GatePlan(
        suite="s",
        candidate=POLICY,
        baseline=POLICY,
        golden=None,
        protocol_ids=dict.fromkeys(rows, "0"),
        method="sequential",
        unit="pair",
        repeats="average",
        weights=dict.fromkeys(rows, 1.0) if unit == "round" else None,
        margin=0.2,
        task_margin=0.2,
        golden_margin=None,
        alpha=0.1,
        beta=0.1,
        decide="overall",
        veto=False,
        correction="holm",
        unscored="exclude",
        most_unscored=0,
        inconclusive=None,
        correlation=None,
        order_seed=0,
        units=tuple(
            tuple(tuple(map(str, cell)) for cell in found)
            for found in ordered_units(keys, unit=unit, repeats="average", seed=0, candidate="c")
        ),
    )
    return replace(usual, **options)


def play(gate: GatePlan, rng: np.random.Generator, truths: list[tuple[float, float]]) -> Rule:
    """Draw each pair of task t with P(only candidate), P(only baseline) = truths[t]."""
    rule = Rule(gate)
    for unit in gate.parsed_units:
        rows = tuple(TaskVariant(cell[0].task, cell[0].variant) for cell in unit)
        differences = []
        for row in rows:
            up, down = truths[int(row.task[1:])]
            differences.append(float(rng.choice([1.0, 0.0, -1.0], p=[up, 1 - up - down, down])))
        look = Look(unit=unit, rows=rows, baseline=tuple(differences), golden=None, lost=())
        if rule.add(look) is not None:
            return rule
    rule.finish()
    return rule


def rate(count: int) -> tuple[float, float]:
    """A share of the gates, and three times its standard error at the nominal 0.1."""
    return count / GATES, 3 * (0.1 * 0.9 / GATES) ** 0.5


@pytest.mark.parametrize("unit", ["pair", "round"])
def test_wrong_pass_on_the_margin(unit):
    rng = np.random.default_rng(1)
    gate = plan(2, 60, unit=unit)
    # One task is worse by 0.4, the other equal: worse by the margin in the mean.
    rules = [play(gate, rng, [(0.1, 0.5), (0.1, 0.1)]) for _ in range(GATES)]
    share, error = rate(sum(rule.verdict == "PASS" for rule in rules))

    assert share <= 0.1 + error
    assert any(rule.verdict == "FAIL" for rule in rules)


def test_wrong_fail_on_the_margin():
    rng = np.random.default_rng(2)
    gate = plan(2, 60)
    rules = [play(gate, rng, [(0.05, 0.25), (0.05, 0.25)]) for _ in range(GATES)]
    share, error = rate(sum(rule.verdict == "FAIL" for rule in rules))

    assert share <= 0.1 + error


@pytest.mark.parametrize("correction", ["holm", "bonferroni"])
def test_no_task_fails_wrongly_in_more_than_beta_of_all_gates(correction):
    rng = np.random.default_rng(3)
    # alpha is so small that no gate stops early on PASS.
    gate = plan(4, 25, correction=correction, alpha=1e-9, decide="every_task")
    rules = [play(gate, rng, [(0.1, 0.3)] * 4) for _ in range(GATES)]
    share, error = rate(sum(rule.verdict == "FAIL" for rule in rules))

    assert share <= 0.1 + error


def test_no_task_passes_wrongly_in_more_than_alpha_of_all_gates():
    rng = np.random.default_rng(4)
    gate = plan(3, 40, beta=1e-9, decide="every_task", veto=False)
    rules = [play(gate, rng, [(0.0, 0.2), (0.0, 0.2), (0.3, 0.0)]) for _ in range(GATES)]
    wrong = sum(
        any(rule.tasks[TaskVariant(f"t{task}", "default")].answer == "PASS" for task in (0, 1))
        for rule in rules
    )
    share, error = rate(wrong)

    assert share <= 0.1 + error
    assert all(rule.verdict != "PASS" for rule in rules) or share > 0
    assert sum(rule.tasks[TaskVariant("t2", "default")].answer == "PASS" for rule in rules) > 100


def test_a_broken_task_is_found():
    rng = np.random.default_rng(5)
    gate = plan(4, 25, veto=True)
    rules = [play(gate, rng, [(0.2, 0.0), (0.2, 0.0), (0.2, 0.0), (0.0, 0.9)]) for _ in range(60)]
    found = [rule for rule in rules if "in t3" in rule.reason]

    assert len(found) > 5
    assert all(rule.verdict == "FAIL" for rule in found)
