"""Starting a run folder, or going on with one that holds the same run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from simeval.errors import UsageError
from simeval.runlog.folder import RunFolder
from simeval.runlog.run_info import RunInfo, RunSpec, Session
from simeval.runlog.storage import explain_storage_errors

_MOST_DIFFERENCES_SHOWN = 6


def refuse_foreign_folder(folder: RunFolder) -> None:
    """Refuse a folder with content that is no run.

    Raises:
        UsageError: The folder holds other files and no `run.json`.
    """
    if folder.info_file.exists() or not folder.root.is_dir():
        return
    with explain_storage_errors(folder.root):
        foreign = [
            path.name
            for path in sorted(folder.root.iterdir())
            if path.name != ".lock" and path.suffix != ".part"
        ]
    if foreign:
        raise UsageError(
            f"{folder.root} holds other files ({', '.join(foreign[:3])}) and no run. "
            "Choose an empty or new folder with out=FOLDER."
        )


def open_run(folder: RunFolder, spec: RunSpec, session: Session) -> RunInfo:
    """Read or make `run.json` and add this session to it.

    Raises:
        UsageError: The folder holds a run with another spec; the message names the differences.
    """
    if folder.info_file.exists():
        known = folder.read_info()
        differences = list(_differences(known.spec.identity(), spec.identity()))
        if differences:
            shown = "; ".join(differences[:_MOST_DIFFERENCES_SHOWN])
            more = len(differences) - _MOST_DIFFERENCES_SHOWN
            raise UsageError(
                f"{folder.root} holds another run. Different: {shown}"
                f"{f' and {more} more' if more > 0 else ''}. To keep both, choose another folder "
                "with out=FOLDER or name=NAME, or add fresh=true to start over in a new folder "
                "next to it; nothing is deleted."
            )
        info = replace(known, spec=spec, sessions=(*known.sessions, session))
    else:
        info = RunInfo(
            spec=spec,
            spec_hash=spec.hash,
            protocol_ids={
                f"{protocol.task}/{protocol.variant}": protocol.id
                for protocol in spec.parsed_protocols()
            },
            sessions=(session,),
        )
    folder.write_info(info)
    return info


def _differences(old: Any, new: Any, path: str = "") -> Iterator[str]:
    """Name each leaf that differs, with both values."""
    if isinstance(old, dict) and isinstance(new, dict):
        for name in dict.fromkeys([*old, *new]):
            here = f"{path}.{name}" if path else name
            yield from _differences(old.get(name), new.get(name), here)
    elif path == "protocols" and _tasks(old) == _tasks(new):
        for before, after in zip(old, new, strict=True):
            yield from _differences(before, after, f"protocol of {before['task']}")
    elif path == "protocols":
        yield f"tasks (there {', '.join(_tasks(old))}; now {', '.join(_tasks(new))})"
    elif _plain(old) != _plain(new):
        yield f"{path} (there {_short(old)}; now {_short(new)})"


def _tasks(protocols: Any) -> list[str]:
    return [protocol["task"] for protocol in protocols]


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _short(value: Any) -> str:
    text = str(_plain(value))
    return text if len(text) <= 60 else text[:57] + "..."
