"""Which worker runs which episode next."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Sequence
from typing import Protocol

from simeval.episodes import EpisodeKey

# How far beyond the first waiting episode a worker may look for its own task, per worker.
_LOOKAHEAD = 4


class EpisodeSource(Protocol):
    """Gives out episodes, one at a time."""

    def next_for(self, slot: int) -> EpisodeKey | None:
        """Take the next episode for a worker; None when none is left."""

    def put_back(self, slot: int, key: EpisodeKey) -> None:
        """Return an episode that was lost, to be run next by the same slot."""


class Schedule:
    """Gives each worker a contiguous block, so that few environments are built.

    A worker without work takes the second half of the longest block that is left. What comes out
    of an episode depends on its key alone, so who runs it does not matter.
    """

    def __init__(self, keys: Sequence[EpisodeKey], *, workers: int) -> None:
        bounds = [len(keys) * slot // workers for slot in range(workers + 1)]
        self._blocks = [deque(keys[start:end]) for start, end in itertools.pairwise(bounds)]

    def next_for(self, slot: int) -> EpisodeKey | None:
        """Take the next episode for a worker; None when none is left."""
        block = self._blocks[slot]
        if not block:
            longest = max(self._blocks, key=len)
            stolen = [longest.pop() for _ in range((len(longest) + 1) // 2)]
            block.extend(reversed(stolen))
        return block.popleft() if block else None

    def put_back(self, slot: int, key: EpisodeKey) -> None:
        """Return an episode that was lost, to be run next by the same slot."""
        self._blocks[slot].appendleft(key)

    @property
    def left(self) -> int:
        """Episodes that nobody has taken."""
        return sum(len(block) for block in self._blocks)


class OrderedSchedule:
    """Gives out episodes nearly in a given order: for whoever reads outcomes as they come.

    A worker may take an episode of the task that it has built out of turn, but none further ahead
    than a few per worker from the first that is waiting, so that no episode waits long.
    """

    def __init__(self, keys: Sequence[EpisodeKey], *, workers: int) -> None:
        self._waiting = list(enumerate(keys))
        self._reach = _LOOKAHEAD * workers
        self._built: dict[int, tuple[str, str]] = {}
        self._returned: dict[int, EpisodeKey] = {}

    def next_for(self, slot: int) -> EpisodeKey | None:
        """Take the next episode for a worker; None when none is left."""
        if slot in self._returned:
            return self._returned.pop(slot)
        if not self._waiting:
            return None
        first, _ = self._waiting[0]
        near = [
            place
            for place, (number, _) in enumerate(self._waiting[: self._reach])
            if number < first + self._reach
        ]
        fitting = (place for place in near if self._task(place) == self._built.get(slot))
        place = next(fitting, 0)
        self._built[slot] = self._task(place)
        return self._waiting.pop(place)[1]

    def put_back(self, slot: int, key: EpisodeKey) -> None:
        """Return an episode that was lost, to be run next by the same slot."""
        self._returned[slot] = key

    def _task(self, place: int) -> tuple[str, str]:
        key = self._waiting[place][1]
        return key.task, key.variant
