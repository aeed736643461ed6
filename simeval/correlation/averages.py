"""Rates that are means over others, averaged from their parts as a suite's table says."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from simeval.correlation.side import Cell
from simeval.result_table import TableRow, TaskAndVariant, averaged, averaged_cells
from simeval.stats.simreal.trials import MeasuredRate
from simeval.suites import load_suite

#: Suite whose table says how the published numbers of a benchmark and setting are averaged.
SUITES = {
    ("simpler", "visual_matching"): "simpler/google_vm",
    ("simpler", "variant_aggregation"): "simpler/google_va",
    ("simpler", "real"): "simpler/google_vm",
}


def published_rows(benchmark: str, setting: str) -> tuple[TableRow, ...]:
    """Return the rows of the suite behind published numbers; empty where there is none."""
    suite = SUITES.get((benchmark, setting))
    return () if suite is None else load_suite(suite).table


def with_averages(cells: Sequence[Cell], rows: Collection[TableRow]) -> tuple[Cell, ...]:
    """Replace published averages by means over their parts, where the trials of all are known.

    Args:
        cells: Published cells, averages among them, in order.
        rows: Rows by the names of the tasks.
    """
    known = {(cell.policy, cell.task): cell for cell in cells if cell.outcomes is not None}
    found: dict[tuple[str, str], Cell] = {}
    for policy in dict.fromkeys(cell.policy for cell in cells):
        own = {task: cell for (name, task), cell in known.items() if name == policy}
        rates = {task: cell.outcomes for task, cell in own.items() if cell.outcomes is not None}
        for task, rate in averaged(rows, rates).items():
            row = next(row for row in rows if row.name == task)
            if row.mean_of:
                parts = [found.get((policy, name)) or own[name] for name in row.mean_of]
                found[policy, task] = mean_cell(policy, task, rate, parts)
    return tuple(_replaced(cell, found.get((cell.policy, cell.task))) for cell in cells)


def _replaced(cell: Cell, mean: Cell | None) -> Cell:
    if mean is None:
        return cell
    return replace(mean, notes=cell.notes)


def row_cells(
    policy: str, rows: Collection[TableRow], cells: Mapping[TaskAndVariant, Cell]
) -> dict[str, Cell | str]:
    """Return the rows that a policy's runs touch: cells, or why there is none.

    Args:
        policy: Policy.
        rows: Rows of the suite.
        cells: What the runs hold, by task and variant.
    """
    rates = {key: cell.outcomes for key, cell in cells.items() if cell.outcomes is not None}
    means = averaged_cells(rows, rates)
    found: dict[str, Cell | str] = {}
    for row in rows:
        parts = [cells[cell] for cell in row.cells if cell in rates]
        if row.name in means:
            found[row.name] = mean_cell(policy, row.name, means[row.name], parts)
        elif parts:
            found[row.name] = (
                f"{len(parts)} of the {len(row.cells)} tasks and variants that it averages have "
                "outcomes"
            )
    return found


def mean_cell(policy: str, task: str, rate: MeasuredRate, parts: Sequence[Cell]) -> Cell:
    """Return the cell of a mean over parts.

    Args:
        policy: Policy.
        task: Name of the mean.
        rate: The mean.
        parts: What it is the mean of.
    """
    successes = [part.successes for part in parts if part.successes is not None]
    trials = [part.trials for part in parts if part.trials is not None]
    starts = [part.starts for part in parts if part.starts is not None]
    return Cell(
        policy=policy,
        task=task,
        # Equal means may differ in the last bits, and must tie.
        rate=round(rate.rate, 12),
        successes=sum(successes) if len(successes) == len(parts) else None,
        trials=sum(trials) if len(trials) == len(parts) else None,
        starts=min(starts) * len(parts) if len(starts) == len(parts) else None,
        outcomes=rate,
        protocols=tuple(protocol for part in parts for protocol in part.protocols),
    )
