"""What must be said about a plan before its numbers are read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from simeval.gate.characteristics import Characteristics
from simeval.gate.outcomes import SideName
from simeval.gate.plan import GatePlan
from simeval.gate.sides import Side
from simeval.gate.validity import TaskValidity


def plan_notes(
    plan: GatePlan, sides: Mapping[SideName, Side], characteristics: Characteristics
) -> tuple[str, ...]:
    """Return what the plan cannot do, and what its claim is about."""
    notes = []
    seeds = max(len(cell) for unit in plan.parsed_units for cell in unit)
    if characteristics.identical_units is None:
        notes.append(
            f"This plan is too short: {len(plan.units)} {plan.unit}s cannot PASS a candidate that "
            f"never differs from the baseline at margin {plan.margin:g}. Allow more episodes or "
            "seeds, or a larger margin."
        )
    if plan.repeats == "average" and seeds > 1:
        notes.append(
            f"The {seeds} seeds of an initial condition count as one pair: a deterministic policy "
            "repeats itself, and repeats are no new evidence."
        )
    if plan.repeats == "separate" and _repeated(plan):
        notes.append(
            "Seeds count as pairs of their own, as asked: the claim is about these initial "
            "conditions only, and it is refused if the seeds turn out to be copies."
        )
    sizes = Counter(plan.cells_of(row) for row in plan.rows)
    if plan.unit == "pair" and len(sizes) > 1:
        notes.append("Tasks differ in their number of pairs; the mean over pairs weighs them so.")
    folders = [side.folder.root.resolve() for side in sides.values()]
    if len(set(folders)) < len(folders):
        notes.append("Two sides of this gate are the same run.")
    notes.append(
        "The claim is about the planned episodes; it reaches further only as far as their initial "
        "conditions were drawn at random."
    )
    return tuple(notes)


def validity_notes(validity: tuple[TaskValidity, ...]) -> tuple[str, ...]:
    """Return why the simulator is not trusted, task by task."""
    return tuple(
        f"Sim-real validity of {task.task}: {'; '.join(task.problems)}."
        for task in validity
        if task.problems
    )


def _repeated(plan: GatePlan) -> bool:
    conditions = [key.episode_id for key in plan.keys]
    return len({(key.task, key.variant, key.episode_id) for key in plan.keys}) < len(conditions)
