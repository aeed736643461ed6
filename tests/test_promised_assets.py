"""Where the original assets are promised, a test of them may fail but not skip."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

TESTS = """\
import pytest

@pytest.mark.simpler_assets
def test_that_gives_up():
    pytest.skip("no reason")

@pytest.mark.simpler_assets
def test_with_traces(golden_traces):
    assert golden_traces.is_dir()

@pytest.mark.simpler_assets
def test_with_assets(simpler_assets):
    assert (simpler_assets / "data" / "custom").is_dir()

def test_that_may_skip():
    pytest.skip("fair")
"""


def outcomes(folder: Path, assets: Path | None) -> dict[str, str]:
    (folder / "tests").mkdir()
    (folder / "pytest.ini").write_text("[pytest]\naddopts = --import-mode=importlib\n")
    (folder / "tests" / "test_sample.py").write_text(TESTS)
    shutil.copy(ROOT / "tests" / "conftest.py", folder / "tests")
    variables = {k: v for k, v in os.environ.items() if not k.startswith("SIMEVAL_")}
    variables |= {"SIMEVAL_HOME": str(folder / "home")}
    if assets is not None:
        variables["SIMEVAL_SIMPLER_ASSETS"] = str(assets)
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "-v", "--color=no", "tests"],
        cwd=folder,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [line.split() for line in result.stdout.splitlines() if "test_sample.py::" in line]
    return {
        line[0].split("::")[1]: line[1]
        for line in lines
        if len(line) > 1 and line[1] in ("PASSED", "FAILED", "SKIPPED", "ERROR")
    }


def test_promised_and_there(tmp_path: Path) -> None:
    assets = tmp_path / "assets"
    (assets / "data" / "custom").mkdir(parents=True)
    (assets / "data" / "custom" / "info_bridge_custom_v0.json").write_text("{}")
    assert outcomes(tmp_path, assets) == {
        "test_that_gives_up": "FAILED",
        "test_with_traces": "SKIPPED",
        "test_with_assets": "PASSED",
        "test_that_may_skip": "SKIPPED",
    }


def test_promised_and_not_there(tmp_path: Path) -> None:
    found = outcomes(tmp_path, tmp_path / "nowhere")
    assert found["test_with_assets"] in ("FAILED", "ERROR")
    assert found["test_that_may_skip"] == "SKIPPED"


def test_not_promised(tmp_path: Path) -> None:
    assert set(outcomes(tmp_path, None).values()) == {"SKIPPED"}


@pytest.mark.parametrize("marker", ["gpu", "vulkan", "simpler_assets"])
def test_markers_are_declared(marker: str, pytestconfig: pytest.Config) -> None:
    assert any(line.startswith(f"{marker}:") for line in pytestconfig.getini("markers"))
