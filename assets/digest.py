"""Content hashes of a file, both kinds in one pass."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

_BLOCK_BYTES = 1 << 20


@dataclass(frozen=True, kw_only=True)
class FileDigest:
    """What a file holds.

    Attributes:
        size: Bytes.
        sha256: SHA-256 of the bytes, hex.
        git_sha1: Object id that git gives these bytes, hex.
    """

    size: int
    sha256: str
    git_sha1: str


def digest_file(path: Path) -> FileDigest:
    """Hash a file without holding it in memory."""
    size = path.stat().st_size
    sha256 = hashlib.sha256()
    git_sha1 = hashlib.sha1(b"blob %d\0" % size, usedforsecurity=False)
    read = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            sha256.update(block)
            git_sha1.update(block)
            read += len(block)
    return FileDigest(size=read, sha256=sha256.hexdigest(), git_sha1=git_sha1.hexdigest())
