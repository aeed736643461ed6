"""Where a gate goes when the user does not say."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from simeval.errors import UsageError
from simeval.gate.outcomes import SideName
from simeval.gate.sides import LiveSide, Side
from simeval.runlog import RunFolder

GATES_FOLDER = Path("results") / "runs" / "gates"


def choose_gate_folder(
    sides: Mapping[SideName, Side], *, out: str | None, name: str | None, fresh: bool
) -> Path:
    """Return the folder of a gate: the same for the same policies, so that a second call resumes.

    Options of the gate are no part of it: another margin for the same policies is another plan in
    the same folder, and refused there.

    Raises:
        UsageError: `out` and `name` are both given, or `name` is a path.
    """
    if out is not None and name is not None:
        raise UsageError(f"out={out} and name={name} both name the gate folder; give one of them.")
    if name is not None and (name != Path(name).name or name.startswith(".")):
        raise UsageError(f"name={name} is a path; give a plain folder name, or use out=FOLDER.")
    labels = [f"{side.spec.policy.name}-{side.spec.hash}" for side in sides.values()]
    chosen = Path(out) if out else GATES_FOLDER / (name or "-vs-".join(labels))
    if fresh and chosen.exists():
        numbered = (chosen.with_name(f"{chosen.name}-{n}") for n in itertools.count(2))
        chosen = next(path for path in numbered if not path.exists())
    return chosen


def in_folder(sides: Mapping[SideName, Side], folder: Path) -> dict[SideName, Side]:
    """Give each live side its run folder below the gate folder."""
    return {
        name: replace(side, folder=RunFolder(folder / name)) if isinstance(side, LiveSide) else side
        for name, side in sides.items()
    }
