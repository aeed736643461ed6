from __future__ import annotations

import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest

from simeval.report.report_file import write_report
from simeval.runlog import RunFolder

LOG = Path(__file__).parents[1] / "runlog" / "data" / "schema_1"


class Page(HTMLParser):
    """Collects what a browser would load and the cards in their order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.cards: list[dict[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = dict(attributes)
        self.loads += [
            str(values[name]) for name in ("src", "href", "data-video") if values.get(name)
        ]
        if tag == "article":
            self.cards.append(values)


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    shutil.copytree(LOG, tmp_path / "run")
    return RunFolder(tmp_path / "run")


def _film(folder: RunFolder, size: int = 100) -> None:
    """Give each scored episode a film of this size."""
    (folder.root / "videos").mkdir()
    lines = []
    for line in folder.journal_file.read_text().splitlines():
        record = json.loads(line)
        if record["status"] == "scored":
            stem = f"videos/{record['episode_id']}"
            record |= {"video_file": f"{stem}.mp4", "strip_file": f"{stem}.jpg"}
            (folder.root / f"{stem}.mp4").write_bytes(b"v" * size)
            (folder.root / f"{stem}.jpg").write_bytes(b"s" * 50)
        lines.append(json.dumps(record) + "\n")
    folder.journal_file.write_text("".join(lines))


def _page(folders: list[RunFolder], output: Path) -> tuple[Page, str]:
    write_report(folders, output)
    text = output.read_text()
    return Page(text), text


def test_everything_is_inside_the_file(folder, tmp_path):
    _film(folder)
    page, text = _page([folder], tmp_path / "report.html")

    assert len(page.loads) == 4
    assert all(load.startswith("data:") for load in page.loads)
    assert not re.search(r"url\(|@import|https?://", text)


def test_every_episode_is_there_failures_first(folder, tmp_path):
    page, _ = _page([folder], tmp_path / "report.html")

    assert [card["data-outcome"] for card in page.cards] == ["failure", "unscored", "success"]


def test_numbers_of_the_summary_are_shown(folder, tmp_path):
    _, text = _page([folder], tmp_path / "report.html")
    text = text.replace("\N{NO-BREAK SPACE}", " ")

    assert "1/2" in text
    assert "9.5 % to 90.5 %" in text
    assert "(rate 33.3 % to 66.7 %)" in text
    assert "put it on the plate" in text
    assert "killed by SIGKILL" in text


def test_videos_beyond_the_budget_are_left_out_and_counted(folder, tmp_path):
    _film(folder, size=20_000_000)
    page, text = _page([folder], tmp_path / "report.html")
    videos = [load for load in page.loads if load.startswith("data:video")]

    assert len(videos) == 1
    assert "1 videos are not in this file" in text
    assert len(text) < 40_000_000


def test_other_protocols_are_never_compared_silently(folder, tmp_path):
    other = RunFolder(tmp_path / "other")
    shutil.copytree(LOG, other.root)
    info = json.loads(other.info_file.read_text())
    info["spec"]["protocols"][0]["success_rule"] = "any_step"
    other.info_file.write_text(json.dumps(info))
    _, alone = _page([folder], tmp_path / "one.html")
    _, same = _page([folder, folder], tmp_path / "same.html")
    _, different = _page([folder, other], tmp_path / "two.html")

    assert "Not the same protocol" not in alone
    assert "Not the same protocol" not in same
    assert "Not the same protocol" in different
    assert re.search(
        r"success_rule <code>last_step</code> against <code>any_step</code>", different
    )


def test_text_of_a_policy_cannot_break_the_page(folder, tmp_path):
    content = folder.journal_file.read_text()
    folder.journal_file.write_text(content.replace("put it on the plate", "</script><b>hello"))
    _, text = _page([folder], tmp_path / "report.html")

    assert "</script><b>hello" not in text
    assert "&lt;/script&gt;&lt;b&gt;hello" in text
