"""Writing so that a crash or a full disk never leaves half a file behind."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from simeval.errors import RunFolderError

_STORAGE_ERRNOS = {
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EFBIG,
    errno.EROFS,
    errno.EACCES,
    errno.EPERM,
    errno.ENOTDIR,
}


def is_storage_error(error: BaseException) -> bool:
    """Tell whether an error says that files cannot be written, whatever is tried again."""
    return isinstance(error, OSError) and error.errno in _STORAGE_ERRNOS


def storage_error(error: OSError, path: Path) -> RunFolderError:
    """Explain an error of the operating system about a run folder."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return RunFolderError(
            f"Cannot write {path}: {os.strerror(error.errno).lower()}{_free_space(path)}. "
            "Every finished episode is kept. Free some space and run the same command again to "
            "resume, or choose another folder with out=FOLDER."
        )
    if error.errno in _STORAGE_ERRNOS:
        return RunFolderError(
            f"Cannot write {path}: {os.strerror(error.errno).lower()}. Every finished episode is "
            "kept. Make the folder writable and run the same command again, or choose another "
            "folder with out=FOLDER."
        )
    return RunFolderError(f"Cannot use {path}: {error}.")


@contextmanager
def explain_storage_errors(path: Path) -> Iterator[None]:
    """Turn errors of the operating system into a RunFolderError about this path."""
    try:
        yield
    except OSError as error:
        raise storage_error(error, path) from error


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file that is either complete and on the disk, or not there.

    Raises:
        OSError: The file cannot be written; nothing is left behind.
    """
    with part_file(path) as part:
        part.write_bytes(content)


@contextmanager
def part_file(path: Path) -> Iterator[Path]:
    """Yield a path next to `path` to write to; on success it becomes `path`, else it goes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        yield part
        descriptor = os.open(part, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def remove_part_files(folder: Path) -> None:
    """Remove what killed writers left; only the holder of the run folder's lock may call this."""
    for part in folder.glob("**/*.part"):
        part.unlink(missing_ok=True)


def _free_space(path: Path) -> str:
    existing = next((p for p in (path, *path.parents) if p.exists()), None)
    if existing is None:
        return ""
    with suppress(OSError):
        return f" ({shutil.disk_usage(existing).free / 1e6:.0f} MB free)"
    return ""
