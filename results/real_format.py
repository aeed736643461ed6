"""The format of a file of real trials: its columns and what each may hold."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

#: Columns that begin so are the lab's own; they are not read.
OWN_COLUMN_PREFIX = "x_"

#: Policy of the rows that a new template holds, so that they are never taken for results.
TEMPLATE_POLICY = "example-policy"


@dataclass(frozen=True, kw_only=True)
class RealColumn:
    """One column.

    Attributes:
        name: Name in the header.
        required: Whether the file must have it.
        meaning: One line for people.
        allowed: What a cell may hold, in words.
        parse: Turns a cell into a value; raises ValueError where the cell is not allowed.
    """

    name: str
    required: bool
    meaning: str
    allowed: str
    parse: Callable[[str], object]


def parse_success(cell: str) -> bool:
    """Read 0, 1, true or false; data frames write the first two as 0.0 and 1.0 too."""
    words = {"0": False, "0.0": False, "false": False, "1": True, "1.0": True, "true": True}
    try:
        return words[cell.lower()]
    except KeyError:
        raise ValueError(cell) from None


def parse_progress(cell: str) -> float:
    """Read a number from 0 to 1."""
    value = float(cell)
    if math.isnan(value) or not 0 <= value <= 1:
        raise ValueError(cell)
    return value


def parse_trial(cell: str) -> int:
    """Read a whole number from 0."""
    value = int(cell.removesuffix(".0"))
    if value < 0:
        raise ValueError(cell)
    return value


def parse_date(cell: str) -> date:
    """Read an ISO 8601 date, with or without a time."""
    if len(cell) == len("2026-01-31"):
        return date.fromisoformat(cell)
    return datetime.fromisoformat(cell.replace("Z", "+00:00")).date()


def parse_name(cell: str) -> str:
    """Read any text but an empty one or a not-a-number."""
    if cell.lower() in ("", "nan", "none", "null"):
        raise ValueError(cell)
    return cell


def _column(
    name: str, meaning: str, allowed: str, parse: Callable[[str], object], *, required: bool = False
) -> RealColumn:
    return RealColumn(name=name, required=required, meaning=meaning, allowed=allowed, parse=parse)


COLUMNS = {
    column.name: column
    for column in (
        _column("policy", "name of the policy", "a name", parse_name, required=True),
        _column("task", "name of the task", "a name", parse_name, required=True),
        _column(
            "episode",
            "key of the initial condition; the same key means the same start for every policy",
            "a name or a number",
            parse_name,
            required=True,
        ),
        _column("trial", "repetition from the same start", "a whole number from 0", parse_trial),
        _column("success", "whether the goal was reached", "0, 1, true or false", parse_success),
        _column("progress", "share of the task done", "a number from 0 to 1", parse_progress),
        _column(
            "date",
            "day of the trial",
            "a date like 2026-01-31, or with a time like 2026-01-31T14:05",
            parse_date,
            required=True,
        ),
        _column("operator", "who ran and judged it", "a name", parse_name, required=True),
        _column("robot", "which robot, where there are several", "any text", str),
        _column("notes", "anything else", "any text", str),
    )
}

#: At least one of these must be there.
OUTCOMES = ("success", "progress")
