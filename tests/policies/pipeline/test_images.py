from __future__ import annotations

import io

import numpy as np
import pytest

from simeval.policies.pipeline.cropping import centre_crop
from simeval.policies.pipeline.images import jpeg_round_trip, prepare_image
from simeval.policies.specs import CameraSpec

IMAGES = ("wide", "odd")


@pytest.mark.parametrize("name", IMAGES)
def test_crop_is_openvlas(recorded, name):
    ours = centre_crop(recorded[name], 0.9, "tf_bilinear")

    np.testing.assert_array_equal(ours, recorded[f"{name}/crop"])


def test_pil_crop_is_cogacts():
    """int(224 * sqrt(0.9)) = 212 pixels, from pixel 6 on, back to 224 by Lanczos."""
    pillow = pytest.importorskip("PIL.Image")
    image = np.random.default_rng(1).integers(0, 256, (224, 224, 3), dtype=np.uint8)

    ours = centre_crop(image, 0.9, "pil_lanczos")

    theirs = pillow.fromarray(image[6:218, 6:218]).resize((224, 224), pillow.LANCZOS)
    np.testing.assert_array_equal(ours, np.asarray(theirs))


@pytest.mark.parametrize("name", IMAGES)
def test_jpeg_is_libjpegs_with_the_accurate_transform(recorded, name):
    ours = jpeg_round_trip(recorded[name], 95)

    np.testing.assert_array_equal(ours, recorded[f"{name}/jpeg_accurate"])


@pytest.mark.parametrize("name", IMAGES)
def test_jpeg_is_near_tensorflows_fast_transform(recorded, name):
    ours = jpeg_round_trip(recorded[name], 95).astype(float)

    assert np.abs(ours - recorded[f"{name}/jpeg"]).mean() < 2.5


def test_quality_matters():
    image = np.random.default_rng(2).integers(0, 256, (40, 40, 3), dtype=np.uint8)
    errors = [
        np.abs(jpeg_round_trip(image, quality).astype(float) - image).mean()
        for quality in (95, 75, 30)
    ]

    assert errors == sorted(errors)
    assert errors[0] < errors[2]


def test_steps_come_in_the_stated_order():
    """JPEG first, then size, crop, channels: each step redone by hand with Pillow."""
    pillow = pytest.importorskip("PIL.Image")
    frame = np.random.default_rng(3).integers(0, 256, (48, 64, 3), dtype=np.uint8)
    camera = CameraSpec(
        key=("image",),
        jpeg_quality=80,
        fit="stretch",
        size=(30, 30),
        interpolation="pil_bicubic",
        crop_area=0.81,
        crop_method="pil_lanczos",
        channels="BGR",
    )

    prepared = prepare_image(frame, camera)

    buffer = io.BytesIO()
    pillow.fromarray(frame).save(buffer, format="JPEG", quality=80)
    picture = pillow.open(buffer).resize((30, 30), pillow.BICUBIC)
    picture = picture.crop((1, 1, 28, 28)).resize((30, 30), pillow.LANCZOS)
    np.testing.assert_array_equal(prepared, np.asarray(picture)[:, :, ::-1])


def test_what_comes_out_is_a_copy():
    frame = np.zeros((8, 8, 3), dtype=np.uint8)
    prepared = prepare_image(frame, CameraSpec(key=("image",), fit="none"))

    prepared[:] = 7

    assert not frame.any()
