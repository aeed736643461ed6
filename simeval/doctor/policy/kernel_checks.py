"""Whether the image libraries of this machine compute what they computed where it was tested."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from simeval.doctor.policy.check import Check
from simeval.doctor.policy.examination import Examination
from simeval.policies.pipeline.images import prepare_image
from simeval.policies.specs import CameraSpec
from simeval.policies.specs.camera import Interpolation

# First 16 hex digits of the SHA-256 of `pattern` at 24 x 32 pixels, by interpolation; recorded
# with Pillow 13.0 and OpenCV 5.0, and our own arithmetic for TensorFlow and PyTorch.
GOLDEN = {
    "pil_nearest": "82dfe36f8a4399ff",
    "pil_bilinear": "5d7e0bf9c2546133",
    "pil_bicubic": "5b72dcfa01d70189",
    "pil_lanczos": "c683b09708e35e49",
    "cv2_linear": "5f5845395329356a",
    "cv2_area": "c3a960842378fe97",
    "cv2_lanczos4": "b4b442e713554044",
    "tf_bilinear": "94d029f2b078aa60",
    "tf_lanczos3": "295e1fb640b1d8a2",
    "torch_bilinear": "94d029f2b078aa60",
    "torch_bilinear_antialias": "49ba8984cfff0420",
}


def check_kernels(exam: Examination) -> Iterator[Check]:
    """Shrink a known picture with the kernels of the preset."""
    preset = exam.subject.preset
    if preset is None:
        return
    used = {
        camera.interpolation
        for camera in preset.observation.cameras
        if camera.interpolation is not None
    }
    for name in sorted(used):
        good = digest(name) == GOLDEN[name]
        yield Check(
            topic="image",
            name="image kernel",
            verdict="ok" if good else "warning",
            evidence=f"{name} gives the bytes that were recorded"
            if good
            else f"{name} gives other bytes than were recorded: another version of its library",
            fix=None if good else "pip install -c constraints.txt simeval",
        )


def pattern() -> npt.NDArray[np.uint8]:
    """Return a picture with edges, ramps and noise, uint8 [60, 80, 3]."""
    rows, columns = np.mgrid[0:60, 0:80]
    noise = (rows * 7919 + columns * 104729 + rows * columns * 31) % 251
    checks = 255 * ((rows // 5 + columns // 7) % 2)
    return np.stack([noise, checks, 3 * columns], axis=2).astype(np.uint8)


def digest(interpolation: Interpolation) -> str:
    """Return the digest of the pattern after one kernel."""
    camera = CameraSpec(
        key=("image",),
        fit="stretch",
        size=(24, 32),
        interpolation=interpolation,
    )
    return hashlib.sha256(prepare_image(pattern(), camera).tobytes()).hexdigest()[:16]
