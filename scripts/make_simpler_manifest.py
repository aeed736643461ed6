"""Write the manifest of the SIMPLER asset set: which upstream files, how large, with which hashes.

    python scripts/make_simpler_manifest.py --git-dir REPO.git --from FOLDER \
        > assets/simpler_manifest.json

`--git-dir` is a clone of ManiSkill2_real2sim (a bare or a partial one will do): its tree names
every file and gives the git blob id, which is itself a content hash. `--from` is a folder with a
copy of the files, complete or not: sizes and SHA-256 of what is there are added, after each file
has been held against its blob id.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path

from simeval.assets.digest import digest_file

REPOSITORY = "simpler-env/ManiSkill2_real2sim"
COMMIT = "ef7a4d4fdf4b69f2c2154db5b15b9ac8dfe10682"

_DESCRIPTIONS = "mani_skill2_real2sim/assets/descriptions"
_WANTED = re.compile(
    r"LICENSE|CITATION\.cff"
    r"|data/custom/.*"
    r"|data/real_inpainting/[^/]+\.png"
    r"|data/hab2_bench_assets/stages/[^/]+\.glb"
    rf"|{_DESCRIPTIONS}/(googlerobot|widowx)_description/.*"
)
# Work in progress of the upstream authors that no environment reads.
_UNREAD = re.compile(
    r"data/custom/models/[^/]+/("
    r"(manual|old_not_very_good)/.*"
    r"|remeshed\.obj"
    r"|textured_(bkup|cand1|toobright)\.glb"
    r"|textured\.(vis|baked)\.glb"
    r"|textured\.baked\.zero123plus(_mask)?\.png)"
)


def tree(git_dir: Path) -> dict[str, tuple[str, int | None]]:
    """Path to (blob id, size in bytes where the clone has the blob) of every wanted file."""
    listing = subprocess.run(
        ["git", f"--git-dir={git_dir}", "ls-tree", "-r", "-l", "-z", COMMIT],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    files = {}
    for line in filter(None, listing.split("\0")):
        facts, path = line.split("\t", 1)
        _, _, blob, size = facts.split()
        if _WANTED.fullmatch(path) and not _UNREAD.fullmatch(path):
            files[path] = (blob, int(size) if size.isdigit() else None)
    return files


def main() -> int:
    """Print the manifest."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--git-dir", type=Path, required=True)
    parser.add_argument("--from", dest="copy", type=Path, required=True)
    options = parser.parse_args()

    files = []
    for path, (blob, size) in sorted(tree(options.git_dir).items()):
        entry: dict[str, str | int | None] = {"path": path, "size": size, "sha256": None}
        local = options.copy / path
        if local.is_file():
            digest = digest_file(local)
            if digest.git_sha1 != blob:
                sys.exit(f"{local} is not the file of commit {COMMIT[:7]}: its blob id differs.")
            entry |= {"size": digest.size, "sha256": digest.sha256}
        files.append(entry | {"git_sha1": blob})

    header = {
        "schema": 1,
        "name": "simpler",
        "repository": REPOSITORY,
        "commit": COMMIT,
    }
    rows = ",\n".join(f"    {json.dumps(entry)}" for entry in files)
    head = json.dumps(header, indent=2)[:-2]
    sys.stdout.write(f'{head},\n  "files": [\n{rows}\n  ]\n}}\n')
    return 0


if __name__ == "__main__":
    sys.exit(main())
