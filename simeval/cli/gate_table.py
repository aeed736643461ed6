"""The result of a gate as one screen of text."""

from __future__ import annotations

from rich import box
from rich.table import Table

from simeval.cli.figures import Figures, p_value, table_console
from simeval.comparison.rate import Rate
from simeval.gate import words
from simeval.gate.result import Finding, GateResult

_MOST_LISTED = 6


def print_result(result: GateResult) -> None:
    """Print the verdict, a row per question, and what was used."""
    console = table_console()
    figures = Figures.fitting(console)
    console.print(_table(result, figures))
    console.print(words.headline(result), markup=False)
    for line in _lines(result, figures):
        console.print(line, markup=False)
    console.print(f"plan {result.plan_sha256[:16]}; gate folder: {result.folder}", markup=False)


def _table(result: GateResult, figures: Figures) -> Table:
    sequential = result.method == "sequential"
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("task\nverdict" if figures.narrow else "task", overflow="fold")
    table.add_column("candidate", justify="right", no_wrap=True)
    table.add_column("baseline", justify="right", no_wrap=True)
    table.add_column("difference", justify="right", no_wrap=True)
    table.add_column("only c.\nonly b.", justify="right", no_wrap=True)
    table.add_column("E pass\nE fail" if sequential else "p pass\np fail", justify="right")
    if not figures.narrow:
        table.add_column("verdict", no_wrap=True)
    tasks = result.tasks if len(result.tasks) > 1 else ()
    for finding in tasks:
        table.add_row(*_row(finding, figures))
    if tasks:
        table.add_section()
    table.add_row(*_row(result.overall, figures))
    if result.golden is not None:
        table.add_row(*_row(result.golden, figures))
    return table


def _row(finding: Finding, figures: Figures) -> list[str]:
    if finding.e_pass is None:
        shown = f"{p_value(finding.p_pass)}\n{p_value(finding.p_fail)}"
    else:
        shown = f"{words.evidence(finding.e_pass)}\n{words.evidence(finding.e_fail)}"
    verdict = "open" if finding.verdict == "INCONCLUSIVE" else finding.verdict
    name = figures.name(words.name_of(finding))
    row = [
        f"{name}\n{verdict}" if figures.narrow else name,
        _rate(finding.candidate, figures),
        _rate(finding.other, figures),
        f"{figures.points(finding.difference)}\n{figures.points_range(finding.low, finding.high)}",
        f"{finding.candidate_only}\n{finding.other_only}",
        shown,
    ]
    return row if figures.narrow else [*row, verdict]


def _rate(rate: Rate, figures: Figures) -> str:
    if rate.rate is None:
        return "0/0"
    ends = figures.percent_range(rate.low, rate.high)
    return f"{rate.successes}/{rate.trials} {figures.percent(rate.rate)}\n{ends}"


def _lines(result: GateResult, figures: Figures) -> list[str]:
    lines = []
    if result.method == "sequential":
        lines.append(
            f"PASS at E pass >= {1 / result.alpha:g}, FAIL at E fail >= {1 / result.beta:g} (tasks "
            "corrected for their number); intervals of the difference hold whenever the gate stops."
        )
    sizes = words.fixed_sizes(result)
    lines.append(
        f"Used {result.pairs_used} of {result.pairs_planned} planned pairs"
        f"{f'; {sizes}' if sizes else ''}. Episodes run or read: "
        + ", ".join(f"{item.side} {item.episodes_finished}" for item in result.policies)
        + "."
    )
    lost = result.unscored
    if lost.episodes:
        treatment = "left out" if lost.rule == "exclude" else "counted as not solved"
        lines.append(
            f"unscored: {words.pairs(lost.pairs)} lost an episode ({treatment}; {lost.most} "
            f"allowed); had each gone against the candidate: {lost.verdict_if_against}"
        )
        lines += [
            f"  {item.side} {item.key}: {item.reason}" for item in lost.episodes[:_MOST_LISTED]
        ]
    if result.discordant:
        first = ", ".join(
            f"{pair.key_a} ({'candidate' if pair.solved_by == 'A' else 'baseline'})"
            for pair in result.discordant[:3]
        )
        more = len(result.discordant) - 3
        lines.append(f"solved by one only: {first}{f' and {more} more' if more > 0 else ''}")
    return lines
