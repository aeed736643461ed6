"""Do two runs mean the same thing by an episode, and did they plan the same episodes?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simeval.comparison.opened_run import OpenedRun, TaskVariant
from simeval.protocol import Protocol, protocol_differences

GRID_FIELDS = frozenset({"episode_ids", "seeds"})
"""Fields that choose episodes and do not change what one episode means."""

_MOST_CONFLICTS_SHOWN = 4


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """A task that the two runs have under different protocols."""

    row: TaskVariant
    """Task and variant."""
    fields: Mapping[str, tuple[Any, Any]]
    """Each field that differs, with its value in the first and in the second run."""

    @property
    def only_grid(self) -> bool:
        """Whether only the choice of episodes differs."""
        return GRID_FIELDS.issuperset(self.fields)

    @property
    def text(self) -> str:
        """The fields with both values."""
        parts = (f"{name} ({_short(a)} | {_short(b)})" for name, (a, b) in self.fields.items())
        return ", ".join(parts)


@dataclass(frozen=True, kw_only=True)
class ProtocolMatch:
    """How the protocols of two runs relate."""

    shared: tuple[TaskVariant, ...]
    """Tasks that both runs have, in the order of the first."""
    only_first: tuple[TaskVariant, ...]
    """Tasks of the first run alone."""
    only_second: tuple[TaskVariant, ...]
    """Tasks of the second run alone."""
    conflicts: tuple[Conflict, ...]
    """Shared tasks whose protocols differ."""

    @property
    def equal(self) -> bool:
        """Whether both runs planned the same episodes of the same tasks."""
        return not (self.only_first or self.only_second or self.conflicts)

    @property
    def same_meaning(self) -> bool:
        """Whether an episode that both have means the same in both."""
        return bool(self.shared) and all(conflict.only_grid for conflict in self.conflicts)

    def describe(self, first: str, second: str) -> str:
        """Name what differs, in one sentence per kind."""
        lines = []
        for name, rows in ((first, self.only_first), (second, self.only_second)):
            if rows:
                lines.append(f"Only {name} has {', '.join(map(str, rows))}.")
        if self.conflicts:
            by_text: dict[str, list[str]] = {}
            for conflict in self.conflicts:
                by_text.setdefault(conflict.text, []).append(str(conflict.row))
            groups = [f"{', '.join(rows)}: {text}" for text, rows in by_text.items()]
            more = len(groups) - _MOST_CONFLICTS_SHOWN
            rest = f"; and {more} more kinds" if more > 0 else ""
            shown = "; ".join(groups[:_MOST_CONFLICTS_SHOWN])
            lines.append(f"Different protocols ({first} | {second}): {shown}{rest}.")
        return " ".join(lines)


def match_protocols(first: OpenedRun, second: OpenedRun) -> ProtocolMatch:
    """Hold the protocols of two runs side by side."""
    return match(first.protocols, second.protocols)


def match(
    first: Mapping[TaskVariant, Protocol], second: Mapping[TaskVariant, Protocol]
) -> ProtocolMatch:
    """Hold two sets of protocols side by side."""
    shared = tuple(row for row in first if row in second)
    differing = {row: protocol_differences(first[row], second[row]) for row in shared}
    return ProtocolMatch(
        shared=shared,
        only_first=tuple(row for row in first if row not in second),
        only_second=tuple(row for row in second if row not in first),
        conflicts=tuple(
            Conflict(row=row, fields=fields) for row, fields in differing.items() if fields
        ),
    )


def _short(value: Any) -> str:
    text = str(list(value) if isinstance(value, tuple) else value)
    return text if len(text) <= 40 else text[:37] + "..."
