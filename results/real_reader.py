"""Read a file of real trials and check every cell of it."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from simeval.results.real_file import RawRow, read_raw
from simeval.results.real_format import COLUMNS, OUTCOMES, OWN_COLUMN_PREFIX, TEMPLATE_POLICY
from simeval.results.real_problems import Problem, RealResultsError
from simeval.results.real_results import RealResults, RealTrial


def read_real_results(path: Path | str) -> RealResults:
    """Read real trials from a CSV or parquet file; `docs/real_results.md` describes the format.

    Raises:
        RealResultsError: The file does not follow the format. The message names every problem with
            its line, column, value and what is allowed.
    """
    path = Path(path)
    header, rows = read_raw(path)
    problems = _header_problems(header)
    if not problems and not rows:
        problems = [Problem(place="", column="", text="the file has a header but no trial.")]
    if problems:
        raise RealResultsError(path, problems)

    trials: list[RealTrial] = []
    for row in rows:
        parsed, wrong = _parse(row)
        problems += wrong
        if not wrong:
            trials.append(_trial(parsed))
    if not problems:
        problems = [*_repeated(trials, rows), *_spelled_twice(trials)]
    if problems:
        raise RealResultsError(path, problems)
    return RealResults(path=path, trials=tuple(trials))


def _header_problems(header: Sequence[str]) -> list[Problem]:
    found = []
    for name, count in Counter(header).items():
        if count > 1:
            found.append(_problem("", name, f"the header has it {count} times. Keep one."))
    for name in header:
        if name in COLUMNS or name.startswith(OWN_COLUMN_PREFIX):
            continue
        close = difflib.get_close_matches(name.lower(), COLUMNS, n=1)
        hint = f" Did you mean {close[0]!r}?" if close else ""
        own = f"begin the name of a column of your own with {OWN_COLUMN_PREFIX!r}"
        known = ", ".join(COLUMNS)
        found.append(_problem("", repr(name), f"unknown.{hint} Known: {known}; {own}."))
    missing = [name for name, column in COLUMNS.items() if column.required and name not in header]
    if missing:
        found.append(_problem("", "", f"no column {', '.join(missing)}. Add it to the header."))
    if not set(OUTCOMES) & set(header):
        found.append(_problem("", "", f"no column {' or '.join(OUTCOMES)}. Add one of the two."))
    return found


def _parse(row: RawRow) -> tuple[dict[str, Any], list[Problem]]:
    parsed: dict[str, Any] = {}
    wrong = []
    for name, cell in row.cells.items():
        if name.startswith(OWN_COLUMN_PREFIX):
            continue
        column = COLUMNS[name]
        try:
            parsed[name] = column.parse(cell)
        except ValueError:
            what = repr(cell) if cell else "empty"
            wrong.append(_problem(row.place, name, f"{what}, allowed is {column.allowed}."))
    if parsed.get("policy") == TEMPLATE_POLICY:
        text = f"{TEMPLATE_POLICY!r} is an example of the template. Delete the row."
        wrong.append(_problem(row.place, "policy", text))
    return parsed, wrong


def _trial(parsed: dict[str, Any]) -> RealTrial:
    return RealTrial(
        policy=parsed["policy"],
        task=parsed["task"],
        episode=parsed["episode"],
        trial=parsed.get("trial", 0),
        success=parsed.get("success"),
        progress=parsed.get("progress"),
        date=parsed["date"],
        operator=parsed["operator"],
        robot=parsed.get("robot", ""),
        notes=parsed.get("notes", ""),
    )


def _repeated(trials: Sequence[RealTrial], rows: Sequence[RawRow]) -> list[Problem]:
    first: dict[tuple[str, str, str, int], str] = {}
    found = []
    for trial, row in zip(trials, rows, strict=True):
        key = (trial.policy, trial.task, trial.episode, trial.trial)
        if key in first:
            text = (
                f"policy {trial.policy!r}, task {trial.task!r}, episode {trial.episode!r}, trial "
                f"{trial.trial} is there already, on {first[key]}. Delete one, or number "
                "repetitions from the same start in a column 'trial'."
            )
            found.append(_problem(row.place, "", text))
        first.setdefault(key, row.place)
    return found


def _spelled_twice(trials: Sequence[RealTrial]) -> list[Problem]:
    """Names that differ in upper and lower case only would be counted as two."""
    found = []
    for column in ("policy", "task"):
        spellings: dict[str, list[str]] = {}
        for name in dict.fromkeys(getattr(trial, column) for trial in trials):
            spellings.setdefault(name.casefold(), []).append(name)
        for names in spellings.values():
            if len(names) > 1:
                listing = " and ".join(repr(name) for name in names)
                found.append(_problem("", column, f"{listing} differ in case only. Use one."))
    return found


def _problem(place: str, column: str, text: str) -> Problem:
    return Problem(place=place, column=column, text=text)
