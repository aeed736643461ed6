"""Small mechanical parts that repeat over the arm: servos, horns, bolts, flat plates."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from simeval.assets.make.outline import circle, rounded
from simeval.assets.make.shapes import box, cylinder, onto, prism
from simeval.assets.make.solid import Floats, Solid, joined


def bolt(at: Sequence[float], axis: str, *, radius: float = 1.7, height: float = 1.0) -> Solid:
    """A button-head screw with a hex socket; `at` is the middle of its seat, `axis` like "+x"."""
    head = prism(
        circle(radius, segments=12), 0.0, height, holes=[circle(0.5 * radius, segments=6)],
        bevel=min(0.32 * height, 0.15 * radius), bevel_steps=1,
    )  # fmt: skip
    floor = prism(circle(0.52 * radius, segments=6), 0.0, 0.35 * height)
    return _towards(joined([head, floor]), axis).moved(*at)


def horn(at: Sequence[float], axis: str, *, radius: float = 11.0, height: float = 2.2) -> Solid:
    """A servo horn: a disc with a raised hub and eight screws."""
    disc = cylinder(radius, 0.0, height, bevel=0.4, segments=32)
    hub = cylinder(0.36 * radius, height, height + 0.9, bevel=0.3, segments=20)
    screws = [
        bolt((0.68 * radius * np.cos(a), 0.68 * radius * np.sin(a), height), "+z",
             radius=1.25, height=0.7)
        for a in np.arange(8) * np.pi / 4
    ]  # fmt: skip
    return _towards(joined([disc, hub, *screws]), axis).moved(*at)


def servo_case(low: Sequence[float], high: Sequence[float], *, split: str = "z") -> Solid:
    """A servo body: three shells stacked along the `split` axis."""
    a, b = np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)
    k = "xyz".index(split)
    cuts = [a[k], a[k] + 0.24 * (b[k] - a[k]), a[k] + 0.76 * (b[k] - a[k]), b[k]]
    shells = []
    for number, (start, end) in enumerate(pairwise(cuts)):
        # The middle shell sits 0.5 mm back: a step that stays visible where a groove would flicker.
        back = np.where(np.arange(3) == k, 0.0, 0.5 if number == 1 else 0.0)
        lo, hi = a + back, b - back
        lo[k], hi[k] = start, end
        shells.append(box(lo, hi, bevel=0.3 if number == 1 else 0.7, radius=2.6, axis=split))
    return joined(shells)


def plate_in_xz(
    outline: Floats,
    y_low: float,
    y_high: float,
    *,
    holes: Sequence[Floats] = (),
    bevel: float = 0.5,
) -> Solid:
    """A flat part that stands upright; outline and holes are (x, z), counter-clockwise."""
    flip = [loop[::-1, ::-1] for loop in (outline, *holes)]
    return onto(prism(flip[0], y_low, y_high, holes=flip[1:], bevel=bevel, bevel_steps=1), "y")


def plate_in_yz(
    outline: Floats,
    x_low: float,
    x_high: float,
    *,
    holes: Sequence[Floats] = (),
    bevel: float = 0.5,
) -> Solid:
    """A flat part across x; outline and holes are (y, z), counter-clockwise."""
    return onto(prism(outline, x_low, x_high, holes=holes, bevel=bevel, bevel_steps=1), "x")


def slotted_beam(half: float, low: float, high: float) -> Solid:
    """A square aluminium extrusion along z with one shallow groove per side."""
    groove, depth = 0.30 * half, 0.18 * half
    side = [(half, -half), (half, -groove), (half - depth, -0.6 * groove)]
    side += [(half - depth, 0.6 * groove), (half, groove)]
    corners = []
    for turn in range(4):
        c, s = np.cos(turn * np.pi / 2), np.sin(turn * np.pi / 2)
        corners += [(c * x - s * y, s * x + c * y) for x, y in side]
    radii = [1.3, 0.0, 0.0, 0.0, 0.0] * 4
    return prism(rounded(corners, radii, segments=3), low, high, bevel=0.4, bevel_steps=1)


def _towards(solid: Solid, axis: str) -> Solid:
    """Turn a part built along +z to a signed axis such as "-y"."""
    turned = onto(solid, axis[1])
    if axis[0] == "+":
        return turned
    other = "xyz"[("xyz".index(axis[1]) + 1) % 3]
    return turned.turned(other, 180.0)
