"""Frames of an episode, rendered at most once per control step and only when asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from simeval.errors import UsageError
from simeval.runner.stopwatch import Stopwatch


class StepCamera:
    """Renders on demand.

    Args:
        env: Environment of the task.
        watch: Counts the time that it takes.
    """

    def __init__(self, env: Any, watch: Stopwatch) -> None:
        self._env = env
        self._watch = watch
        self._step = -1
        self._frames: Mapping[str, npt.NDArray[np.uint8]] = {}

    def select(self, names: tuple[str, ...], step: int) -> dict[str, npt.NDArray[np.uint8]]:
        """Return the frames of these cameras at the present step.

        Args:
            names: Names of cameras.
            step: Control steps executed so far.

        Raises:
            UsageError: The task has no such camera.
        """
        if names and step != self._step:
            with self._watch.part("render"):
                self._frames = self._env.unwrapped.capture()
            self._step = step
        missing = sorted(set(names) - set(self._frames)) if names else []
        if missing:
            raise UsageError(
                f"The policy asks for camera {missing[0]!r}; this task has: "
                f"{', '.join(sorted(self._frames))}."
            )
        return {name: self._frames[name] for name in names}
