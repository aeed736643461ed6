"""How a network wants an image."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from simeval.policies.specs.checks import check

Fit = Literal["none", "stretch", "pad", "center_crop"]
Interpolation = Literal[
    "pil_nearest",
    "pil_bilinear",
    "pil_bicubic",
    "pil_lanczos",
    "cv2_linear",
    "cv2_area",
    "cv2_lanczos4",
    "tf_bilinear",
    "tf_lanczos3",
    "torch_bilinear",
    "torch_bilinear_antialias",
]
CropMethod = Literal["tf_bilinear", "pil_lanczos"]
Rounding = Literal["nearest", "truncate"]

_FLOAT_LIBRARIES = ("tf", "torch")


@dataclass(frozen=True, kw_only=True)
class ImageSpec:
    """One image input, from a frame to the array that the network gets.

    The steps are, in this order: JPEG round trip, fit and interpolation to `size`, centre crop by
    `crop_area` back to `size`, order of channels.
    """

    key: tuple[str, ...]
    """Where in the inputs of the network; several names for nested inputs."""
    fit: Fit = "stretch"
    """none (as rendered), stretch, pad (black bars) or center_crop (largest fitting rectangle)."""
    size: tuple[int, int] | None = None
    """(height, width) in pixels; null only with fit none."""
    interpolation: Interpolation | None = None
    """Library and kernel; null only with fit none. tf_lanczos3 is with antialiasing, tf_bilinear
    without."""
    rounding: Rounding = "nearest"
    """From the floats of tf and torch to bytes: nearest (halves to even) or truncate."""
    jpeg_quality: int | None = None
    """Quality of a JPEG round trip before everything else; null means none."""
    crop_area: float = 1.0
    """Share of the area that a centre crop keeps; the crop is scaled back to the full size."""
    crop_method: CropMethod = "tf_bilinear"
    """tf_bilinear (crop_and_resize: OpenVLA) or pil_lanczos (whole pixels: CogACT)."""
    channels: Literal["RGB", "BGR"] = "RGB"
    """Order of the channels."""
    time_axis: bool = False
    """True for [T, H, W, 3] even when T is 1."""

    def __post_init__(self) -> None:
        name = self._name
        check(bool(self.key), "A camera needs a key: the name of the network's input.")
        self._check_size(name)
        check(
            self.jpeg_quality is None or 1 <= self.jpeg_quality <= 100,
            f"{name} has jpeg_quality {self.jpeg_quality}; allowed is 1 to 100.",
        )
        check(
            0.0 < self.crop_area <= 1.0,
            f"{name} has crop_area {self.crop_area}; allowed is above 0 and at most 1.",
        )

    @property
    def _name(self) -> str:
        return f"image {'/'.join(self.key)!r}"

    def _check_size(self, name: str) -> None:
        if self.fit == "none":
            check(
                self.size is None and self.interpolation is None and self.crop_area == 1.0,
                f"{name} has fit none, so it takes no size, interpolation or crop_area.",
            )
            return
        check(
            self.size is not None and self.interpolation is not None,
            f"{name} has fit {self.fit}, so it needs a size and an interpolation.",
        )
        check(
            self.size is None or min(self.size) >= 1,
            f"{name} has size {self.size}; height and width must be at least 1.",
        )
        check(
            self.rounding == "nearest"
            or (self.interpolation or "").partition("_")[0] in _FLOAT_LIBRARIES,
            f"{name} has rounding {self.rounding}, but {self.interpolation} gives bytes; rounding "
            "is for tf and torch.",
        )
