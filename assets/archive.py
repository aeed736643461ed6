"""Read files out of a zip or tar archive without trusting a single name in it."""

from __future__ import annotations

import lzma
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO

from simeval.errors import AssetError

Member = Callable[[], IO[bytes]]

# What opening or reading a damaged or encrypted member raises, by format and compression.
READ_ERRORS = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    RuntimeError,
)


@contextmanager
def open_archive(archive: Path, wanted: Collection[str]) -> Iterator[dict[str, Member]]:
    """Regular files of an archive whose names, without the top folder, are wanted.

    Nothing is extracted by name: the caller opens a member and writes its bytes to a place of its
    own choice. Links, devices, absolute paths, drive letters and ``..`` are therefore never
    followed; members with such names match no wanted path and are left alone.

    Args:
        archive: A .zip, .tar, .tar.gz, ... file, e.g. GitHub's "Download ZIP" of a repository.
        wanted: Paths with forward slashes.

    Raises:
        AssetError: The file is no archive, is damaged, or has none of the wanted files.
    """
    try:
        if zipfile.is_zipfile(archive):
            with zipfile.ZipFile(archive) as opened_zip:
                yield _listed(archive, _zip_members(opened_zip), wanted)
        elif tarfile.is_tarfile(archive):
            with tarfile.open(archive) as opened_tar:
                yield _listed(archive, _tar_members(opened_tar), wanted)
        else:
            raise AssetError(f"{archive} is neither a folder nor a zip or tar archive.")
    except READ_ERRORS as error:
        raise AssetError(
            f"The archive {archive} is damaged ({error}). Download it again."
        ) from error


def _zip_members(archive: zipfile.ZipFile) -> Iterator[tuple[str, Member]]:
    for info in archive.infolist():
        kind = stat.S_IFMT(info.external_attr >> 16)
        if not info.is_dir() and kind in (0, stat.S_IFREG):
            yield info.filename, partial(archive.open, info)


def _tar_members(archive: tarfile.TarFile) -> Iterator[tuple[str, Member]]:
    for info in archive:
        if info.isreg() and not info.issparse():
            yield info.name, partial(_open_tar_member, archive, info)


def _open_tar_member(archive: tarfile.TarFile, info: tarfile.TarInfo) -> IO[bytes]:
    stream = archive.extractfile(info)
    if stream is None:
        raise tarfile.ReadError(f"{info.name} is not a regular file")
    return stream


def _listed(
    archive: Path, members: Iterator[tuple[str, Member]], wanted: Collection[str]
) -> dict[str, Member]:
    try:
        return _found(archive, members, wanted)
    except OSError as error:
        # gzip and bzip2 report damaged data by an OSError without a number; a disk has one.
        if error.errno is not None:
            raise
        raise tarfile.ReadError(str(error)) from error


def _found(
    archive: Path, members: Iterator[tuple[str, Member]], wanted: Collection[str]
) -> dict[str, Member]:
    found: dict[str, Member] = {}
    for name, member in members:
        for path in (name, name.partition("/")[2]):
            if path in wanted:
                # The first of two members with one name wins; a later one cannot replace it.
                found.setdefault(path, member)
    if not found:
        raise AssetError(
            f"The archive {archive} holds none of the files of this asset set. Expected is an "
            "archive of the repository simpler-env/ManiSkill2_real2sim."
        )
    return found
