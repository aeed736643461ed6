"""Numbers of a gate as words, the same on the screen, in Markdown and in JUnit."""

from __future__ import annotations

from simeval.comparison.opened_run import TaskVariant
from simeval.comparison.rate import Rate
from simeval.gate.result import Finding, GateResult


def headline(result: GateResult) -> str:
    """The verdict with its numbers, in one line."""
    words = [f"{result.verdict}: {result.reason}"]
    found = result.overall
    if found.difference is not None:
        words.append(
            f"difference {points(found.difference)} points {interval(found)}, margin "
            f"{100 * found.margin:g}"
        )
    words.append(f"{result.units_used} of {result.units_planned} planned {result.unit}s used")
    return "; ".join(words) + "."


def name_of(finding: Finding) -> str:
    """What a finding is about."""
    if finding.task is not None and finding.variant is not None:
        return str(TaskVariant(finding.task, finding.variant))
    return "all tasks" if finding.against == "baseline" else "all tasks, golden policy"


def pairs(count: int) -> str:
    """A number of pairs."""
    return "1 pair" if count == 1 else f"{count} pairs"


def rate(value: Rate) -> str:
    """A rate with its interval, percent."""
    if value.rate is None:
        return "0/0"
    return (
        f"{value.successes}/{value.trials} {100 * value.rate:.1f} % "
        f"[{100 * value.low:.1f}, {100 * value.high:.1f}]"
    )


def points(difference: float | None) -> str:
    """A difference in percentage points."""
    return "unknown" if difference is None else f"{100 * difference:+.1f}"


def interval(finding: Finding) -> str:
    """The interval of a difference in percentage points."""
    return f"[{points(finding.low)}, {points(finding.high)}]"


def evidence(value: float | None) -> str:
    """An e-value."""
    if value is None:
        return ""
    if value >= 1000:
        return f"{value:.1e}"
    return f"{value:.2f}" if value >= 0.005 else f"{value:.0e}"


def fixed_sizes(result: GateResult) -> str:
    """What tests of fixed size would have needed."""
    found = result.characteristics
    if not found.fixed_pairs:
        return ""
    pairs = ", ".join(f"{n} if {share} of them differ" for share, n in found.fixed_pairs.items())
    return f"pairs that a test of fixed size needs for equal policies, 80 % power: {pairs}"
