"""The run folder: where everything of a run lies."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from simeval.episodes import EpisodeKey
from simeval.errors import RunFolderError, UsageError
from simeval.runlog.codec import CodecError, from_json, to_json_text
from simeval.runlog.journal import latest_records, read_journal
from simeval.runlog.lock import exclusive_lock
from simeval.runlog.record import SCHEMA_VERSION, EpisodeRecord
from simeval.runlog.run_info import RunInfo
from simeval.runlog.storage import explain_storage_errors, write_atomically


@dataclass(frozen=True)
class RunFolder:
    """Paths of a run folder, and reading and writing of what describes the run."""

    root: Path

    @property
    def info_file(self) -> Path:
        """Spec, protocols and provenance."""
        return self.root / "run.json"

    @property
    def journal_file(self) -> Path:
        """One line per finished episode; everything but `run.json` can be rebuilt from it."""
        return self.root / "episodes.jsonl"

    @property
    def summary_file(self) -> Path:
        """Counts and intervals, derived."""
        return self.root / "summary.json"

    @property
    def table_file(self) -> Path:
        """Episodes as a table, derived."""
        return self.root / "episodes.parquet"

    @property
    def report_file(self) -> Path:
        """The report of this run, derived."""
        return self.root / "report.html"

    @property
    def logs_folder(self) -> Path:
        """What worker processes wrote to their standard error."""
        return self.root / "logs"

    @property
    def server_log(self) -> Path:
        """What the server of the policy wrote, where simeval started it."""
        return self.logs_folder / "server.log"

    def steps_file(self, key: EpisodeKey) -> Path:
        """Per-step arrays of an episode."""
        return self.root / "steps" / f"{key}.npz"

    def video_file(self, key: EpisodeKey) -> Path:
        """Video of an episode."""
        return self.root / "videos" / f"{key}.mp4"

    def strip_file(self, key: EpisodeKey) -> Path:
        """Film strip of an episode."""
        return self.root / "videos" / f"{key}.jpg"

    def relative(self, path: Path) -> str:
        """Spell a path inside the folder as records do."""
        return path.relative_to(self.root).as_posix()

    def create(self) -> None:
        """Make the folder and its parents.

        Raises:
            RunFolderError: The place is not writable.
        """
        with explain_storage_errors(self.root):
            self.root.mkdir(parents=True, exist_ok=True)

    def lock(self) -> AbstractContextManager[None]:
        """Become the one writer of this folder.

        Raises:
            RunFolderError: Another process is, or the folder is not writable.
        """
        return exclusive_lock(self.root / ".lock")

    def read_info(self) -> RunInfo:
        """Read `run.json`.

        Raises:
            UsageError: The folder is not a run.
            RunFolderError: The file is damaged or was written by a newer version.
        """
        if not self.info_file.is_file():
            raise UsageError(
                f"{self.root} is not a run folder: it holds no run.json. "
                "See the runs here with: simeval ls runs"
            )
        with explain_storage_errors(self.info_file):
            content = self.info_file.read_bytes()
        try:
            data = json.loads(content)
            version = data.get("schema_version", 0)
            if version <= SCHEMA_VERSION:
                return from_json(RunInfo, data)
        except (AttributeError, CodecError, TypeError, ValueError, RecursionError) as error:
            raise RunFolderError(
                f"{self.info_file} is damaged ({error}). The episodes in episodes.jsonl are "
                "intact; restore run.json from a copy, or start over in another folder with "
                "out=FOLDER."
            ) from error
        raise RunFolderError(
            f"{self.info_file} was written by a newer simeval (log schema {version}; this one "
            f"reads up to {SCHEMA_VERSION}). Update simeval to read it."
        )

    def write_info(self, info: RunInfo) -> None:
        """Write `run.json` at once or not at all.

        Raises:
            RunFolderError: The disk is full or read-only.
        """
        with explain_storage_errors(self.info_file):
            write_atomically(self.info_file, (to_json_text(info, indent=2) + "\n").encode())

    def records(self) -> dict[EpisodeKey, EpisodeRecord]:
        """Read the valid record of each finished episode, sorted by key."""
        return latest_records(read_journal(self.journal_file))
