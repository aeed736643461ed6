"""Vulkan, the graphics driver, and a picture that must come out right."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import Any

from simeval.doctor.child import run_module
from simeval.doctor.finding import Finding
from simeval.errors import InfrastructureError

_OLDEST_MESA = 25
_INSTALL_VULKAN = (
    "in a checkout: make install; elsewhere: sudo apt install mesa-vulkan-drivers libvulkan1 "
    "(Debian 12: with -t bookworm-backports)"
)


def check_rendering() -> list[Finding]:
    """NVIDIA card, Vulkan devices, and a rendered frame."""
    gpus = _nvidia_gpus()
    return [_nvidia(gpus), *_vulkan(), _picture(gpus)]


def _nvidia_gpus() -> list[dict[str, str]]:
    if shutil.which("nvidia-smi") is None:
        return []
    keys = ("name", "driver_version", "memory.total")
    try:
        result = subprocess.run(
            ["nvidia-smi", f"--query-gpu={','.join(keys)}", "--format=csv,noheader"],
            capture_output=True,
            text=True,
            timeout=30,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return []
    lines = [line for line in result.stdout.splitlines() if line.count(",") == 2]
    return [dict(zip(keys, map(str.strip, line.split(",")), strict=True)) for line in lines]


def _nvidia(gpus: list[dict[str, str]]) -> Finding:
    if not gpus:
        return Finding(
            topic="rendering",
            name="NVIDIA",
            state="note",
            text="no GPU: simulation and rendering run on the CPU",
        )
    names = ", ".join(f"{gpu['name']} ({gpu['memory.total']})" for gpu in gpus)
    return Finding(
        topic="rendering",
        name="NVIDIA",
        state="fine",
        text=f"{names}, driver {gpus[0]['driver_version']}",
        data={"gpus": gpus},
    )


def _vulkan() -> list[Finding]:
    try:
        answer = run_module("simeval.doctor.vulkan_devices", timeout_s=60)
        if "error" in answer:
            raise InfrastructureError(answer["error"])
    except InfrastructureError as error:
        return [
            Finding(
                topic="rendering",
                name="Vulkan",
                state="broken",
                text=f"no usable driver: {error}",
                fix=_INSTALL_VULKAN,
            )
        ]
    return [_device(device, answer["loader"]) for device in answer["devices"]]


def _device(device: dict[str, Any], loader: str) -> Finding:
    kind = "software" if device["software"] else "hardware"
    text = f"{device['name']}, {kind}, {device['driver_version']}, loader {loader}"
    mesa = re.search(r"Mesa (\d+)", device["driver_version"])
    old = device["software"] and mesa is not None and int(mesa[1]) < _OLDEST_MESA
    return Finding(
        topic="rendering",
        name="Vulkan",
        state="warning" if old else "fine",
        text=text,
        fix=f"Mesa {_OLDEST_MESA} or newer is what simeval is tested with; {_INSTALL_VULKAN}"
        if old
        else None,
        data={**device, "loader": loader},
    )


def _picture(gpus: list[dict[str, str]]) -> Finding:
    try:
        answer = run_module("simeval.doctor.render_probe")
        if "error" in answer:
            raise InfrastructureError(answer["error"])
    except InfrastructureError as error:
        return Finding(
            topic="rendering",
            name="test frame",
            state="broken",
            text=f"SAPIEN cannot render: {error}",
            fix=_INSTALL_VULKAN,
        )
    if not answer["ok"]:
        return Finding(
            topic="rendering",
            name="test frame",
            state="broken",
            text=f"wrong colours: the red half is red in {answer['red_left']:.0%} of its pixels, "
            f"the black half in {answer['red_right']:.0%}",
            fix=f"the Vulkan driver does not suit SAPIEN; {_INSTALL_VULKAN}",
            data=answer,
        )
    text = (
        f"colours are right; {answer['frame_ms']:.0f} ms per 640x480 frame, the first one of a "
        f"process {answer['first_frame_s']:.1f} s"
    )
    idle_gpu = bool(gpus) and answer["device"] != "cuda"
    return Finding(
        topic="rendering",
        name="test frame",
        state="warning" if idle_gpu else "fine",
        text=f"{text}; the NVIDIA GPU is not used" if idle_gpu else text,
        fix="in a container: start it with NVIDIA_DRIVER_CAPABILITIES=all; on a host: install the "
        "Vulkan package of the NVIDIA driver"
        if idle_gpu
        else None,
        data=answer,
    )
