"""Registering a plan: written before the first look, never changed after."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from simeval import __version__
from simeval.errors import RunFolderError, UsageError
from simeval.gate.plan import SCHEMA_VERSION, GatePlan, PlanFile
from simeval.runlog.clock import utc_now
from simeval.runlog.codec import CodecError, from_json, to_json_text
from simeval.runlog.storage import explain_storage_errors, write_atomically

_MOST_DIFFERENCES_SHOWN = 6


def register_plan(path: Path, plan: GatePlan) -> PlanFile:
    """Write the plan, or find the same one registered before.

    Raises:
        UsageError: Another plan is registered here; the message names what differs.
        RunFolderError: The file is damaged, or cannot be written.
    """
    if path.exists():
        known = read_plan(path)
        _require_same(path, known.plan, plan)
        return known
    record = PlanFile(
        sha256=plan.sha256, registered_at=utc_now(), simeval_version=__version__, plan=plan
    )
    with explain_storage_errors(path):
        write_atomically(path, (to_json_text(record, indent=1) + "\n").encode())
    return record


def read_plan(path: Path) -> PlanFile:
    """Read a registered plan.

    Raises:
        RunFolderError: It is damaged, was changed by hand, or is of a newer version.
    """
    with explain_storage_errors(path):
        content = path.read_bytes()
    try:
        data = json.loads(content)
        version = data.get("schema_version")
        if isinstance(version, int) and version > SCHEMA_VERSION:
            raise RunFolderError(
                f"{path} was written by a newer simeval (plan schema {version}; this one reads up "
                f"to {SCHEMA_VERSION}). Update simeval to go on with this gate."
            )
        record = from_json(PlanFile, data)
    except (AttributeError, CodecError, ValueError) as error:
        raise RunFolderError(
            f"{path} is damaged ({error}). Restore it from a copy, or start a new gate with "
            "fresh=true."
        ) from error
    if record.plan.sha256 != record.sha256:
        raise RunFolderError(
            f"{path} was changed after it was registered: its plan has the hash "
            f"{record.plan.sha256[:12]} and not {record.sha256[:12]}. Restore it from a copy, or "
            "start a new gate with fresh=true."
        )
    return record


def _require_same(path: Path, known: GatePlan, plan: GatePlan) -> None:
    if known.sha256 == plan.sha256:
        return
    differences = list(_differences(dataclasses.asdict(known), dataclasses.asdict(plan)))
    shown = "; ".join(differences[:_MOST_DIFFERENCES_SHOWN])
    more = len(differences) - _MOST_DIFFERENCES_SHOWN
    raise UsageError(
        f"{path.parent} holds a gate with another plan, and a plan is not changed after the first "
        f"look. Different: {shown}{f' and {more} more' if more > 0 else ''}. To keep both, choose "
        "another folder with out=FOLDER or name=NAME, or add fresh=true to start over in a new "
        "folder next to it; nothing is deleted."
    )


def _differences(old: Any, new: Any, path: str = "") -> Iterator[str]:
    """Name each leaf that differs, with both values."""
    if isinstance(old, dict) and isinstance(new, dict):
        for name in dict.fromkeys([*old, *new]):
            here = f"{path}.{name}" if path else name
            yield from _differences(old.get(name), new.get(name), here)
    elif path == "units" and old != new:
        yield f"units (there {len(old)}; now {len(new)}, or in another order)"
    elif old != new:
        yield f"{path} (there {_short(old)}; now {_short(new)})"


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:57] + "..."
