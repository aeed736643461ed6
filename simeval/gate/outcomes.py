"""From episode records to differences, in the order of the plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from simeval.comparison.opened_run import TaskVariant
from simeval.comparison.pairing import Slot, slot_of
from simeval.episodes import EpisodeKey
from simeval.gate.order import Cell, Unit, row_of
from simeval.gate.plan import GatePlan
from simeval.runlog import EpisodeRecord

SideName = Literal["candidate", "baseline", "golden"]
LostRule = Literal["exclude", "failure", "against"]
"""A pair with a lost episode: left out; the episode not solved; the worst for the candidate."""


@dataclass(frozen=True, kw_only=True)
class LostEpisode:
    """An episode of a planned pair that has no outcome."""

    side: SideName
    """Whose it is."""
    key: str
    """Episode key of the candidate."""
    reason: str
    """Why it was lost."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """What one unit adds."""

    unit: Unit
    """Its cells."""
    rows: tuple[TaskVariant, ...]
    """Task of each cell."""
    baseline: tuple[float | None, ...]
    """Candidate minus baseline in each cell; None where it is left out."""
    golden: tuple[float | None, ...] | None
    """Candidate minus golden policy in each cell."""
    lost: tuple[LostEpisode, ...]
    """Its lost episodes."""


class Outcomes:
    """Records of every side, as far as there are any."""

    def __init__(self, plan: GatePlan, records: Mapping[SideName, Mapping[Slot, EpisodeRecord]]):
        self._plan = plan
        self.records: dict[SideName, dict[Slot, EpisodeRecord]] = {
            side: dict(found) for side, found in records.items()
        }
        self._looked = 0

    def add(self, side: SideName, record: EpisodeRecord) -> None:
        """Take in a finished episode."""
        self.records[side][slot_of(record.key)] = record

    def next_look(self) -> Look | None:
        """Return the next unit in order; None as long as an episode of it is not finished."""
        if self._looked == len(self._plan.parsed_units):
            return None
        unit = self._plan.parsed_units[self._looked]
        if self.missing(unit):
            return None
        self._looked += 1
        return self.look(unit, self._plan.unscored)

    @property
    def looked(self) -> int:
        """Units that were looked at."""
        return self._looked

    def missing(self, unit: Unit) -> list[tuple[SideName, EpisodeKey]]:
        """Return the episodes of a unit that are not finished."""
        return [
            (side, key)
            for cell in unit
            for key in cell
            for side, found in self.records.items()
            if slot_of(key) not in found
        ]

    def look(self, unit: Unit, unscored: LostRule) -> Look:
        """Return what a finished unit adds under a rule for lost episodes."""
        golden = None
        if "golden" in self.records:
            golden = tuple(self._difference(cell, "golden", unscored) for cell in unit)
        return Look(
            unit=unit,
            rows=tuple(row_of(cell[0]) for cell in unit),
            baseline=tuple(self._difference(cell, "baseline", unscored) for cell in unit),
            golden=golden,
            lost=tuple(self._lost(unit)),
        )

    def _difference(self, cell: Cell, other: SideName, unscored: LostRule) -> float | None:
        """Return the mean over seeds; None where every pair is left out."""
        differences = []
        for key in cell:
            ours, theirs = (self.records[side][slot_of(key)] for side in ("candidate", other))
            if unscored == "exclude" and not (ours.scored and theirs.scored):
                continue
            against = unscored == "against" and not theirs.scored
            differences.append(
                float(ours.success is True) - float(theirs.success is True or against)
            )
        return sum(differences) / len(differences) if differences else None

    def _lost(self, unit: Unit) -> Iterator[LostEpisode]:
        for cell in unit:
            for key in cell:
                for side, found in self.records.items():
                    record = found[slot_of(key)]
                    if not record.scored:
                        reason = record.reason or "unknown"
                        yield LostEpisode(side=side, key=str(key), reason=reason)
