"""Which worker runs which episode next."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Sequence

from simeval.episodes import EpisodeKey


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
