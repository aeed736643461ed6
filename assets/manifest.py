"""The manifest of an asset set: which files, how large, with which hashes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from simeval.assets.digest import FileDigest
from simeval.errors import AssetError

# GitHub accepts no larger file into a repository.
_LARGEST_UPSTREAM_FILE = 100 * 2**20


@dataclass(frozen=True, kw_only=True)
class ManifestFile:
    """One file of a set; at least one of the hashes is known.

    Attributes:
        path: Relative to the root of the set, with forward slashes.
        size: Bytes, where known.
        sha256: SHA-256 of the bytes, hex, where known.
        git_sha1: Git blob id, hex, where known.
    """

    path: str
    size: int | None = None
    sha256: str | None = None
    git_sha1: str | None = None

    @property
    def size_limit(self) -> int:
        """Bytes after which a source cannot be sending this file."""
        return _LARGEST_UPSTREAM_FILE if self.size is None else self.size

    def complaint(self, digest: FileDigest) -> str | None:
        """How the bytes differ from the manifest; ``None`` when they are as they should be."""
        if self.size is not None and digest.size != self.size:
            return f"it has {digest.size} bytes instead of {self.size}"
        if self.sha256 is not None and digest.sha256 != self.sha256:
            return f"its SHA-256 is {digest.sha256} instead of {self.sha256}"
        if self.git_sha1 is not None and digest.git_sha1 != self.git_sha1:
            return f"its git blob id is {digest.git_sha1} instead of {self.git_sha1}"
        return None


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """All files of a set, and where upstream keeps them.

    Attributes:
        name: Name of the asset set.
        files: Sorted by path.
        repository: ``owner/name`` of the upstream repository, ``None`` for our own data.
        commit: Pinned commit of that repository.
    """

    name: str
    files: tuple[ManifestFile, ...]
    repository: str | None = None
    commit: str | None = None

    @cached_property
    def by_path(self) -> dict[str, ManifestFile]:
        """Look-up by path."""
        return {file.path: file for file in self.files}

    def under(self, folder: str) -> tuple[ManifestFile, ...]:
        """The files below a folder."""
        return tuple(file for file in self.files if file.path.startswith(f"{folder}/"))

    @classmethod
    def load(cls, path: Path) -> Manifest:
        """Read a manifest.

        Raises:
            AssetError: The file is absent, not JSON, or names a path outside the set.
        """
        try:
            content: dict[str, Any] = json.loads(path.read_text())
            files = tuple(ManifestFile(**entry) for entry in content["files"])
            manifest = cls(
                name=content["name"],
                files=tuple(sorted(files, key=lambda file: file.path)),
                repository=content.get("repository"),
                commit=content.get("commit"),
            )
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise AssetError(
                f"The asset manifest {path} cannot be read ({error!r}). Reinstall simeval."
            ) from error
        for file in manifest.files:
            pure = PurePosixPath(file.path)
            if pure.is_absolute() or ".." in pure.parts or "\\" in file.path or ":" in file.path:
                raise AssetError(f"The asset manifest {path} names an unsafe path: {file.path!r}.")
            if file.sha256 is None and file.git_sha1 is None:
                raise AssetError(f"The asset manifest {path} has no hash for {file.path!r}.")
        return manifest
