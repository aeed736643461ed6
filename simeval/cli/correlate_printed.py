"""Printed coefficients beside ours, on standard output."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from simeval.cli.named_table import Row, Rows, build_table
from simeval.correlation.numbers import ABSENT, decimal, signed
from simeval.correlation.record import PrintedComparison

_TITLE = "Printed coefficients, and ours from the same source"
_HEADINGS = (
    "r\nprinted",
    "\nours",
    "\ndiff.",
    "MMRV\nprinted",
    "\nours",
    "\ndiff.",
    "why",
)


def print_comparisons(printed: Sequence[PrintedComparison], console: Console) -> None:
    """Print each task's coefficients as printed and as computed, and why they differ."""
    notes: dict[str, int] = {}
    shown: list[Row] = []
    rows: dict[tuple[str, str], dict[str, PrintedComparison]] = {}
    for entry in printed:
        rows.setdefault((entry.task, entry.source), {})[entry.coefficient] = entry
    for (task, source), entries in rows.items():
        cells, numbers = [], []
        for coefficient in ("pearson", "mmrv"):
            found = entries.get(coefficient)
            cells += _cells(found)
            if found and found.explanation:
                text = f"{task}, {'r' if coefficient == 'pearson' else 'MMRV'}: {found.explanation}"
                numbers.append(notes.setdefault(text, len(notes) + 1))
        place = (source.partition(" ")[2] or source).replace(" ", "\N{NO-BREAK SPACE}")
        shown.append(
            Row(f"{task} ({place})", [*cells, ", ".join(f"({number})" for number in numbers)])
        )
    content = Rows("task", _HEADINGS, shown)
    console.print(build_table(content, console.width, title=_TITLE))
    for text, number in notes.items():
        console.print(Text(f"({number}) {text}"))
    differing = sum(not entry.reproduced for entry in printed)
    others = f"; the other {differing} are explained above" if differing else ""
    console.print(
        Text(
            f"{len(printed) - differing} of {len(printed)} printed coefficients are reproduced (r "
            f"within 0.003, MMRV within 0.0006){others}.\n"
        )
    )


def _cells(entry: PrintedComparison | None) -> list[str]:
    if entry is None:
        return [ABSENT] * 3
    gap = None if entry.ours is None else entry.ours - entry.printed
    return [decimal(entry.printed, entry.decimals), decimal(entry.ours, 4), signed(gap, 4)]
