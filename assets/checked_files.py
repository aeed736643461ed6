"""A folder of assets held against its manifest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from simeval.assets.digest_cache import DigestCache
from simeval.assets.manifest import Manifest, ManifestFile

from simeval.errors import AssetError


@dataclass(frozen=True, kw_only=True)
class CheckedFiles:
    """Files of a set; none is handed out before its bytes were held against the manifest.

    Attributes:
        root: Folder of the set.
        manifest: What should be there.
        repair: Command that mends a damaged set.
    """

    root: Path
    manifest: Manifest
    repair: str

    @cached_property
    def _digests(self) -> DigestCache:
        return DigestCache(self.root)

    def present(self, path: str) -> bool:
        """Whether a file is there, in whatever state."""
        return (self.root / path).is_file()

    def use(self, path: str) -> Path:
        """The file at a path relative to the root, after a check.

        Raises:
            AssetError: It is absent or differs from the manifest.
        """
        entry = self.manifest.by_path.get(path, ManifestFile(path=path))
        if complaint := self.complaint(entry):
            raise AssetError(
                f"The asset file {self.root / path} cannot be used: {complaint}. "
                f"Repair it with: {self.repair}"
            )
        return self.root / path

    def use_folder(self, folder: str) -> None:
        """Check every file of the manifest below a folder: a mesh reads textures beside it.

        Raises:
            AssetError: One of them is absent or differs from the manifest.
        """
        for entry in self.manifest.under(folder):
            self.use(entry.path)

    def complaint(self, entry: ManifestFile) -> str | None:
        """What is wrong with a file; ``None`` when nothing is."""
        try:
            digest = self._digests.digest(entry.path)
        except FileNotFoundError:
            return "it is missing"
        except OSError as error:
            return f"it cannot be read ({error.strerror})"
        return entry.complaint(digest)

    def content_hash(self, paths: Iterable[str] | None = None) -> str:
        """SHA-256 over path and SHA-256 of the files that are there.

        Args:
            paths: Files to count; all of the manifest by default.
        """
        wanted = self.manifest.by_path if paths is None else paths
        present = sorted(path for path in wanted if self.present(path))
        total = hashlib.sha256()
        for path, digest in self._digests.digests(present).items():
            total.update(f"{path}\0{digest.sha256}\n".encode())
        return total.hexdigest()
