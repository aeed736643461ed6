"""`correlation.json`: everything that `simeval correlate` found, for people and for machines."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NoReturn

from simeval.correlation.agreement import LeftOut, TaskAgreement, TaskGroup
from simeval.errors import InfrastructureError, UnknownNameError, UsageError
from simeval.runlog.codec import from_json, to_json_text
from simeval.runlog.storage import explain_storage_errors, write_atomically

SCHEMA = "simeval.correlation"
SCHEMA_VERSION = 1
FILE_NAME = "correlation.json"

SourceKind = Literal["runs", "published", "trials"]


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where the numbers of one side come from."""

    kind: SourceKind
    """"runs": run folders; "published": tables of this package; "trials": a file of trials."""
    text: str
    """One line for people."""
    paths: tuple[str, ...] = ()
    """Run folders or the file, as the user gave them."""


@dataclass(frozen=True, kw_only=True)
class PrintedComparison:
    """A coefficient that a source prints, and ours from the rates of the same source."""

    task: str
    """Task, or an average over tasks."""
    coefficient: Literal["pearson", "mmrv"]
    """Which coefficient."""
    printed: float
    """As printed."""
    decimals: int
    """Digits that the source printed after the point."""
    ours: float | None
    """From the best known rates: counts where they are known."""
    from_printed_rates: float | None
    """From the rates as printed."""
    source: str
    """Paper and table."""
    reproduced: bool
    """Whether ours rounds to the printed value, or differs by at most 0.003 (0.0006 for MMRV)."""
    explanation: str
    """Why it does not, or what had to be corrected first; empty where there is nothing to say."""


@dataclass(frozen=True, kw_only=True)
class CorrelationFile:
    """The whole document."""

    schema: Literal["simeval.correlation"] = "simeval.correlation"
    """What kind of document this is."""
    schema_version: int = SCHEMA_VERSION
    """Version of this list of fields."""
    simeval_version: str
    """Version of the package that wrote it."""
    created_at: str
    """ISO 8601 in UTC."""
    sim: Source
    """Simulated side."""
    real: Source
    """Real side."""
    metric: str
    """What the rates are of: success, grasp or progress."""
    confidence: float
    """Level of every interval."""
    resamples: int
    """Bootstrap copies."""
    seed: int
    """Of the resampling."""
    tasks: tuple[TaskAgreement, ...]
    """One per task that both sides have."""
    groups: tuple[TaskGroup, ...]
    """Summaries over tasks, one per set of policies."""
    left_out_tasks: tuple[LeftOut, ...] = ()
    """Tasks that one side lacks."""
    printed: tuple[PrintedComparison, ...] = ()
    """Coefficients printed by the source, for published numbers."""
    claims: tuple[str, ...] = ()
    """What may and may not be said, over all tasks."""

    def __post_init__(self) -> None:
        names = [task.task for task in self.tasks]
        if len(set(names)) != len(names):
            raise ValueError(f"tasks must differ, got {', '.join(names)}")

    def task(self, name: str) -> TaskAgreement:
        """Return the entry of a task.

        Raises:
            UnknownNameError: There is none.
        """
        for entry in self.tasks:
            if entry.task == name:
                return entry
        raise UnknownNameError("task of the correlation", name, [task.task for task in self.tasks])


class CorrelationFileError(InfrastructureError):
    """A correlation file is there but cannot be read as one."""


def read_correlation(path: Path | str) -> CorrelationFile:
    """Read a correlation file, or the one in a folder that `simeval correlate out=` wrote.

    Raises:
        UsageError: There is no such file.
        CorrelationFileError: It is damaged, another kind of document, or of a newer version.
    """
    path = Path(path)
    path = path / FILE_NAME if path.is_dir() else path
    if not path.is_file():
        raise UsageError(
            f"{path} does not exist. Write it with: simeval correlate sim=... real=... out=FOLDER"
        )
    try:
        text = path.read_text(encoding="utf-8")
        data = json.loads(text, parse_constant=_refuse_constant)
    except (OSError, UnicodeDecodeError, ValueError, RecursionError) as error:
        raise _damaged(path, error) from error
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        found = data.get("schema") if isinstance(data, dict) else type(data).__name__
        raise CorrelationFileError(
            f"{path} is not a correlation file: its schema is {found!r}, expected {SCHEMA!r}. "
            "Give the correlation.json that simeval correlate wrote."
        )
    version = data.get("schema_version")
    if isinstance(version, int) and version > SCHEMA_VERSION:
        raise CorrelationFileError(
            f"{path} was written by a newer simeval (correlation schema {version}; this one reads "
            f"up to {SCHEMA_VERSION}). Update simeval to read it."
        )
    try:
        if version != SCHEMA_VERSION:
            raise ValueError(f"schema_version is {version!r}, expected {SCHEMA_VERSION}")
        return from_json(CorrelationFile, data)
    except ValueError as error:
        raise _damaged(path, error) from error


def write_correlation(record: CorrelationFile, path: Path) -> None:
    """Write a correlation file at once or not at all.

    Raises:
        RunFolderError: The disk is full or read-only.
    """
    with explain_storage_errors(path):
        write_atomically(path, (to_json_text(record, indent=2) + "\n").encode())


def _damaged(path: Path, error: Exception) -> CorrelationFileError:
    return CorrelationFileError(
        f"{path} is damaged ({error}). Write it again with: simeval correlate ... out=FOLDER"
    )


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")
