"""How a gate ended."""

from __future__ import annotations

from dataclasses import dataclass

from simeval.errors import InfrastructureError, SimevalError
from simeval.gate.result import FinalVerdict
from simeval.gate.session import GateSession
from simeval.gate.sides import FinishedSide, LiveSide
from simeval.gate.words import pairs

_EXIT_CODES = {"PASS": 0, "FAIL": 1}
INCONCLUSIVE_EXIT_CODE = 3


@dataclass(frozen=True, kw_only=True)
class Ending:
    """The verdict, or why there is none."""

    verdict: FinalVerdict
    """The verdict."""
    exit_code: int
    """Exit code of the program."""
    reason: str
    """Why, in one sentence."""


def ending_of(session: GateSession) -> Ending:
    """Return how a gate ended whose episodes have run."""
    if session.too_many_lost:
        return _error(_too_many_lost(session))
    if session.rule.verdict is None and not session.complete:
        return _error(_missing(session))
    verdict = session.rule.verdict or session.rule.finish()
    doubt = session.doubt_about_repeats()
    if doubt is not None:
        return _error(f"no verdict ({verdict} otherwise): {doubt}")
    if verdict == "INCONCLUSIVE":
        allowed = session.plan.inconclusive
        code = INCONCLUSIVE_EXIT_CODE if allowed is None else _EXIT_CODES[allowed.upper()]
        counts = "" if allowed is None else f"; declared to count as {allowed}"
        return Ending(verdict=verdict, exit_code=code, reason=session.rule.reason + counts)
    return Ending(verdict=verdict, exit_code=_EXIT_CODES[verdict], reason=session.rule.reason)


def interrupted(signal_number: int) -> Ending:
    """Return the ending of a gate that a user stopped."""
    return Ending(
        verdict="INTERRUPTED",
        exit_code=128 + signal_number,
        reason="interrupted; everything finished is kept, and the same command again goes on",
    )


def failed(error: SimevalError) -> Ending:
    """Return the ending of a gate that could not go on."""
    return Ending(verdict="ERROR", exit_code=error.exit_code, reason=str(error))


def _error(reason: str) -> Ending:
    return Ending(verdict="ERROR", exit_code=InfrastructureError.exit_code, reason=reason)


def _too_many_lost(session: GateSession) -> str:
    live = {name for name, side in session.sides.items() if isinstance(side, LiveSide)}
    again = "the same simeval run command retries the lost episodes of a finished run"
    if live & {item.side for item in session.lost}:
        again = "fresh=true starts over, and retry_unscored=true runs the lost episodes again"
    return (
        f"{pairs(session.lost_pairs)} lost an episode to infrastructure, and the plan allows "
        f"{session.plan.most_unscored} of {len(session.plan.keys)}. Remove the cause; then {again}"
    )


def _missing(session: GateSession) -> str:
    parts = [
        f"the {name} ({side.folder.root}) lacks {len(session.left(name))} of the "
        f"{len(session.plan.keys)} planned episodes, first {session.left(name)[0]}"
        for name, side in session.sides.items()
        if isinstance(side, FinishedSide) and session.left(name)
    ]
    return f"missing pairs: {'; '.join(parts)}. The same simeval run command again finishes a run"
