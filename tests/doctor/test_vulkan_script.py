from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "vulkan.sh"

NAMES = {
    "debian 12": 'PRETTY_NAME="Debian GNU/Linux 12"\nID=debian\nVERSION_CODENAME=bookworm\n',
    "debian 13": "ID=debian\nVERSION_CODENAME=trixie\n",
    "debian unstable": "ID=debian\n",
    "ubuntu 22.04": "ID=ubuntu\nID_LIKE=debian\nVERSION_CODENAME=jammy\n",
}


@pytest.fixture
def bin_folder(tmp_path: Path) -> Path:
    """Programs of a bare machine: a Python without packages, and an apt-get that only notes."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("bash", "dirname", "mktemp", "rm", "grep", "id", "realpath", "timeout", "tail"):
        (folder / name).symlink_to(str(shutil.which(name)))
    add(folder, "python", "exit 1")
    add(folder, "apt-get", f'echo "$@" >> {tmp_path}/apt-calls')
    return folder


def add(folder: Path, name: str, body: str) -> None:
    program = folder / name
    program.unlink(missing_ok=True)
    program.write_text(f"#!/bin/sh\n{body}\n")
    program.chmod(0o755)


def run(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(SCRIPT), *arguments],
        env={"PATH": str(folder), "HOME": str(folder), **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("name", NAMES)
def test_plan_uses_backports_on_debian_12_only(tmp_path: Path, bin_folder: Path, name: str) -> None:
    (tmp_path / "os-release").write_text(NAMES[name])
    (tmp_path / "apt").mkdir()
    (tmp_path / "apt" / "sources.list").write_text("deb http://m.example.org/d bookworm main\n")
    result = run(
        bin_folder,
        sys.executable,
        "--plan",
        SIMEVAL_OS_RELEASE=str(tmp_path / "os-release"),
        SIMEVAL_APT_DIR=str(tmp_path / "apt"),
    )
    assert result.returncode == 0, result.stderr
    last = result.stdout.splitlines()[-1]
    assert last.startswith("run apt-get install -y --no-install-recommends ")
    assert last.endswith(" mesa-vulkan-drivers libvulkan1")
    assert ("-t bookworm-backports" in last) == (name == "debian 12")
    assert ("Suites: bookworm-backports" in result.stdout) == (name == "debian 12")
    assert not (tmp_path / "apt-calls").exists()
    assert not (tmp_path / "apt" / "sources.list.d").exists()


def test_an_nvidia_machine_without_vulkan_gets_advice_and_no_driver(
    tmp_path: Path, bin_folder: Path
) -> None:
    add(bin_folder, "nvidia-smi", "echo 'GPU 0: NVIDIA L40S (UUID: GPU-0)'")
    result = run(bin_folder, str(bin_folder / "python"))
    assert result.returncode == 1
    assert "NVIDIA_DRIVER_CAPABILITIES" in result.stderr
    assert not (tmp_path / "apt-calls").exists()


def test_without_root_it_says_what_to_run(tmp_path: Path, bin_folder: Path) -> None:
    add(bin_folder, "id", "echo 1000")
    result = run(bin_folder, str(bin_folder / "python"))
    assert result.returncode == 1
    assert "needs root. Run once: sudo " in result.stderr and "vulkan.sh" in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert not (tmp_path / "apt-calls").exists()


def test_without_apt_it_names_the_packages(bin_folder: Path) -> None:
    (bin_folder / "apt-get").unlink()
    result = run(bin_folder, str(bin_folder / "python"))
    assert result.returncode == 1
    assert "mesa-vulkan-drivers" in result.stderr and "vulkan-swrast" in result.stderr


@pytest.mark.vulkan
def test_nothing_is_touched_where_rendering_works(tmp_path: Path, bin_folder: Path) -> None:
    path = f"{bin_folder}:{os.environ['PATH']}"
    result = run(bin_folder, sys.executable, PATH=path, HOME=os.environ["HOME"])
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert not (tmp_path / "apt-calls").exists()
