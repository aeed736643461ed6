"""A progress bar for files that arrive."""

from __future__ import annotations

import threading
from types import TracebackType

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)


class TransferBar:
    """Bytes and files so far, on standard error; a few plain lines where no terminal is.

    The size of some files is only known once they arrive, so the total grows with what comes.
    """

    def __init__(self, *, quiet: bool = False) -> None:
        self._bar = Progress(
            TextColumn("{task.fields[done]}/{task.fields[files]} files"),
            BarColumn(),
            DownloadColumn(),
            TransferSpeedColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True, quiet=quiet),
        )
        self._task = self._bar.add_task("files", start=False, visible=False, done=0, files=0)
        self._lock = threading.Lock()
        self._received = 0
        self._expected = 0
        self._done = 0

    def __enter__(self) -> TransferBar:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def start(self, files: int, total_bytes: int) -> None:
        """Show the bar, unless there is nothing to do."""
        self._expected = total_bytes
        self._bar.update(self._task, total=total_bytes, files=files, visible=files > 0)
        self._bar.start_task(self._task)

    def advance(self, byte_count: int) -> None:
        """Move the bar."""
        with self._lock:
            self._received += byte_count
            self._expected = max(self._expected, self._received)
            self._bar.update(self._task, completed=self._received, total=self._expected)

    def finish_file(self, path: str) -> None:
        """Count a file."""
        with self._lock:
            self._done += 1
            self._bar.update(self._task, done=self._done)
