"""Rates, differences and p-values as the cells of a table."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rich.console import Console

WIDTH_IN_FILES = 120
"""Columns of tables that no terminal shows."""

_WIDTH_FOR_DECIMALS = 110
_NAME_WIDTH = 17


def table_console() -> Console:
    """Return the console for tables on standard output; files get a width of their own."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=WIDTH_IN_FILES)


@dataclass(frozen=True)
class Figures:
    """Formats in percent, with as many decimals as there is room for."""

    decimals: int

    @classmethod
    def fitting(cls, console: Console) -> Figures:
        """Return the format for the width of a console."""
        return cls(1 if console.width >= _WIDTH_FOR_DECIMALS else 0)

    @property
    def narrow(self) -> bool:
        """Whether room is short."""
        return self.decimals == 0

    def name(self, text: str) -> str:
        """A task name, broken after underscores where room is short."""
        if not self.narrow:
            return text
        lines = [""]
        for part in re.findall(r"[^_]+_*|_+", text):
            if lines[-1] and len(lines[-1]) + len(part) > _NAME_WIDTH:
                lines.append("")
            lines[-1] += part
        return "\n".join(lines)

    def percent(self, rate: float) -> str:
        """A rate."""
        return f"{100 * rate:.{self.decimals}f} %"

    def percent_range(self, low: float, high: float) -> str:
        """An interval of a rate."""
        return f"[{100 * low:.{self.decimals}f}, {100 * high:.{self.decimals}f}]"

    def points(self, difference: float | None) -> str:
        """A difference of rates, in percentage points."""
        return "unknown" if difference is None else f"{100 * difference:+.{self.decimals}f}"

    def points_range(self, low: float, high: float) -> str:
        """An interval of a difference."""
        return f"[{self.points(low)}, {self.points(high)}]"


def p_value(value: float) -> str:
    """A p-value with three significant digits at most."""
    return f"{value:.3f}" if value >= 0.001 else f"{value:.0e}"
