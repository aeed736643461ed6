"""Where runs go, and what writes their videos."""

from __future__ import annotations

import re
import subprocess
import tempfile
from pathlib import Path

from simeval.doctor.finding import Finding
from simeval.runner.run_folder_name import RUNS_FOLDER


def check_storage() -> list[Finding]:
    """Write access of the runs folder, and the video encoder."""
    return [_runs_folder(RUNS_FOLDER.absolute()), _ffmpeg()]


def _runs_folder(folder: Path) -> Finding:
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    try:
        with tempfile.TemporaryFile(dir=nearest):
            pass
    except OSError as error:
        return Finding(
            topic="storage",
            name="runs",
            state="broken",
            text=f"{folder} cannot be written: {error.strerror}",
            fix="change to a folder of yours, or name one: simeval run ... out=FOLDER",
        )
    return Finding(
        topic="storage",
        name="runs",
        state="fine",
        text=f"{folder} can be written",
        data={"folder": str(folder)},
    )


def _ffmpeg() -> Finding:
    try:
        import imageio_ffmpeg

        program = imageio_ffmpeg.get_ffmpeg_exe()
        result = subprocess.run(
            [program, "-version"], capture_output=True, text=True, timeout=30, check=True
        )
    except (ImportError, RuntimeError, OSError, subprocess.SubprocessError) as error:
        return Finding(
            topic="storage",
            name="ffmpeg",
            state="warning",
            text=f"not found ({error}): videos cannot be written",
            fix="pip install --force-reinstall imageio-ffmpeg, or run with videos=none",
        )
    version = re.search(r"version (\S+)", result.stdout)
    return Finding(
        topic="storage",
        name="ffmpeg",
        state="fine",
        text=version[1] if version else program,
        data={"program": program},
    )
