"""Which frames of an episode are filmed."""

from __future__ import annotations

from simeval.runner.caption import Caption
from simeval.runner.film import Film
from simeval.runner.step_camera import StepCamera
from simeval.runner.stopwatch import Stopwatch


class Shots:
    """Films a frame every few control steps, and the last.

    Args:
        film: Takes the frames; ``None`` if the episode is not filmed.
        camera: Takes them.
        name: Which camera.
        every: Control steps from one frame to the next.
        watch: Counts the time of encoding.
    """

    def __init__(
        self, film: Film | None, camera: StepCamera, *, name: str, every: int, watch: Stopwatch
    ) -> None:
        self._film = film
        self._camera = camera
        self._name = name
        self._every = every
        self._watch = watch
        self._filmed_step = -1

    def before_step(self, caption: Caption) -> None:
        """Film this moment if its turn has come."""
        if caption.step % self._every == 0:
            self._shoot(caption)

    def at_end(self, caption: Caption) -> None:
        """Film this moment unless it is filmed."""
        if caption.step != self._filmed_step:
            self._shoot(caption)

    def _shoot(self, caption: Caption) -> None:
        if self._film is None:
            return
        self._filmed_step = caption.step
        frame = self._camera.select((self._name,), caption.step)[self._name]
        with self._watch.part("write"):
            self._film.add(frame, caption)
