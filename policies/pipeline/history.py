"""Images of the last steps, for one camera in one slot."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simeval.policies.specs import CameraSpec

Image = npt.NDArray[np.uint8]


class ImageHistory:
    """Keeps the prepared images that a later inference may need.

    Args:
        camera: Which steps an inference looks back to, and what stands in for those before the
            episode.
    """

    def __init__(self, camera: CameraSpec) -> None:
        self._camera = camera
        self._images: dict[int, Image] = {}
        self._first_step: int | None = None

    def add(self, step: int, image: Image) -> None:
        """Keep the image of a control step; steps ascend."""
        if self._first_step is None:
            self._first_step = step
        self._images[step] = image
        oldest = max(self._first_step, step + self._camera.history[0])
        while (at := next(iter(self._images))) < oldest:
            del self._images[at]

    def at(self, step: int) -> tuple[Image, npt.NDArray[np.float32]]:
        """Return what an inference at this step sees.

        Returns:
            Images, uint8 [T, H, W, 3] or, without time axis, [H, W, 3]; and a mask, float32 [T]: 1
            for an image of its own step, 0 for one that stands in.
        """
        assert self._first_step is not None
        images, mask = [], []
        for delta in self._camera.history:
            real = step + delta >= self._first_step
            if real or self._camera.history_fill == "first":
                images.append(self._images[step + delta if real else self._first_step])
                mask.append(1.0 if real else 0.0)
        stacked = np.stack(images) if self._camera.time_axis else images[-1]
        return stacked, np.array(mask, dtype=np.float32)
