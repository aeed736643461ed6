"""The published layout of a suite's results: which rates are averaged into which row."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simeval.errors import UsageError

if TYPE_CHECKING:
    from simeval.stats.simreal.trials import MeasuredRate

TaskAndVariant = tuple[str, str]

_KEYS = ("name", "label", "tasks", "variants", "mean_of")


@dataclass(frozen=True, kw_only=True)
class TableRow:
    """One row: a mean over tasks and variants, or over rows above it; each counts the same."""

    name: str
    """Name of the row, where there is one that of the published task."""
    label: str
    """What a table calls it."""
    cells: tuple[TaskAndVariant, ...]
    """Every task and variant of the suite that is averaged, directly or through other rows."""
    mean_of: tuple[str, ...] = ()
    """Names of the rows above that it is the mean of; empty for a mean over tasks and variants."""


def averaged(
    rows: Collection[TableRow], rates: Mapping[str, MeasuredRate]
) -> dict[str, MeasuredRate]:
    """Return the rate of every row of which all parts are known.

    Args:
        rows: The rows, those that others average first.
        rates: Rates of the rows that average tasks and variants, by row name.
    """
    from simeval.stats.simreal.mean_of_tasks import MeanOfTasks

    found: dict[str, MeasuredRate] = {}
    for row in rows:
        if not row.mean_of and row.name in rates:
            found[row.name] = rates[row.name]
        elif row.mean_of and all(name in found for name in row.mean_of):
            found[row.name] = MeanOfTasks(tasks=tuple(found[name] for name in row.mean_of))
    return found


def averaged_cells(
    rows: Collection[TableRow], cells: Mapping[TaskAndVariant, MeasuredRate]
) -> dict[str, MeasuredRate]:
    """Return the rate of every row of which all tasks and variants have a rate.

    Args:
        rows: The rows, those that others average first.
        cells: Rates by task and variant.
    """
    from simeval.stats.simreal.mean_of_tasks import MeanOfTasks

    rates: dict[str, MeasuredRate] = {}
    for row in rows:
        parts = tuple(cells[cell] for cell in row.cells if cell in cells)
        if not row.mean_of and len(parts) == len(row.cells):
            # One part stays what it is: its trials are independent of each other.
            rates[row.name] = parts[0] if len(parts) == 1 else MeanOfTasks(tasks=parts)
    return averaged(rows, rates)


def parse_rows(suite: str, data: Any, cells: Collection[TaskAndVariant]) -> tuple[TableRow, ...]:
    """Read the ``table`` of a suite file.

    A row has a name, a label, and either ``mean_of``, names of rows above, or ``tasks``, of which
    it takes all variants or those in ``variants``.

    Args:
        suite: Name of the suite, for messages.
        data: List of rows; None for no table.
        cells: Tasks and variants of the suite.

    Raises:
        UsageError: A row is not understood, or averages nothing of the suite.
    """
    rows: dict[str, TableRow] = {}
    for item in data or ():
        row = _parse_row(
            f"Suite {suite!r}, row {item.get('name')!r} of its table", item, rows, cells
        )
        rows[row.name] = row
    return tuple(rows.values())


def _parse_row(
    where: str,
    item: Mapping[str, Any],
    above: Mapping[str, TableRow],
    cells: Collection[TaskAndVariant],
) -> TableRow:
    if set(item) - set(_KEYS) or not {"name", "label"} <= set(item):
        raise UsageError(f"{where}: a row has name, label, and of {', '.join(_KEYS[2:])}.")
    mean_of = tuple(item.get("mean_of", ()))
    if item["name"] in above or any(name not in above for name in mean_of):
        raise UsageError(f"{where}: every name stands once, and mean_of names rows above.")
    if bool(item.get("tasks")) == bool(mean_of):
        raise UsageError(f"{where}: give either tasks or mean_of.")
    if mean_of:
        own = {cell for name in mean_of for cell in above[name].cells}
    else:
        own = _cells(where, item["tasks"], item.get("variants"), cells)
    return TableRow(
        name=item["name"],
        label=item["label"],
        cells=tuple(cell for cell in cells if cell in own),
        mean_of=mean_of,
    )


def _cells(
    where: str,
    tasks: Collection[str],
    variants: Collection[str] | None,
    cells: Collection[TaskAndVariant],
) -> set[TaskAndVariant]:
    found = set()
    for task in tasks:
        own = {
            (name, variant)
            for name, variant in cells
            if name == task and (variants is None or variant in variants)
        }
        if not own:
            raise UsageError(f"{where}: the suite has no {task} with these variants: {variants}.")
        found |= own
    return found
