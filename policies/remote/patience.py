"""Trying again until a server is there."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from typing import TypeVar

from simeval.errors import ModelConnectionError
from simeval.policies.remote.options import LinkOptions
from simeval.policies.remote.replies import shorten

Link = TypeVar("Link")

_FIRST_PAUSE_S = 0.05
_LONGEST_PAUSE_S = 2.0


def keep_trying(attempt: Callable[[float], Link], options: LinkOptions) -> Link:
    """Call `attempt` until it returns, with growing pauses.

    Args:
        attempt: Connects within the seconds that it is given; raises `OSError` (`ConnectionError`,
            `TimeoutError`) as long as another try makes sense.
        options: Says how long to try.

    Raises:
        ModelConnectionError: The time is over, or the name of the machine is unknown.
    """
    deadline = time.monotonic() + options.connect_timeout_s
    pause = _FIRST_PAUSE_S
    while True:
        try:
            return attempt(max(0.1, deadline - time.monotonic()))
        except socket.gaierror as error:
            raise ModelConnectionError(
                f"The machine of {options.url} is not known ({error.strerror}). Check policy.url."
            ) from error
        except OSError as error:
            left = deadline - time.monotonic()
            if left <= pause:
                reason = shorten(str(error)) or type(error).__name__
                raise ModelConnectionError(
                    f"No policy server answers at {options.url} after "
                    f"{options.connect_timeout_s:g} s ({reason}). Start it, check the address, or "
                    "allow more with policy.connect_timeout_s."
                ) from error
        time.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE_S)


def milliseconds_since(started: float) -> float:
    """Return the time since a reading of `time.perf_counter`."""
    return (time.perf_counter() - started) * 1e3
