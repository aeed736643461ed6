"""Which episode of one run pairs with which of the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from simeval.comparison.opened_run import OpenedRun, TaskVariant
from simeval.episodes import EpisodeKey
from simeval.protocol import Protocol
from simeval.runlog import EpisodeRecord
from simeval.runlog.summary import planned_keys


class Condition(NamedTuple):
    """An initial condition: the unit of inference. Variants and seeds of it are no new unit."""

    task: str
    episode_id: int


class Slot(NamedTuple):
    """What two episodes must share to be a pair: the key without the suite.

    The suite is left out because it changes nothing in an episode (see `SEED_RULE`); that the
    protocols agree is checked before.
    """

    task: str
    variant: str
    episode_id: int
    seed: int

    @property
    def condition(self) -> Condition:
        """The initial condition."""
        return Condition(self.task, self.episode_id)

    @property
    def row(self) -> TaskVariant:
        """Task and variant."""
        return TaskVariant(self.task, self.variant)


@dataclass(frozen=True, kw_only=True)
class Pair:
    """One episode, run by both policies."""

    slot: Slot
    """What the two share."""
    a: EpisodeRecord
    """Outcome in the first run."""
    b: EpisodeRecord
    """Outcome in the second run."""

    @property
    def scored(self) -> bool:
        """Whether both have an outcome."""
        return self.a.scored and self.b.scored

    @property
    def difference(self) -> int:
        """Success of a minus success of b: 1, 0 or -1."""
        return int(self.a.success is True) - int(self.b.success is True)


@dataclass(frozen=True, kw_only=True)
class Pairing:
    """All pairs of two runs."""

    pairs: tuple[Pair, ...]
    """Episodes that both runs finished, unscored ones included, in the order of the suite."""
    not_run_a: tuple[Slot, ...]
    """Episodes planned by both that the first run has not finished."""
    not_run_b: tuple[Slot, ...]
    """Episodes planned by both that the second run has not finished."""


def pair_runs(a: OpenedRun, b: OpenedRun, rows: Sequence[TaskVariant]) -> Pairing:
    """Pair the episodes that both runs planned in these tasks.

    Raises:
        RunFolderError: A journal is damaged.
    """
    records_a, records_b = by_slot(a.records()), by_slot(b.records())
    planned_b = set(planned_slots(b.protocols, rows))
    slots = [slot for slot in planned_slots(a.protocols, rows) if slot in planned_b]
    return Pairing(
        pairs=tuple(
            Pair(slot=slot, a=records_a[slot], b=records_b[slot])
            for slot in slots
            if slot in records_a and slot in records_b
        ),
        not_run_a=tuple(slot for slot in slots if slot not in records_a),
        not_run_b=tuple(slot for slot in slots if slot not in records_b),
    )


def by_slot(records: Mapping[EpisodeKey, EpisodeRecord]) -> dict[Slot, EpisodeRecord]:
    """Return the records without the suite in their key."""
    return {slot_of(key): record for key, record in records.items()}


def slot_of(key: EpisodeKey) -> Slot:
    """Return the key without the suite."""
    return Slot(key.task, key.variant, key.episode_id, key.seed)


def planned_slots(
    protocols: Mapping[TaskVariant, Protocol], rows: Sequence[TaskVariant]
) -> Iterator[Slot]:
    """Yield every episode that the protocols of these tasks ask for."""
    for key in planned_keys("any", [protocols[row] for row in rows]):
        yield slot_of(key)
