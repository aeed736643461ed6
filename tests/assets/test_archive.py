from __future__ import annotations

import io
import subprocess
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from simeval.assets.checked_files import CheckedFiles
from simeval.assets.install import Installer, InstallReport
from simeval.errors import AssetError

MESH = "data/deep er/mesh#1.obj"


class Silent:
    def start(self, files: int, total_bytes: int) -> None: ...

    def advance(self, byte_count: int) -> None: ...

    def finish_file(self, path: str) -> None: ...


def install(target: CheckedFiles, archive: Path) -> InstallReport:
    return Installer(files=target, progress=Silent()).from_archive(archive)


def everything(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}


@pytest.mark.parametrize("suffix", ["tar.gz", "tar.bz2", "tar.xz", "tar", "zip"])
@pytest.mark.parametrize("top", ["ManiSkill2_real2sim-main", ""])
def test_an_archive_of_the_repository_installs(
    target: CheckedFiles, upstream: Path, tmp_path: Path, suffix: str, top: str
) -> None:
    archive = tmp_path / f"copy.{suffix}"
    if suffix == "zip":
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
            for path in everything(upstream):
                packed.write(upstream / path, f"{top}/{path}" if top else path)
    else:
        compression = suffix.removeprefix("tar").removeprefix(".")
        with tarfile.open(archive, f"w:{compression}") as packed:  # type: ignore[call-overload]
            packed.add(upstream, top or ".", recursive=bool(top))
            if not top:
                for path in everything(upstream):
                    packed.add(upstream / path, path)
    report = install(target, archive)
    assert len(report.written) == 3 and not report.absent and not report.rejected
    for path in everything(upstream):
        assert (target.root / path).read_bytes() == (upstream / path).read_bytes()


def test_what_git_archive_writes_installs(
    target: CheckedFiles, upstream: Path, tmp_path: Path
) -> None:
    def git(*arguments: str) -> None:
        identity = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
        subprocess.run(["git", "-C", str(upstream), *identity, *arguments], check=True)

    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "all")
    for form in ("zip", "tar.gz"):
        archive = tmp_path / f"all.{form}"
        git("archive", f"--format={form}", "--prefix=repo-main/", f"--output={archive}", "HEAD")
        report = install(target, archive)
        assert len(report.written) + len(report.kept) == 3


def hostile_tar(path: Path, upstream: Path) -> None:
    with tarfile.open(path, "w") as packed:
        for name in (
            "/tmp/simeval-evil",
            "../simeval-evil",
            "top/../../simeval-evil",
            "top/../LICENSE",
            "C:\\simeval-evil",
            "top//LICENSE",
        ):
            info = tarfile.TarInfo(name)
            info.size = 4
            packed.addfile(info, io.BytesIO(b"evil"))
        for name, kind, link in (
            ("top/LICENSE", tarfile.SYMTYPE, "/etc/passwd"),
            ("top/LICENSE", tarfile.LNKTYPE, "top/other"),
            ("top/LICENSE", tarfile.CHRTYPE, ""),
            ("top/LICENSE", tarfile.FIFOTYPE, ""),
            ("top/data", tarfile.SYMTYPE, "/tmp"),
        ):
            info = tarfile.TarInfo(name)
            info.type = kind
            info.linkname = link
            packed.addfile(info)
        packed.add(upstream / MESH, f"top/{MESH}")


def hostile_zip(path: Path, upstream: Path) -> None:
    with zipfile.ZipFile(path, "w") as packed:
        for name in ("/tmp/simeval-evil", "../simeval-evil", "top/../LICENSE", "C:/simeval-evil"):
            packed.writestr(name, "evil")
        link = zipfile.ZipInfo("top/LICENSE")
        link.create_system = 3
        link.external_attr = 0o120777 << 16
        packed.writestr(link, "/etc/passwd")
        packed.write(upstream / MESH, f"top/{MESH}")


@pytest.mark.parametrize("build", [hostile_tar, hostile_zip])
def test_hostile_members_reach_nothing(
    target: CheckedFiles, upstream: Path, tmp_path: Path, build
) -> None:
    archive = tmp_path / "hostile"
    build(archive, upstream)
    before = everything(tmp_path)
    report = install(target, archive)
    assert report.written == (MESH,)
    assert set(report.absent) == {"LICENSE", "data/empty.json"}
    new = {path for path in everything(tmp_path) - before if not path.startswith("cache/")}
    assert new == {f"target/{MESH}", "target/.install.lock"}
    assert not Path("/tmp/simeval-evil").exists()
    assert not (target.root / MESH).is_symlink()


def test_a_bomb_is_cut_off(target: CheckedFiles, tmp_path: Path) -> None:
    archive = tmp_path / "bomb.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("top/LICENSE", b"\0" * 300_000_000)
    report = install(target, archive)
    (path, complaint) = report.rejected[0]
    assert path == "LICENSE"
    # One block is read; not the 300 MB.
    assert int(complaint.split()[2]) < 2_000_000


def test_two_members_of_one_name_do_not_overwrite(
    target: CheckedFiles, upstream: Path, tmp_path: Path
) -> None:
    archive = tmp_path / "twice.tar"
    with tarfile.open(archive, "w") as packed:
        packed.add(upstream / "LICENSE", "top/LICENSE")
        info = tarfile.TarInfo("top/LICENSE")
        info.size = 5
        packed.addfile(info, io.BytesIO(b"evil\n"))
    assert install(target, archive).written == ("LICENSE",)
    assert (target.root / "LICENSE").read_text() == "free\n"


def _packed(upstream: Path, archive: Path) -> bytes:
    if archive.suffix == ".zip":
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.write(upstream / MESH, f"top/{MESH}")
    else:
        with tarfile.open(archive, f"w:{archive.suffix[1:]}") as packed:  # type: ignore[call-overload]
            packed.add(upstream / MESH, f"top/{MESH}")
    return archive.read_bytes()


def _damaged(whole: bytes) -> Iterator[bytes]:
    """Cut off, overwritten and with a flipped bit, at many places from start to end."""
    for place in range(1, len(whole), 5):
        yield whole[:place]
        yield whole[:place] + b"XXXX" + whole[place + 4 :]
        yield whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]


@pytest.mark.parametrize("suffix", ["zip", "tar.gz", "tar.bz2", "tar.xz"])
def test_a_damaged_archive_never_passes_for_good(
    target: CheckedFiles, upstream: Path, tmp_path: Path, suffix: str
) -> None:
    archive = tmp_path / f"all.{suffix}"
    original = (upstream / MESH).read_bytes()
    refused = 0
    for damaged in _damaged(_packed(upstream, archive)):
        archive.write_bytes(damaged)
        try:
            report = install(target, archive)
        except AssetError as error:
            assert "\n" not in str(error)
            refused += 1
            continue
        if report.written:
            # The damage hit a byte that does not matter, such as a date.
            assert (target.root / MESH).read_bytes() == original
            (target.root / MESH).unlink()
        else:
            assert report.rejected
            assert not (target.root / MESH).exists()
    assert refused > 20


def test_a_file_that_is_no_archive_says_so(target: CheckedFiles, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<html>rate limited</html>")
    with pytest.raises(AssetError, match="neither a folder nor a zip or tar archive"):
        install(target, tmp_path / "page.html")
