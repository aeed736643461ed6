"""Install the SIMPLER asset set into simeval's own folder."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Event
from typing import IO, Protocol
from urllib.parse import quote

from simeval.assets.archive import READ_ERRORS, Member, open_archive
from simeval.assets.checked_files import CheckedFiles
from simeval.assets.digest import digest_file
from simeval.assets.download import (
    MIRROR_VARIABLE,
    DownloadStopped,
    Patience,
    RefusedError,
    download,
    part_of,
)
from simeval.assets.manifest import Manifest, ManifestFile
from simeval.errors import AssetError

_UPSTREAM = "https://raw.githubusercontent.com"
_PARALLEL_DOWNLOADS = 6
_BLOCK_BYTES = 1 << 20


class Progress(Protocol):
    """Who wants to know how far an installation is."""

    def start(self, files: int, total_bytes: int) -> None:
        """So many files are to be fetched, of at least so many bytes."""

    def advance(self, byte_count: int) -> None:
        """Bytes arrived; negative when some have to be fetched again."""

    def finish_file(self, path: str) -> None:
        """A file is in place."""


@dataclass(frozen=True, kw_only=True)
class InstallReport:
    """What an installation did.

    Attributes:
        root: Where the set is.
        written: Files that were put in place.
        kept: Files that were there and right already.
        absent: Files that the source does not have.
        rejected: Files of the source with other bytes than the manifest's: path and complaint.
    """

    root: Path
    written: tuple[str, ...]
    kept: tuple[str, ...]
    absent: tuple[str, ...] = ()
    rejected: tuple[tuple[str, str], ...] = ()


def base_url(manifest: Manifest, mirror: str | None = None) -> str:
    """Address below which the files of a set lie at their manifest paths."""
    chosen = mirror or os.environ.get(MIRROR_VARIABLE)
    return (chosen or f"{_UPSTREAM}/{manifest.repository}/{manifest.commit}").rstrip("/")


@dataclass(frozen=True, kw_only=True)
class Installer:
    """Brings a set into a folder; files there that are right stay, others are replaced whole.

    Attributes:
        files: Target folder and manifest.
        progress: Told about every byte.
        force: Fetch even what is there and right.
        patience: When to give up on a server.
    """

    files: CheckedFiles
    progress: Progress
    force: bool = False
    patience: Patience = field(default_factory=Patience)

    def from_network(self, url: str) -> InstallReport:
        """Download what is not there yet.

        Raises:
            AssetError: A file could not be had; what has arrived stays.
        """
        with self._writing():
            wanted, kept = self._split()
            self._announce(wanted)
            stop = Event()
            pool = ThreadPoolExecutor(max_workers=_PARALLEL_DOWNLOADS)
            tasks = {pool.submit(self._download, url, entry, stop): entry for entry in wanted}
            refused: list[RefusedError] = []
            try:
                for task in as_completed(tasks):
                    try:
                        task.result()
                    except RefusedError as error:
                        refused.append(error)
                    else:
                        self.progress.finish_file(tasks[task].path)
            finally:
                # Where a server is out of reach, the other files would fail alike, one by one.
                stop.set()
                pool.shutdown(wait=True, cancel_futures=True)
            if refused:
                others = f" ({len(refused) - 1} more files failed.)" if refused[1:] else ""
                raise AssetError(f"{refused[0]}{others}")
            return self._report(wanted, kept)

    def from_folder(self, folder: Path) -> InstallReport:
        """Copy from a checkout, complete or not; the folder itself is only read."""
        nested = folder / "ManiSkill2_real2sim"
        source = nested if nested.is_dir() else folder
        members = {
            entry.path: (source / entry.path)
            for entry in self.files.manifest.files
            if (source / entry.path).is_file()
        }
        if not members:
            raise AssetError(
                f"{folder} holds none of the files of the asset set "
                f"{self.files.manifest.name!r}. Expected is a checkout of "
                f"{self.files.manifest.repository}, with data/custom in it."
            )
        return self._copy({path: partial(_open_bytes, file) for path, file in members.items()})

    def from_archive(self, archive: Path) -> InstallReport:
        """Copy out of a zip or tar of the upstream repository."""
        with open_archive(archive, self.files.manifest.by_path) as members:
            return self._copy(members)

    def _copy(self, members: Mapping[str, Member]) -> InstallReport:
        with self._writing():
            wanted, kept = self._split()
            by_path = {entry.path: entry for entry in wanted}
            # In the order of the source: a compressed tar is slow to go back in.
            here = [by_path[path] for path in members if path in by_path]
            self._announce(here)
            rejected = {}
            for entry in here:
                if complaint := self._place(entry, members[entry.path]):
                    rejected[entry.path] = complaint
                else:
                    self.progress.finish_file(entry.path)
            return self._report(
                [entry for entry in here if entry.path not in rejected],
                kept,
                absent=tuple(path for path in by_path if path not in members),
                rejected=tuple(rejected.items()),
            )

    def _place(self, entry: ManifestFile, member: Member) -> str | None:
        """Write a file beside its place, and move it there if its bytes are right."""
        target = self.files.root / entry.path
        part = part_of(target)
        part.parent.mkdir(parents=True, exist_ok=True)
        try:
            with part.open("wb") as file:
                for block in _blocks(member, limit=entry.size_limit):
                    file.write(block)
                    self.progress.advance(len(block))
            complaint = entry.complaint(digest_file(part))
        except _SourceUnreadable as error:
            complaint = f"it cannot be read ({error})"
        if complaint is None:
            part.replace(target)
        else:
            part.unlink()
        return complaint

    def _download(self, url: str, entry: ManifestFile, stop: Event) -> None:
        if stop.is_set():
            raise DownloadStopped
        with self._disk_errors():
            download(
                f"{url}/{quote(entry.path)}",
                entry,
                self.files.root / entry.path,
                patience=self.patience,
                stop=stop,
                on_bytes=self.progress.advance,
            )

    def _split(self) -> tuple[list[ManifestFile], list[str]]:
        """What to fetch, and what is there and right."""
        if self.force:
            return list(self.files.manifest.files), []
        bad = self.files.complaints(self.files.manifest.files)
        wanted = [entry for entry in self.files.manifest.files if entry.path in bad]
        return wanted, [path for path in self.files.manifest.by_path if path not in bad]

    def _announce(self, wanted: list[ManifestFile]) -> None:
        self.progress.start(len(wanted), sum(entry.size or 0 for entry in wanted))

    def _report(
        self,
        written: list[ManifestFile],
        kept: list[str],
        *,
        absent: tuple[str, ...] = (),
        rejected: tuple[tuple[str, str], ...] = (),
    ) -> InstallReport:
        return InstallReport(
            root=self.files.root,
            written=tuple(entry.path for entry in written),
            kept=tuple(kept),
            absent=absent,
            rejected=rejected,
        )

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Hold the target folder for this process alone."""
        with self._disk_errors():
            self.files.root.mkdir(parents=True, exist_ok=True)
            with (self.files.root / ".install.lock").open("w") as lock:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    raise AssetError(
                        f"Another process is installing into {self.files.root}. "
                        "Wait until it has finished, then run the command again."
                    ) from None
                yield

    @contextmanager
    def _disk_errors(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise AssetError(
                f"The asset set {self.files.manifest.name!r} cannot be written to "
                f"{self.files.root}: {error.strerror or error}"
                + (f" ({error.filename}). " if error.filename else ". ")
                + "What is installed is unchanged. Free some space or choose another folder with "
                "SIMEVAL_HOME, then run the same command again: it continues."
            ) from error


def _open_bytes(path: Path) -> IO[bytes]:
    return path.open("rb")


class _SourceUnreadable(Exception):
    """Reading the source failed, as opposed to writing the copy."""


def _blocks(member: Member, *, limit: int) -> Iterator[bytes]:
    """The bytes of a source file, cut off once there are more than it can rightly hold."""
    received = 0
    try:
        with member() as stream:
            while received <= limit and (block := stream.read(_BLOCK_BYTES)):
                received += len(block)
                yield block
    except (OSError, *READ_ERRORS) as error:
        raise _SourceUnreadable(f"{type(error).__name__}: {error}") from error
