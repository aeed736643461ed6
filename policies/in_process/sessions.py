"""What is kept for each episode that a network carries."""

from __future__ import annotations

from collections import OrderedDict
from typing import Generic, TypeVar

from simeval.errors import UsageError

_Memory = TypeVar("_Memory")


class Sessions(Generic[_Memory]):
    """Memories by episode; the one longest unused makes room for a new one.

    Args:
        slots: Most episodes at once.
    """

    def __init__(self, slots: int) -> None:
        self._slots = slots
        self._memories: OrderedDict[str, _Memory] = OrderedDict()

    def begin(self, memories: dict[str, _Memory]) -> None:
        """Start episodes; what was kept under their names is forgotten.

        Raises:
            UsageError: There are more than slots.
        """
        if len(memories) > self._slots:
            raise UsageError(
                f"{len(memories)} episodes for a network with policy.slots={self._slots}."
            )
        for name in memories:
            self._memories.pop(name, None)
        while len(self._memories) + len(memories) > self._slots:
            self._memories.popitem(last=False)
        self._memories.update(memories)

    def __getitem__(self, session: str) -> _Memory:
        """Return what is kept for an episode.

        Raises:
            UsageError: It was never begun, or had to make room.
        """
        if session not in self._memories:
            raise UsageError(
                f"The episode {session!r} was not begun, or more than policy.slots={self._slots} "
                "episodes were. Begin it again."
            )
        self._memories.move_to_end(session)
        return self._memories[session]

    def clear(self) -> None:
        """Forget everything."""
        self._memories.clear()
