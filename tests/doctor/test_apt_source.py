from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "apt_source.py"

IMAGE_OF_DEBIAN = """\
Types: deb
# http://snapshot.example.org/archive/debian/20250520T000000Z
URIs: http://mirror.example.org/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://mirror.example.org/debian-security
Suites: bookworm-security
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
"""
KEY_INSIDE = """\
Types: deb deb-src
URIs: https://user:word@proxy.example.org/debian
Suites: bookworm
Components: main contrib
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 mQINBF
 -----END PGP PUBLIC KEY BLOCK-----
"""


def run(apt_dir: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(SCRIPT), str(apt_dir), "bookworm"],
        capture_output=True,
        text=True,
        check=False,
    )


def fields(text: str) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in text.splitlines())


@pytest.fixture
def apt_dir(tmp_path: Path) -> Path:
    (tmp_path / "sources.list.d").mkdir()
    return tmp_path


def test_deb822_keeps_mirror_and_key(apt_dir: Path) -> None:
    (apt_dir / "sources.list.d" / "debian.sources").write_text(IMAGE_OF_DEBIAN)
    assert fields(run(apt_dir).stdout) == {
        "Types": "deb",
        "URIs": "http://mirror.example.org/debian",
        "Suites": "bookworm-backports",
        "Components": "main",
        "Signed-By": "/usr/share/keyrings/debian-archive-keyring.gpg",
    }


def test_a_key_inside_the_stanza_is_kept_whole(apt_dir: Path) -> None:
    (apt_dir / "sources.list.d" / "debian.sources").write_text(KEY_INSIDE)
    text = run(apt_dir).stdout
    assert "URIs: https://user:word@proxy.example.org/debian\n" in text
    assert text.endswith(KEY_INSIDE[KEY_INSIDE.index(" -----BEGIN") :])


@pytest.mark.parametrize(
    ("line", "extra"),
    [
        ("deb http://mirror.example.org/debian bookworm main", {}),
        ("deb\thttp://mirror.example.org/debian  bookworm\tnon-free main # own mirror", {}),
        (
            "deb [ arch=amd64,arm64 signed-by=/usr/share/keyrings/k.gpg check-valid-until=no ] "
            "http://mirror.example.org/debian bookworm main contrib",
            {
                "Architectures": "amd64 arm64",
                "Signed-By": "/usr/share/keyrings/k.gpg",
                "Check-Valid-Until": "no",
            },
        ),
    ],
)
def test_one_line_sources_are_understood(apt_dir: Path, line: str, extra: dict[str, str]) -> None:
    (apt_dir / "sources.list").write_text(
        "# deb http://old.example.org/debian bookworm main\n"
        "deb cdrom:[Debian 12]/ bookworm main\n"
        "deb-src http://src.example.org/debian bookworm main\n"
        "deb http://security.example.org/debian-security bookworm-security main\n"
        f"{line}\n"
    )
    result = run(apt_dir)
    assert fields(result.stdout) == {
        "Types": "deb",
        "URIs": "http://mirror.example.org/debian",
        "Suites": "bookworm-backports",
        "Components": "main",
        **extra,
    }


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("bp.list", "deb http://m.example.org/debian bookworm-backports main\n"),
        (
            "bp.sources",
            "Types: deb\nURIs: http://m.example.org/debian\nSuites: bookworm-backports\n"
            "Components: main\n",
        ),
    ],
)
def test_nothing_is_added_where_backports_are_there(apt_dir: Path, name: str, text: str) -> None:
    (apt_dir / "sources.list.d" / "debian.sources").write_text(IMAGE_OF_DEBIAN)
    (apt_dir / "sources.list.d" / name).write_text(text)
    result = run(apt_dir)
    assert (result.returncode, result.stdout) == (0, "")


def test_disabled_backports_do_not_count(apt_dir: Path) -> None:
    (apt_dir / "sources.list.d" / "debian.sources").write_text(IMAGE_OF_DEBIAN)
    (apt_dir / "sources.list.d" / "bp.sources").write_text(
        "Enabled: no\nTypes: deb\nURIs: http://m.example.org/debian\n"
        "Suites: bookworm-backports\nComponents: main\n"
    )
    assert fields(run(apt_dir).stdout)["URIs"] == "http://mirror.example.org/debian"


@pytest.mark.parametrize(
    "text", ["", "deb http://archive.example.org/ubuntu jammy main\n", "deb [broken\n"]
)
def test_without_a_mirror_of_the_release_it_fails(apt_dir: Path, text: str) -> None:
    (apt_dir / "sources.list").write_text(text)
    result = run(apt_dir)
    assert (result.returncode, result.stdout) == (1, "")
