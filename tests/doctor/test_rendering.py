from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from simeval.doctor import child, rendering
from simeval.doctor.render_probe import _red_share
from simeval.errors import InfrastructureError


def by_name(findings: list[rendering.Finding]) -> dict[str, rendering.Finding]:
    return {finding.name: finding for finding in findings}


@pytest.mark.vulkan
def test_the_test_frame_has_the_right_colours() -> None:
    answer = child.run_module("simeval.doctor.render_probe")
    assert answer["ok"]
    assert answer["red_left"] > 0.95 and answer["red_right"] < 0.05
    assert 0 < answer["frame_ms"] < 5000


@pytest.mark.vulkan
def test_vulkan_devices_are_those_that_sapien_sees() -> None:
    import sapien.render

    summary = sapien.render.get_device_summary()
    answer = child.run_module("simeval.doctor.vulkan_devices")
    assert answer["devices"]
    for device in answer["devices"]:
        assert device["name"] in summary
        assert device["software"] == ("llvmpipe" in device["name"])


def test_without_a_driver_rendering_is_broken_and_the_fix_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("VK_DRIVER_FILES", "/nonexistent.json")
    monkeypatch.setenv("VK_ICD_FILENAMES", "/nonexistent.json")
    found = by_name(rendering.check_rendering())
    for name in ("Vulkan", "test frame"):
        assert found[name].state == "broken"
        assert "mesa-vulkan-drivers" in str(found[name].fix)


@pytest.mark.parametrize(
    ("version", "state"),
    [
        ("Mesa 22.3.6 (LLVM 15.0.6)", "warning"),
        ("Mesa 25.0.7-2~bpo12+1 (LLVM 15.0.6)", "fine"),
    ],
)
def test_a_mesa_that_does_not_work_with_sapien_is_warned_of(version: str, state: str) -> None:
    device = {
        "name": "llvmpipe (LLVM 15.0.6, 256 bits)",
        "software": True,
        "driver_version": version,
    }
    assert rendering._device(device, "1.3.239").state == state


def test_a_gpu_is_read_from_nvidia_smi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool = tmp_path / "nvidia-smi"
    tool.write_text("#!/bin/sh\necho 'NVIDIA L40S, 550.54.15, 46068 MiB'\n")
    tool.chmod(tool.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    finding = rendering._nvidia(rendering._nvidia_gpus())
    assert finding.text == "NVIDIA L40S (46068 MiB), driver 550.54.15"
    tool.write_text("#!/bin/sh\necho 'NVIDIA-SMI has failed'\nexit 9\n")
    assert rendering._nvidia(rendering._nvidia_gpus()).state == "note"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("import os; os.abort()", "crashed with SIGABRT"),
        ("raise RuntimeError('no device')", "RuntimeError: no device"),
        ("import time; time.sleep(30)", "gave no answer within 2 s"),
    ],
)
def test_a_check_that_dies_does_not_take_the_doctor_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, message: str
) -> None:
    (tmp_path / "dying_driver.py").write_text(body)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(InfrastructureError, match=message):
        child.run_module("dying_driver", timeout_s=2)


def test_red_is_told_from_other_colours() -> None:
    import numpy as np

    picture = np.zeros((2, 2, 3), dtype=np.float32)
    # 0.8 and 0.05 in linear light are 0.90 and 0.26 on a screen with gamma 2.2.
    picture[0, 0] = (0.903, 0.256, 0.256)
    picture[0, 1] = (0.8, 0.05, 0.05)
    picture[1, 1] = (0.256, 0.256, 0.903)
    assert _red_share(picture) == 0.25
