"""The result of a run as tables on standard output."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.table import Table

from simeval.runlog.row_summary import RowSummary
from simeval.runlog.summary import RunSummary, TaskSummary

_WIDTH_IN_FILES = 120


def print_run(summary: RunSummary, *, every_variant: bool = False) -> None:
    """Print success with counts, intervals, unscored episodes and sub-metrics.

    Args:
        summary: The result.
        every_variant: Print each task and variant also where the suite has a published table.
    """
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=_WIDTH_IN_FILES)
    if summary.rows:
        console.print(_published_table(summary))
        if not every_variant:
            return
    console.print(_score_table(summary))
    for table in _submetric_tables(summary):
        console.print(table)


def _published_table(summary: RunSummary) -> Table:
    """The rows of the suite: means over tasks and variants, as published."""
    table = Table(
        title=f"{summary.policy} on {summary.suite}",
        title_justify="left",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
    )
    table.add_column("averaged as published")
    for heading in ("k/n", "mean", "95 %", "over"):
        table.add_column(heading, justify="right", no_wrap=True)
    lost = any(row.unscored for row in summary.rows)
    if lost:
        table.add_column("unscored", justify="right")
    for row in summary.rows:
        cells = (
            f"[bold]{row.label}[/]" if row.mean_of else row.label,
            f"{row.successes}/{row.scored}",
            _percent(row.rate),
            _interval(row.low, row.high, row.scored if row.rate is not None else 0),
            _averages(row),
        )
        table.add_row(*cells, *([_unscored(row)] if lost else []))
    table.caption = (
        f"{summary.finished} of {summary.planned} episodes finished; each row and variant counts "
        "the same. Tasks, variants and sub-metrics: simeval show RUN --all"
    )
    table.caption_justify = "left"
    return table


def _averages(row: RowSummary) -> str:
    """What a row is the mean of, or how much of it the run has."""
    if row.cells_in_run < row.cells:
        return f"{row.cells_in_run} of {row.cells}"
    return f"{len(row.mean_of)} rows" if row.mean_of else f"{row.cells}"


def _score_table(summary: RunSummary) -> Table:
    table = Table(
        title=f"{summary.policy} on {summary.suite}", title_justify="left", box=box.SIMPLE_HEAD
    )
    table.add_column("task", no_wrap=True)
    table.add_column("k/n", justify="right")
    table.add_column("rate", justify="right")
    table.add_column("Wilson 95 %", justify="right")
    table.add_column("unscored", justify="right")
    table.add_column("protocol")
    for task in summary.tasks:
        table.add_row(
            _task_name(task),
            f"{task.successes}/{task.scored}",
            _percent(task.rate),
            _interval(task.wilson_low, task.wilson_high, task.scored),
            _unscored(task),
            task.protocol_id,
        )
    if len(summary.tasks) > 1:
        table.add_section()
        table.add_row(
            "all episodes",
            f"{summary.successes}/{summary.scored}",
            _percent(summary.rate),
            _interval(summary.wilson_low, summary.wilson_high, summary.scored),
            str(summary.unscored or ""),
            "",
        )
    if summary.finished < summary.planned:
        table.caption = f"{summary.finished} of {summary.planned} episodes finished"
    return table


def _submetric_tables(summary: RunSummary) -> list[Table]:
    """Group tasks with the same sub-metrics into one table."""
    groups: dict[tuple[str, ...], list[TaskSummary]] = {}
    for task in summary.tasks:
        if task.scored:
            groups.setdefault(tuple(task.submetrics), []).append(task)
    tables = []
    for names, tasks in groups.items():
        table = Table(
            title="sub-metrics: episodes in which it held at the end / ever",
            title_justify="left",
            box=box.SIMPLE_HEAD,
        )
        table.add_column("task", no_wrap=True)
        for name in names:
            # Spaces let the long names of SIMPLER break.
            table.add_column(name.replace("_", " "), justify="right", overflow="fold")
        for task in tasks:
            counts = (task.submetrics[name] for name in names)
            table.add_row(_task_name(task), *(f"{count.final} / {count.ever}" for count in counts))
        if names:
            tables.append(table)
    return tables


def _task_name(task: TaskSummary) -> str:
    return task.task if task.variant == "default" else f"{task.task} ({task.variant})"


def _percent(rate: float | None) -> str:
    return "" if rate is None else f"{rate:.1%}"


def _interval(low: float, high: float, trials: int) -> str:
    return f"{low:.1%} to {high:.1%}" if trials else ""


def _unscored(task: TaskSummary | RowSummary) -> str:
    if not task.unscored:
        return ""
    low, high = task.rate_if_unscored_fail, task.rate_if_unscored_succeed
    return f"{task.unscored} (rate {_percent(low)} to {_percent(high)})"
