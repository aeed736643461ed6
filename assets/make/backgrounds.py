"""Path-traces the background pictures: `python -m simeval.assets.make.backgrounds`.

Needs `pip install mitsuba` (3.6 or later) besides simeval, best in an environment of its own. It
runs on the processor: compiled where Mitsuba finds LLVM (`DRJIT_LIBLLVM_PATH`), else interpreted
and much slower. Sampling is seeded, but the order of floating-point sums depends on the machine: a
remake may differ in the last bit of some pixels, so the committed pictures are the reference and
the manifest pins their bytes.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from PIL import Image

from simeval.assets.make import google_room, sink_room, table_room
from simeval.assets.make.file_list import write_manifest
from simeval.assets.make.path_tracer import developed, render
from simeval.assets.make.texture import to_bytes

BUNDLED = Path(__file__).resolve().parents[1] / "bundled"
SHOTS = {
    "bridge_real_eval_1": table_room.SHOT,
    "bridge_sink": sink_room.SHOT,
    **google_room.SHOTS,
}


def main() -> None:
    """Render the pictures named on the command line, or all."""
    parser = argparse.ArgumentParser(description="Path-trace the background pictures.")
    parser.add_argument("names", nargs="*", default=list(SHOTS), help=", ".join(SHOTS))
    parser.add_argument("--samples", type=int, default=160, help="paths per pixel")
    parser.add_argument("--out", type=Path, default=BUNDLED / "backgrounds")
    arguments = parser.parse_args()
    for name in arguments.names:
        shot = SHOTS[name]
        light = render(shot, samples=arguments.samples)
        picture = to_bytes(developed(light, shot.camera.lens, exposure=shot.exposure))
        arguments.out.mkdir(parents=True, exist_ok=True)
        Image.fromarray(picture).save(arguments.out / f"{name}.png", optimize=True)
    if arguments.out == BUNDLED / "backgrounds":
        write_manifest(BUNDLED)


if __name__ == "__main__":
    main()
