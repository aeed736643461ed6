"""How numbers are spelt in tables, figures and sentences."""

from __future__ import annotations

from collections.abc import Sequence

from simeval.correlation.agreement import Ends, Side

ABSENT = "–"


def decimal(value: float | None, digits: int = 2) -> str:
    """Spell a number; never minus zero."""
    if value is None:
        return ABSENT
    text = f"{value:.{digits}f}"
    return text.removeprefix("-") if float(text) == 0 else text


def signed(value: float | None, digits: int = 2) -> str:
    """Spell a difference with its sign."""
    text = decimal(value, digits)
    return f"+{text}" if value is not None and float(text) > 0 else text


def interval(ends: Ends | None, digits: int = 2) -> str:
    """Spell an interval."""
    return ABSENT if ends is None else f"{decimal(ends[0], digits)} to {decimal(ends[1], digits)}"


def percent(rate: float | None) -> str:
    """Spell a rate."""
    return ABSENT if rate is None else f"{100 * rate:.1f}%"


def p_value(value: float | None) -> str:
    """Spell a p-value; a small one as a bound."""
    return "<0.001" if value is not None and value < 0.0005 else decimal(value, 3)


def trial_range(trials: Sequence[int | None]) -> str:
    """Spell how many trials the policies have."""
    known = [count for count in trials if count is not None]
    if not known:
        return "?"
    low, high = min(known), max(known)
    text = str(low) if low == high else f"{low}-{high}"
    return text if len(known) == len(trials) else f"{text}, ?"


def counts(side: Side) -> str:
    """Spell k/n, or the number of trials, or that it is not known."""
    if side.trials is None:
        return "?"
    return f"{side.successes}/{side.trials}" if side.successes is not None else str(side.trials)
