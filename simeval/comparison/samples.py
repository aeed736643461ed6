"""The episodes of one run in one task, for comparisons that do not pair them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simeval.comparison.copies import check_repeats, fingerprint
from simeval.comparison.opened_run import OpenedRun, TaskVariant
from simeval.comparison.pairing import Slot, by_slot, planned_slots, slot_of
from simeval.runlog import EpisodeRecord


@dataclass(frozen=True, kw_only=True)
class Sample:
    """What counts, and what does not."""

    protocol_id: str
    """Its protocol."""
    counted: tuple[EpisodeRecord, ...]
    """Episodes with an outcome that are no copies of others."""
    copies: int
    """Episodes left out because they are."""
    lost: int
    """Episodes without an outcome."""
    not_run: int
    """Planned episodes that are not finished."""

    @property
    def successes(self) -> int:
        """Successes among the episodes that count."""
        return sum(record.success is True for record in self.counted)

    @property
    def trials(self) -> int:
        """Number of episodes that count."""
        return len(self.counted)

    @property
    def clusters(self) -> list[list[float]]:
        """Outcomes by initial condition."""
        groups: dict[int, list[float]] = {}
        for record in self.counted:
            groups.setdefault(record.episode_id, []).append(float(record.success is True))
        return list(groups.values())

    @property
    def repeated(self) -> bool:
        """Whether an initial condition has more than one episode."""
        return len(self.clusters) < len(self.counted)


def read_samples(run: OpenedRun, rows: Sequence[TaskVariant]) -> dict[TaskVariant, Sample]:
    """Read the episodes of some tasks.

    Raises:
        RunFolderError: The journal is damaged.
    """
    records = by_slot(run.records())
    return {row: _sample(run, row, records) for row in rows}


def _sample(run: OpenedRun, row: TaskVariant, records: Mapping[Slot, EpisodeRecord]) -> Sample:
    planned = list(planned_slots(run.protocols, [row]))
    finished = [records[slot] for slot in planned if slot in records]
    scored = [record for record in finished if record.scored]
    check = check_repeats(
        [slot_of(record.key) for record in scored],
        lambda number: (fingerprint(run.folder, scored[number]),),
    )
    return Sample(
        protocol_id=run.protocols[row].id,
        counted=tuple(scored[number] for number in check.counted),
        copies=len(scored) - len(check.counted),
        lost=len(finished) - len(scored),
        not_run=len(planned) - len(finished),
    )
