from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from simeval.assets.checked_files import CheckedFiles
from simeval.assets.download import Patience
from simeval.assets.install import Installer
from simeval.errors import AssetError

MESH = "data/deep er/mesh#1.obj"
MESH_BYTES = bytes(range(256)) * 4000

Serve = Callable[..., str]


class Recorder:
    def __init__(self) -> None:
        self.total = 0
        self.received = 0
        self.finished: list[str] = []

    def start(self, files: int, total_bytes: int) -> None:
        self.total = total_bytes

    def advance(self, byte_count: int) -> None:
        self.received += byte_count

    def finish_file(self, path: str) -> None:
        self.finished.append(path)


def installer(files: CheckedFiles, *, force: bool = False, timeout_s: float = 60.0) -> Installer:
    patience = Patience(tries=3, timeout_s=timeout_s, first_wait_s=0.01)
    return Installer(files=files, progress=Recorder(), force=force, patience=patience)


def requests(url: str) -> list[dict[str, str | None]]:
    with urllib.request.urlopen(f"{url}/requests") as response:
        answer: list[dict[str, str | None]] = json.load(response)
    return answer


def contents(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and path.name != ".install.lock"
    }


def test_download_brings_every_byte(serve: Serve, target: CheckedFiles, upstream: Path) -> None:
    tool = installer(target)
    report = tool.from_network(serve())
    assert contents(target.root) == contents(upstream)
    assert set(report.written) == set(contents(upstream)) and report.kept == ()
    progress = tool.progress
    assert isinstance(progress, Recorder)
    assert progress.received == progress.total == sum(map(len, contents(upstream).values()))


def test_a_second_install_asks_for_nothing(serve: Serve, target: CheckedFiles) -> None:
    url = serve()
    installer(target).from_network(url)
    before = len(requests(url))
    report = installer(target).from_network(url)
    assert report.written == () and len(report.kept) == 3
    assert len(requests(url)) == before
    assert len(installer(target, force=True).from_network(url).written) == 3


def test_only_the_damaged_file_is_fetched_again(serve: Serve, target: CheckedFiles) -> None:
    url = serve()
    installer(target).from_network(url)
    (target.root / MESH).write_bytes(MESH_BYTES[:1000])
    assert installer(target).from_network(url).written == (MESH,)
    assert (target.root / MESH).read_bytes() == MESH_BYTES


@pytest.mark.parametrize("fault", ["truncate", "reset", "stall"])
def test_a_broken_transfer_continues_where_it_broke(
    serve: Serve, target: CheckedFiles, fault: str
) -> None:
    url = serve({MESH: [fault, "ok"]})
    # Shorter than the server stalls, long enough for a busy machine.
    installer(target, timeout_s=4.0).from_network(url)
    assert (target.root / MESH).read_bytes() == MESH_BYTES
    ranges = [request["range"] for request in requests(url) if request["path"] == MESH]
    assert len(ranges) == 2 and ranges[0] is None
    start = int(str(ranges[1]).removeprefix("bytes=").removesuffix("-"))
    assert 0 < start <= len(MESH_BYTES) // 2


def test_an_interrupted_install_resumes_in_a_later_process(
    serve: Serve, target: CheckedFiles
) -> None:
    part = target.root / f"{MESH}.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(MESH_BYTES[:777])
    url = serve()
    installer(target).from_network(url)
    assert (target.root / MESH).read_bytes() == MESH_BYTES
    assert {"path": MESH, "range": "bytes=777-"} in requests(url)
    assert not part.exists()


@pytest.mark.parametrize("fault", ["no_range", "other_range"])
def test_a_server_without_proper_ranges_still_serves(
    serve: Serve, target: CheckedFiles, fault: str
) -> None:
    part = target.root / f"{MESH}.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(MESH_BYTES[:777])
    installer(target).from_network(serve({MESH: [fault]}))
    assert (target.root / MESH).read_bytes() == MESH_BYTES


@pytest.mark.parametrize(
    "stale", [b"\xff" * 500, MESH_BYTES, MESH_BYTES + b"more"], ids=["other", "whole", "too long"]
)
def test_a_stale_part_is_no_obstacle(serve: Serve, target: CheckedFiles, stale: bytes) -> None:
    part = target.root / f"{MESH}.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(stale)
    installer(target).from_network(serve())
    assert (target.root / MESH).read_bytes() == MESH_BYTES


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_server_is_asked_again(serve: Serve, target: CheckedFiles, status: int) -> None:
    installer(target).from_network(serve({MESH: [status, status, "ok"]}))
    assert (target.root / MESH).read_bytes() == MESH_BYTES


def test_wrong_bytes_never_reach_the_set(serve: Serve, target: CheckedFiles) -> None:
    (target.root / MESH).parent.mkdir(parents=True)
    (target.root / MESH).write_bytes(b"what was there")
    url = serve({MESH: ["wrong"]})
    with pytest.raises(AssetError, match="wrong bytes") as caught:
        installer(target).from_network(url)
    assert MESH in str(caught.value) and f"{url}/data/deep%20er/mesh%231.obj" in str(caught.value)
    assert (target.root / MESH).read_bytes() == b"what was there"
    assert not (target.root / f"{MESH}.part").exists()
    assert (target.root / "LICENSE").read_text() == "free\n"


def test_a_404_names_the_address_and_spares_the_rest(serve: Serve, target: CheckedFiles) -> None:
    url = serve({MESH: [404]})
    with pytest.raises(AssetError, match=r"HTTP 404 .*mesh%231\.obj.*--from FOLDER"):
        installer(target).from_network(url)
    assert sum(request["path"] == MESH for request in requests(url)) == 1
    assert (target.root / "LICENSE").exists()


def test_no_server_says_what_to_do_offline(target: CheckedFiles) -> None:
    with pytest.raises(AssetError, match=r"after 3 tries.*refused.*--from FOLDER_OR_ZIP"):
        installer(target).from_network("http://127.0.0.1:9")


def test_a_full_disk_is_said_in_one_paragraph(serve: Serve, target: CheckedFiles) -> None:
    part = target.root / f"{MESH}.part"
    part.parent.mkdir(parents=True)
    part.symlink_to("/dev/full")
    with pytest.raises(AssetError, match=r"No space left on device.*SIMEVAL_HOME") as caught:
        installer(target).from_network(serve())
    assert "\n" not in str(caught.value)


def test_a_folder_that_cannot_be_made_is_said_in_one_paragraph(
    serve: Serve, target: CheckedFiles, upstream: Path
) -> None:
    blocked = CheckedFiles(
        root=upstream / "LICENSE" / "set", manifest=target.manifest, repair="Mend it."
    )
    for install in (
        lambda: installer(blocked).from_network(serve()),
        lambda: installer(blocked).from_folder(upstream),
    ):
        with pytest.raises(AssetError, match=r"cannot be written to .*Not a directory"):
            install()


def test_two_installs_do_not_mix(target: CheckedFiles, upstream: Path) -> None:
    import fcntl

    target.root.mkdir()
    with (target.root / ".install.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(AssetError, match="Another process is installing"):
            installer(target).from_folder(upstream)
    installer(target).from_folder(upstream)


def test_copy_from_a_folder_reports_what_it_lacks(target: CheckedFiles, upstream: Path) -> None:
    (upstream / MESH).unlink()
    (upstream / "LICENSE").write_text("not free\n")
    report = installer(target).from_folder(upstream)
    assert report.written == ("data/empty.json",)
    assert report.absent == (MESH,)
    assert report.rejected == (("LICENSE", "it has 9 bytes instead of 5"),)
    assert contents(target.root) == {"data/empty.json": b""}


def test_copy_from_a_simplerenv_checkout(target: CheckedFiles, upstream: Path) -> None:
    checkout = upstream.parent / "SimplerEnv"
    checkout.mkdir()
    upstream.rename(checkout / "ManiSkill2_real2sim")
    assert len(installer(target).from_folder(checkout).written) == 3


def test_copy_from_a_wrong_folder_says_what_is_expected(
    target: CheckedFiles, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    with pytest.raises(AssetError, match="Expected is a checkout of owner/name"):
        installer(target).from_folder(tmp_path / "elsewhere")
