"""Instructions that change within an episode: what is planned, and what was told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ChangeMode = Literal["replace", "append_correction"]
CHANGE_MODES: tuple[ChangeMode, ...] = ("replace", "append_correction")


@dataclass(frozen=True, kw_only=True)
class InstructionEvent:
    """A planned change of the instruction."""

    episode_id: int | None
    """Initial condition in which it happens; null means every one without events of its own."""
    step: int
    """Control steps executed before it; 0 means from the start."""
    text: str
    """What is said."""
    mode: ChangeMode
    """replace: the text is the new instruction; append_correction: it follows the present one."""

    def applied_to(self, instruction: str) -> str:
        """Return the instruction that holds from now on."""
        if self.mode == "replace":
            return self.text
        end = "" if instruction.endswith((".", "!", "?")) else "."
        return f"{instruction}{end} {self.text}"


@dataclass(frozen=True, kw_only=True)
class InstructionChange:
    """An instruction that the policy was given instead of the one before."""

    step: int
    """Control steps executed before."""
    text: str
    """The whole new instruction."""
    cause: Literal["task", "replace", "append_correction"]
    """task: the task went on to its next sub-task; else the mode of the planned event."""
