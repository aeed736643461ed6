"""The asset sets of this machine."""

from __future__ import annotations

import os

from simeval.assets import ASSET_SETS, load_asset_set
from simeval.assets.locate import SIMPLER_VARIABLE
from simeval.assets.verify import verify
from simeval.doctor.finding import Finding, State
from simeval.errors import AssetError


def check_assets() -> list[Finding]:
    """State of every asset set."""
    return [_check(name) for name in ASSET_SETS]


def _check(name: str) -> Finding:
    try:
        result = verify(load_asset_set(name), quick=True)
    except AssetError as error:
        # Only the set that ships with simeval has to be there, and one that the user points to.
        needed = name == "bundled" or bool(os.environ.get(SIMPLER_VARIABLE))
        return Finding(
            topic="assets",
            name=name,
            state="broken" if needed else "note",
            text=str(error) if needed else "not installed; needed for numbers on original assets",
            fix=None if needed else "simeval assets install simpler",
        )
    data = {
        "root": str(result.root),
        "content_hash": result.content_hash,
        "good": result.good,
        "stand_ins": len(result.stand_ins),
        "missing": len(result.missing),
        "corrupt": len(result.corrupt),
    }
    if not result.usable:
        return Finding(
            topic="assets",
            name=name,
            state="broken",
            text=f"{len(result.missing)} files missing, {len(result.corrupt)} corrupt in "
            f"{result.root}",
            fix=result.repair,
            data=data,
        )
    text = f"{result.good} files verified, content {result.content_hash[:12]}"
    if result.stand_ins:
        text += f"; {len(result.stand_ins)} absent files have stand-ins (simeval assets verify)"
    state: State = "note" if result.stand_ins else "fine"
    return Finding(topic="assets", name=name, state=state, text=text, data=data)
