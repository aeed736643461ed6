"""`episodes.jsonl`: append-only, one line per finished episode, on the disk before it counts."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

from simeval.episodes import EpisodeKey
from simeval.errors import RunFolderError
from simeval.runlog.codec import CodecError, from_json, to_json_text
from simeval.runlog.record import SCHEMA_VERSION, EpisodeRecord
from simeval.runlog.storage import explain_storage_errors


class EpisodeJournal:
    """The one writer of a journal; the caller holds the lock of the run folder."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with explain_storage_errors(path):
            self._descriptor = os.open(
                path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644
            )
            _, self._length = _parse(path, path.read_bytes())
            os.ftruncate(self._descriptor, self._length)

    def append(self, record: EpisodeRecord) -> None:
        """Add a record and wait until the disk has it.

        Raises:
            RunFolderError: The disk is full or read-only; the journal is as it was before.
        """
        line = (to_json_text(record) + "\n").encode()
        with explain_storage_errors(self._path):
            try:
                rest = memoryview(line)
                while rest:
                    rest = rest[os.write(self._descriptor, rest) :]
                os.fsync(self._descriptor)
            except OSError:
                os.ftruncate(self._descriptor, self._length)
                raise
        self._length += len(line)

    def close(self) -> None:
        """Release the file."""
        os.close(self._descriptor)

    def __enter__(self) -> EpisodeJournal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def read_journal(path: Path) -> list[EpisodeRecord]:
    """Read all records in the order of writing; a torn last line is left out.

    Raises:
        RunFolderError: A line other than the last is damaged, or was written by a newer version.
    """
    if not path.exists():
        return []
    with explain_storage_errors(path):
        content = path.read_bytes()
    return _parse(path, content)[0]


def latest_records(records: Iterable[EpisodeRecord]) -> dict[EpisodeKey, EpisodeRecord]:
    """Keep one record per key, sorted by key: the last one, but scored before unscored."""
    latest: dict[EpisodeKey, EpisodeRecord] = {}
    for record in records:
        known = latest.get(record.key)
        if known is None or record.scored or not known.scored:
            latest[record.key] = record
    return dict(sorted(latest.items()))


def _parse(path: Path, content: bytes) -> tuple[list[EpisodeRecord], int]:
    """Return the records and the length in bytes of the part that is whole."""
    records: list[EpisodeRecord] = []
    length = 0
    lines = content.splitlines(keepends=True)
    for number, line in enumerate(lines, start=1):
        try:
            if not line.endswith(b"\n"):
                raise CodecError("the line has no end")
            records.append(_parse_line(path, line))
        except (CodecError, ValueError) as error:
            if number == len(lines):
                break
            raise RunFolderError(
                f"{path}, line {number} is damaged ({error}). The other lines are intact: move "
                "the damaged line to another file and run the same command again; its episode "
                "will be run again."
            ) from error
        length += len(line)
    return records, length


def _parse_line(path: Path, line: bytes) -> EpisodeRecord:
    data = json.loads(line)
    version = data.get("schema_version") if isinstance(data, dict) else None
    if isinstance(version, int) and version > SCHEMA_VERSION:
        raise RunFolderError(
            f"{path} was written by a newer simeval (log schema {version}; this one reads up to "
            f"{SCHEMA_VERSION}). Update simeval to read it."
        )
    return from_json(EpisodeRecord, data)
