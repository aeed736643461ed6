"""Remember file hashes between processes, so that starting up does not read the data again."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from simeval.assets.digest import FileDigest, digest_file
from simeval.assets.locate import cache_home

# A file changed twice within one tick of the file system's clock looks unchanged.
_CLOCK_TICK_NS = 2_000_000_000


class DigestCache:
    """Hashes of the files below a folder, re-read only when size or times of a file change."""

    def __init__(self, root: Path, *, afresh: bool = False) -> None:
        """Open the cache of a folder.

        Args:
            root: The folder.
            afresh: Forget what earlier processes remembered, and read every byte.
        """
        self._root = root
        key = hashlib.sha256(str(root.resolve()).encode()).hexdigest()[:16]
        self._file = cache_home() / "asset-digests" / f"{key}.json"
        self._entries = {} if afresh else _read(self._file)
        self._changed = False

    def digest(self, path: str) -> FileDigest:
        """Hash of one file, from memory when the file looks untouched.

        Raises:
            OSError: The file cannot be read.
        """
        file = self._root / path
        stat = file.stat()
        stamp = [stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino]
        known = self._entries.get(path)
        if known is not None and known["stamp"] == stamp:
            return FileDigest(**known["digest"])
        digest = digest_file(file)
        settled = time.time_ns() - max(stat.st_mtime_ns, stat.st_ctime_ns) > _CLOCK_TICK_NS
        if settled:
            self._entries[path] = {"stamp": stamp, "digest": asdict(digest)}
            self._changed = True
        return digest

    def save(self) -> None:
        """Keep what was learnt for later processes.

        Where no cache can be written, they hash again: slower, not wrong.
        """
        if not self._changed:
            return
        self._changed = False
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._file.parent, suffix=".part")
            try:
                with os.fdopen(handle, "w") as file:
                    json.dump(self._entries, file)
                Path(name).replace(self._file)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
        except OSError:
            return


def _read(path: Path) -> dict[str, Any]:
    """The entries on disk; a damaged cache is an empty one."""
    try:
        entries = json.loads(path.read_text())
        return {
            name: entry
            for name, entry in entries.items()
            if isinstance(entry["stamp"], list) and FileDigest(**entry["digest"])
        }
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}
