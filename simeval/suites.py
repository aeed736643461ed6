"""Suites: named lists of tasks with their episodes, read from data files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from simeval.envs.catalogue import find_task, find_variant
from simeval.envs.simpler.variants import DEFAULT
from simeval.errors import UnknownNameError, UsageError
from simeval.protocol import SUCCESS_RULES, SuccessRule
from simeval.result_table import TableRow, parse_rows


@dataclass(frozen=True, kw_only=True)
class SuiteEntry:
    """One task of a suite.

    Attributes:
        task: Task name.
        variant: Variant name.
        episode_ids: Initial conditions, in ascending order.
    """

    task: str
    variant: str
    episode_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Suite:
    """A named list of tasks.

    Attributes:
        name: Name, with slashes for groups.
        title: One line for people.
        source: Where the choice of episodes comes from.
        success_rule: How the steps of an episode become one outcome.
        seeds: Repetitions of each initial condition.
        entries: The tasks, in the order of tables.
        table: How published results average them; empty where they do not.
    """

    name: str
    title: str
    source: str
    success_rule: SuccessRule
    seeds: tuple[int, ...]
    entries: tuple[SuiteEntry, ...]
    table: tuple[TableRow, ...] = ()


def suite_names() -> tuple[str, ...]:
    """Return the names of all suites, sorted."""
    return tuple(sorted(_suite_files()))


def load_suite(name: str) -> Suite:
    """Read a suite.

    Raises:
        UnknownNameError: No suite has this name; the message lists the known ones.
        UsageError: The file of the suite is not valid.
    """
    import yaml

    files = _suite_files()
    if name not in files:
        raise UnknownNameError("suite", name, files)
    return _parse(name, yaml.safe_load(files[name].read_text(encoding="utf-8")))


def _parse(name: str, data: Mapping[str, Any]) -> Suite:
    rule = data["success_rule"]
    if rule not in SUCCESS_RULES:
        raise UsageError(
            f"Suite {name!r} has success_rule {rule!r}; allowed: {', '.join(SUCCESS_RULES)}."
        )
    entries = []
    for entry in data["entries"]:
        task = find_task(entry["task"])
        episode_ids = entry.get("episodes", range(task.episode_count))
        for variant in entry.get("variants", [DEFAULT]):
            find_variant(task, variant)
            entries.append(
                SuiteEntry(task=task.name, variant=variant, episode_ids=tuple(sorted(episode_ids)))
            )
    return Suite(
        name=name,
        title=data["title"],
        source=data["source"],
        success_rule=rule,
        seeds=tuple(data["seeds"]),
        entries=tuple(entries),
        table=parse_rows(
            name, data.get("table"), [(entry.task, entry.variant) for entry in entries]
        ),
    )


def table_of(suite: str) -> tuple[TableRow, ...]:
    """Return the table of a suite; that of a suite which is no longer there is empty."""
    return load_suite(suite).table if suite in _suite_files() else ()


@cache
def _suite_files() -> dict[str, Path]:
    root = Path(str(resources.files("simeval.conf"))) / "suite"
    return {
        path.relative_to(root).with_suffix("").as_posix(): path for path in root.rglob("*.yaml")
    }
