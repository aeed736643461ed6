"""One side of a comparison: the rate of every policy on every task, simulated or real."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from simeval.correlation.record import Source
from simeval.protocol import Protocol
from simeval.stats.simreal.trials import MeasuredRate

METRICS = ("success", "grasp", "progress")
"""What a rate can be of; which of them a source has depends on the source."""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One policy on one task."""

    policy: str
    """Policy."""
    task: str
    """Task, as this side calls it."""
    rate: float
    """Success rate, or mean progress."""
    successes: int | None = None
    """k; None where it is not known, and for progress."""
    trials: int | None = None
    """n; None where it is not known."""
    starts: int | None = None
    """Initial conditions among the trials."""
    outcomes: MeasuredRate | None = None
    """The trials; None where they are not known."""
    protocols: tuple[Protocol, ...] = ()
    """Protocols of simulated episodes, one per variant."""
    notes: tuple[str, ...] = ()
    """What to know about the number."""

    @property
    def protocol_id(self) -> str | None:
        """Id of the protocol, or of those of all variants."""
        return "+".join(sorted(protocol.id for protocol in self.protocols)) or None

    @property
    def error_known(self) -> bool:
        """Whether the trials show how much the rate varies; one start does not."""
        return self.outcomes is not None and self.starts is not None and self.starts > 1


@dataclass(frozen=True, kw_only=True)
class SideTable:
    """All cells of one side."""

    source: Source
    """Where they come from."""
    cells: tuple[Cell, ...]
    """Policies on tasks, in the order of the source."""
    empty: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """(policy, task) that were run without any outcome, and why."""

    @property
    def policies(self) -> tuple[str, ...]:
        """Policies, in order."""
        return tuple(dict.fromkeys([*(cell.policy for cell in self.cells), *self._empty(0)]))

    @property
    def tasks(self) -> tuple[str, ...]:
        """Tasks, in order."""
        return tuple(dict.fromkeys([*(cell.task for cell in self.cells), *self._empty(1)]))

    def only(self, policies: Collection[str]) -> SideTable:
        """Return the same table with these policies alone."""
        return SideTable(
            source=self.source,
            cells=tuple(cell for cell in self.cells if cell.policy in policies),
            empty={key: why for key, why in self.empty.items() if key[0] in policies},
        )

    def _empty(self, part: int) -> list[str]:
        return [key[part] for key in self.empty]
