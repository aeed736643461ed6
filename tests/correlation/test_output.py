from __future__ import annotations

import re
from io import BytesIO
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from simeval.cli.main import main
from simeval.conf.correlate_config import CorrelateConfig
from simeval.correlation.page import render
from simeval.correlation.record import CorrelationFile, read_correlation
from simeval.correlation.request import answer
from simeval.correlation.scatter import draw, panels

SVG = "{http://www.w3.org/2000/svg}"
COKE = "google_robot_pick_coke_can"


@pytest.fixture(scope="module")
def published() -> CorrelationFile:
    return answer(CorrelateConfig(sim="published", real="published"))


@pytest.fixture(scope="module")
def coke() -> CorrelationFile:
    return answer(CorrelateConfig(sim="published", real="published", tasks=[COKE]))


def test_files_of_a_folder(tmp_path, capsys):
    out = tmp_path / "new" / "folder"
    assert main(["correlate", "sim=published", "real=published", f"out={out}"]) == 0
    text = capsys.readouterr().out

    for name in ("correlation.json", "correlation.html", "scatter.png", "scatter.svg"):
        assert f"{out / name}" in text
    assert read_correlation(out).task(COKE).pearson.value == pytest.approx(0.9755, abs=5e-5)
    with Image.open(out / "scatter.png") as image:
        assert image.width > 1500 and image.height > 1500
    ElementTree.parse(out / "scatter.svg")
    assert not list(out.glob("*.part"))


def test_a_second_call_writes_the_same_figures(tmp_path):
    figures = []
    for _ in range(2):
        arguments = ["sim=published", "real=published", f"tasks=[{COKE}]", f"out={tmp_path}"]
        assert main(["correlate", *arguments]) == 0
        figures.append([(tmp_path / f"scatter.{kind}").read_bytes() for kind in ("png", "svg")])

    assert figures[0] == figures[1]


def test_there_is_a_panel_per_task_and_per_mean_over_tasks(published):
    titles = [panel.title for panel in panels(published)]

    assert len(titles) == 13 + 2
    # A task stands before its parts.
    assert titles[:2] == [COKE, "google_robot_pick_horizontal_coke_can"]
    assert titles[-1] == "mean over 4 tasks, 3 policies"


def test_the_figure_names_every_policy_and_says_the_coefficients(coke):
    root = ElementTree.fromstring(draw(panels(coke), coke, "svg"))
    texts = ["".join(element.itertext()).strip() for element in root.iter(f"{SVG}text")]

    for policy in coke.tasks[0].policies:
        assert texts.count(policy) == 1
    assert any(text.startswith("r 0.98 (0.93 to 1.00), MMRV 0.031") for text in texts)
    assert {"simulated success", "real success"} <= set(texts)


def middle(picture: Image.Image, colour: tuple[int, int, int]) -> tuple[float, float]:
    """Mean place of the pixels of exactly this colour, which only a marker has."""
    places = np.argwhere((np.asarray(picture) == colour).all(axis=2))
    y, x = places.mean(axis=0)
    return float(x), float(y)


def test_points_lie_where_their_rates_are(coke):
    picture = Image.open(BytesIO(draw(panels(coke), coke, "png"))).convert("RGB")
    first, second = coke.tasks[0].points[:2]
    (x, y), (other_x, other_y) = middle(picture, (0, 0x72, 0xB2)), middle(picture, (0xD5, 0x5E, 0))
    across = (x - other_x) / (first.sim.rate - second.sim.rate)
    up = (other_y - y) / (first.real.rate - second.real.rate)

    # Pixels per unit of rate are the same on both axes, so both distances are right.
    assert across > 300
    assert across == pytest.approx(up, rel=0.05)


def test_names_do_not_cover_each_other(published):
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    from simeval.correlation.labels import Label, label_points

    for task in published.tasks:
        figure = Figure(figsize=(4, 4), dpi=100)
        canvas = FigureCanvasAgg(figure)
        axes = figure.add_subplot(xlim=(-0.05, 1.05), ylim=(-0.05, 1.05))
        canvas.draw()
        labels = [
            Label(point.policy, "black", point.sim.rate, point.real.rate, (0.5, 0.5), (0.5, 0.5))
            for point in task.points
        ]
        label_points(axes, canvas, labels, size_pt=7)
        boxes = [text.get_window_extent(canvas.get_renderer()) for text in axes.texts]
        assert [text.get_text() for text in axes.texts] == list(task.policies)
        assert not any(one.overlaps(two) for one, two in combinations(boxes, 2)), task.task


def test_the_report_needs_nothing_else(published):
    page = render(published)

    assert not re.search(r'(?:src|href)="(?!#|data:)', page.replace("xlink:href", "x"))
    assert "@import" not in page and "url(http" not in page
    for task in published.tasks:
        assert task.task.replace("_", "_<wbr>") in page
    for claim in published.claims:
        assert claim in page
    assert page.count("<svg") > 2 * len(published.tasks)


def test_the_report_shows_printed_coefficients_with_their_explanations(published):
    page = render(published)

    assert "97/108" in page
    assert page.count("of which the drawers do not follow from Table IV") == 2


def test_names_are_text_and_not_markup(trials):
    evil = "<b>bold</b>"
    path = trials("x.csv", {"t": {evil: (3, 4), "b": (1, 4)}})
    record = answer(CorrelateConfig(sim=str(path), real=str(path)))
    page = render(record)

    assert evil not in page
    assert "&lt;b&gt;bold&lt;/b&gt;" in page


def test_the_report_of_what_is_undefined(trials):
    one = {"t": {"a": (3, 4)}, "u": {"a": (1, 4)}}
    record = answer(CorrelateConfig(sim=str(trials("s.csv", one)), real=str(trials("r.csv", one))))

    assert "one policy has no ranking" in render(record)
    draw(panels(record), record, "png")


def lines(capsys, *arguments: str) -> list[str]:
    assert main(["correlate", *arguments]) == 0
    return capsys.readouterr().out.splitlines()


def test_the_screen_prints_ours_beside_printed_and_why(capsys):
    text = lines(capsys, "sim=published", "real=published")
    (row,) = [line for line in text if line.strip().startswith("google_robot_close_drawer (Table")]

    assert row.split()[-7:] == ["0.768", "0.7683", "+0.0003", "0.123", "0.1235", "+0.0005", "(2)"]
    assert any(line.startswith("(2) google_robot_close_drawer, r: ") for line in text)
    assert any(line.startswith("28 of 32 printed coefficients are reproduced") for line in text)


@pytest.mark.parametrize("width", [80, 120])
def test_no_line_is_wider_than_the_screen(width, capsys, monkeypatch):
    import simeval.cli.correlate_screen as screen

    monkeypatch.setattr(screen, "_WIDTH_IN_FILES", width)
    for setting in ("visual_matching", "variant_aggregation"):
        text = lines(capsys, "sim=published", "real=published", f"setting={setting}")
        assert max(map(len, text)) <= width
        # No number is cut off or broken.
        assert not any("…" in line for line in text)


def test_the_screen_of_one_task_shows_every_policy_with_counts(capsys):
    text = lines(capsys, "sim=published", "real=published", f"tasks=[{COKE}]")
    (row,) = [line.split() for line in text if line.strip().startswith("rt-1-x")]

    # 22, 14 and 21 of 25: sqrt of the summed squares of Wilson's distances, over three.
    assert row[:7] == ["rt-1-x", "170/300", "0.57", "0.51-0.62", "57/75", "0.76", "0.65-0.83"]


def test_nothing_is_written_without_out(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = lines(capsys, "sim=published", "real=published", f"tasks=[{COKE}]")

    assert "add out=FOLDER" in text[-1]
    assert not list(Path().iterdir())
