"""The rows of a suite's published table, from the counts of its tasks and variants."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from simeval.result_table import TableRow, TaskAndVariant, averaged_cells
from simeval.stats.simreal.trials import MeasuredRate, Trials


@dataclass(frozen=True, kw_only=True)
class RowSummary:
    """A mean over tasks and variants, each of which counts the same."""

    name: str
    """Name of the row."""
    label: str
    """What a table calls it."""
    cells: int
    """Tasks and variants that the row averages."""
    cells_in_run: int
    """Those of them that this run has."""
    planned: int
    """Episodes that the run asks for in them."""
    scored: int
    """Episodes with an outcome: n."""
    successes: int
    """Successes among them: k."""
    unscored: int
    """Episodes lost to infrastructure."""
    rate: float | None
    """Mean of the rates; null until every task and variant has a scored episode."""
    low: float
    """Lower end of the 95 % interval of the mean, made from Wilson's of the parts."""
    high: float
    """Upper end of it."""
    rate_if_unscored_fail: float | None
    """The mean if each unscored episode had failed."""
    rate_if_unscored_succeed: float | None
    """The mean if each unscored episode had succeeded."""
    mean_of: tuple[str, ...]
    """Rows that it is the mean of; empty for a mean over tasks and variants."""


class CellCounts(Protocol):
    """What is counted of one task and variant."""

    @property
    def task(self) -> str:
        """Task name."""

    @property
    def variant(self) -> str:
        """Variant name."""

    @property
    def planned(self) -> int:
        """Episodes that the run asks for."""

    @property
    def scored(self) -> int:
        """Episodes with an outcome."""

    @property
    def successes(self) -> int:
        """Successes among them."""

    @property
    def unscored(self) -> int:
        """Episodes lost to infrastructure."""


def summarise_rows(
    rows: Collection[TableRow], tasks: Collection[CellCounts]
) -> tuple[RowSummary, ...]:
    """Average the tasks of a run as its suite declares; rows that it does not touch are left out.

    Args:
        rows: Rows of the suite.
        tasks: Counts of what was run.
    """
    cells = {(task.task, task.variant): task for task in tasks}
    rates = averaged_cells(
        rows, _rates({key: (each.successes, each.scored) for key, each in cells.items()})
    )
    fail, succeed = (
        averaged_cells(
            rows,
            _rates(
                {
                    key: (each.successes + solved * each.unscored, each.scored + each.unscored)
                    for key, each in cells.items()
                }
            ),
        )
        for solved in (0, 1)
    )
    found = []
    for row in rows:
        parts = [cells[cell] for cell in row.cells if cell in cells]
        if not parts:
            continue
        rate = rates.get(row.name)
        low, high = (0.0, 1.0) if rate is None else rate.interval()
        found.append(
            RowSummary(
                name=row.name,
                label=row.label,
                cells=len(row.cells),
                cells_in_run=len(parts),
                planned=sum(part.planned for part in parts),
                scored=sum(part.scored for part in parts),
                successes=sum(part.successes for part in parts),
                unscored=sum(part.unscored for part in parts),
                rate=_value(rates, row.name),
                low=low,
                high=high,
                rate_if_unscored_fail=_value(fail, row.name),
                rate_if_unscored_succeed=_value(succeed, row.name),
                mean_of=row.mean_of,
            )
        )
    return tuple(found)


def _rates(counts: Mapping[TaskAndVariant, tuple[int, int]]) -> dict[TaskAndVariant, MeasuredRate]:
    return {key: Trials.from_counts(k, n) for key, (k, n) in counts.items() if n}


def _value(rates: Mapping[str, MeasuredRate], name: str) -> float | None:
    return round(rates[name].rate, 12) if name in rates else None
