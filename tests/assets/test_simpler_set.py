from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest
import trimesh

from simeval.assets import AssetSet, load_asset_set
from simeval.errors import UnknownNameError

# Half extents (m) and density (kg/m3), from the fact sheet of the original environments.
BRIDGE_FACTS = {
    "bridge_spoon_generated_modified": ((0.07, 0.0173, 0.013021), 1200),
    "table_cloth_generated_shorter": ((0.05, 0.05, 0.005), 330),
    "bridge_carrot_generated_modified": ((0.0575, 0.016, 0.019), 700),
    "bridge_plate_objaverse_larger": ((0.055, 0.055, 0.003), 1000),
    "baked_green_cube_3cm": ((0.015, 0.015, 0.015), 1000),
    "baked_yellow_cube_3cm": ((0.015, 0.015, 0.015), 1000),
    "eggplant": ((0.03915, 0.0187, 0.019), 400),
    "sink": ((0.1345, 0.1965, 0.0575), 100000),
    "dummy_sink_target_plane": ((0.065, 0.04, 0.001), 100000),
}
GOOGLE_FACTS = {
    "coke_can": ((0.033, 0.0615, 0.033), 1000),
    "opened_coke_can": ((0.033, 0.0615, 0.033), 50),
    "redbull_can": ((0.02925, 0.066, 0.02925), 1000),
    "baked_opened_redbull_can_v2": ((0.02925, 0.086, 0.02925), 50),
    "blue_plastic_bottle": ((0.03005, 0.1015, 0.03025), 50),
    "baked_apple_v2": ((0.04, 0.04, 0.04), 800),
    "baked_orange": ((0.035, 0.035, 0.034), 800),
    "sponge": ((0.035, 0.05, 0.018), 150),
}

pytestmark = pytest.mark.simpler_assets


@pytest.fixture
def simpler(simpler_assets: Path, monkeypatch: pytest.MonkeyPatch) -> AssetSet:
    monkeypatch.setenv("SIMEVAL_SIMPLER_ASSETS", str(simpler_assets))
    return load_asset_set("simpler")


@pytest.mark.parametrize("model_id", [*BRIDGE_FACTS, *GOOGLE_FACTS])
def test_extent_and_density_are_those_of_the_original(simpler: AssetSet, model_id: str) -> None:
    half, density = (BRIDGE_FACTS | GOOGLE_FACTS)[model_id]
    model = simpler.object_model(model_id)
    np.testing.assert_allclose(model.extent, 2 * np.array(half), rtol=0, atol=1e-12)
    assert model.density == density


def test_the_spoon_has_other_numbers_in_the_google_file(simpler: AssetSet) -> None:
    spoon = "bridge_spoon_generated_modified"
    google = simpler.object_model(spoon, info="info_pick_custom_v0")
    np.testing.assert_allclose(google.extent, 2 * np.array([0.0173, 0.05, 0.013021]))
    assert google.facts == "info_pick_custom_v0"
    assert simpler.object_model(spoon, info="info_bridge_custom_v0.json") == simpler.object_model(
        spoon
    )
    with pytest.raises(UnknownNameError, match="Known: info_bridge_custom_v0, info_pick_custom_v0"):
        simpler.object_model(spoon, info="info_pick_custom_baked_tex_v0")


def test_every_upstream_model_can_be_used(simpler: AssetSet) -> None:
    assert len(simpler.model_ids) == 52
    for model_id in simpler.model_ids:
        model = simpler.object_model(model_id)
        assert model.collision.is_file()
        assert (model.visual is None) == (model.stand_in is not None)
        assert model.visual is None or model.visual.is_file()
        assert min(model.extent) > 0 and model.density > 0


def test_a_model_without_stated_facts_is_measured(simpler: AssetSet) -> None:
    model = simpler.object_model("redbull_can_original")
    assert model.facts is None and model.density == 1000
    mesh = trimesh.load(model.collision, force="mesh")
    np.testing.assert_allclose(model.extent, mesh.extents, atol=1e-9)


@pytest.mark.parametrize("model_id", ["sponge", "coke_can", "bridge_carrot_generated_modified"])
def test_the_visual_follows_the_original_order(simpler: AssetSet, model_id: str) -> None:
    model = simpler.object_model(model_id)
    assert model.visual is not None
    names = ["textured.obj", "textured.dae", "textured.glb"]
    there = [name for name in names if (model.visual.parent / name).exists()]
    assert model.visual.name == there[0]


@pytest.mark.parametrize(
    "robot",
    [
        "widowx",
        "google_robot",
        "google_robot_recolor_sim",
        "google_robot_recolor_tabletop_visual_matching_1",
        "google_robot_recolor_tabletop_visual_matching_2",
        "google_robot_recolor_cabinet_visual_matching_1",
    ],
)
def test_every_mesh_of_a_robot_is_there(simpler: AssetSet, robot: str) -> None:
    urdf = simpler.robot_urdf(robot)
    meshes = [mesh.attrib["filename"] for mesh in ET.parse(urdf).iter("mesh")]
    assert len(meshes) > 10
    for name in meshes:
        assert (urdf.parent / name).is_file(), name


def test_absent_files_are_replaced_and_said(simpler: AssetSet) -> None:
    missing = "data/hab2_bench_assets/stages/bridge_table_1_v1.glb"
    stage = simpler.stage("bridge_table_1_v1")
    if (simpler.root / missing).exists():
        assert stage.mesh is not None and stage.table_top_z is None
    else:
        assert stage.mesh is None and stage.table_top_z == 0.8695
        assert stage.stand_in is not None and stage.stand_in.missing == missing
    google = simpler.stage("google_pick_coke_can_1_v4")
    assert google.table_top_z == (0.887 if google.mesh is None else None)
    found = simpler.stand_ins(
        model_ids=["eggplant", "sink"], stages=["bridge_table_1_v1", "frl_apartment_stage_simple"]
    )
    absent = [
        path
        for path in ("data/custom/models/eggplant/textured.dae", missing)
        if not (simpler.root / path).exists()
    ]
    assert [stand_in.missing for stand_in in found] == absent


def test_a_missing_eggplant_is_drawn_in_its_colour(simpler: AssetSet) -> None:
    model = simpler.object_model("eggplant")
    if model.stand_in is not None:
        assert model.stand_in.colour == (70 / 255, 20 / 255, 90 / 255)
        assert "collision mesh of eggplant" in model.stand_in.replacement


@pytest.mark.parametrize(
    ("call", "hint"),
    [
        (lambda s: s.object_model("bridge_carot_generated_modified"), "bridge_carrot_generated"),
        (lambda s: s.robot_urdf("widow"), "widowx"),
        (lambda s: s.background("bridge_sinc"), "bridge_sink"),
        (lambda s: s.stage("bridge_table_1_v3"), "bridge_table_1_v"),
    ],
)
def test_a_mistyped_name_is_answered_with_the_right_one(simpler: AssetSet, call, hint) -> None:
    with pytest.raises(UnknownNameError, match=f"Did you mean '{hint}"):
        call(simpler)


def test_backgrounds_have_the_size_of_the_camera(simpler: AssetSet) -> None:
    from PIL import Image

    for name, size in {"bridge_real_eval_1": (640, 480), "bridge_sink": (640, 480)}.items():
        with Image.open(simpler.background(name)) as image:
            assert image.size == size


def test_the_hash_names_the_content(simpler: AssetSet) -> None:
    assert re.fullmatch("[0-9a-f]{64}", simpler.content_hash)
    assert load_asset_set("simpler").content_hash == simpler.content_hash
