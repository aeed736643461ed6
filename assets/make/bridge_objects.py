"""The objects of the WidowX tasks: ids of SIMPLER, stated boxes, densities, makers."""

from __future__ import annotations

from functools import partial

from simeval.assets.make import (
    basket_plane,
    carrot,
    cube,
    eggplant,
    plate,
    sink,
    sink_collision,
    spoon,
    towel,
)
from simeval.assets.make.made import Made

BRIDGE_OBJECTS = (
    Made(
        upstream_id="bridge_spoon_generated_modified",
        folder="spoon",
        half_extent=(0.07, 0.0173, 0.013021),
        density=1200,
        collision=spoon.collision,
        visual=spoon.visual,
    ),
    Made(
        upstream_id="table_cloth_generated_shorter",
        folder="towel",
        half_extent=(0.05, 0.05, 0.005),
        density=330,
        collision=towel.collision,
        visual=towel.visual,
    ),
    Made(
        upstream_id="bridge_carrot_generated_modified",
        folder="carrot",
        half_extent=(0.0575, 0.016, 0.019),
        density=700,
        collision=carrot.collision,
        visual=carrot.visual,
    ),
    Made(
        upstream_id="bridge_plate_objaverse_larger",
        folder="plate",
        half_extent=(0.055, 0.055, 0.003),
        density=1000,
        collision=plate.collision,
        visual=plate.visual,
    ),
    Made(
        upstream_id="baked_green_cube_3cm",
        also=("green_cube_3cm",),
        folder="green_cube",
        half_extent=(0.015, 0.015, 0.015),
        density=1000,
        collision=cube.collision,
        visual=partial(cube.visual, "green_cube", (62, 122, 88)),
    ),
    Made(
        upstream_id="baked_yellow_cube_3cm",
        also=("yellow_cube_3cm",),
        folder="yellow_cube",
        half_extent=(0.015, 0.015, 0.015),
        density=1000,
        collision=cube.collision,
        visual=partial(cube.visual, "yellow_cube", (222, 178, 84)),
    ),
    Made(
        upstream_id="eggplant",
        folder="eggplant",
        half_extent=(0.03915, 0.0187, 0.019),
        density=400,
        collision=eggplant.collision,
        visual=eggplant.visual,
    ),
    Made(
        upstream_id="sink",
        folder="sink",
        half_extent=(0.1345, 0.1965, 0.0575),
        density=100000,
        collision=sink_collision.collision,
        visual=sink.visual,
        box_low=(-0.1345, -0.1965, 0.0),
        box_high=(0.1345, 0.1965, 0.115),
    ),
    Made(
        upstream_id="dummy_sink_target_plane",
        folder="basket_plane",
        half_extent=(0.065, 0.04, 0.001),
        density=100000,
        collision=basket_plane.collision,
        visual=basket_plane.visual,
    ),
)
