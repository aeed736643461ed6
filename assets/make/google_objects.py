"""The objects of the Google robot's tasks: ids of SIMPLER, stated boxes, densities, makers."""

from __future__ import annotations

from dataclasses import replace

from simeval.assets.make import bottle, can_labels, fruit, sponge
from simeval.assets.make.can import Can
from simeval.assets.make.made import Made, Vector

_CAN_BOX: Vector = (0.033, 0.0615, 0.033)


def _baked(name: str) -> tuple[str, ...]:
    """The ids under which SIMPLER has an object with pictures of a real one on it."""
    return (f"baked_{name}", f"baked_{name}_v2")


def _cans(
    name: str, folder: str, can: Can, *,
    box: Vector = _CAN_BOX, full_box: Vector = _CAN_BOX, baked: bool = True,
) -> tuple[Made, Made]:  # fmt: skip
    """The empty and the full can; they differ in weight, in the lid, and in what is stated."""
    empty = Made(
        upstream_id=f"opened_{name}",
        also=_baked(f"opened_{name}") if baked else (),
        folder=folder,
        half_extent=box,
        density=50.0,
        collision=can.collision,
        visual=can.visual,
    )
    full = Made(
        upstream_id=name,
        folder=f"{folder}_full",
        half_extent=full_box,
        density=1000.0,
        collision=can.collision,
        visual=replace(can, opened=False).visual,
    )
    return empty, full


GOOGLE_OBJECTS = (
    *_cans(
        "coke_can",
        "red_can",
        Can(foot=-69.0, lid=53.8, radius=33.1, axis_at=(0.3, 0.9), label=can_labels.red_cola),
    ),
    *_cans(
        "pepsi_can",
        "blue_can",
        Can(foot=-64.3, lid=59.9, radius=33.4, axis_at=(0.2, 0.3), label=can_labels.blue_cola),
    ),
    *_cans(
        "7up_can",
        "white_can",
        Can(foot=-63.0, lid=59.0, radius=33.1, axis_at=(0.1, -0.4), label=can_labels.lemon_white),
    ),
    *_cans(
        "sprite_can",
        "green_can",
        Can(foot=-62.0, lid=61.1, radius=33.6, axis_at=(0.4, 0.2), label=can_labels.lime_green),
        baked=False,
    ),
    *_cans(
        "fanta_can",
        "orange_can",
        Can(foot=-63.6, lid=59.6, radius=33.5, axis_at=(0.3, 0.3), label=can_labels.orange_soda),
        baked=False,
    ),
    *_cans(
        "redbull_can",
        "slim_can",
        Can(
            foot=-65.5, lid=67.2, radius=29.6, axis_at=(0.0, 0.0), label=can_labels.energy_slim,
            neck=4.0, foot_radius=22.2, lid_radius=27.6,
        ),
        box=(0.02925, 0.086, 0.02925),  # stated larger than it is, like the original's
        full_box=(0.02925, 0.066, 0.02925),
    ),
    Made(
        upstream_id="blue_plastic_bottle",
        also=_baked("blue_plastic_bottle"),
        folder="bottle",
        half_extent=(0.03005, 0.1015, 0.03025),
        density=50.0,
        collision=bottle.collision,
        visual=bottle.visual,
    ),
    Made(
        upstream_id="apple",
        also=_baked("apple"),
        folder="apple",
        half_extent=(0.04, 0.04, 0.04),
        density=800.0,
        collision=fruit.apple_collision,
        visual=fruit.apple_visual,
    ),
    Made(
        upstream_id="orange",
        also=_baked("orange"),
        folder="orange",
        half_extent=(0.035, 0.035, 0.034),
        density=800.0,
        collision=fruit.orange_collision,
        visual=fruit.orange_visual,
    ),
    Made(
        upstream_id="sponge",
        also=_baked("sponge"),
        folder="sponge",
        half_extent=(0.035, 0.05, 0.018),
        density=150.0,
        collision=sponge.collision,
        visual=sponge.visual,
    ),
)  # fmt: skip
