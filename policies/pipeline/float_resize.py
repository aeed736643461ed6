"""Resizing in floats, as TensorFlow and PyTorch do it, without either.

Every function takes uint8 or float [H, W, C] and gives float32 [height, width, C], with the
arithmetic (single precision) and the order of the original.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

FloatImage = npt.NDArray[np.float32]

_LANCZOS_RADIUS = 3
# Below this the quotient of the Lanczos kernel loses its digits; TensorFlow takes 1 there.
_LANCZOS_CENTRE = 1e-3


def tf_lanczos3(image: npt.NDArray[np.generic], height: int, width: int) -> FloatImage:
    """`tf.image.resize(image, ..., method="lanczos3", antialias=True)`.

    Weights L(d / s) with s = max(1, in / out), d the distance of the pixel centres, L(x) =
    3 sin(pi x) sin(pi x / 3) / (pi x)^2 for abs(x) <= 3, normalised over the pixels within the
    image; rows first, then columns (TensorFlow, ``scale_and_translate_op.cc``).
    """
    pixels = image.astype(np.float32)
    rows = _spans(pixels.shape[0], height, _lanczos3, _LANCZOS_RADIUS)
    columns = _spans(pixels.shape[1], width, _lanczos3, _LANCZOS_RADIUS)
    return _along_columns(_along_rows(pixels, rows), columns)


def tf_bilinear(image: npt.NDArray[np.generic], height: int, width: int) -> FloatImage:
    """`tf.image.resize(image, ..., method="bilinear")`: no antialiasing, half-pixel centres."""
    pixels = image.astype(np.float32)
    rows = half_pixel_grid(pixels.shape[0], height)
    columns = half_pixel_grid(pixels.shape[1], width)
    return interpolate(pixels, rows, columns)


def torch_bilinear(image: npt.NDArray[np.generic], height: int, width: int) -> FloatImage:
    """`torch.nn.functional.interpolate(..., mode="bilinear")`, corners not aligned."""
    pixels = image.astype(np.float32)
    one = np.float32(1)
    low, high, lerp = _clamped_grid(pixels.shape[1], width)
    weight = lerp[np.newaxis, :, np.newaxis]
    wide = (one - weight) * pixels[:, low] + weight * pixels[:, high]
    low, high, lerp = _clamped_grid(pixels.shape[0], height)
    weight = lerp[:, np.newaxis, np.newaxis]
    return np.asarray((one - weight) * wide[low] + weight * wide[high], dtype=np.float32)


def torch_bilinear_antialias(image: npt.NDArray[np.generic], height: int, width: int) -> FloatImage:
    """`torch.nn.functional.interpolate(..., mode="bilinear", antialias=True)`.

    Triangular weights of radius max(1, in / out); columns first, then rows.
    """
    pixels = image.astype(np.float32)
    columns = _spans(pixels.shape[1], width, _triangle, 1)
    rows = _spans(pixels.shape[0], height, _triangle, 1)
    return _along_rows(_along_columns(pixels, columns), rows)


class Grid(NamedTuple):
    """Where the pixels of one output axis lie between those of the input."""

    low: npt.NDArray[np.int64]
    """Index of the input pixel before, [out]."""
    high: npt.NDArray[np.int64]
    """Index of the input pixel after, [out]."""
    lerp: npt.NDArray[np.float32]
    """Weight of the pixel after, [out]."""


def half_pixel_grid(size: int, out: int) -> Grid:
    """Return the grid whose pixel centres lie at (i + 0.5) * in / out - 0.5."""
    scale = np.float32(size) / np.float32(out)
    return grid_at(
        (np.arange(out, dtype=np.float32) + np.float32(0.5)) * scale - np.float32(0.5), size
    )


def grid_at(places: npt.NDArray[np.float32], size: int) -> Grid:
    """Return the grid of these places, in pixels of an axis of this size."""
    floor = np.floor(places)
    low = np.maximum(floor.astype(np.int64), 0)
    high = np.minimum(np.ceil(places).astype(np.int64), size - 1)
    return Grid(low, high, (places - floor).astype(np.float32))


def interpolate(pixels: FloatImage, rows: Grid, columns: Grid) -> FloatImage:
    """Interpolate linearly: along each row, then between the rows."""
    lerp = columns.lerp[np.newaxis, :, np.newaxis]
    left, right = pixels[:, columns.low], pixels[:, columns.high]
    wide = left + (right - left) * lerp
    top, bottom = wide[rows.low], wide[rows.high]
    return np.asarray(top + (bottom - top) * rows.lerp[:, np.newaxis, np.newaxis])


class _Spans(NamedTuple):
    """For each output pixel the input pixels that it is made of."""

    first: npt.NDArray[np.int64]
    """Index of the first, [out]."""
    weights: npt.NDArray[np.float32]
    """Weights of the first and those that follow, [out, taps]; 0 behind the last."""


def _spans(size: int, out: int, kernel: Callable[[FloatImage], FloatImage], radius: int) -> _Spans:
    one, half = np.float32(1), np.float32(0.5)
    inverse_scale = one / (np.float32(out) / np.float32(size))
    stretch = max(inverse_scale, one)
    reach = np.float32(radius) * stretch
    centre = (np.arange(out, dtype=np.float32) + half) * inverse_scale
    first = np.clip(np.ceil(centre - reach - half), 0, size - 1).astype(np.int64)
    last = np.clip(np.floor(centre + reach - half), 0, size - 1).astype(np.int64)
    taps = np.arange(int((last - first).max()) + 1)
    source = first[:, np.newaxis] + taps
    distance = (source.astype(np.float32) + half - centre[:, np.newaxis]) * (one / stretch)
    weights = np.where(source <= last[:, np.newaxis], kernel(np.abs(distance)), np.float32(0))
    total = np.zeros((out, 1), dtype=np.float32)
    for tap in taps:
        total += weights[:, tap : tap + 1]
    return _Spans(first, np.asarray(weights * (one / total), dtype=np.float32))


def _lanczos3(distance: FloatImage) -> FloatImage:
    radius, pi = np.float32(_LANCZOS_RADIUS), np.float32(np.pi)
    safe = np.where(distance <= _LANCZOS_CENTRE, np.float32(1), distance)
    wave = radius * np.sin(pi * safe) * np.sin(pi * safe / radius) / (pi * pi * safe * safe)
    inside = np.where(distance <= _LANCZOS_CENTRE, np.float32(1), wave)
    return np.asarray(np.where(distance > radius, np.float32(0), inside))


def _triangle(distance: FloatImage) -> FloatImage:
    return np.asarray(np.maximum(np.float32(1) - distance, np.float32(0)))


def _along_rows(pixels: FloatImage, spans: _Spans) -> FloatImage:
    """Weighted sums over rows, in the order of the rows."""
    result = np.zeros((len(spans.first), *pixels.shape[1:]), dtype=np.float32)
    for tap in range(spans.weights.shape[1]):
        source = np.minimum(spans.first + tap, pixels.shape[0] - 1)
        result += spans.weights[:, tap, np.newaxis, np.newaxis] * pixels[source]
    return result


def _along_columns(pixels: FloatImage, spans: _Spans) -> FloatImage:
    turned = np.ascontiguousarray(pixels.transpose(1, 0, 2))
    return np.ascontiguousarray(_along_rows(turned, spans).transpose(1, 0, 2))


def _clamped_grid(size: int, out: int) -> Grid:
    scale = np.float32(size) / np.float32(out)
    places = np.maximum(
        (np.arange(out, dtype=np.float32) + np.float32(0.5)) * scale - np.float32(0.5),
        np.float32(0),
    )
    low = np.minimum(places.astype(np.int64), size - 1)
    return Grid(low, np.minimum(low + 1, size - 1), (places - low).astype(np.float32))
