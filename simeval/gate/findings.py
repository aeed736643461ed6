"""The answers of a session as records."""

from __future__ import annotations

from collections.abc import Sequence

from simeval.comparison.opened_run import TaskVariant
from simeval.comparison.pairing import Pair
from simeval.comparison.rate import Rate, rate_of
from simeval.gate.hypothesis import Hypothesis
from simeval.gate.result import Finding
from simeval.gate.session import GateSession
from simeval.stats import Interval

_CONFIDENCE = 0.95


def overall_finding(session: GateSession) -> Finding:
    """Return the answer over all tasks, against the baseline."""
    return _finding(
        session,
        session.rule.overall,
        _counted(session, session.pairs()),
        planned=len(session.plan.units),
        decides=session.plan.decide == "overall",
    )


def golden_finding(session: GateSession) -> Finding | None:
    """Return the answer over all tasks, against the golden policy."""
    if session.rule.golden is None:
        return None
    return _finding(
        session,
        session.rule.golden,
        _counted(session, session.pairs("golden")),
        planned=len(session.plan.units),
        decides=True,
        golden=True,
    )


def task_findings(session: GateSession) -> tuple[Finding, ...]:
    """Return the answer of each task, against the baseline."""
    pairs = _counted(session, session.pairs())
    return tuple(
        _finding(
            session,
            hypothesis,
            [pair for pair in pairs if pair.slot.row == row],
            planned=session.plan.cells_of(row),
            decides=session.plan.decide == "every_task" or session.plan.veto,
            row=row,
        )
        for row, hypothesis in session.rule.tasks.items()
    )


def _finding(
    session: GateSession,
    hypothesis: Hypothesis,
    pairs: Sequence[Pair],
    *,
    planned: int,
    decides: bool,
    row: TaskVariant | None = None,
    golden: bool = False,
) -> Finding:
    rule, fixed = session.rule, session.plan.method == "fixed"
    p_pass, p_fail = rule.p_value(hypothesis, "PASS"), rule.p_value(hypothesis, "FAIL")
    corrected = (p_pass, p_fail)
    if row is not None:
        corrected = (rule.corrected("PASS")[row], rule.corrected("FAIL")[row])
    differences = hypothesis.differences
    interval = _interval(session, hypothesis)
    return Finding(
        task=None if row is None else row.task,
        variant=None if row is None else row.variant,
        against="golden" if golden else "baseline",
        verdict=hypothesis.answer or "INCONCLUSIVE",
        decides=decides,
        margin=hypothesis.gate.margin,
        units=len(differences),
        units_planned=planned,
        candidate=_rate(pairs, [pair.a.success is True for pair in pairs]),
        other=_rate(pairs, [pair.b.success is True for pair in pairs]),
        candidate_only=sum(pair.difference > 0 for pair in pairs),
        other_only=sum(pair.difference < 0 for pair in pairs),
        both=sum(pair.a.success is True and pair.b.success is True for pair in pairs),
        neither=sum(not pair.a.success and not pair.b.success for pair in pairs),
        difference=sum(differences) / len(differences) if differences else None,
        low=interval.low,
        high=interval.high,
        interval="tango" if fixed else "anytime",
        e_pass=None if fixed else hypothesis.last_e_pass,
        e_fail=None if fixed else hypothesis.last_e_fail,
        p_pass=p_pass,
        p_fail=p_fail,
        p_pass_corrected=corrected[0],
        p_fail_corrected=corrected[1],
    )


def _counted(session: GateSession, pairs: Sequence[Pair]) -> list[Pair]:
    """Return the pairs that entered the evidence."""
    if session.plan.unscored == "failure":
        return list(pairs)
    return [pair for pair in pairs if pair.scored]


def _rate(pairs: Sequence[Pair], outcomes: Sequence[bool]) -> Rate:
    conditions = [(pair.slot.row, pair.slot.episode_id) for pair in pairs]
    return rate_of(outcomes, conditions, confidence=_CONFIDENCE)


def _interval(session: GateSession, hypothesis: Hypothesis) -> Interval:
    if session.plan.method == "sequential":
        return hypothesis.interval
    from simeval.stats import tango_interval

    differences = hypothesis.differences
    if not differences:
        return Interval(-1.0, 1.0)
    counts = {
        "new_only": differences.count(1.0),
        "base_only": differences.count(-1.0),
        "pairs": len(differences),
    }
    return Interval(
        tango_interval(**counts, confidence=1 - 2 * session.plan.alpha).low,
        tango_interval(**counts, confidence=1 - 2 * session.plan.beta).high,
    )
