"""The result of `simeval correlate` on standard output."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from rich.console import Console
from rich.table import Table
from rich.text import Text

from simeval.cli.named_table import Row, Rows, build_table, name_width
from simeval.correlation.agreement import (
    Agreement,
    LeftOut,
    MeanOverTasks,
    TaskAgreement,
    TaskGroup,
)
from simeval.correlation.display_order import in_display_order
from simeval.correlation.numbers import (
    ABSENT,
    counts,
    decimal,
    interval,
    signed,
    trial_range,
)
from simeval.correlation.record import CorrelationFile

_WIDTH_IN_FILES = 120
# Where less is left for the names of tasks there are two tables.
_SHORTEST_NAME = 26
_DETAILS_UP_TO = 2


def print_correlation(record: CorrelationFile) -> None:
    """Print coefficients per task and over tasks, printed ones beside them, and the claims."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=_WIDTH_IN_FILES)
    console.print(Text(f"Simulated  {record.sim.text}"))
    console.print(Text(f"Real       {record.real.text}"))
    for table in _coefficient_tables(record, console.width):
        console.print(table)
    if len(record.tasks) <= _DETAILS_UP_TO:
        for task in record.tasks:
            console.print(_policy_table(task, record, console.width))
    if record.printed:
        from simeval.cli.correlate_printed import print_comparisons

        print_comparisons(record.printed, console)
    for line in _remarks(record):
        console.print(Text(f"- {line}"))
    if 1 < len(record.tasks) <= _DETAILS_UP_TO:
        for task in record.tasks:
            console.print(Text(f"\nWhat may be said of {task.task}", style="bold"))
            for claim in task.claims:
                console.print(Text(f"- {claim}"))
    console.print(Text("\nWhat may be said", style="bold"))
    for claim in record.claims:
        console.print(Text(f"- {claim}"))


class _Column(NamedTuple):
    """One column: of a set of policies, and of the summary over tasks."""

    heading: str
    of: Callable[[Agreement], str]
    summary: Callable[[dict[str, MeanOverTasks]], str]


def _blank(average: dict[str, MeanOverTasks]) -> str:
    return ""


def _mean(name: str, spell: Callable[[float | None], str]) -> Callable[..., str]:
    return lambda average: spell(average[name].mean)


def _range(average: dict[str, MeanOverTasks]) -> str:
    r = average["pearson"]
    if r.lowest is None or r.highest is None:
        return ""
    return f"({interval((r.lowest, r.highest))})"


def _policies(found: Agreement) -> str:
    count = len(found.policies)
    return str(count) if found.training_runs == count else f"{count} ({found.training_runs})"


def _three(value: float | None) -> str:
    return decimal(value, 3)


_FIRST = (
    _Column("policies\n(runs)", _policies, _blank),
    _Column("real\ntrials", lambda found: trial_range(found.real_trials), _blank),
    _Column("r", lambda found: decimal(found.pearson.value), _mean("pearson", decimal)),
    _Column("new\npolicies", lambda found: interval(found.pearson.new_policies), _range),
    _Column("these\npolicies", lambda found: interval(found.pearson.these_policies), _blank),
)
_SECOND = (
    _Column("rho", lambda found: decimal(found.spearman.value), _mean("spearman", decimal)),
    _Column("tau", lambda found: decimal(found.kendall.value), _mean("kendall", decimal)),
    _Column("MMRV", lambda found: _three(found.mmrv.value), _mean("mmrv", _three)),
    _Column("noise\nup to", lambda found: _three(found.mmrv.noise_floor_95), _blank),
    _Column("bias", lambda found: signed(found.bias.value), _mean("bias", signed)),
    _Column("MAE", lambda found: decimal(found.mae.value), _mean("mae", decimal)),
)


def _coefficient_tables(record: CorrelationFile, width: int) -> Iterator[Table]:
    whole = _rows(record, (*_FIRST, *_SECOND))
    if name_width(whole, width) >= _SHORTEST_NAME:
        yield build_table(whole, width)
        return
    for columns in (_FIRST, _SECOND):
        yield build_table(_rows(record, columns), width)


def _rows(record: CorrelationFile, columns: Sequence[_Column]) -> Rows:
    tasks = [
        Row(task.task, [column.of(task) for column in columns], part=task.part_of is not None)
        for task in in_display_order(record.tasks)
    ]
    groups = [group for group in record.groups if len(group.tasks) > 1]
    summaries = [row for group in groups for row in _summary_rows(group, columns)]
    return Rows("task", [column.heading for column in columns], tasks, summaries)


def _summary_rows(group: TaskGroup, columns: Sequence[_Column]) -> Iterator[Row]:
    tasks = f"{len(group.tasks)} tasks"
    average = [column.summary(group.average) for column in columns]
    if columns[0] is _FIRST[0]:
        average[0] = str(len(group.policies))
    yield Row(f"average within {tasks}", average)
    if group.suite:
        suite = group.suite
        yield Row(f"mean rate over {tasks}", [column.of(suite) for column in columns])


def _policy_table(task: TaskAgreement, record: CorrelationFile, width: int) -> Table:
    level = f"{record.confidence:.0%}"
    rows = []
    for point in task.points:
        cells = []
        for side in (point.sim, point.real):
            low, high = decimal(side.low), decimal(side.high)
            ends = ABSENT if side.low is None else f"{low}-{high}"
            cells += [counts(side), decimal(side.rate), ends]
        cells += [signed(point.gap), interval(point.gap_interval)]
        rows.append(Row(point.policy, cells))
    side_headings = ["k/n", "rate", level]
    headings = [
        *(f"sim\n{heading}" for heading in side_headings),
        *(f"real\n{heading}" for heading in side_headings),
        "gap\n",
        f"gap\n{level}",
    ]
    return build_table(Rows(f"policy on\n{task.task}", headings, rows), width)


def _remarks(record: CorrelationFile) -> Iterator[str]:
    """Explain the columns, and what is missing from them."""
    level = f"{record.confidence:.0%}"
    yield (
        f"new policies: {level} interval of r for other policies drawn like these; these policies: "
        "if only the episodes had come out otherwise; of an average, the range over tasks. "
        "(runs): independent training runs. noise up to: 95% of perfect simulators have an MMRV at "
        "or below it. bias: simulated minus real."
    )
    for reason, tasks in _reasons(record).items():
        yield f"{reason} ({', '.join(tasks)})"
    for task in record.tasks:
        for why, names in _by_reason(task.left_out).items():
            yield f"left out on {task.task}: {', '.join(names)}: {why}"
    for why, names in _by_reason(record.left_out_tasks).items():
        yield f"left out: {', '.join(names)}: {why}"
    noted = [task for task in record.tasks if task.notes]
    if len(record.tasks) <= _DETAILS_UP_TO:
        yield from dict.fromkeys(note for task in noted for note in task.notes)
    elif noted:
        count = len({note for task in noted for note in task.notes})
        yield f"{count} notes on single rates: see out=FOLDER, --json, or tasks=[one]"


def _by_reason(entries: Sequence[LeftOut]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for entry in entries:
        found.setdefault(entry.why, []).append(entry.name)
    return found


def _reasons(record: CorrelationFile) -> dict[str, list[str]]:
    """Tasks by the reason why r or one of its intervals is missing."""
    found: dict[str, list[str]] = {}
    for task in in_display_order(record.tasks):
        r = task.pearson
        new, these = r.why_no_new_policies, r.why_no_these_policies
        missing: dict[str, str | None]
        if r.why_none:
            missing = {"no r": r.why_none}
        elif new == these:
            missing = {"no interval": new}
        else:
            missing = {"no interval for new policies": new, "no interval for these policies": these}
        for what, why in missing.items():
            if why:
                found.setdefault(f"{what}: {why}", []).append(task.task)
    return found
