"""Rates from the published tables of this package."""

from __future__ import annotations

from simeval.correlation.averages import published_rows, with_averages
from simeval.correlation.record import Source
from simeval.correlation.side import Cell, SideTable
from simeval.errors import UnknownNameError
from simeval.results.published_pairs import (
    PAPER_FIRST,
    REAL,
    REPOSITORY_FIRST,
    published_rates,
    published_settings,
)
from simeval.results.published_value import PublishedValue
from simeval.results.vocabulary import BENCHMARKS, FLAGS
from simeval.stats.simreal.trials import Trials

EDITIONS = {"repository": REPOSITORY_FIRST, "paper": PAPER_FIRST}
"""Which text wins where a benchmark's paper and repository disagree."""


def sim_setting(benchmark: str, setting: str | None, metric: str) -> str:
    """Return the setting that stands for the simulation; the first with real numbers by default.

    Raises:
        UnknownNameError: No such benchmark, metric or setting.
        UsageError: The benchmark publishes no pairs of simulated and real numbers.
    """
    known = published_settings(metric=metric, benchmark=benchmark)
    if setting is None:
        return known[0]
    if setting not in known:
        raise UnknownNameError(f"setting of {benchmark} with real numbers", setting, known)
    return setting


def published_side(
    *, benchmark: str, setting: str, metric: str = "success", edition: str = "repository"
) -> SideTable:
    """Return the published rates of one setting, from counts where they are known.

    A published average is averaged again from its parts where the counts of all are known.

    Raises:
        UnknownNameError: No such benchmark or edition.
    """
    if edition not in EDITIONS:
        raise UnknownNameError("edition", edition, EDITIONS)
    rates = published_rates(
        benchmark=benchmark, setting=setting, metric=metric, editions=EDITIONS[edition]
    )
    side = "real" if setting == REAL else "simulated"
    text = f"published {benchmark}, {setting} ({BENCHMARKS[benchmark].partition(': ')[0]})"
    return SideTable(
        source=Source(kind="published", text=text),
        cells=with_averages(
            [_cell(task, policy, value, side) for (task, policy), value in rates.items()],
            published_rows(benchmark, setting) if metric == "success" else (),
        ),
    )


def _cell(task: str, policy: str, value: PublishedValue, side: str) -> Cell:
    known = value.successes is not None and value.trials is not None
    return Cell(
        policy=policy,
        task=task,
        rate=value.rate,
        successes=value.successes if known else None,
        trials=value.trials if known else None,
        starts=value.trials if known else None,
        outcomes=(
            Trials.from_counts(value.successes, value.trials)
            if value.successes is not None and value.trials is not None
            else None
        ),
        notes=tuple(_notes(policy, value, side)),
    )


def _notes(policy: str, value: PublishedValue, side: str) -> list[str]:
    where = f"{policy}, {side}"
    notes = []
    if value.flag:
        notes.append(f"{where}: {value.value:g} is printed; {FLAGS[value.flag]}. {value.note}")
    elif value.counts == "assumed":
        notes.append(f"{where}: the source does not state the trials of this row. {value.note}")
    return [note.rstrip() for note in notes]
