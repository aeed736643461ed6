"""One writer per run folder."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from simeval.errors import RunFolderError
from simeval.runlog.storage import explain_storage_errors


@contextmanager
def exclusive_lock(path: Path) -> Iterator[None]:
    """Hold a lock file; the operating system drops it however the process ends.

    Raises:
        RunFolderError: Another process holds it, or the file cannot be made.
    """
    with explain_storage_errors(path):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(descriptor, 32, 0).decode(errors="replace").strip() or "unknown"
            raise RunFolderError(
                f"Another simeval process (pid {holder}) is writing to {path.parent}. Wait for "
                "it, stop it, or choose another folder with out=FOLDER."
            ) from None
        with explain_storage_errors(path):
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(descriptor)
