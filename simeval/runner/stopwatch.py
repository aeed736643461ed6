"""Wall time of an episode by part."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager


class Stopwatch:
    """Adds up seconds under names."""

    def __init__(self) -> None:
        self._started = time.perf_counter()
        self._seconds: defaultdict[str, float] = defaultdict(float)

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Count the time inside the block towards a name."""
        started = time.perf_counter()
        try:
            yield
        finally:
            self._seconds[name] += time.perf_counter() - started

    def seconds(self, name: str) -> float:
        """Return the seconds counted towards a name, to the microsecond."""
        return round(self._seconds[name], 6)

    def total(self) -> float:
        """Return the seconds since the stopwatch was made, to the microsecond."""
        return round(time.perf_counter() - self._started, 6)
