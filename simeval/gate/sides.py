"""The policies of a gate: a finished run, or one that the gate runs itself."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from simeval.canonical_json import canonical_json
from simeval.comparison.opened_run import OpenedRun, TaskVariant
from simeval.comparison.pairing import Slot, by_slot
from simeval.comparison.protocols import match
from simeval.errors import UsageError
from simeval.gate.outcomes import SideName
from simeval.gate.plan import PlannedPolicy
from simeval.protocol import Protocol
from simeval.runlog import EpisodeRecord, RunFolder, RunSpec
from simeval.runner.run import Execution


@dataclass(frozen=True, kw_only=True)
class FinishedSide:
    """A policy whose run is finished."""

    name: SideName
    """Its part in the gate."""
    run: OpenedRun
    """The run."""

    @property
    def spec(self) -> RunSpec:
        """What was run."""
        return self.run.info.spec

    @property
    def folder(self) -> RunFolder:
        """Where it lies."""
        return self.run.folder

    def records(self) -> dict[Slot, EpisodeRecord]:
        """Read its outcomes.

        Raises:
            RunFolderError: The run cannot be read.
        """
        return by_slot(self.run.records())

    def planned(self) -> PlannedPolicy:
        """Describe it for the plan; the outcomes of a baseline are pinned by their hash."""
        pinned = None if self.name == "candidate" else _outcomes_hash(self.records())
        return PlannedPolicy(
            policy=self.spec.policy.name,
            options=self.spec.policy.options,
            spec_hash=self.run.info.spec_hash,
            outcomes_sha256=pinned,
        )


@dataclass(frozen=True, kw_only=True)
class LiveSide:
    """A policy that the gate runs."""

    name: SideName
    """Its part in the gate."""
    spec: RunSpec
    """What to run."""
    folder: RunFolder
    """Where it goes, in the gate folder."""
    execution: Execution
    """How it is executed."""

    def records(self) -> dict[Slot, EpisodeRecord]:
        """Read what earlier sessions finished.

        Raises:
            RunFolderError: The run cannot be read.
        """
        return by_slot(self.folder.records())

    def planned(self) -> PlannedPolicy:
        """Describe it for the plan."""
        return PlannedPolicy(
            policy=self.spec.policy.name,
            options=self.spec.policy.options,
            spec_hash=self.spec.hash,
        )


Side = FinishedSide | LiveSide


def protocols_of(side: Side) -> dict[TaskVariant, Protocol]:
    """Return the protocols of a side."""
    return {TaskVariant(item.task, item.variant): item for item in side.spec.parsed_protocols()}


def require_same_protocols(candidate: Side, other: Side) -> None:
    """Refuse a side that does not mean the same by the same episodes.

    Raises:
        UsageError: A protocol differs; the message names the fields.
    """
    found = match(protocols_of(candidate), protocols_of(other))
    if not found.equal:
        raise UsageError(
            f"candidate and {other.name} do not run the same episodes under the same protocols, "
            f"and a gate needs pairs. {found.describe('candidate', other.name)} Run the "
            f"{other.name} under the protocol of the candidate, or the other way round."
        )


def _outcomes_hash(records: Mapping[Slot, EpisodeRecord]) -> str:
    outcomes = [[*slot, record.status, record.success] for slot, record in sorted(records.items())]
    return hashlib.sha256(canonical_json(outcomes).encode()).hexdigest()
