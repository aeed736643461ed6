"""Makes the bundled asset set (the two background pictures: see `backgrounds.py`)."""

from __future__ import annotations

from pathlib import Path

from simeval.assets.make.cabinets import write_cabinets
from simeval.assets.make.catalogue import write_catalogue, write_objects
from simeval.assets.make.file_list import write_manifest
from simeval.assets.make.google_robot import write_robot as write_google_robot
from simeval.assets.make.widowx import write_robot as write_widowx

BUNDLED = Path(__file__).resolve().parents[1] / "bundled"


def main() -> None:
    """Write every file but the pictures, then the manifest over all."""
    write_widowx(BUNDLED)
    write_google_robot(BUNDLED)
    write_cabinets(BUNDLED)
    write_objects(BUNDLED)
    write_catalogue(BUNDLED)
    write_manifest(BUNDLED)


if __name__ == "__main__":
    main()
