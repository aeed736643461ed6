"""A run folder, opened to be compared: first its plan, its outcomes only when asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from simeval.episodes import EpisodeKey
from simeval.errors import RunFolderError
from simeval.protocol import Protocol
from simeval.runlog import EpisodeRecord, RunFolder, RunInfo


class TaskVariant(NamedTuple):
    """One row of a table: a task under one variant."""

    task: str
    variant: str

    def __str__(self) -> str:
        return self.task if self.variant == "default" else f"{self.task} ({self.variant})"


@dataclass(frozen=True, kw_only=True)
class OpenedRun:
    """A run whose plan has been read."""

    folder: RunFolder
    """Where it lies."""
    info: RunInfo
    """What was asked for, and by whom it was run."""
    protocols: Mapping[TaskVariant, Protocol]
    """Its protocols, in the order of the suite."""

    @property
    def label(self) -> str:
        """A short name: policy and folder."""
        return f"{self.info.policy_name} ({self.folder.root})"

    def records(self) -> dict[EpisodeKey, EpisodeRecord]:
        """Read the outcomes.

        Raises:
            RunFolderError: The journal is damaged, or a record is not of this run.
        """
        records = self.folder.records()
        for record in records.values():
            row = f"{record.task}/{record.variant}"
            expected = self.info.protocol_ids.get(row)
            if record.protocol_id != expected:
                raise RunFolderError(
                    f"{self.folder.journal_file} holds an episode of {row} under protocol "
                    f"{record.protocol_id}, but run.json names {expected}. The files belong to "
                    "different runs; restore them from a copy."
                )
        return records


def open_run_folder(path: str | Path) -> OpenedRun:
    """Read what a run was asked to do.

    Raises:
        UsageError: There is no run.
        RunFolderError: It cannot be read.
    """
    folder = RunFolder(Path(path))
    try:
        info = folder.read_info()
        protocols = info.spec.parsed_protocols()
    except (TypeError, ValueError) as error:
        raise RunFolderError(
            f"{folder.info_file} is damaged ({error}). Restore it from a copy, or run again."
        ) from error
    return OpenedRun(
        folder=folder,
        info=info,
        protocols={TaskVariant(item.task, item.variant): item for item in protocols},
    )
