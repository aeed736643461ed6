"""From a frame of the simulator to one image input."""

from __future__ import annotations

import io

import numpy as np
import numpy.typing as npt

from simeval.policies.pipeline.cropping import centre_crop
from simeval.policies.pipeline.resizing import fit_image
from simeval.policies.specs import ImageSpec

Image = npt.NDArray[np.uint8]


def prepare_image(frame: Image, camera: ImageSpec) -> Image:
    """Apply every step of a camera specification but the history.

    Args:
        frame: Uint8 [H, W, 3] RGB.
        camera: The steps.

    Returns:
        Uint8 [height, width, 3], a copy.
    """
    image = frame if camera.jpeg_quality is None else jpeg_round_trip(frame, camera.jpeg_quality)
    image = centre_crop(fit_image(image, camera), camera.crop_area, camera.crop_method)
    return np.array(image if camera.channels == "RGB" else image[:, :, ::-1], order="C")


def jpeg_round_trip(image: Image, quality: int) -> Image:
    """Encode as JPEG and decode again, chroma at half resolution.

    The encoder is libjpeg's as in TensorFlow, and the file the same to the byte. TensorFlow
    decodes with libjpeg's fast cosine transform, Pillow with the accurate one: on a noisy image
    they are 2 of 255 levels apart in the mean.
    """
    from PIL import Image as pillow

    buffer = io.BytesIO()
    pillow.fromarray(image).save(buffer, format="JPEG", quality=quality, subsampling="4:2:0")
    with pillow.open(buffer) as decoded:
        return np.asarray(decoded.convert("RGB"))
