from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path

import pytest

from simeval.assets.checked_files import CheckedFiles
from simeval.assets.manifest import Manifest, ManifestFile


@pytest.fixture(autouse=True)
def own_homes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the user's installation is read or written."""
    monkeypatch.setenv("SIMEVAL_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def small_manifest() -> Callable[[Path], Manifest]:
    """A manifest of whatever lies in a folder."""

    def make(folder: Path) -> Manifest:
        files = []
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            content = file.read_bytes()
            files.append(
                ManifestFile(
                    path=file.relative_to(folder).as_posix(),
                    size=len(content),
                    sha256=sha256(content).hexdigest(),
                )
            )
        return Manifest(name="small", files=tuple(files), repository="owner/name", commit="0" * 40)

    return make


@pytest.fixture
def upstream(tmp_path: Path) -> Path:
    """A small upstream folder: text, an empty file, and bytes larger than any buffer."""
    root = tmp_path / "upstream"
    (root / "data" / "deep er").mkdir(parents=True)
    (root / "LICENSE").write_text("free\n")
    (root / "data" / "empty.json").write_bytes(b"")
    (root / "data" / "deep er" / "mesh#1.obj").write_bytes(bytes(range(256)) * 4000)
    return root


@pytest.fixture
def target(
    tmp_path: Path, upstream: Path, small_manifest: Callable[[Path], Manifest]
) -> CheckedFiles:
    """Where the small set goes."""
    return CheckedFiles(
        root=tmp_path / "target", manifest=small_manifest(upstream), repair="Mend it."
    )


@pytest.fixture
def serve(upstream: Path) -> Iterator[Callable[..., str]]:
    """Start an HTTP server in another process; returns its address.

    Faults: path to a list, consumed one entry per request of that path (the last one stays):
    "ok", "truncate" (half of the answer, then close), "reset" (RST half-way), "wrong" (other
    bytes), "no_range" (ignores Range), "stall", or an HTTP status as a number.
    """
    script = Path(__file__).with_name("faulty_server.py")
    with ExitStack() as running:

        def start(faults: dict[str, list[str | int]] | None = None, root: Path = upstream) -> str:
            server = subprocess.Popen(
                [sys.executable, str(script), str(root), json.dumps(faults or {})],
                stdout=subprocess.PIPE,
                text=True,
            )
            running.callback(server.wait)
            running.callback(server.terminate)
            assert server.stdout is not None
            port = server.stdout.readline().strip()
            return f"http://127.0.0.1:{port}"

        yield start
