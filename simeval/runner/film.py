"""The film of an episode: an H.264 video and a strip of key frames."""

from __future__ import annotations

import io
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

import numpy as np
import numpy.typing as npt

from simeval.errors import InfrastructureError
from simeval.runlog.storage import part_file, write_atomically
from simeval.runner.caption import Caption, CaptionStrip

_STRIP_ROWS, _STRIP_COLUMNS = 2, 3
_STRIP_FRAME_WIDTH = 240
_STRIP_GAP = 2


class Film:
    """Encodes frames while the episode runs; `keep` makes the files appear, at once or not at all.

    Use as a context manager: what was not kept is gone at the end.

    Args:
        video: Path of the mp4 file.
        strip: Path of the JPEG file.
        frames_per_second: Frames shown per second; need not be whole.
        captions: Whether the video shows what is said; ``None`` means where the policy speaks.
    """

    def __init__(
        self, *, video: Path, strip: Path, frames_per_second: float, captions: bool | None
    ) -> None:
        self._video = video
        self._strip = strip
        self._frames_per_second = frames_per_second
        self._captions = CaptionStrip(wanted=captions)
        self._thumbnails: list[npt.NDArray[np.uint8]] = []
        self._encoder: Generator[None, bytes, None] | None = None
        self._stack = ExitStack()
        self._part = Path()

    def __enter__(self) -> Film:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._encoder is not None:
            self._encoder.close()
            self._encoder = None
        # The file that was not kept is dropped by failing the block that would rename it.
        self._stack.__exit__(_NotKept, _NotKept(), None)

    def add(self, frame: npt.NDArray[np.uint8], caption: Caption) -> None:
        """Append a frame, uint8 [H, W, 3]; all frames have one size.

        Raises:
            InfrastructureError: The encoder died.
        """
        self._thumbnails.append(_thumbnail(frame))
        frame = np.ascontiguousarray(self._captions.burn(frame, caption))
        if self._encoder is None:
            self._encoder = self._start_encoder(width=frame.shape[1], height=frame.shape[0])
        try:
            self._encoder.send(frame.tobytes())
        except OSError as error:
            raise self._encoder_error(error) from error

    def keep(self) -> None:
        """Finish both files.

        Raises:
            OSError: The disk is full or read-only.
            InfrastructureError: The encoder failed.
        """
        if self._encoder is None:
            return
        try:
            self._encoder.close()
        except OSError as error:
            raise self._encoder_error(error) from error
        self._encoder = None
        if not self._part.is_file() or self._part.stat().st_size == 0:
            raise self._encoder_error(None)
        self._stack.close()
        write_atomically(self._strip, _film_strip(self._thumbnails))

    def _start_encoder(self, *, width: int, height: int) -> Generator[None, bytes, None]:
        import imageio_ffmpeg

        self._part = self._stack.enter_context(part_file(self._video))
        encoder: Generator[None, bytes, None] = imageio_ffmpeg.write_frames(
            str(self._part),
            (width, height),
            fps=self._frames_per_second,
            codec="libx264",
            pix_fmt_out="yuv420p",
            quality=None,
            macro_block_size=2,
            ffmpeg_log_level="error",
            output_params=[
                *("-preset", "veryfast", "-crf", "26", "-threads", "1"),
                *("-movflags", "+faststart", "-f", "mp4"),
            ],
        )
        encoder.send(None)  # type: ignore[arg-type]
        return encoder

    def _encoder_error(self, error: OSError | None) -> Exception:
        # ffmpeg hides the number of the error; a write of our own brings a full disk to light.
        write_atomically(self._part, bytes(1 << 18))
        return InfrastructureError(
            f"The video encoder failed on {self._video.name} ({error or 'it wrote nothing'})."
        )


class _NotKept(Exception):
    pass


def _thumbnail(frame: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    from PIL import Image

    height, width = frame.shape[:2]
    size = (_STRIP_FRAME_WIDTH, max(1, round(_STRIP_FRAME_WIDTH * height / width)))
    return np.asarray(Image.fromarray(frame).resize(size, Image.Resampling.BOX))


def _film_strip(thumbnails: list[npt.NDArray[np.uint8]]) -> bytes:
    """Put frames at even times into rows, from start to end; JPEG."""
    from PIL import Image

    count = _STRIP_ROWS * _STRIP_COLUMNS
    times = np.linspace(0, len(thumbnails) - 1, count).round().astype(int)
    gap = ((0, _STRIP_GAP), (0, _STRIP_GAP), (0, 0))
    grid = np.stack([np.pad(thumbnails[time], gap, constant_values=255) for time in times])
    frame_height, frame_width = grid.shape[1:3]
    rows = grid.reshape(_STRIP_ROWS, _STRIP_COLUMNS, frame_height, frame_width, 3)
    sheet = rows.transpose(0, 2, 1, 3, 4).reshape(
        _STRIP_ROWS * frame_height, _STRIP_COLUMNS * frame_width, 3
    )
    buffer = io.BytesIO()
    Image.fromarray(sheet[:-_STRIP_GAP, :-_STRIP_GAP]).save(buffer, "JPEG", quality=80)
    return buffer.getvalue()
