from __future__ import annotations

import numpy as np
import pytest

from simeval.policies.pipeline.history import ImageHistory
from simeval.policies.specs import CameraSpec


def image(step: int) -> np.ndarray:
    return np.full((2, 2, 3), step, dtype=np.uint8)


def seen(history: tuple[int, ...], fill: str, steps: range, at: int) -> tuple[list[int], list]:
    camera = CameraSpec(
        key=("image",), fit="none", history=history, history_fill=fill, time_axis=True
    )
    kept = ImageHistory(camera)
    for step in steps:
        kept.add(step, image(step))
    images, mask = kept.at(at)
    return images[:, 0, 0, 0].tolist(), mask.tolist()


@pytest.mark.parametrize(
    ("fill", "at", "expected"),
    [
        # Octo in SimplerEnv: one image at first, then two; every mask entry is a real image.
        ("grow", 0, ([0], [1.0])),
        ("grow", 1, ([0, 1], [1.0, 1.0])),
        ("grow", 5, ([4, 5], [1.0, 1.0])),
        # SpatialVLA, and Octo's own evaluation: the first image stands in and is masked.
        ("first", 0, ([0, 0], [0.0, 1.0])),
        ("first", 1, ([0, 1], [1.0, 1.0])),
        ("first", 5, ([4, 5], [1.0, 1.0])),
    ],
)
def test_two_images(fill, at, expected):
    assert seen((-1, 0), fill, range(at + 1), at) == expected


def test_far_apart_images():
    assert seen((-15, 0), "first", range(10), 9) == ([0, 9], [0.0, 1.0])
    assert seen((-15, 0), "first", range(31), 30) == ([15, 30], [1.0, 1.0])


def test_only_what_may_be_needed_is_kept():
    camera = CameraSpec(key=("image",), fit="none", history=(-2, 0), time_axis=True)
    kept = ImageHistory(camera)
    for step in range(100):
        kept.add(step, image(step))

    assert len(kept._images) == 3


def test_without_time_axis_there_is_one_image():
    kept = ImageHistory(CameraSpec(key=("image",), fit="none"))
    kept.add(4, image(4))

    images, mask = kept.at(4)

    assert images.shape == (2, 2, 3)
    assert mask.tolist() == [1.0]
