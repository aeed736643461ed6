"""Against Pillow, OpenCV and PyTorch where they are, TensorFlow's recorded values, and formulas."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simeval.policies.pipeline.resizing import fit_image, resize
from simeval.policies.specs import CameraSpec

SIZES = ((14, 14), (8, 20), (30, 33))
IMAGES = ("wide", "odd")


def noise(height: int = 36, width: int = 48) -> np.ndarray:
    return np.random.default_rng(5).integers(0, 256, (height, width, 3), dtype=np.uint8)


def camera(fit: str, size: tuple[int, int], interpolation: str, **changes) -> CameraSpec:
    return CameraSpec(key=("image",), fit=fit, size=size, interpolation=interpolation, **changes)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", IMAGES)
def test_tf_lanczos3_is_tensorflows(recorded, name, size):
    ours = resize(recorded[name], *size, interpolation="tf_lanczos3")

    np.testing.assert_array_equal(ours, recorded[f"{name}/{size[0]}x{size[1]}/lanczos3"])


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", IMAGES)
def test_tf_resize_with_pad_is_tensorflows(recorded, name, size):
    spec = camera("pad", size, "tf_bilinear", rounding="truncate")

    ours = fit_image(recorded[name], spec)

    np.testing.assert_array_equal(ours, recorded[f"{name}/{size[0]}x{size[1]}/pad"])


def test_tf_lanczos3_follows_its_formula():
    """Brute force in double precision, pixel by pixel, from the definition of the kernel."""
    image = noise(12, 9)
    height, width = 5, 7

    def kernel(x: float) -> float:
        if x == 0.0:
            return 1.0
        if abs(x) > 3.0:
            return 0.0
        return 3 * math.sin(math.pi * x) * math.sin(math.pi * x / 3) / (math.pi * x) ** 2

    def weights(size: int, out: int) -> np.ndarray:
        stretch = max(1.0, size / out)
        table = np.array(
            [
                [kernel((j + 0.5 - (i + 0.5) * size / out) / stretch) for j in range(size)]
                for i in range(out)
            ]
        )
        return table / table.sum(axis=1, keepdims=True)

    exact = np.einsum("ij,jkc,lk->ilc", weights(12, height), image.astype(float), weights(9, width))

    ours = resize(image, height, width, interpolation="tf_lanczos3")

    np.testing.assert_allclose(ours, np.clip(exact, 0, 255), atol=0.501)


@pytest.mark.parametrize("name", ["nearest", "bilinear", "bicubic", "lanczos"])
def test_pil_kernels_are_pillows(name):
    pillow = pytest.importorskip("PIL.Image")

    ours = resize(noise(), 22, 30, interpolation=f"pil_{name}")

    theirs = pillow.fromarray(noise()).resize((30, 22), getattr(pillow, name.upper()))
    np.testing.assert_array_equal(ours, np.asarray(theirs))


@pytest.mark.parametrize(
    ("name", "flag"), [("linear", "INTER_LINEAR"), ("lanczos4", "INTER_LANCZOS4")]
)
def test_cv2_kernels_are_opencvs(name, flag):
    cv2 = pytest.importorskip("cv2")

    ours = resize(noise(), 22, 30, interpolation=f"cv2_{name}")

    theirs = cv2.resize(noise(), (30, 22), interpolation=getattr(cv2, flag))
    np.testing.assert_array_equal(ours, theirs)


def test_cv2_area_averages_whole_blocks():
    pytest.importorskip("cv2")

    ours = resize(noise(), 12, 16, interpolation="cv2_area")

    blocks = noise().reshape(12, 3, 16, 3, 3).astype(float).mean(axis=(1, 3))
    np.testing.assert_allclose(ours, blocks, atol=0.501)


@pytest.mark.parametrize("antialias", [False, True])
@pytest.mark.parametrize("size", SIZES)
def test_torch_kernels_are_pytorchs(size, antialias):
    torch = pytest.importorskip("torch")
    name = "torch_bilinear_antialias" if antialias else "torch_bilinear"

    ours = resize(noise(), *size, interpolation=name).astype(int)

    batch = torch.from_numpy(noise()).permute(2, 0, 1)[None].float()
    floats = torch.nn.functional.interpolate(batch, size, mode="bilinear", antialias=antialias)
    theirs = floats[0].permute(1, 2, 0).round().clamp(0, 255).numpy().astype(int)
    # PyTorch sums in another order: a value next to a half may round to the other side.
    assert np.abs(ours - theirs).max() <= 1
    assert np.mean(ours != theirs) < 0.005


def test_padding_keeps_the_shape_and_centres_it():
    """The example of the reference sheet: 640 x 480 becomes 168 rows between bars of 28."""
    white = np.full((480, 640, 3), 255, dtype=np.uint8)

    padded = fit_image(white, camera("pad", (224, 224), "pil_bilinear"))

    rows = padded[:, 112, 0]
    assert (rows[28:196] == 255).all()
    assert (rows[:28] == 0).all()
    assert (rows[196:] == 0).all()


@pytest.mark.parametrize("shape", [(36, 48), (37, 48), (50, 31), (9, 9)])
def test_padding_is_openpis(shape):
    """Edges by int(size / ratio) and Pillow's kernel, pasted at int((target - edge) / 2)."""
    pillow = pytest.importorskip("PIL.Image")
    height, width = 22, 28
    picture = pillow.fromarray(noise(*shape))
    ratio = max(picture.width / width, picture.height / height)
    edges = int(picture.width / ratio), int(picture.height / ratio)
    expected = pillow.new("RGB", (width, height), 0)
    corner = int((width - edges[0]) / 2), int((height - edges[1]) / 2)
    expected.paste(picture.resize(edges, pillow.BILINEAR), corner)

    ours = fit_image(noise(*shape), camera("pad", (height, width), "pil_bilinear"))

    np.testing.assert_array_equal(ours, np.asarray(expected))


def test_centre_crop_keeps_the_middle():
    image = np.zeros((30, 50, 3), dtype=np.uint8)
    image[:, 10:40] = 200

    assert (fit_image(image, camera("center_crop", (15, 15), "pil_nearest")) == 200).all()


@pytest.mark.parametrize("fit", ["stretch", "pad", "center_crop"])
def test_an_image_of_the_right_size_passes_unchanged(fit):
    image = noise()

    np.testing.assert_array_equal(fit_image(image, camera(fit, (36, 48), "tf_lanczos3")), image)


def test_flat_images_stay_flat():
    flat = np.full((31, 47, 3), 201, dtype=np.uint8)
    for interpolation in ("tf_lanczos3", "tf_bilinear", "torch_bilinear", "pil_lanczos"):
        assert (resize(flat, 17, 60, interpolation=interpolation) == 201).all(), interpolation


def test_truncation_is_not_rounding():
    image = np.array([[[0] * 3, [3] * 3]], dtype=np.uint8)

    middle = {
        rounding: int(resize(image, 1, 1, interpolation="tf_bilinear", rounding=rounding)[0, 0, 0])
        for rounding in ("nearest", "truncate")
    }

    assert middle == {"nearest": 2, "truncate": 1}
