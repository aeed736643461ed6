"""Ctrl-C and SIGTERM as a wish that the main loop reads, not as an exception anywhere."""

from __future__ import annotations

import contextlib
import signal
import socket
from collections.abc import Callable, Iterator
from types import FrameType


class StopSignal:
    """Remembers which signal asked to stop; readable as soon as one did, for select and wait."""

    def __init__(self) -> None:
        self._reader, self._writer = socket.socketpair()
        self._writer.setblocking(False)
        self.number: int | None = None

    def fileno(self) -> int:
        """Return the descriptor that becomes readable."""
        return self._reader.fileno()

    def set(self, number: int) -> None:
        """Ask to stop."""
        self.number = number
        with contextlib.suppress(OSError):
            self._writer.send(b"x")

    def close(self) -> None:
        """Release the descriptors."""
        self._reader.close()
        self._writer.close()


@contextlib.contextmanager
def stop_on_signals() -> Iterator[StopSignal]:
    """Catch SIGINT and SIGTERM inside the block; a second SIGINT interrupts at once."""
    stop = StopSignal()

    def handle(number: int, frame: FrameType | None) -> None:
        if stop.number is not None and number == signal.SIGINT:
            raise KeyboardInterrupt
        stop.set(number)

    previous: list[tuple[int, Callable[[int, FrameType | None], object] | int | None]] = [
        (number, signal.signal(number, handle)) for number in (signal.SIGINT, signal.SIGTERM)
    ]
    try:
        yield stop
    finally:
        for number, handler in previous:
            signal.signal(number, handler)
        stop.close()
