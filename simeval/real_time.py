"""Real-time mode: the world keeps moving while the policy thinks."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Literal

from simeval.errors import UnknownNameError, UsageError

WhileThinking = Literal["act", "hold"]
LateActions = Literal["drop", "execute"]

OFF, MEASURED = "off", "measured"

_DECLARED = re.compile(r"(?P<number>\d+(?:\.\d+)?)(?P<unit>ms|)")
# So that 200 ms at 5 actions per second are one step and not two.
_ROUNDING = 1e-9


@dataclass(frozen=True, kw_only=True)
class RealTime:
    """How time passes between a question to the policy and its answer."""

    latency: str
    """``"2"`` (control steps), ``"150ms"``, or ``"measured"`` on this machine."""
    while_thinking: WhileThinking
    """act: go on with what is left of the last answer, and hold still when nothing is left; hold:
    hold still."""
    late_actions: LateActions
    """What happens to the first actions of an answer, whose steps are over when it comes: drop, or
    execute them late."""
    ask_with_left: int | None
    """Ask again when so many actions are left; null means as many as the last answer took steps."""

    def steps(self, *, control_hz: int, seconds: float) -> int:
        """Return how many control steps an answer takes; it counts from the next full step.

        Args:
            control_hz: Actions per second.
            seconds: Wall time that the policy took, for a measured latency.
        """
        if self.latency == MEASURED:
            return _full_steps(seconds * control_hz)
        number, unit = _declared(self.latency)
        return _full_steps(number * control_hz / 1000.0) if unit else int(number)

    @property
    def measured(self) -> bool:
        """True when the latency is that of this machine, and a repeated run differs."""
        return self.latency == MEASURED


def real_time_of(
    *, latency: str, while_thinking: str, late_actions: str | None, ask_with_left: int | None
) -> RealTime | None:
    """Return the mode that options ask for; None where the world waits.

    Raises:
        UsageError: A value is not allowed.
    """
    if latency == OFF:
        if (while_thinking, late_actions, ask_with_left) != ("act", None, None):
            raise UsageError(
                "real_time.while_thinking, late_actions and ask_with_left do nothing without a "
                "latency: real_time.latency=2 (control steps), 150ms or measured."
            )
        return None
    if latency != MEASURED:
        _declared(latency)
    if while_thinking not in ("act", "hold"):
        raise UnknownNameError("value of real_time.while_thinking", while_thinking, ("act", "hold"))
    # A robot that held still has not used up what the first actions are for.
    late = late_actions or ("drop" if while_thinking == "act" else "execute")
    if late not in ("drop", "execute"):
        raise UnknownNameError("value of real_time.late_actions", late, ("drop", "execute"))
    if ask_with_left is not None and (ask_with_left < 0 or while_thinking == "hold"):
        raise UsageError(
            f"real_time.ask_with_left={ask_with_left} is not allowed; allowed: 0 or more, with "
            "real_time.while_thinking=act."
        )
    return RealTime(
        latency=latency,
        while_thinking=while_thinking,  # type: ignore[arg-type]
        late_actions=late,  # type: ignore[arg-type]
        ask_with_left=ask_with_left,
    )


def _declared(latency: str) -> tuple[float, str]:
    match = _DECLARED.fullmatch(latency)
    if match is None or (not match["unit"] and "." in match["number"]):
        raise UsageError(
            f"real_time.latency={latency} is not allowed; allowed: {OFF}, a whole number of "
            f"control steps, milliseconds as in 150ms, or {MEASURED}."
        )
    return float(match["number"]), match["unit"]


def _full_steps(steps: float) -> int:
    return math.ceil(steps - _ROUNDING)
