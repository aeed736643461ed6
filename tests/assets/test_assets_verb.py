from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.simpler_assets

INFO = "data/custom/info_bridge_custom_v0.json"
CARROT = "data/custom/models/bridge_carrot_generated_modified"

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def simeval() -> Run:
    """The command line in a process of its own, with an installation folder of its own."""

    def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        inherited = {k: v for k, v in os.environ.items() if k != "SIMEVAL_SIMPLER_ASSETS"}
        return subprocess.run(
            [sys.executable, "-m", "simeval.cli.main", "assets", *arguments],
            env=inherited | {"COLUMNS": "200"} | variables,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


@pytest.fixture
def installed(simeval: Run, simpler_assets: Path, tmp_path: Path) -> Path:
    result = simeval("install", "simpler", "--from", str(simpler_assets))
    assert result.returncode == 0, result.stderr
    return tmp_path / "home" / "assets" / "simpler"


def verified(result: subprocess.CompletedProcess[str]) -> dict[str, dict[str, object]]:
    return {item["name"]: item for item in json.loads(result.stdout)}


def test_a_set_that_is_not_there_says_how_to_get_it(simeval: Run) -> None:
    result = simeval("verify", "simpler")
    assert result.returncode == 4
    assert "simeval assets install simpler" in result.stderr
    assert len(result.stderr.splitlines()) == 1
    listing = json.loads(simeval("ls", "--json").stdout)
    assert {row["name"]: row["state"] for row in listing} == {
        "bundled": "ready",
        "simpler": "not installed",
    }


def test_a_copy_is_the_same_set_as_the_original(
    simeval: Run, installed: Path, simpler_assets: Path
) -> None:
    copy = verified(simeval("verify", "simpler", "--json"))["simpler"]
    original = verified(
        simeval("verify", "simpler", "--json", SIMEVAL_SIMPLER_ASSETS=str(simpler_assets))
    )["simpler"]
    assert copy["usable"] and copy["root"] == str(installed)
    assert original["root"] == str(simpler_assets)
    for key in ("content_hash", "good", "stand_ins", "missing", "corrupt"):
        assert copy[key] == original[key]


def test_what_is_replaced_is_listed(simeval: Run, installed: Path) -> None:
    text = simeval("verify", "simpler").stdout
    listed = set(re.findall(r"stand-in\s+(\S+) -> ", text))
    for path in listed:
        assert not (installed / path).exists()
        assert re.search(r"/stages/[^/]+\.glb$|/models/[^/]+/textured\.dae$", path)
    stages = installed / "data" / "hab2_bench_assets" / "stages"
    assert {f"{name}.glb" for name in ("bridge_table_1_v1", "modern_office")} <= {
        Path(path).name for path in listed
    } | {path.name for path in stages.iterdir()}


def test_a_truncated_mesh_is_found_and_mended(
    simeval: Run, installed: Path, simpler_assets: Path
) -> None:
    mesh = installed / CARROT / "collision.obj"
    mesh.write_bytes(mesh.read_bytes()[:100])
    for quick in ([], ["--quick"]):
        result = simeval("verify", "simpler", *quick)
        assert result.returncode == 4
        assert "100 bytes instead of 10686" in result.stdout
        assert "simeval assets install simpler" in result.stdout
    again = simeval("install", "simpler", "--from", str(simpler_assets))
    assert again.returncode == 0 and "1 files written" in again.stdout
    assert simeval("verify", "simpler").returncode == 0


def test_a_missing_texture_is_not_passed_over(simeval: Run, installed: Path) -> None:
    (installed / CARROT / "Image_0.005.png").unlink()
    result = simeval("verify", "simpler")
    assert result.returncode == 4
    assert re.search(r"missing\s+\S+/Image_0\.005\.png", result.stdout)


def test_a_missing_visual_is_replaced_with_its_textures(simeval: Run, installed: Path) -> None:
    (installed / CARROT / "textured.dae").unlink()
    (installed / CARROT / "Image_0.005.png").unlink()
    result = simeval("verify", "simpler")
    assert result.returncode == 0
    assert "collision mesh of bridge_carrot_generated_modified in RGB (220, 110, 40)" in (
        result.stdout
    )


def test_a_folder_of_the_user_that_is_no_copy_is_told(simeval: Run, tmp_path: Path) -> None:
    result = simeval("verify", "simpler", SIMEVAL_SIMPLER_ASSETS=str(tmp_path))
    assert result.returncode == 4
    assert str(tmp_path / INFO) in result.stderr


def test_install_warns_that_the_variable_goes_first(simeval: Run, simpler_assets: Path) -> None:
    result = simeval(
        "install",
        "simpler",
        "--from",
        str(simpler_assets),
        SIMEVAL_SIMPLER_ASSETS=str(simpler_assets),
    )
    assert "SIMEVAL_SIMPLER_ASSETS is set and goes first" in result.stdout


def test_install_from_a_mirror(
    simeval: Run, serve: Callable[..., str], simpler_assets: Path, tmp_path: Path
) -> None:
    url = serve(root=simpler_assets)
    result = simeval("install", "simpler", SIMEVAL_ASSET_MIRROR=url)
    complete = (simpler_assets / "data/hab2_bench_assets/stages/bridge_table_1_v1.glb").exists()
    assert result.returncode == (0 if complete else 4), result.stderr
    if not complete:
        assert re.search(rf"HTTP 404 .* {url}/data/\S+.*more files failed", result.stderr)
    # What the mirror has is installed all the same.
    assert simeval("verify", "simpler").returncode == 0
    assert simeval("install", "simpler", "--mirror", url).returncode == result.returncode


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["install", "simpel"], "Did you mean 'simpler'?"),
        (["verify", "simpel"], "Did you mean 'simpler'?"),
        (["install", "simpler", "--from", "/nowhere"], "there is no such folder or file"),
        (["install", "simpler", "--from", "/dev"], "Expected is a checkout of"),
    ],
)
def test_wrong_usage_is_one_line(simeval: Run, arguments: list[str], message: str) -> None:
    result = simeval(*arguments)
    assert result.returncode in (2, 4)
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_a_place_that_cannot_be_written_is_one_paragraph(
    simeval: Run, simpler_assets: Path
) -> None:
    result = simeval(
        "install", "simpler", "--from", str(simpler_assets), SIMEVAL_HOME="/proc/simeval"
    )
    assert result.returncode == 4
    assert "cannot be written to /proc/simeval" in result.stderr and "SIMEVAL_HOME" in result.stderr
    assert "Traceback" not in result.stderr
