"""Printed walls of the drink cans: our own plain designs, no brand.

Each is a picture that wraps once around a can, its middle column facing away from the robot;
what is drawn stands twice, half a turn apart.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simeval.assets.make.lettering import write_word
from simeval.assets.make.solid import Floats
from simeval.assets.make.texture import to_bytes

_WIDTH, _HEIGHT = 640, 288
_FRONTS = (_WIDTH * 0.25, _WIDTH * 0.75)
_WHITE = (246.0, 246.0, 242.0)


def red_cola() -> NDArray[np.uint8]:
    """Red with a white ribbon that swings around the can."""
    x, y = _grid()
    picture = _plain((186, 12, 22))
    picture *= (1 - 0.10 * np.cos(4 * np.pi * x))[..., None]
    wave = 0.74 + 0.06 * np.sin(4 * np.pi * x)
    _paint(picture, np.abs(y - wave) - 0.035, _WHITE)
    _paint(picture, np.abs(y - wave - 0.075) - 0.010, _WHITE)
    _words(picture, "COLA", row=0.40, height=62, weight=13, colour=_WHITE, slant=0.22)
    return to_bytes(picture)


def blue_cola() -> NDArray[np.uint8]:
    """Deep blue with pale slanted bars and a silver foot."""
    x, y = _grid()
    picture = _plain((14, 52, 136))
    bars = np.abs((6 * x + 1.2 * y) % 1.0 - 0.5) - 0.16
    _paint(picture, np.where(y > 0.62, bars / 6, 1.0), (66, 124, 206))
    _paint(picture, 0.90 - y, (196, 202, 210))
    _words(picture, "COLA", row=0.36, height=60, weight=13, colour=_WHITE)
    return to_bytes(picture)


def lemon_white() -> NDArray[np.uint8]:
    """White with green leaves above and below and a lemon disc."""
    x, y = _grid()
    picture = _plain((232, 236, 228))
    _paint(picture, y - 0.13 - 0.04 * np.sin(12 * np.pi * x), (22, 128, 62))
    _paint(picture, 0.87 + 0.04 * np.sin(12 * np.pi * x) - y, (22, 128, 62))
    for front in _FRONTS:
        _paint(picture, _disc(front, 0.52) - 66, (240, 208, 44))
        _paint(picture, _disc(front, 0.52) - 56, (250, 232, 120))
    _words(picture, "LEMON", row=0.52, height=46, weight=11, colour=(16, 104, 50))
    return to_bytes(picture)


def lime_green() -> NDArray[np.uint8]:
    """Green, darker below, with rising bubbles."""
    _, y = _grid()
    picture = _plain((24, 140, 62)) * (1.08 - 0.34 * y)[..., None]
    rng = np.random.default_rng(71)
    for column, row, size in zip(
        rng.uniform(0, _WIDTH, 46), rng.uniform(0.55, 1, 46), rng.uniform(3, 11, 46), strict=True
    ):
        _paint(picture, np.abs(_disc(column, row) - size) - 1.4, (210, 236, 190))
    _words(picture, "LIME", row=0.34, height=64, weight=13, colour=(250, 246, 150), slant=0.12)
    return to_bytes(picture)


def orange_soda() -> NDArray[np.uint8]:
    """Orange with cut fruit around the foot."""
    _, y = _grid()
    picture = _plain((236, 112, 16))
    _paint(picture, y - 0.10, (20, 62, 140))
    for column in np.arange(8) * _WIDTH / 8 + _WIDTH / 16:
        d = _disc(float(column), 0.98)
        _paint(picture, d - 58, (250, 176, 48))
        _paint(picture, d - 50, (254, 214, 120))
        spoke = np.abs(np.sin(4 * _bearing(float(column), 0.98))) * d - 2.0
        _paint(picture, np.maximum(spoke, d - 50), (250, 176, 48))
    _words(picture, "ORANGE", row=0.40, height=38, weight=10, colour=_WHITE, slant=0.1)
    return to_bytes(picture)


def energy_slim() -> NDArray[np.uint8]:
    """Steel blue with two pale bolts that run down the can."""
    x, y = _grid()
    picture = _plain((30, 62, 120)) * (1.15 - 0.35 * y)[..., None]
    swing = 0.10 * np.where(y < 0.46, y, np.where(y < 0.56, 0.46 - 4.6 * (y - 0.46), y - 0.56))
    _paint(picture, np.abs((2 * x + swing) % 1.0 - 0.06) - 0.035, (202, 208, 216))
    _paint(picture, y - 0.08, (202, 208, 216))
    _words(picture, "ENERGY", row=0.5, height=42, weight=9, colour=_WHITE, slant=0.25)
    return to_bytes(picture)


def _grid() -> tuple[Floats, Floats]:
    """Column and row of every pixel, 0..1."""
    y, x = np.mgrid[0:_HEIGHT, 0:_WIDTH]
    return (x + 0.5) / _WIDTH, (y + 0.5) / _HEIGHT


def _plain(srgb: tuple[int, int, int]) -> Floats:
    return np.tile(np.asarray(srgb, dtype=np.float64), (_HEIGHT, _WIDTH, 1))


def _disc(column: float, row: float) -> Floats:
    """Distance (px) of every pixel from a point, around the seam too; `row` is 0..1."""
    y, x = np.mgrid[0:_HEIGHT, 0:_WIDTH] + 0.5
    across = (x - column + _WIDTH / 2) % _WIDTH - _WIDTH / 2
    away: Floats = np.hypot(across, y - row * _HEIGHT)
    return away


def _bearing(column: float, row: float) -> Floats:
    y, x = np.mgrid[0:_HEIGHT, 0:_WIDTH] + 0.5
    across = (x - column + _WIDTH / 2) % _WIDTH - _WIDTH / 2
    angle: Floats = np.arctan2(y - row * _HEIGHT, across)
    return angle


def _paint(picture: Floats, outside: Floats, srgb: tuple[float, float, float]) -> None:
    """Colour where `outside` is negative, with one pixel of blending; in place."""
    slope = np.hypot(*np.gradient(outside))
    cover = np.clip(0.5 - outside / np.maximum(slope, 1e-9), 0, 1)[..., None]
    picture[:] = picture * (1 - cover) + np.asarray(srgb) * cover


def _words(
    picture: Floats, word: str, *, row: float, height: float, weight: float,
    colour: tuple[float, float, float], slant: float = 0.0,
) -> None:  # fmt: skip
    for front in _FRONTS:
        write_word(
            picture, word, centre=(front, row * _HEIGHT), height=height, weight=weight,
            colour=colour, slant=slant,
        )  # fmt: skip
