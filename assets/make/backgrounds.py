"""Path-traces the two background pictures: `python -m simeval.assets.make.backgrounds`.

Needs `pip install mitsuba` (3.6 or later) besides simeval, best in an environment of its own. It
runs on the processor (variant `scalar_rgb`). Sampling is seeded, but the order of floating-point
sums depends on the machine: a remake may differ in the last bit of some pixels, so the committed
pictures are the reference and the manifest pins their bytes.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from PIL import Image

from simeval.assets.make import sink_room, table_room
from simeval.assets.make.file_list import write_manifest
from simeval.assets.make.path_tracer import developed, render
from simeval.assets.make.texture import to_bytes

BUNDLED = Path(__file__).resolve().parents[1] / "bundled"
ROOMS = {"bridge_real_eval_1": table_room, "bridge_sink": sink_room}


def main() -> None:
    """Render the pictures named on the command line, or both."""
    parser = argparse.ArgumentParser(description="Path-trace the background pictures.")
    parser.add_argument("names", nargs="*", default=list(ROOMS), help=", ".join(ROOMS))
    parser.add_argument("--samples", type=int, default=160, help="paths per pixel")
    parser.add_argument("--out", type=Path, default=BUNDLED / "backgrounds")
    arguments = parser.parse_args()
    for name in arguments.names:
        room = ROOMS[name]
        light = render(
            room.bodies(), room.LAMPS, room.CAMERA, sky=room.SKY, samples=arguments.samples
        )
        picture = to_bytes(developed(light, exposure=room.EXPOSURE))
        arguments.out.mkdir(parents=True, exist_ok=True)
        Image.fromarray(picture).save(arguments.out / f"{name}.png", optimize=True)
    if arguments.out == BUNDLED / "backgrounds":
        write_manifest(BUNDLED)


if __name__ == "__main__":
    main()
