from __future__ import annotations

import hashlib
import json
import os
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from simeval.assets.checked_files import CheckedFiles
from simeval.assets.digest import digest_file
from simeval.assets.manifest import Manifest, ManifestFile
from simeval.errors import AssetError

MESH = "data/deep er/mesh#1.obj"


@pytest.fixture
def checked(upstream: Path, small_manifest: Callable[[Path], Manifest]) -> CheckedFiles:
    """The small set in place; its files look old enough to be remembered."""
    for path in upstream.rglob("*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    return CheckedFiles(
        root=upstream, manifest=small_manifest(upstream), repair="Repair it with: mend"
    )


def fresh(checked: CheckedFiles) -> CheckedFiles:
    """The same set as a new process sees it."""
    return replace(checked)


def test_digests_are_those_of_git_and_sha256sum(upstream: Path) -> None:
    for path in (upstream / "LICENSE", upstream / MESH, upstream / "data" / "empty.json"):
        digest = digest_file(path)
        git = subprocess.run(
            ["git", "hash-object", "--no-filters", str(path)],
            capture_output=True,
            text=True,
            check=True,
        )
        assert digest.git_sha1 == git.stdout.strip()
        assert digest.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
        assert digest.size == path.stat().st_size


def test_a_truncated_mesh_is_named_with_its_repair(checked: CheckedFiles) -> None:
    mesh = checked.root / MESH
    assert checked.use(MESH) == mesh
    mesh.write_bytes(mesh.read_bytes()[:1000])
    with pytest.raises(AssetError) as caught:
        fresh(checked).use(MESH)
    assert str(caught.value) == (
        f"The asset file {mesh} cannot be used: it has 1000 bytes instead of 1024000. "
        "Repair it with: mend"
    )


def test_changed_bytes_of_the_same_size_are_found(checked: CheckedFiles) -> None:
    before = checked.content_hash()
    mesh = checked.root / MESH
    content = bytearray(mesh.read_bytes())
    content[5000] ^= 1
    mesh.write_bytes(content)
    # Even where a copy tool has put the old time back.
    os.utime(mesh, (1_000_000_000, 1_000_000_000))
    with pytest.raises(AssetError, match="its SHA-256 is"):
        fresh(checked).use(MESH)
    assert fresh(checked).content_hash() != before


def test_the_hash_depends_on_which_files_are_there(checked: CheckedFiles) -> None:
    before = checked.content_hash()
    license_file = checked.root / "LICENSE"
    text = license_file.read_bytes()
    license_file.unlink()
    assert fresh(checked).content_hash() != before
    license_file.write_bytes(text)
    assert fresh(checked).content_hash() == before


def test_the_hash_is_what_it_says(checked: CheckedFiles) -> None:
    expected = hashlib.sha256()
    for path in sorted(["LICENSE", "data/empty.json", MESH]):
        inner = hashlib.sha256((checked.root / path).read_bytes()).hexdigest()
        expected.update(f"{path}\0{inner}\n".encode())
    assert checked.content_hash() == expected.hexdigest()


def test_remembered_digests_spare_reading(
    checked: CheckedFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The change time of the files is now; only what is older than a clock tick is remembered.
    monkeypatch.setattr("simeval.assets.digest_cache._CLOCK_TICK_NS", 0)
    before = checked.content_hash()
    read: list[Path] = []

    def count(path: Path):
        read.append(path)
        return digest_file(path)

    monkeypatch.setattr("simeval.assets.digest_cache.digest_file", count)
    assert fresh(checked).content_hash() == before
    assert read == []
    assert replace(checked, afresh=True).content_hash() == before
    assert len(read) == 3


def test_a_file_that_was_just_written_is_not_remembered(
    checked: CheckedFiles, tmp_path: Path
) -> None:
    checked.content_hash()
    for cache in (tmp_path / "cache").rglob("*.json"):
        assert json.loads(cache.read_text()) == {}


@pytest.mark.parametrize("content", ["", "{", "[]", '{"LICENSE": 3}', '{"LICENSE": {"stamp": []}}'])
def test_a_damaged_cache_is_no_problem(
    checked: CheckedFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str
) -> None:
    monkeypatch.setattr("simeval.assets.digest_cache._CLOCK_TICK_NS", 0)
    before = checked.content_hash()
    caches = list((tmp_path / "cache").rglob("*.json"))
    assert len(caches) == 1
    caches[0].write_text(content)
    assert fresh(checked).content_hash() == before


def test_without_a_cache_folder_it_works_all_the_same(
    checked: CheckedFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = checked.content_hash()
    monkeypatch.setenv("XDG_CACHE_HOME", "/proc/nowhere")
    assert fresh(checked).content_hash() == before
    assert fresh(checked).use("LICENSE").read_text() == "free\n"


def test_a_file_known_by_git_hash_alone_is_checked(checked: CheckedFiles) -> None:
    digest = digest_file(checked.root / MESH)
    entry = ManifestFile(path=MESH, git_sha1=digest.git_sha1)
    manifest = replace(checked.manifest, files=(entry,))
    assert replace(checked, manifest=manifest).use(MESH)
    (checked.root / MESH).write_bytes(b"other")
    with pytest.raises(AssetError, match="its git blob id is"):
        replace(checked, manifest=manifest).use(MESH)


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "../outside", "data/../../outside", "C:/windows", "a\\..\\b"]
)
def test_a_manifest_cannot_name_a_file_outside(tmp_path: Path, path: str) -> None:
    file = tmp_path / "manifest.json"
    entry = {"path": path, "sha256": "0" * 64}
    file.write_text(json.dumps({"name": "bad", "files": [entry]}))
    with pytest.raises(AssetError, match="unsafe path"):
        Manifest.load(file)


@pytest.mark.parametrize(
    "content", ["", "[]", '{"name": "x"}', '{"name": "x", "files": [{"nonsense": 1}]}']
)
def test_a_damaged_manifest_is_one_clear_error(tmp_path: Path, content: str) -> None:
    file = tmp_path / "manifest.json"
    file.write_text(content)
    with pytest.raises(AssetError, match="cannot be read"):
        Manifest.load(file)
