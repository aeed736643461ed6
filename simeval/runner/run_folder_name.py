"""Where a run goes when the user does not say."""

from __future__ import annotations

import itertools
from pathlib import Path

from simeval.errors import UsageError
from simeval.runlog import RunFolder, RunSpec

RUNS_FOLDER = Path("results") / "runs"


def choose_run_folder(
    spec: RunSpec, *, out: str | None, name: str | None, fresh: bool
) -> RunFolder:
    """Return the folder of a run: the same for the same spec, so that a second call resumes.

    Args:
        spec: What is run.
        out: The folder, if the user chose one.
        name: Name below the folder of the suite, if the user chose one.
        fresh: Take the next free name ("-2", "-3", ...) if the folder exists.

    Raises:
        UsageError: `out` and `name` are both given, or `name` is a path.
    """
    if out is not None and name is not None:
        raise UsageError(f"out={out} and name={name} both name the run folder; give one of them.")
    if name is not None and (name != Path(name).name or name.startswith(".")):
        raise UsageError(f"name={name} is a path; give a plain folder name, or use out=FOLDER.")
    suite_folder = RUNS_FOLDER / spec.suite.replace("/", "-")
    chosen = Path(out) if out else suite_folder / (name or f"{spec.policy.name}-{spec.hash}")
    if fresh and chosen.exists():
        numbered = (chosen.with_name(f"{chosen.name}-{n}") for n in itertools.count(2))
        chosen = next(path for path in numbered if not path.exists())
    return RunFolder(chosen)
