"""The hash of what one task draws: it follows these bytes and facts, and no others."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from simeval.assets.bundled_set import BundledSet
from simeval.assets.checked_files import CheckedFiles
from simeval.assets.locate import package_folder
from simeval.assets.manifest import Manifest
from simeval.assets.registry import load_asset_set
from simeval.envs.catalogue import find_task, find_variant
from simeval.envs.task_assets import assets_of

TASK = find_task("widowx_carrot_on_plate")
USE = assets_of(TASK, find_variant(TASK, "default"))


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copy") / "bundled"
    shutil.copytree(package_folder() / "bundled", folder)
    return folder


def hash_in(folder: Path) -> str:
    manifest = Manifest.load(folder / "manifest.json")
    files = CheckedFiles(root=folder, manifest=manifest, repair="", afresh=True)
    return BundledSet(name="bundled", files=files).content_hash_of(USE)


@pytest.mark.parametrize(
    ("path", "counts"),
    [
        ("objects/carrot/visual.glb", True),
        ("robots/widowx/wx250s.urdf", True),
        ("backgrounds/bridge_real_eval_1.png", True),
        ("objects/spoon/visual.glb", False),
        ("robots/google_robot/google_robot.urdf", False),
        ("backgrounds/bridge_sink.png", False),
    ],
)
def test_only_files_of_the_task_count(copy: Path, path: str, counts: bool) -> None:
    before = hash_in(copy)
    original = (copy / path).read_bytes()
    (copy / path).write_bytes(original + b" ")
    try:
        assert (hash_in(copy) != before) == counts
    finally:
        (copy / path).write_bytes(original)
    assert hash_in(copy) == before


@pytest.mark.parametrize(
    ("model_id", "counts"),
    [("bridge_carrot_generated_modified", True), ("bridge_spoon_generated_modified", False)],
)
def test_only_facts_of_the_task_count(copy: Path, model_id: str, counts: bool) -> None:
    before = hash_in(copy)
    catalogue = copy / "catalogue.json"
    original = catalogue.read_text()
    changed = json.loads(original)
    changed["objects"][model_id]["density"] += 1
    catalogue.write_text(json.dumps(changed))
    # The catalogue itself is held against the manifest, which a new release changes with it.
    manifest = copy / "manifest.json"
    recorded = manifest.read_text()
    entries = json.loads(recorded)
    entries["files"] = [file for file in entries["files"] if file["path"] != "catalogue.json"]
    manifest.write_text(json.dumps(entries))
    try:
        assert (hash_in(copy) != before) == counts
    finally:
        catalogue.write_text(original)
        manifest.write_text(recorded)


@pytest.mark.simpler_assets
def test_the_original_set_counts_files_and_facts_of_the_task(
    simpler_assets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIMEVAL_SIMPLER_ASSETS", str(simpler_assets))
    assets = load_asset_set("simpler")
    facts = assets.used_facts(USE)

    assert facts["info_bridge_custom_v0"].keys() == set(USE.model_ids)
    assert {
        "data/real_inpainting/bridge_real_eval_1.png",
        "data/custom/models/bridge_carrot_generated_modified/collision.obj",
        "data/hab2_bench_assets/stages/bridge_table_1_v1.glb",
        "mani_skill2_real2sim/assets/descriptions/widowx_description/wx250s.urdf",
    } <= assets.used_files(USE)
    assert not any("eggplant" in path for path in assets.used_files(USE))
