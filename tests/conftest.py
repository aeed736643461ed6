"""What tests need from outside: original assets, recorded traces, a GPU, a Vulkan device."""

from __future__ import annotations

import functools
import os
from collections.abc import Generator
from pathlib import Path

import pytest

from simeval.assets.locate import SIMPLER_VARIABLE, simpler_root
from simeval.doctor.child import run_module
from simeval.errors import AssetError, InfrastructureError

_NO_TRACES = "no golden traces"


@pytest.fixture(scope="session")
def simpler_assets() -> Path:
    """Folder of the original SIMPLER assets."""
    try:
        return simpler_root()
    except AssetError as error:
        if os.environ.get(SIMPLER_VARIABLE):
            pytest.fail(str(error))
        pytest.skip(f"the original SIMPLER assets are not installed; set {SIMPLER_VARIABLE}")


@pytest.fixture(scope="session")
def golden_traces() -> Path:
    """Folder of the traces recorded from the original SimplerEnv."""
    folder = Path(__file__).resolve().parents[2] / "shared" / "golden" / "simpler"
    if not folder.is_dir():
        pytest.skip(f"{_NO_TRACES} in {folder}")
    return folder


@functools.cache
def _cuda_devices() -> int:
    import torch

    return torch.cuda.device_count() if torch.cuda.is_available() else 0


@functools.cache
def _no_renderer() -> str | None:
    try:
        answer = run_module("simeval.doctor.render_probe", "--quick")
    except InfrastructureError as error:
        return str(error)
    return answer.get("error")


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("vulkan") and (reason := _no_renderer()):
        reason = f"nothing can be rendered here ({reason}); run: scripts/vulkan.sh .venv/bin/python"
        # A test run that installs what it needs has no excuse.
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    if item.get_closest_marker("gpu") and not _cuda_devices():
        pytest.skip("no CUDA device")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where the original assets are promised, a test of them that skips has failed."""
    report = yield
    promised = item.get_closest_marker("simpler_assets") and os.environ.get(SIMPLER_VARIABLE)
    if promised and report.skipped and not hasattr(report, "wasxfail"):
        reason = str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr)
        if _NO_TRACES not in reason and not item.get_closest_marker("gpu"):
            report.outcome = "failed"
            report.longrepr = f"{SIMPLER_VARIABLE} is set, so this must not skip: {reason}"
    return report
