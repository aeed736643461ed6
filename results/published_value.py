"""One published number, with where it was printed and what is known about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from simeval.errors import InfrastructureError
from simeval.results.vocabulary import (
    CORRECTED_FLAGS,
    COUNTS,
    EDITIONS,
    FLAGS,
    METRICS,
    RATE_METRICS,
    SETTINGS,
)

COLUMNS = (
    "task",
    "setting",
    "variant",
    "policy",
    "metric",
    "value",
    "uncertainty",
    "uncertainty_kind",
    "successes",
    "trials",
    "counts",
    "edition",
    "source",
    "flag",
    "note",
)

#: Stands in the policy column of a number that describes several policies at once.
ALL_POLICIES = "*"


class PublishedTableError(InfrastructureError):
    """A table of published numbers breaks its own rules: the installation is damaged."""


@dataclass(frozen=True, kw_only=True)
class PublishedValue:
    """One row of a published table.

    Attributes:
        benchmark: A key of `vocabulary.BENCHMARKS`.
        task: Task; names that end in ``_average`` are averages over tasks.
        setting: How it was measured, a key of `vocabulary.SETTINGS`.
        variant: What sets the row apart within its setting; empty for the main numbers.
        policy: Policy, or ``"*"`` for a number over several policies.
        metric: A key of `vocabulary.METRICS`.
        value: The number as printed.
        decimals: Digits that the source printed after the point.
        uncertainty: Printed spread, with `uncertainty_kind` ``"std"`` or ``"ci95_width"``.
        successes: Successful trials, where known.
        trials: Trials, where known.
        counts: Where the counts are from, a key of `vocabulary.COUNTS`; empty without counts.
        edition: Which text the row follows, a key of `vocabulary.EDITIONS`.
        source: Paper and table, or file.
        flag: What is wrong with the number, a key of `vocabulary.FLAGS`; empty if nothing is.
        note: Explanation.
    """

    benchmark: str
    task: str
    setting: str
    variant: str
    policy: str
    metric: str
    value: float
    decimals: int
    uncertainty: float | None
    uncertainty_kind: str
    successes: int | None
    trials: int | None
    counts: str
    edition: str
    source: str
    flag: str
    note: str

    @property
    def rate(self) -> float:
        """Successes over trials where both are known, else the printed value."""
        if self.successes is None or self.trials is None:
            return self.value
        return self.successes / self.trials

    @property
    def corrected(self) -> bool:
        """Whether `rate` replaces a printed value that cannot be right."""
        return self.flag in CORRECTED_FLAGS

    @property
    def key(self) -> tuple[str, ...]:
        """What is unique within a benchmark."""
        return (self.task, self.setting, self.variant, self.policy, self.metric, self.edition)


def parse_row(benchmark: str, line: int, cells: Mapping[str, str]) -> PublishedValue:
    """Read one row of a published table and check it against the vocabulary.

    Raises:
        PublishedTableError: The row breaks a rule of the tables.
    """

    def fail(column: str, allowed: str) -> PublishedTableError:
        return PublishedTableError(
            f"The published table {benchmark!r} is damaged: line {line}, column {column!r} holds "
            f"{cells[column]!r}, allowed is {allowed}. Install simeval anew."
        )

    for column, words in (("setting", SETTINGS), ("metric", METRICS), ("edition", EDITIONS)):
        if cells[column] not in words:
            raise fail(column, " | ".join(words))
    for column, words in (("counts", COUNTS), ("flag", FLAGS)):
        if cells[column] and cells[column] not in words:
            raise fail(column, "empty | " + " | ".join(words))
    if cells["uncertainty_kind"] not in ("", "std", "ci95_width"):
        raise fail("uncertainty_kind", "empty | std | ci95_width")
    for column in ("task", "policy", "source"):
        if not cells[column]:
            raise fail(column, "any text")
    if cells["flag"] and not cells["note"]:
        raise fail("note", "an explanation of the flag")

    value = _number(cells["value"])
    if value is None or (cells["metric"] in RATE_METRICS and not 0 <= value <= 1):
        raise fail("value", "a number, from 0 to 1 for a rate")
    successes, trials = _count(cells["successes"]), _count(cells["trials"])
    if successes is not None and (trials is None or successes > trials):
        raise fail("successes", f"a whole number up to the trials, {cells['trials'] or 'unknown'}")
    if (trials is not None) != bool(cells["counts"]):
        raise fail("counts", "set where there are trials, and only there")
    if cells["flag"] in CORRECTED_FLAGS and cells["policy"] != ALL_POLICIES and successes is None:
        raise fail("successes", f"the right count behind the flag {cells['flag']!r}")

    return PublishedValue(
        benchmark=benchmark,
        task=cells["task"],
        setting=cells["setting"],
        variant=cells["variant"],
        policy=cells["policy"],
        metric=cells["metric"],
        value=value,
        decimals=len(cells["value"].partition(".")[2]),
        uncertainty=_number(cells["uncertainty"]),
        uncertainty_kind=cells["uncertainty_kind"],
        successes=successes,
        trials=trials,
        counts=cells["counts"],
        edition=cells["edition"],
        source=cells["source"],
        flag=cells["flag"],
        note=cells["note"],
    )


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _count(text: str) -> int | None:
    return int(text) if text.isdigit() else None
