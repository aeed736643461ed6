"""The centre crop that takes the place of random crops in training."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from simeval.policies.pipeline.float_resize import Grid, grid_at, interpolate
from simeval.policies.pipeline.resizing import to_bytes
from simeval.policies.specs.camera import CropMethod

Image = npt.NDArray[np.uint8]


def centre_crop(image: Image, area: float, method: CropMethod) -> Image:
    """Keep the central share of the area and scale it back to the full size.

    Args:
        image: Uint8 [H, W, 3].
        area: Share of the area, above 0 and at most 1; each edge is cut to its square root.
        method: Whose arithmetic.
    """
    if area == 1.0:
        return image
    return _tf_crop(image, area) if method == "tf_bilinear" else _pil_crop(image, area)


def _tf_crop(image: Image, area: float) -> Image:
    """As OpenVLA's evaluation: `tf.image.crop_and_resize` between conversions of dtype.

    The corners of the crop fall onto the outermost pixel centres. Bytes are scaled by 1/255, and
    back by 255.5 rounded down, as `tf.image.convert_image_dtype` does with saturation.
    """
    height, width = image.shape[:2]
    pixels = image.astype(np.float32) * np.float32(1 / 255)
    cropped = interpolate(pixels, _crop_grid(height, area), _crop_grid(width, area))
    return to_bytes(np.clip(cropped, 0, 1) * np.float32(255.5), "truncate")


def _crop_grid(size: int, area: float) -> Grid:
    edge = np.clip(np.sqrt(np.float32(area)), np.float32(0), np.float32(1))
    start = (np.float32(1) - edge) / np.float32(2)
    end = start + edge
    last = np.float32(size - 1)
    step = (end - start) * last / last if size > 1 else np.float32(0)
    return grid_at(start * last + np.arange(size, dtype=np.float32) * step, size)


def _pil_crop(image: Image, area: float) -> Image:
    """As CogACT's `scripts/deploy.py`: whole pixels, then Pillow's Lanczos kernel."""
    from PIL import Image as pillow

    height, width = image.shape[:2]
    inner_width = max(1, int(width * math.sqrt(area)))
    inner_height = max(1, int(height * math.sqrt(area)))
    left, top = (width - inner_width) // 2, (height - inner_height) // 2
    box = (left, top, left + inner_width, top + inner_height)
    picture = pillow.fromarray(image).crop(box)
    return np.asarray(picture.resize((width, height), pillow.Resampling.LANCZOS))
