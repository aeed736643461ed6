"""A small stroke alphabet for labels, drawn without a font so that remakes give the same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from simeval.assets.make.solid import Floats

Stroke = tuple[tuple[float, float], ...]


def _arc(x: float, y: float, rx: float, ry: float, start: float, end: float) -> Stroke:
    angle = np.deg2rad(np.linspace(start, end, 13))
    return tuple((x + rx * float(np.cos(a)), y + ry * float(np.sin(a))) for a in angle)


# Strokes in a cell of width 0.7 and height 1, y up.
_GLYPHS: dict[str, tuple[Stroke, ...]] = {
    "A": (((0.0, 0.0), (0.35, 1.0), (0.7, 0.0)), ((0.13, 0.36), (0.57, 0.36))),
    "C": (_arc(0.37, 0.5, 0.37, 0.5, 48, 312),),
    "E": (((0.65, 1.0), (0.05, 1.0), (0.05, 0.0), (0.65, 0.0)), ((0.05, 0.52), (0.55, 0.52))),
    "G": (_arc(0.37, 0.5, 0.37, 0.5, 48, 330), ((0.4, 0.42), (0.7, 0.42), (0.7, 0.2))),
    "I": (((0.35, 0.0), (0.35, 1.0)),),
    "L": (((0.08, 1.0), (0.08, 0.0), (0.64, 0.0)),),
    "M": (((0.0, 0.0), (0.0, 1.0), (0.35, 0.4), (0.7, 1.0), (0.7, 0.0)),),
    "N": (((0.04, 0.0), (0.04, 1.0), (0.66, 0.0), (0.66, 1.0)),),
    "O": (_arc(0.35, 0.5, 0.35, 0.5, 0, 360),),
    "R": (
        ((0.05, 0.0), (0.05, 1.0), (0.4, 1.0)),
        _arc(0.4, 0.76, 0.26, 0.24, 90, -90),
        ((0.4, 0.52), (0.05, 0.52)),
        ((0.34, 0.52), (0.68, 0.0)),
    ),
    "Y": (((0.02, 1.0), (0.35, 0.5), (0.68, 1.0)), ((0.35, 0.5), (0.35, 0.0))),
}
_ADVANCE = 0.98


def write_word(
    picture: Floats,
    word: str,
    *,
    centre: tuple[float, float],
    height: float,
    weight: float,
    colour: Sequence[float],
    slant: float = 0.0,
) -> None:
    """Draw a word into an sRGB picture (h, w, 3), in place.

    Args:
        picture: 0..255.
        word: Letters of `_GLYPHS`.
        centre: Column and row of the middle of the word, px.
        height: Height of the letters, px.
        weight: Width of the strokes, px.
        colour: sRGB 0..255.
        slant: How far the top leans to the right, in letter heights.
    """
    y, x = np.mgrid[0 : picture.shape[0], 0 : picture.shape[1]] + 0.5
    v = (centre[1] - y) / height + 0.5
    u = (x - centre[0]) / height - slant * (v - 0.5)
    width = _ADVANCE * (len(word) - 1) + 0.7
    distance = np.full(picture.shape[:2], np.inf)
    for place, letter in enumerate(word):
        for stroke in _GLYPHS[letter]:
            points = np.asarray(stroke) + np.array([place * _ADVANCE - width / 2, 0.0])
            for a, b in pairwise(points):
                distance = np.minimum(distance, _to_segment(u, v, a, b))
    cover = np.clip(weight / 2 - distance * height + 0.5, 0, 1)[..., None]
    picture[:] = picture * (1 - cover) + np.asarray(colour) * cover


def _to_segment(u: Floats, v: Floats, a: Floats, b: Floats) -> Floats:
    along = b - a
    t = ((u - a[0]) * along[0] + (v - a[1]) * along[1]) / max(float(along @ along), 1e-12)
    t = np.clip(t, 0, 1)
    away: Floats = np.hypot(u - a[0] - t * along[0], v - a[1] - t * along[1])
    return away
