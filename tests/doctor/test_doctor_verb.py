from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from simeval.doctor.packages import check_packages
from simeval.doctor.storage import check_storage


def doctor(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "simeval.cli.main", "doctor", *arguments],
        env=os.environ | variables,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


@pytest.mark.vulkan
def test_a_machine_that_runs_simeval_is_told_so() -> None:
    result = doctor("--json")
    answer = json.loads(result.stdout)
    assert result.returncode == answer["exit_code"] == 0, result.stdout
    topics = {finding["topic"] for finding in answer["findings"]}
    assert topics == {"machine", "packages", "rendering", "assets", "storage"}
    cores = next(item for item in answer["findings"] if item["name"] == "cores")
    assert cores["data"]["cores"] == len(os.sched_getaffinity(0))


def test_a_broken_machine_gives_exit_code_4_on_one_screen(tmp_path: Path) -> None:
    result = doctor(
        VK_DRIVER_FILES="/nonexistent.json",
        VK_ICD_FILENAMES="/nonexistent.json",
        SIMEVAL_SIMPLER_ASSETS=str(tmp_path),
        COLUMNS="100",
    )
    assert result.returncode == 4
    assert "SAPIEN cannot render" in result.stdout and "fix:" in result.stdout
    assert "not a copy of the SIMPLER assets" in " ".join(result.stdout.split())
    assert len(result.stdout.splitlines()) <= 40
    assert "Traceback" not in result.stdout + result.stderr


def test_versions_are_those_that_pip_reports() -> None:
    versions = next(item.data for item in check_packages() if item.name == "versions")
    listing = subprocess.run(
        [sys.executable, "-m", "pip", "list", "--format=json", "--disable-pip-version-check"],
        capture_output=True,
        text=True,
        check=True,
    )
    reported = {
        item["name"].lower().replace("_", "-"): item["version"]
        for item in json.loads(listing.stdout)
    }
    for name in ("numpy", "sapien", "mani-skill", "torch", "gymnasium"):
        assert versions[name] == reported[name]


def test_a_folder_that_cannot_be_written_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/proc/self")
    runs = next(item for item in check_storage() if item.name == "runs")
    assert runs.state == "broken" and "out=FOLDER" in str(runs.fix)
