"""What the policy is told at each step of an episode."""

from __future__ import annotations

from collections.abc import Sequence

from simeval.instructions import InstructionChange, InstructionEvent


class Briefing:
    """The instruction of the task, changed by planned events and by the task itself.

    The last to speak counts: an event changes what holds at its step, and a task that goes on to
    its next sub-task replaces everything said before.

    Args:
        events: Planned for this episode.
        instruction: Of the task at the start.
    """

    def __init__(self, events: Sequence[InstructionEvent], instruction: str) -> None:
        self._waiting = sorted(events, key=lambda event: event.step)
        self._of_task = instruction
        self.instruction = instruction
        """What holds now."""
        self.changes: list[InstructionChange] = []
        """What was told after the first instruction."""
        while self._waiting and self._waiting[0].step == 0:
            self.instruction = self._waiting.pop(0).applied_to(self.instruction)
        self.first = self.instruction
        """What held at the start."""

    def update(self, step: int, of_task: str) -> None:
        """Go on to a step.

        Args:
            step: Control steps executed so far; ascending.
            of_task: Instruction of the task now.
        """
        if of_task != self._of_task:
            self._of_task = of_task
            self._tell(InstructionChange(step=step, text=of_task, cause="task"))
        while self._waiting and self._waiting[0].step <= step:
            event = self._waiting.pop(0)
            text = event.applied_to(self.instruction)
            self._tell(InstructionChange(step=step, text=text, cause=event.mode))

    def _tell(self, change: InstructionChange) -> None:
        self.instruction = change.text
        self.changes.append(change)
