"""The thin plate in the dish rack that marks where the aubergine must land; never drawn."""

from __future__ import annotations

from simeval.assets.make.glb import Material, Part
from simeval.assets.make.shapes import box
from simeval.assets.make.solid import Solid
from simeval.assets.make.texture import linear


def collision() -> list[Solid]:
    """The exact plate."""
    return [box((-65, -40, -1), (65, 40, 1)).scaled(0.001)]


def visual() -> list[Part]:
    """The same plate in the yellow of the rack."""
    paint = Material(name="basket_plane", colour=linear(228, 190, 84), roughness=0.6)
    return [Part(solid=box((-65, -40, -1), (65, 40, 1)).scaled(0.001), material=paint)]
