"""What is said in an episode, burnt into its film: instruction, words of the policy, step."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

_INSTRUCTION_LINES, _TEXT_LINES = 2, 5
_PAPER, _INSTRUCTION, _TEXT, _STEP = (22, 24, 29), (255, 255, 255), (250, 214, 137), (150, 156, 168)
# So that a line of a 640 pixel wide frame holds about 70 letters of 16 pixels.
_LETTERS_PER_WIDTH = 40
_SMALLEST_LETTER = 10

Frame = npt.NDArray[np.uint8]


class Caption(NamedTuple):
    """What holds at a frame."""

    step: int
    """Control steps executed before the frame."""
    instruction: str
    """What the policy is told."""
    text: str | None
    """What the policy said last, if it said anything."""


class CaptionStrip:
    """Adds a strip below every frame of a film, or to none of them.

    Args:
        wanted: Whether there is one; ``None`` means that the first frame decides: where the policy
            has said something by then. What it says for the first time later lies over the lower
            edge of the frames, whose size can no longer change.
    """

    def __init__(self, *, wanted: bool | None) -> None:
        self._wanted = wanted
        self._below: bool | None = wanted
        self._drawn: tuple[Caption, Frame] | None = None

    def burn(self, frame: Frame, caption: Caption) -> Frame:
        """Return the frame with its caption, uint8 [H', W, 3]; all frames of a film get one H'."""
        if self._below is None:
            self._below = caption.text is not None
        if self._below:
            return np.concatenate([frame, self._strip(caption, frame.shape[1])])
        if self._wanted is None and caption.text is not None:
            strip = self._strip(caption, frame.shape[1])[: frame.shape[0]]
            return np.concatenate([frame[: frame.shape[0] - strip.shape[0]], strip])
        return frame

    def _strip(self, caption: Caption, width: int) -> Frame:
        if self._drawn is None or self._drawn[0] != caption:
            self._drawn = caption, draw_caption(caption, width)
        return self._drawn[1]


def draw_caption(caption: Caption, width: int) -> Frame:
    """Return a strip of text, uint8 [H, width, 3]; H depends on the width alone and is even."""
    from PIL import Image, ImageDraw

    letter = max(_SMALLEST_LETTER, width // _LETTERS_PER_WIDTH)
    font, line = _font(letter), round(1.3 * letter)
    margin = letter // 2
    height = (_INSTRUCTION_LINES + _TEXT_LINES) * line + 3 * margin
    strip = Image.new("RGB", (width, height + height % 2), _PAPER)
    draw = ImageDraw.Draw(strip)
    step = f"step {caption.step}"
    step_width = font.getlength(step)
    draw.text((width - margin - step_width, margin), step, font=font, fill=_STEP)
    room = width - 2 * margin
    for top, text, colour, most, taken in (
        (margin, caption.instruction, _INSTRUCTION, _INSTRUCTION_LINES, step_width + margin),
        (2 * margin + _INSTRUCTION_LINES * line, caption.text or "", _TEXT, _TEXT_LINES, 0.0),
    ):
        for number, row in enumerate(wrap_text(text, font, room - taken, most=most)):
            draw.text((margin, top + number * line), row, font=font, fill=colour)
    return np.asarray(strip)


def wrap_text(text: str, font: FreeTypeFont, width: float, *, most: int) -> list[str]:
    """Break a text into lines no wider than `width` pixels; what does not fit becomes "…"."""
    # Of a long text only what is shown is measured.
    lines = list(itertools.islice(_lines(text, font, width), most + 1))
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and font.getlength(f"{last}…") > width:
        last = last[:-1]
    return [*lines[: most - 1], f"{last}…"]


def _lines(text: str, font: FreeTypeFont, width: float) -> Iterator[str]:
    for paragraph in text.splitlines():
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}" if line else word
            if font.getlength(longer) <= width:
                line = longer
                continue
            if line:
                yield line
            line = ""
            for piece in _pieces(word, font, width):
                if line:
                    yield line
                line = piece
        yield line


def _pieces(word: str, font: FreeTypeFont, width: float) -> Iterator[str]:
    """Break a word that is wider than a line."""
    piece = ""
    for letter in word:
        if piece and font.getlength(piece + letter) > width:
            yield piece
            piece = ""
        piece += letter
    yield piece


@cache
def _font(size: int) -> FreeTypeFont:
    import matplotlib
    from PIL import ImageFont

    # Pillow's own font knows few letters besides the English ones.
    path = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
    return ImageFont.truetype(path, size)
