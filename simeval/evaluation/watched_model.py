"""A served model that tells its own mistakes from those of the infrastructure."""

from __future__ import annotations

import signal
from collections.abc import Callable
from typing import Any

from simeval.policies.serving.served_model import ServedModel
from simeval.policies.serving.served_policy import ServedPolicy
from simeval.runner.stop_signal import StopSignal


class WatchedModel:
    """A served model whose first error ends the run: it is a mistake of this program.

    Args:
        served: What answers.
    """

    def __init__(self, served: ServedPolicy | ServedModel) -> None:
        self._served = served
        self.name = served.name
        self.max_batch = served.max_batch
        self.facts = served.facts
        self.error: BaseException | None = None
        self.stop: StopSignal | None = None

    def reset(self, *arguments: Any) -> None:
        """Begin episodes."""
        self._call(self._served.reset, *arguments)

    def act(self, *arguments: Any) -> Any:
        """Ask for actions."""
        return self._call(self._served.act, *arguments)

    def close(self, sessions: list[str]) -> None:
        """End episodes."""
        if isinstance(self._served, ServedPolicy):
            self._call(self._served.close, sessions)

    def _call(self, function: Callable[..., Any], *arguments: Any) -> Any:
        try:
            return function(*arguments)
        except Exception as error:
            if self.error is None:
                self.error = error
            if self.stop is not None:
                self.stop.set(signal.SIGINT)
            raise
