"""What the user means by `sim=` and `real=`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from simeval.correlation.from_published import published_side, sim_setting
from simeval.correlation.from_runs import read_runs, run_name
from simeval.correlation.from_trials import read_trials
from simeval.correlation.side import METRICS, SideTable
from simeval.errors import UnknownNameError, UsageError
from simeval.results.published_pairs import REAL

PUBLISHED = "published"

_FILES = (".csv", ".parquet")


def simulated_side(
    sim: Any,
    *,
    names: Sequence[str] | None,
    metric: str,
    benchmark: str,
    setting: str | None,
    edition: str,
) -> SideTable:
    """Return the simulated side: run folders, published numbers, or a file of trials.

    Args:
        sim: A folder, a list of folders, a mapping of names to folders or lists of them,
            "published", or the name of a CSV or parquet file.
        names: Names of the policies, one for each folder of a list.
        metric: What the rates are of.
        benchmark: For published numbers.
        setting: For published numbers.
        edition: For published numbers.

    Raises:
        UsageError: `sim` is none of these, or does not fit the other options.
        RunFolderError: A run cannot be read.
        RealResultsError: A file of trials cannot be used.
    """
    check_metric(metric)
    single = sim if isinstance(sim, str) else None
    if single is None or not (single == PUBLISHED or single.lower().endswith(_FILES)):
        return read_runs(_runs(sim, names), metric=metric)
    if names is not None:
        raise UsageError(f"names={_spell(names)} is for run folders; sim={single} has names.")
    if single == PUBLISHED:
        return published_side(
            benchmark=benchmark,
            setting=sim_setting(benchmark, setting, metric),
            metric=metric,
            edition=edition,
        )
    return read_trials(Path(single), metric=metric)


def real_side(real: str, *, metric: str, benchmark: str, edition: str) -> SideTable:
    """Return the real side: a file of trials, or published numbers.

    Raises:
        UsageError: `real` is neither, or does not fit the other options.
        RealResultsError: The file cannot be used.
    """
    check_metric(metric)
    if real == PUBLISHED:
        return published_side(benchmark=benchmark, setting=REAL, metric=metric, edition=edition)
    return read_trials(Path(real), metric=metric)


def check_metric(metric: str) -> None:
    """Raise UnknownNameError unless the metric exists."""
    if metric not in METRICS:
        raise UnknownNameError("metric", metric, METRICS)


def _runs(sim: Any, names: Sequence[str] | None) -> dict[str, list[Path]]:
    """Return run folders by policy."""
    if isinstance(sim, Mapping) and sim:
        if names is not None:
            raise UsageError(f"names={_spell(names)} and the names in sim={{...}} are both given.")
        return {
            str(name): [Path(path) for path in _folders(folders)] for name, folders in sim.items()
        }
    paths = [Path(path) for path in _folders(sim)]
    if names is None:
        found = [run_name(path) for path in paths]
        twice = sorted({name for name in found if found.count(name) > 1})
        if twice:
            raise UsageError(
                f"{found.count(twice[0])} runs call their policy {twice[0]!r}. Give every run a "
                "name with names=[a,b,...], or the same name to runs of one policy on different "
                "tasks."
            )
        names = found
    if len(names) != len(paths):
        raise UsageError(
            f"names={_spell(names)} has {len(names)} names for {len(paths)} runs; give one each."
        )
    groups: dict[str, list[Path]] = {}
    for name, path in zip(names, paths, strict=True):
        groups.setdefault(name, []).append(path)
    return groups


def _folders(value: Any) -> list[str]:
    folders = [value] if isinstance(value, str) else value
    if (
        not isinstance(folders, list | tuple)
        or not folders
        or not all(isinstance(folder, str) and folder for folder in folders)
    ):
        raise UsageError(
            f"sim={value!r} is not understood. Write sim=[RUN,RUN], sim='{{name: RUN}}', "
            "sim=FILE.csv or sim=published; see the runs here with: simeval ls runs"
        )
    return list(folders)


def _spell(values: Sequence[str]) -> str:
    return f"[{','.join(values)}]"
