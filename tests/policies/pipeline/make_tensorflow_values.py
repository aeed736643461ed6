"""Writes data/tensorflow.npz: what TensorFlow itself makes of small images.

Not a test, and not run by one. Made with tensorflow-cpu 2.21.0, numpy 2.4.6:
python tests/policies/pipeline/make_tensorflow_values.py
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import tensorflow as tf

SIZES = ((14, 14), (8, 20), (30, 33))


def picture(height: int, width: int) -> np.ndarray:
    """Waves, a ramp and noise: smooth parts, edges and texture."""
    generator = np.random.default_rng(height)
    y, x = np.mgrid[0:height, 0:width]
    waves = [127 + 120 * np.sin(x / 7 + y / 11), 127 + 120 * np.cos(x / 5 - y / 13)]
    image = np.stack([*waves, (x * 3 + y * 5) % 256], axis=-1)
    return np.clip(image + generator.normal(0, 20, image.shape), 0, 255).astype(np.uint8)


def resized(image: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """As Octo and OpenVLA do."""
    result = tf.image.resize(image, size, method="lanczos3", antialias=True)
    return tf.cast(tf.clip_by_value(tf.round(result), 0, 255), tf.uint8).numpy()


def cropped(image: np.ndarray) -> np.ndarray:
    """As OpenVLA's evaluation does, with 0.9 of the area."""
    floats = tf.image.convert_image_dtype(tf.convert_to_tensor(image), tf.float32)[None]
    edge = tf.reshape(tf.clip_by_value(tf.sqrt(0.9), 0, 1), (1,))
    start = (1 - edge) / 2
    boxes = tf.stack([start, start, start + edge, start + edge], axis=1)
    crop = tf.image.crop_and_resize(floats, boxes, tf.range(1), image.shape[:2])[0]
    crop = tf.clip_by_value(crop, 0, 1)
    return tf.image.convert_image_dtype(crop, tf.uint8, saturate=True).numpy()


def main() -> None:
    values: dict[str, np.ndarray] = {}
    for name, shape in {"wide": (24, 32), "odd": (27, 31)}.items():
        image = picture(*shape)
        values[name] = image
        values[f"{name}/crop"] = cropped(image)
        encoded = tf.image.encode_jpeg(image)
        values[f"{name}/jpeg"] = tf.io.decode_jpeg(encoded).numpy()
        accurate = tf.io.decode_jpeg(encoded, dct_method="INTEGER_ACCURATE")
        values[f"{name}/jpeg_accurate"] = accurate.numpy()
        for size in SIZES:
            place = f"{name}/{size[0]}x{size[1]}"
            values[f"{place}/lanczos3"] = resized(image, size)
            padded = tf.image.resize_with_pad(image, *size)
            values[f"{place}/pad"] = tf.cast(padded, tf.uint8).numpy()
    np.savez_compressed(Path(__file__).parent / "data" / "tensorflow.npz", **values)


if __name__ == "__main__":
    main()
