"""The state of a gate as its document."""

from __future__ import annotations

from pathlib import Path

from simeval import __version__
from simeval.comparison.discordant import discordant_pairs
from simeval.gate.characteristics import Characteristics
from simeval.gate.ending import Ending
from simeval.gate.findings import golden_finding, overall_finding, task_findings
from simeval.gate.plan import PlanFile
from simeval.gate.result import EvidencePoint, GatePolicy, GateResult, UnscoredEpisodes
from simeval.gate.session import GateSession
from simeval.gate.sides import LiveSide
from simeval.gate.validity import TaskValidity
from simeval.runlog.clock import utc_now


def build_result(
    session: GateSession,
    ending: Ending,
    *,
    folder: Path,
    registered: PlanFile,
    characteristics: Characteristics,
    validity: tuple[TaskValidity, ...],
    notes: tuple[str, ...],
) -> GateResult:
    """Put everything together that is known at the end of a session."""
    plan, rule = session.plan, session.rule
    return GateResult(
        simeval_version=__version__,
        verdict=ending.verdict,
        exit_code=ending.exit_code,
        reason=ending.reason,
        folder=str(folder),
        plan_sha256=registered.sha256,
        registered_at=registered.registered_at,
        finished_at=utc_now(),
        method=plan.method,
        unit=plan.unit,
        margin=plan.margin,
        alpha=plan.alpha,
        beta=plan.beta,
        units_used=len(session.looks),
        units_planned=len(plan.units),
        pairs_used=len(session.pairs()),
        pairs_planned=len(plan.keys),
        policies=_policies(session),
        overall=overall_finding(session),
        golden=golden_finding(session),
        tasks=task_findings(session),
        unscored=UnscoredEpisodes(
            rule=plan.unscored,
            pairs=session.lost_pairs,
            most=plan.most_unscored,
            episodes=tuple(session.lost),
            verdict_if_against=session.verdict_if_lost_went_against(),
        ),
        discordant=discordant_pairs(
            session.pairs(),
            session.sides["candidate"].folder,
            session.sides["baseline"].folder,
        ),
        path=tuple(
            EvidencePoint(e_pass=e_pass, e_fail=e_fail)
            for e_pass, e_fail in zip(rule.overall.e_pass, rule.overall.e_fail, strict=True)
        )
        if plan.method == "sequential"
        else (),
        characteristics=characteristics,
        validity=validity,
        notes=notes,
    )


def _policies(session: GateSession) -> tuple[GatePolicy, ...]:
    return tuple(
        GatePolicy(
            side=name,
            policy=side.spec.policy.name,
            options=side.spec.policy.options,
            run_folder=str(side.folder.root),
            run_by_gate=isinstance(side, LiveSide),
            episodes_used=len(session.pairs()),
            episodes_finished=len(session.plan.keys) - len(session.left(name)),
        )
        for name, side in session.sides.items()
    )
