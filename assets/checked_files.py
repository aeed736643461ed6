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
        repair: What mends a damaged set, for messages.
        afresh: Read every byte once instead of trusting hashes remembered by earlier processes.
    """

    root: Path
    manifest: Manifest
    repair: str
    afresh: bool = False

    @cached_property
    def _digests(self) -> DigestCache:
        return DigestCache(self.root, afresh=self.afresh)

    def present(self, path: str) -> bool:
        """Whether a file is there, in whatever state."""
        return (self.root / path).is_file()

    def use(self, path: str) -> Path:
        """The file at a path relative to the root, after a check.

        Raises:
            AssetError: It is absent or differs from the manifest.
        """
        self._use_all([self.manifest.by_path.get(path, ManifestFile(path=path))])
        return self.root / path

    def use_folder(self, folder: str) -> None:
        """Check every file of the manifest below a folder: a mesh reads textures beside it.

        Raises:
            AssetError: One of them is absent or differs from the manifest.
        """
        self._use_all(self.manifest.under(folder))

    def complaints(self, entries: Iterable[ManifestFile]) -> dict[str, str]:
        """What is wrong with files, by path; nothing for those that are as they should be."""
        found = {entry.path: self._complaint(entry) for entry in entries}
        self._digests.save()
        return {path: complaint for path, complaint in found.items() if complaint is not None}

    def _use_all(self, entries: Iterable[ManifestFile]) -> None:
        for path, complaint in self.complaints(entries).items():
            raise AssetError(
                f"The asset file {self.root / path} cannot be used: {complaint}. {self.repair}"
            )

    def _complaint(self, entry: ManifestFile) -> str | None:
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
        for path in present:
            total.update(f"{path}\0{self._digests.digest(path).sha256}\n".encode())
        self._digests.save()
        return total.hexdigest()
