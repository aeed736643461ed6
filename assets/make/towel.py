"""A folded dish towel, 10 x 10 x 1 cm."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simeval.assets.make.glb import Material, Part
from simeval.assets.make.solid import Floats, Solid, hull
from simeval.assets.make.texture import noise, to_bytes

# (y low, y high, z high) in mm of the three flat stretches of the folded cloth.
STRETCHES = ((-50.3, -2.8, 5.4), (-2.8, 20.8, 4.2), (20.8, 49.8, 4.9))
X_LOW, X_HIGH, Z_LOW = -51.1, 49.9, -4.9


def collision() -> list[Solid]:
    """Three slabs side by side with blunt outer edges."""
    parts = []
    for y_low, y_high, top in STRETCHES:
        middle = (Z_LOW + top) / 2
        levels = ((Z_LOW, 9.0), (middle - 0.8, 0.4), (middle + 0.8, 0.4), (top, 9.0))
        corners = [
            (x, y, z)
            for z, inset in levels
            for x in (X_LOW + inset, X_HIGH - inset)
            for y in (y_low + 0.25 * inset, y_high - 0.25 * inset)
        ]
        parts.append(hull(corners).scaled(0.001))
    return parts


def visual() -> list[Part]:
    """Four soft layers of woven cotton: wavy top, rounded fold edges, seams between layers."""
    cotton = Material(name="towel_cotton", roughness=0.95, texture=_weave())
    return [Part(solid=_cloth().scaled(0.001), material=cotton, crease_degrees=75)]


def _cloth() -> Solid:
    """A pillow-like skin: grid on top and bottom, joined around the rim by layered bulges."""
    n = 41
    s = np.linspace(-1, 1, n)
    gx, gy = np.meshgrid(s, s, indexing="ij")
    top = _sheet(gx, gy, upper=True)
    bottom = _sheet(gx, gy, upper=False)
    idx = np.arange(n * n).reshape(n, n)
    a, b, c, d = (q.ravel() for q in (idx[:-1, :-1], idx[1:, :-1], idx[1:, 1:], idx[:-1, 1:]))
    faces_top = np.vstack([np.stack([a, b, c], 1), np.stack([a, c, d], 1)])
    faces_bottom = faces_top[:, ::-1] + n * n
    rim = np.concatenate([idx[:-1, 0], idx[-1, :-1], idx[:0:-1, -1], idx[0, :0:-1]])
    vertices = [top, bottom]
    faces = [faces_top, faces_bottom]
    steps = 13
    first = 2 * n * n
    m = len(rim)
    for k in range(steps):
        share = k / (steps - 1)
        ring = bottom[rim] * (1 - share) + top[rim] * share
        bulge = 0.9 * np.abs(np.sin(4 * np.pi * share)) ** 0.6  # four layers seen from the side
        outward = np.column_stack([gx.ravel()[rim], gy.ravel()[rim]])
        outward = np.sign(outward) * np.abs(outward) ** 8
        ring[:, :2] += bulge * outward
        vertices.append(ring)
    i = np.arange(m)
    j = (i + 1) % m
    for k in range(steps - 1):
        r = first + k * m
        faces += [
            np.stack([r + i, r + j, r + m + j], 1),
            np.stack([r + i, r + m + j, r + m + i], 1),
        ]
    points = np.vstack(vertices)
    uv = np.column_stack([points[:, 0], points[:, 1] + points[:, 2] * 0.7]) / 100.0 + 0.5
    return Solid(vertices=points, faces=np.vstack(faces).astype(np.int64), uv=uv)


def _sheet(gx: Floats, gy: Floats, *, upper: bool) -> Floats:
    """One face of the folded cloth; its edges sink where the fabric turns."""
    x = (X_LOW + X_HIGH) / 2 + gx * (X_HIGH - X_LOW) / 2
    y = gy * 49.0 - 0.3
    corner = 1 - 0.02 * (np.abs(gx) ** 6 * np.abs(gy) ** 6)
    edge = np.maximum(np.abs(gx), np.abs(gy))
    fall = np.clip((edge - 0.9) / 0.1, 0, 1) ** 2
    if upper:
        wave = 0.8 * np.sin(0.9 * gx * np.pi + 0.6) * np.cos(1.4 * gy * np.pi)
        z = 4.2 + wave + 0.5 * np.sin(3.1 * gy + 1.0) - 1.6 * fall
    else:
        z = Z_LOW + 1.0 * fall
    return np.column_stack([(x * corner).ravel(), (y * corner).ravel(), (z + 0 * x).ravel()])


def _weave() -> NDArray[np.uint8]:
    """Plain weave: threads over and under, pale blue with a white stripe near one edge."""
    size, threads = 512, 102
    t = np.arange(size) * threads / size * np.pi
    warp, weft = np.abs(np.sin(t))[None, :], np.abs(np.sin(t))[:, None]
    over = (np.floor(t / np.pi)[None, :] + np.floor(t / np.pi)[:, None]) % 2 == 0
    thread = np.where(over, warp * (0.6 + 0.4 * weft), weft * (0.6 + 0.4 * warp))
    fuzz = noise(size, size, cells=(96, 96), octaves=2, seed=41)
    tone = noise(size, size, cells=(5, 5), octaves=3, seed=42)
    gain = 0.80 + 0.09 * thread + 0.08 * (fuzz - 0.5) + 0.20 * (tone - 0.5)
    colour = np.broadcast_to(np.array([150.0, 192.0, 214.0]), (size, size, 3)).copy()
    row = np.arange(size)
    for low, high in ((52, 64), (72, 78)):
        colour[(row >= low) & (row < high)] = (236.0, 238.0, 236.0)
    return to_bytes(colour * gain[..., None])
