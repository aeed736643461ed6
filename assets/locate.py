"""Where asset sets, caches and data live on this machine."""

from __future__ import annotations

import os
from importlib.resources import files
from pathlib import Path

from simeval.errors import AssetError

SIMPLER_VARIABLE = "SIMEVAL_SIMPLER_ASSETS"
SIMPLER_LANDMARK = "data/custom/info_bridge_custom_v0.json"


def data_home() -> Path:
    """Folder for what simeval installs: ``$SIMEVAL_HOME`` or the XDG data folder."""
    if home := os.environ.get("SIMEVAL_HOME"):
        return Path(home).expanduser().absolute()
    return _xdg("XDG_DATA_HOME", ".local/share") / "simeval"


def cache_home() -> Path:
    """Folder for what can be computed again."""
    return _xdg("XDG_CACHE_HOME", ".cache") / "simeval"


def package_folder() -> Path:
    """Folder of the installed `simeval.assets` package with its manifests and bundled data."""
    return Path(str(files("simeval.assets")))


def simpler_install_folder() -> Path:
    """Where `simeval assets install simpler` puts the set."""
    return data_home() / "assets" / "simpler"


def simpler_root() -> Path:
    """Folder of the SIMPLER asset set in use.

    Raises:
        AssetError: It is not installed, or the environment variable points to something else.
    """
    if value := os.environ.get(SIMPLER_VARIABLE):
        given = Path(value).expanduser().absolute()
        for root in (given, given / "ManiSkill2_real2sim"):
            if (root / SIMPLER_LANDMARK).is_file():
                return root
        raise AssetError(
            f"{SIMPLER_VARIABLE} is {value!r}, which is not a copy of the SIMPLER assets: "
            f"{given / SIMPLER_LANDMARK} is not there. Point it to a checkout of "
            "simpler-env/ManiSkill2_real2sim, or unset it and run: simeval assets install simpler"
        )
    root = simpler_install_folder()
    if not (root / SIMPLER_LANDMARK).is_file():
        raise AssetError(
            f"The asset set 'simpler' is not installed in {root}. Install it with: "
            f"simeval assets install simpler. If you have a checkout of "
            f"simpler-env/ManiSkill2_real2sim, set {SIMPLER_VARIABLE} to it instead. "
            "The set 'bundled' needs no download."
        )
    return root


def _xdg(variable: str, fallback: str) -> Path:
    # The XDG specification tells programs to ignore relative values.
    value = Path(os.environ.get(variable, ""))
    return value if value.is_absolute() else Path.home() / fallback
