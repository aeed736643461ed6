"""From a frame to the size that a network wants."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from simeval.policies.pipeline.float_resize import (
    tf_bilinear,
    tf_lanczos3,
    torch_bilinear,
    torch_bilinear_antialias,
)
from simeval.policies.specs import ImageSpec
from simeval.policies.specs.camera import Interpolation, Rounding
from simeval.require import require

Image = npt.NDArray[np.uint8]

_PIL_FILTERS = {
    "pil_nearest": "NEAREST",
    "pil_bilinear": "BILINEAR",
    "pil_bicubic": "BICUBIC",
    "pil_lanczos": "LANCZOS",
}
_CV2_FLAGS = {
    "cv2_linear": "INTER_LINEAR",
    "cv2_area": "INTER_AREA",
    "cv2_lanczos4": "INTER_LANCZOS4",
}
_FLOAT_RESIZES: dict[str, Callable[[Any, int, int], npt.NDArray[np.float32]]] = {
    "tf_bilinear": tf_bilinear,
    "tf_lanczos3": tf_lanczos3,
    "torch_bilinear": torch_bilinear,
    "torch_bilinear_antialias": torch_bilinear_antialias,
}


def fit_image(image: Image, camera: ImageSpec) -> Image:
    """Bring a frame to the size of the specification.

    Args:
        image: Uint8 [H, W, 3].
        camera: Fit, size, interpolation and rounding. An image that has the size already passes
            as it is.

    Raises:
        DependencyError: The interpolation is OpenCV's, which is not installed.
    """
    if camera.size is None or camera.interpolation is None or image.shape[:2] == camera.size:
        return image
    resize_to = partial(resize, interpolation=camera.interpolation, rounding=camera.rounding)
    height, width = camera.size
    if camera.fit == "pad":
        return _pad(image, height, width, resize_to, camera.interpolation)
    if camera.fit == "center_crop":
        image = _largest_centre(image, height, width)
    return resize_to(image, height, width)


def resize(
    image: Image,
    height: int,
    width: int,
    *,
    interpolation: Interpolation,
    rounding: Rounding = "nearest",
) -> Image:
    """Resize with the kernel of a library.

    Args:
        image: Uint8 [H, W, 3].
        height: Of the result, in pixels.
        width: Of the result, in pixels.
        interpolation: Library and kernel; Pillow and OpenCV are called, TensorFlow's and PyTorch's
            arithmetic is our own (`float_resize`).
        rounding: From floats to bytes, for TensorFlow and PyTorch.

    Raises:
        DependencyError: The interpolation is OpenCV's, which is not installed.
    """
    if interpolation in _PIL_FILTERS:
        from PIL import Image as pillow

        kernel = pillow.Resampling[_PIL_FILTERS[interpolation]]
        return np.asarray(pillow.fromarray(image).resize((width, height), kernel))
    if interpolation in _CV2_FLAGS:
        cv2 = require("cv2", extra="sim")
        flag = getattr(cv2, _CV2_FLAGS[interpolation])
        resized: Image = cv2.resize(image, (width, height), interpolation=flag)
        return resized
    return to_bytes(_FLOAT_RESIZES[interpolation](image, height, width), rounding)


def to_bytes(image: npt.NDArray[np.float32], rounding: Rounding) -> Image:
    """Return floats between 0 and 255 as bytes; overshoots of a kernel are clipped."""
    whole = np.rint(image) if rounding == "nearest" else np.trunc(image)
    return np.clip(whole, 0, 255).astype(np.uint8)


def _pad(
    image: Image,
    height: int,
    width: int,
    resize_to: Callable[..., Image],
    interpolation: Interpolation,
) -> Image:
    """Shrink or grow until the image fits, and centre it on black.

    As `resize_with_pad` of openpi and of TensorFlow. Both round sizes and offsets down; TensorFlow
    computes in single precision, and takes the offset of the size before it is rounded.
    """
    number = np.float32 if interpolation.startswith("tf_") else np.float64
    rows, columns = number(image.shape[0]), number(image.shape[1])
    ratio = max(columns / number(width), rows / number(height))
    exact = rows / ratio, columns / ratio
    inner_height, inner_width = (max(1, int(size)) for size in exact)
    if number is np.float32:
        top, left = int((number(height) - exact[0]) / 2), int((number(width) - exact[1]) / 2)
    else:
        top, left = (height - inner_height) // 2, (width - inner_width) // 2
    padded = np.zeros((height, width, image.shape[2]), dtype=np.uint8)
    inner = resize_to(image, inner_height, inner_width)
    padded[top : top + inner_height, left : left + inner_width] = inner
    return padded


def _largest_centre(image: Image, height: int, width: int) -> Image:
    """Cut out the largest central rectangle of the wanted shape."""
    rows, columns = image.shape[:2]
    if columns * height >= rows * width:
        inner = max(1, rows * width // height)
        left = (columns - inner) // 2
        return np.ascontiguousarray(image[:, left : left + inner])
    inner = max(1, columns * height // width)
    top = (rows - inner) // 2
    return np.ascontiguousarray(image[top : top + inner])
