"""What is wrong with a file of real trials, cell by cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from simeval.errors import SimevalError, UsageError

_SHOWN = 8


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing to mend.

    Attributes:
        place: Where, such as ``"line 12"``; empty for the file as a whole.
        column: Column; empty where it is about no single one.
        text: What is wrong, with the value and what is allowed.
    """

    place: str
    column: str
    text: str

    def __str__(self) -> str:
        where = ", ".join(part for part in (self.place, f"column {self.column}") if part)
        if not self.column:
            where = self.place
        return f"{where}: {self.text}" if where else self.text


class RealResultsError(SimevalError):
    """A file of real trials cannot be used; `problems` lists everything found."""

    exit_code = 4

    def __init__(self, path: Path, problems: Sequence[Problem]) -> None:
        self.path = path
        self.problems = tuple(problems)
        shown = " ".join(f"({i}) {problem}" for i, problem in enumerate(problems[:_SHOWN], 1))
        if len(problems) == 1:
            shown = str(problems[0])
        if len(problems) > _SHOWN:
            shown += f" And {len(problems) - _SHOWN} more."
        count = "one problem" if len(problems) == 1 else f"{len(problems)} problems"
        super().__init__(f"Real results {path}: {count}. {shown}")


class NoRealResultsError(RealResultsError, UsageError):
    """There is no such file of real trials, or its name says that it is something else."""

    exit_code = UsageError.exit_code
