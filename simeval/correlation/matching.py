"""Which simulated cell belongs to which real one, and what is left over."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simeval.correlation.agreement import LeftOut
from simeval.correlation.side import Cell, SideTable
from simeval.errors import UnknownNameError, UsageError


@dataclass(frozen=True, kw_only=True)
class MatchedTask:
    """One task with the policies that both sides have."""

    task: str
    """Task, as the simulated side calls it."""
    real_task: str
    """Task, as the real side calls it."""
    sim: tuple[Cell, ...]
    """Simulated cells."""
    real: tuple[Cell, ...]
    """Real cells of the same policies."""
    left_out: tuple[LeftOut, ...]
    """Policies that one side lacks here."""


@dataclass(frozen=True, kw_only=True)
class Matching:
    """All tasks that both sides have."""

    tasks: tuple[MatchedTask, ...]
    """Tasks with at least one policy on both sides."""
    left_out: tuple[LeftOut, ...]
    """Tasks that one side lacks."""


def match(
    sim: SideTable,
    real: SideTable,
    *,
    tasks: Sequence[str] | None = None,
    task_map: Mapping[str, str] | None = None,
) -> Matching:
    """Pair the cells of both sides by policy and task.

    Args:
        sim: Simulated side.
        real: Real side.
        tasks: Only these, by their simulated names.
        task_map: Simulated name of a task by its real name, where they differ.

    Raises:
        UnknownNameError: A name is on neither side.
        UsageError: The sides share no task or no policy.
    """
    real_names = _real_names(sim, real, task_map or {})
    common = [task for task in sim.tasks if task in real_names]
    if not common:
        raise UsageError(
            f"No task is on both sides. Simulated: {', '.join(sim.tasks)}. Real: "
            f"{', '.join(real.tasks)}. Name the pairs with task_map='{{real_name: sim_name}}'."
        )
    for task in tasks or ():
        if task not in common:
            raise UnknownNameError("task on both sides", task, common)
    wanted = [task for task in common if tasks is None or task in tasks]
    matched = [_match_task(task, real_names[task], sim, real) for task in wanted]
    if not any(entry.sim for entry in matched):
        raise UsageError(
            f"No policy is on both sides. Simulated: {', '.join(sim.policies)}. Real: "
            f"{', '.join(real.policies)}. Rename the simulated ones with names=[a,b] or "
            "sim='{name: RUN}', or the policies of the file."
        )
    left_out = [
        LeftOut(name=entry.task, why=f"no policy on both sides: {_reasons(entry.left_out)}")
        for entry in matched
        if not entry.sim
    ]
    if tasks is None:
        left_out += _one_sided(sim, real, real_names)
    return Matching(tasks=tuple(entry for entry in matched if entry.sim), left_out=tuple(left_out))


def _real_names(sim: SideTable, real: SideTable, task_map: Mapping[str, str]) -> dict[str, str]:
    """Return the real name of each simulated task that has one."""
    for real_name, sim_name in task_map.items():
        if real_name not in real.tasks:
            raise UnknownNameError("real task in task_map", real_name, real.tasks)
        if sim_name not in sim.tasks:
            raise UnknownNameError("simulated task in task_map", sim_name, sim.tasks)
    found: dict[str, str] = {}
    for real_name in real.tasks:
        sim_name = task_map.get(real_name, real_name)
        if sim_name in found:
            raise UsageError(
                f"The real tasks {found[sim_name]} and {real_name} both stand for {sim_name}. "
                "Map each simulated task once."
            )
        if sim_name in sim.tasks:
            found[sim_name] = real_name
    return found


def _match_task(task: str, real_task: str, sim: SideTable, real: SideTable) -> MatchedTask:
    sim_cells = {cell.policy: cell for cell in sim.cells if cell.task == task}
    real_cells = {cell.policy: cell for cell in real.cells if cell.task == real_task}
    both = [policy for policy in sim_cells if policy in real_cells]
    left_out = []
    for policy in dict.fromkeys([*sim.policies, *real.policies]):
        if policy in both:
            continue
        has_sim, has_real = policy in sim_cells, policy in real_cells
        if has_sim or has_real or (policy, task) in sim.empty or (policy, real_task) in real.empty:
            why = [
                table.empty.get((policy, name), _absent(policy, table, side))
                for table, name, side, present in (
                    (sim, task, "simulated", has_sim),
                    (real, real_task, "real", has_real),
                )
                if not present
            ]
            left_out.append(LeftOut(name=policy, why="; ".join(why)))
    return MatchedTask(
        task=task,
        real_task=real_task,
        sim=tuple(sim_cells[policy] for policy in both),
        real=tuple(real_cells[policy] for policy in both),
        left_out=tuple(left_out),
    )


def _absent(policy: str, table: SideTable, side: str) -> str:
    if policy in table.policies:
        return f"no {side} trials on this task"
    close = difflib.get_close_matches(policy, table.policies, n=1)
    hint = f" (is it {close[0]!r}?)" if close else ""
    return f"no {side} policy of this name{hint}"


def _one_sided(sim: SideTable, real: SideTable, real_names: Mapping[str, str]) -> list[LeftOut]:
    found = [
        LeftOut(name=task, why="no real trials") for task in sim.tasks if task not in real_names
    ]
    taken = set(real_names.values())
    return found + [
        LeftOut(name=task, why="no simulated episodes") for task in real.tasks if task not in taken
    ]


def _reasons(left_out: Sequence[LeftOut]) -> str:
    return "; ".join(f"{entry.name}: {entry.why}" for entry in left_out)
