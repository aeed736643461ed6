"""Where a checkpoint lies, and which one it is."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from simeval.errors import InfrastructureError, UsageError
from simeval.require import require

_HUB_NAME = re.compile(r"[\w.-]+/[\w.-]+")
_HUB_PREFIX = "hf://"
_BLOCK_BYTES = 1 << 22


def checkpoint_folder(checkpoint: str, *, revision: str, extra: str) -> Path:
    """Return the folder of a checkpoint, downloaded from the hub where it is not one already.

    Args:
        checkpoint: Folder, or ``owner/name`` on the Hugging Face hub, with or without ``hf://``.
        revision: Branch, tag or commit on the hub; empty for its main branch.
        extra: The extra of this package that brings the hub's client.

    Raises:
        UsageError: It is neither; or a revision of a folder is asked for.
        DependencyError: The hub's client is not installed.
        InfrastructureError: The hub does not answer, or has no such checkpoint.
    """
    folder = Path(checkpoint).expanduser()
    if folder.is_dir():
        if revision:
            raise UsageError(
                f"policy.revision={revision!r} is for checkpoints on the hub; {folder} is a folder."
            )
        return folder
    name = checkpoint.removeprefix(_HUB_PREFIX)
    if folder.exists() or not _HUB_NAME.fullmatch(name):
        what = "is a file" if folder.exists() else "does not exist"
        raise UsageError(
            f"policy.checkpoint={checkpoint!r} {what}. Allowed: a folder, or owner/name of a "
            "checkpoint on the Hugging Face hub."
        )
    hub = require("huggingface_hub", extra=extra)
    try:
        return Path(hub.snapshot_download(name, revision=revision or None))
    except Exception as error:  # the hub's client raises its own, requests' and httpx's errors
        raise InfrastructureError(
            f"policy.checkpoint={checkpoint!r} is no folder here, and the Hugging Face hub did not "
            f"give it: {first_line(error)}"
        ) from error


def checkpoint_sha256(folder: Path) -> str:
    """Hash names and contents of all files, so that a changed checkpoint is another policy.

    Hidden files and folders, where the hub's client keeps its notes, are left out.
    """
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.is_file() and not any(part.startswith((".", "__")) for part in name.parts):
            digest.update(f"{name.as_posix()}\0{path.stat().st_size}\0".encode())
            with path.open("rb") as file:
                while block := file.read(_BLOCK_BYTES):
                    digest.update(block)
    return digest.hexdigest()


def first_line(error: BaseException) -> str:
    """Say an error of somebody else's library in one line."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    name = type(error).__name__
    return f"{name}: {lines[0][:400]}" if lines else f"{name}."
