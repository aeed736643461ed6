"""Tables whose first column holds long names, which break after underscores to fit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich import box
from rich.markup import escape
from rich.table import Table

from simeval.correlation.names import folded

_LONGEST = 48
_SHORTEST = 12
# Space on the left of the table, and on the right of each column.
_GAP = 1


class Row(NamedTuple):
    """A name and what stands beside it."""

    name: str
    cells: Sequence[str]
    part: bool = False
    """Indented, as part of the row above."""


class Rows(NamedTuple):
    """The content of a table."""

    name_heading: str
    headings: Sequence[str]
    rows: Sequence[Row]
    summaries: Sequence[Row] = ()
    """Below a line."""


def build_table(content: Rows, width: int, *, title: str | None = None) -> Table:
    """Return a table that fits the width where names can be made to."""
    names = max(_SHORTEST, name_width(content, width))
    table = Table(
        title=title,
        title_justify="left",
        box=box.SIMPLE_HEAD,
        padding=(0, _GAP, 0, 0),
        pad_edge=False,
    )
    table.add_column(folded(content.name_heading, names), no_wrap=True)
    for heading in content.headings:
        table.add_column(heading, justify="right", no_wrap=True)
    for rows in (content.rows, content.summaries):
        for row in rows:
            name = folded(row.name, names, "  " if row.part else "")
            table.add_row(escape(name), *map(escape, row.cells))
        table.add_section()
    return table


def name_width(content: Rows, width: int) -> int:
    """Return how many characters the other columns leave for names."""
    columns = zip(
        content.headings,
        *(row.cells for row in (*content.rows, *content.summaries)),
        strict=True,
    )
    taken = sum(
        max(len(line) for cell in column for line in cell.split("\n")) + 2 * _GAP
        for column in columns
    )
    return min(_LONGEST, width - taken - 3 * _GAP)
