"""A comparison as one screen of text."""

from __future__ import annotations

from typing import Any

from rich import box
from rich.markup import escape
from rich.table import Table

from simeval.cli.figures import Figures, p_value, table_console
from simeval.comparison.document import (
    Comparison,
    Difference,
    Discordant,
    MacroRate,
    TaskComparison,
)
from simeval.comparison.opened_run import TaskVariant
from simeval.comparison.rate import Rate

_METHODS = {
    "tango": "Tango's intervals of A - B",
    "newcombe": "Newcombe's intervals of A - B",
    "cluster_t": "t intervals over initial conditions",
    "betting": "betting intervals where repeats all agree",
    "mover": "mean over tasks by MOVER",
}
_TESTS = {
    "mcnemar_exact": "p exact McNemar",
    "boschloo": "p Boschloo's exact test",
    "score": "p score test",
    "cluster_t": "p Student's t over initial conditions",
    "cmh": "over tasks p Cochran-Mantel-Haenszel",
}


def print_comparison(comparison: Comparison, *, most_discordant: int) -> None:
    """Print both runs, a row per task, all tasks together, and the pairs that differ."""
    console = table_console()
    figures = Figures.fitting(console)
    for name, run in (("A", comparison.a), ("B", comparison.b)):
        console.print(f"{name}: {run.policy} on {run.suite}, {run.folder}", markup=False)
    for line in _option_differences(comparison):
        console.print(f"   {line}", markup=False)
    console.print(_table(comparison, figures))
    for line in (*_explanations(comparison), *_lost(comparison, figures)):
        console.print(line, markup=False)
    if comparison.discordant and most_discordant:
        console.print(_discordant_table(comparison.discordant[:most_discordant]))
        more = len(comparison.discordant) - most_discordant
        if more > 0:
            console.print(f"and {more} more; list=N shows more, --json all", markup=False)
    for note in comparison.notes:
        console.print(f"note: {note}", markup=False)


def _table(comparison: Comparison, figures: Figures) -> Table:
    table = Table(box=box.SIMPLE_HEAD)
    level = f"{comparison.confidence * 100:g} %"
    table.add_column("task", overflow="fold")
    table.add_column("A", justify="right", no_wrap=True)
    table.add_column("B", justify="right", no_wrap=True)
    table.add_column(f"A - B\n{level}", justify="right", no_wrap=True)
    if comparison.paired:
        table.add_column("only A\nonly B", justify="right", no_wrap=True)
    tests = ["p\nHolm p\nP(A>B)"] if figures.narrow else ["p\nHolm p", "P(A>B)"]
    for head in tests:
        table.add_column(head, justify="right", no_wrap=True)
    for task in comparison.tasks:
        cells = [_rate(task.a, figures), _rate(task.b, figures)]
        cells += [_difference(task.difference, figures)]
        cells += [f"{task.only_a}\n{task.only_b}"] if comparison.paired else []
        table.add_row(figures.name(_task(task)), *cells, *_tests(task.difference, figures))
    overall = comparison.overall
    if len(comparison.tasks) > 1:
        table.add_section()
        cells = [_rate(overall.a, figures), _rate(overall.b, figures), ""]
        cells += [f"{overall.only_a}\n{overall.only_b}"] if comparison.paired else []
        table.add_row("all episodes", *cells)
        cells = [_macro(overall.macro_a, figures), _macro(overall.macro_b, figures)]
        cells += [_difference(overall.difference, figures)]
        cells += [""] if comparison.paired else []
        table.add_row("mean over tasks", *cells, *_tests(overall.difference, figures))
    return table


def _explanations(comparison: Comparison) -> list[str]:
    """Say what the numbers are."""
    overall = comparison.overall
    shown = [*(task.difference for task in comparison.tasks), overall.difference]
    words = ["paired" if comparison.paired else "unpaired", "Wilson intervals of rates"]
    words += [_METHODS[kind] for kind in dict.fromkeys(d.method for d in shown) if kind in _METHODS]
    words += [_TESTS[kind] for kind in dict.fromkeys(d.test for d in shown) if kind is not None]
    if overall.difference.mid_p is not None:
        words.append(f"mid-p over tasks {p_value(overall.difference.mid_p)}")
    lines = ["; ".join(words) + "."]
    if overall.odds_ratio is not None:
        odds = f"Common odds ratio {overall.odds_ratio:.2f}"
        if overall.homogeneity_p is not None:
            odds += f"; the same in all tasks: p {p_value(overall.homogeneity_p)} (Breslow-Day)"
        lines.append(f"{odds}.")
    return lines


def _lost(comparison: Comparison, figures: Figures) -> list[str]:
    """Show what lost episodes could change."""
    return [
        f"unscored in {_task(task)}: {task.unscored.lost_a} of A, {task.unscored.lost_b} of B; "
        f"with them A - B lies between {figures.points(task.unscored.worst_difference)} and "
        f"{figures.points(task.unscored.best_difference)}"
        for task in comparison.tasks
        if task.unscored.lost_a or task.unscored.lost_b
    ]


def _discordant_table(pairs: tuple[Discordant, ...]) -> Table:
    filmed = any(pair.video_a or pair.video_b or pair.strip_a or pair.strip_b for pair in pairs)
    table = Table(box=box.SIMPLE_HEAD, title="discordant pairs", title_justify="left")
    table.add_column("solved by", no_wrap=True)
    table.add_column("task", overflow="fold")
    table.add_column("episode", justify="right", no_wrap=True)
    table.add_column("seed", justify="right", no_wrap=True)
    if filmed:
        table.add_column("films", overflow="fold")
    for pair in pairs:
        cells = [f"only {pair.solved_by}", _task(pair), str(pair.episode_id), str(pair.seed)]
        films = [pair.video_a or pair.strip_a, pair.video_b or pair.strip_b]
        cells += [escape("\n".join(filter(None, films)))] if filmed else []
        table.add_row(*cells)
    return table


def _option_differences(comparison: Comparison) -> list[str]:
    a, b = comparison.a.options, comparison.b.options
    return [
        f"policy.{name}: {_spell(a.get(name))} | {_spell(b.get(name))}"
        for name in dict.fromkeys([*a, *b])
        if a.get(name) != b.get(name)
    ]


def _spell(value: Any) -> str:
    return "-" if value is None else str(value)


def _task(item: TaskComparison | Discordant) -> str:
    return str(TaskVariant(item.task, item.variant))


def _rate(rate: Rate, figures: Figures) -> str:
    if rate.rate is None:
        return "0/0"
    ends = figures.percent_range(rate.low, rate.high)
    return f"{rate.successes}/{rate.trials} {figures.percent(rate.rate)}\n{ends}"


def _macro(rate: MacroRate | None, figures: Figures) -> str:
    if rate is None:
        return ""
    return f"{figures.percent(rate.rate)}\n{figures.percent_range(rate.low, rate.high)}"


def _difference(difference: Difference, figures: Figures) -> str:
    if difference.estimate is None:
        return ""
    known = difference.method != "none"
    ends = figures.points_range(difference.low, difference.high) if known else "no interval"
    return f"{figures.points(difference.estimate)}\n{ends}"


def _tests(difference: Difference, figures: Figures) -> list[str]:
    values = (difference.p_value, difference.p_holm)
    tests = "\n".join(p_value(value) for value in values if value is not None)
    chance = difference.probability_a_better
    better = "" if chance is None else f"{chance:.3f}"
    return [f"{tests}\n{better}"] if figures.narrow else [tests, better]
