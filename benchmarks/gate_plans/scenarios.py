"""Truths that a gate can meet, as draws of its differences.

"null" is on the edge of the hypothesis, where errors are most frequent.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from gate_plans.made_plan import CONDITIONS, TASKS, plan
from simeval.gate.plan import GatePlan

Draw = Callable[[np.random.Generator], dict[str, list[float]]]
"""Differences of one gate, by task."""
Truth = tuple[float, float]
"""P(only the candidate solves a pair), P(only the baseline)."""

ON_MARGIN, EQUAL = (0.05, 0.15), (0.1, 0.1)
MANY = 100


class Scenario(NamedTuple):
    """A plan, and what its pairs will show."""

    gate: GatePlan
    draw: Draw
    truth: Truth | None
    """Where all tasks share it."""


def same(truth: Truth, conditions: int = CONDITIONS, gate: GatePlan | None = None) -> Scenario:
    """All tasks at one truth."""
    draw = drawn([truth] * TASKS, conditions)
    return Scenario(gate or plan(conditions=conditions), draw, truth)


def mixed(truths: Sequence[Truth], conditions: int, gate: GatePlan) -> Scenario:
    """Each task at a truth of its own."""
    return Scenario(gate, drawn(truths, conditions), None)


def drawn(truths: Sequence[Truth], conditions: int) -> Draw:
    """Pairs drawn anew."""

    def draw(rng: np.random.Generator) -> dict[str, list[float]]:
        return {
            f"t{task}": rng.choice(
                [1.0, 0.0, -1.0], p=[up, 1 - up - down, down], size=conditions
            ).tolist()
            for task, (up, down) in enumerate(truths)
        }

    return draw


def listed(wins: int, losses: int) -> Draw:
    """A list of pairs that never changes, in a new random order each time."""
    values = [1.0] * wins + [-1.0] * losses + [0.0] * (TASKS * CONDITIONS - wins - losses)

    def draw(rng: np.random.Generator) -> dict[str, list[float]]:
        shuffled = rng.permutation(values)
        return {
            f"t{task}": shuffled[task * CONDITIONS : (task + 1) * CONDITIONS].tolist()
            for task in range(TASKS)
        }

    return draw


def unrelated(rate: float, loss: float = 0.0) -> Truth:
    """Two policies whose outcomes have nothing in common but their rates: pairing brings nothing.

    Args:
        rate: Of the baseline.
        loss: By how much the candidate is worse.
    """
    return (rate - loss) * (1 - rate), (1 - rate + loss) * rate


SCENARIOS: dict[str, Scenario] = {
    "identical": same((0.0, 0.0)),
    "equal, 5 % differ": same((0.025, 0.025)),
    "equal, 10 % differ": same((0.05, 0.05)),
    "equal, 20 % differ": same(EQUAL),
    **{
        f"equal rates of {rate:.0%}, unrelated outcomes, 400 pairs": same(unrelated(rate), MANY)
        for rate in (0.5, 0.8, 0.95)
    },
    "better by 10 points": same((0.15, 0.05)),
    "worse by 20 points, 400 pairs": same((0.05, 0.25), MANY),
    "worse by 30 points": same((0.05, 0.35)),
    "worse by 55 points": same((0.0, 0.55)),
    "rate of 80 % falls to 50 %, unrelated outcomes": same(unrelated(0.8, 0.3)),
    "one of four tasks broken": mixed([(0.0, 0.0)] * 3 + [(0.0, 0.9)], CONDITIONS, plan()),
    "rounds of four tasks, identical, margin 0.3": same(
        (0.0, 0.0), gate=plan(unit="round", margin=0.3)
    ),
    "null: all tasks on the margin, 400 pairs": same(ON_MARGIN, MANY),
    "null: on the margin, nothing won, 400 pairs, tasks without a say": same(
        (0.0, 0.1), MANY, plan(conditions=MANY, veto=False)
    ),
    "null: two tasks worse by two margins, two equal, 400 pairs, tasks without a say": mixed(
        [(0.05, 0.25)] * 2 + [EQUAL] * 2, MANY, plan(conditions=MANY, veto=False)
    ),
    "null: 100 rounds of four tasks on the margin": same(
        ON_MARGIN, MANY, plan(conditions=MANY, unit="round", veto=False)
    ),
    "null: wrong FAIL of any of four tasks, Holm, 100 pairs each": same(
        ON_MARGIN, MANY, plan(conditions=MANY, alpha=1e-9, decide="every_task")
    ),
    "null: wrong PASS of any of four tasks, Holm, 100 pairs each": same(
        ON_MARGIN, MANY, plan(conditions=MANY, beta=1e-9, decide="every_task")
    ),
    "null: a list of 96 pairs on the margin, always the same, in random order": Scenario(
        plan(veto=False), listed(5, 15), None
    ),
}
