from __future__ import annotations

import imageio.v3
import numpy as np
import pytest
from PIL import Image, ImageDraw

from simeval.runner.caption import Caption, CaptionStrip, _font, draw_caption, wrap_text

FRAME = np.full((48, 64, 3), 90, dtype=np.uint8)
REASONING = "PLAN: reach for the carrot. SUBTASK: move left. MOVE: left and down. " * 12


@pytest.mark.parametrize(
    "text", ["a b", "one two three " * 30, "x" * 400, "a\n\nb", "übergroß ŝ ї"]
)
@pytest.mark.parametrize("width", [40.0, 300.0])
def test_lines_fit_and_hold_every_word_as_far_as_there_is_room(text, width):
    font = _font(16)
    lines = wrap_text(text, font, width, most=1000)
    some = wrap_text(text, font, width, most=2)

    assert all(font.getlength(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert len(some) <= 2
    assert all(font.getlength(line) <= width for line in some)
    if len(lines) > 2:
        assert some[0] == lines[0]
        assert some[1].endswith("…")
        assert lines[1].startswith(some[1][:-1])
    else:
        assert some == lines


def test_a_strip_has_one_size_and_shows_each_of_its_parts():
    bare = draw_caption(Caption(3, "", None), 640)
    told = draw_caption(Caption(3, "put carrot on plate", None), 640)
    said = draw_caption(Caption(3, "put carrot on plate", REASONING), 640)
    later = draw_caption(Caption(4, "put carrot on plate", REASONING), 640)

    assert bare.shape == told.shape == said.shape
    assert bare.shape[0] % 2 == 0
    changed = [
        np.argwhere((one != other).any(axis=(1, 2))).ravel()
        for one, other in ((bare, told), (told, said), (said, later))
    ]
    assert all(len(rows) for rows in changed)
    # The instruction stands above the text, in rows of its own.
    assert changed[0].max() < changed[1].min()


def test_letters_are_those_of_pillow_at_a_legible_size():
    strip = draw_caption(Caption(0, "Hello", None), 640)
    alone = Image.new("RGB", (640, 40), (22, 24, 29))
    ImageDraw.Draw(alone).text((8, 8), "Hello", font=_font(16), fill=(255, 255, 255))

    np.testing.assert_array_equal(strip[:30, :200], np.asarray(alone)[:30, :200])


def test_the_first_frame_decides_and_later_words_are_not_lost():
    silent, spoken = Caption(0, "go", None), Caption(3, "go", "now")

    burnt = CaptionStrip(wanted=None)
    assert burnt.burn(FRAME, silent) is FRAME
    late = burnt.burn(FRAME, spoken)
    assert late.shape == FRAME.shape
    assert (late != FRAME).any()
    from_start = CaptionStrip(wanted=None)
    assert from_start.burn(FRAME, spoken).shape[0] > 48
    assert from_start.burn(FRAME, silent).shape == from_start.burn(FRAME, spoken).shape


def test_captions_can_be_demanded_and_refused():
    silent, spoken = Caption(0, "go", None), Caption(3, "go", "now")
    refused = CaptionStrip(wanted=False)

    np.testing.assert_array_equal(CaptionStrip(wanted=True).burn(FRAME, silent)[:48], FRAME)
    assert CaptionStrip(wanted=True).burn(FRAME, silent).shape[0] > 48
    assert refused.burn(FRAME, silent) is FRAME
    assert refused.burn(FRAME, spoken) is FRAME


@pytest.mark.vulkan
def test_what_a_policy_says_is_in_record_video_and_report(workbench):
    done = workbench.run(
        *workbench.short, "episodes=[0]", "horizon_steps=8", "image_size=[64,48]", "workers=1",
        "policy=faulty", "policy.chunk=2", "policy.say=moving on", "videos=all", "video.every=4",
        "report=true", "out=run",
    )  # fmt: skip
    folder = workbench.folder()
    [record] = folder.records().values()
    frames = imageio.v3.imread(folder.root / record.video_file)
    page = folder.report_file.read_text()

    assert done.returncode == 0, done.stderr
    assert [(said.step, said.text) for said in record.policy_text] == [
        (step, f"moving on {step}") for step in (0, 2, 4, 6)
    ]
    assert frames.shape[0] == 3
    assert frames.shape[1] == 48 + draw_caption(Caption(0, "", None), 64).shape[0]
    for step in (0, 2, 4, 6):
        assert f"<b>step {step}</b> moving on {step}</blockquote>" in page
    assert "1 more texts of the policy" in page
