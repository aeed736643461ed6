"""Overlay compositing ("green screen"): simulated foreground over a real background picture.

The rule is SIMPLER's: pixels of the robot and of the task objects come from the simulator, all
others from the picture; a hard mask, no feathering, no shadows.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import torch

from simeval.errors import AssetError


def load_background(path: Path, *, width: int, height: int) -> torch.Tensor:
    """Read a background picture at frame size, uint8 [H, W, 3] RGB.

    A picture of another size is resized bilinearly, as the original does.

    Raises:
        AssetError: The file is not a picture.
    """
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if picture is None:
        raise AssetError(
            f"Background picture {path.name!r} cannot be decoded. "
            "Check the asset set with: simeval assets verify"
        )
    if picture.shape[:2] != (height, width):
        picture = cv2.resize(picture, (width, height), interpolation=cv2.INTER_LINEAR)
    return torch.from_numpy(np.ascontiguousarray(picture[..., ::-1]))


class Overlay:
    """Backgrounds and foreground sets of a batch of environments.

    Args:
        backgrounds: One picture per environment, uint8 [N, H, W, 3].
        foreground_ids: Per environment the segmentation ids to keep, N sequences.
    """

    def __init__(self, backgrounds: torch.Tensor, foreground_ids: list[list[int]]) -> None:
        self._backgrounds = backgrounds
        size = max(max(ids) for ids in foreground_ids) + 1
        # One slot more than the highest id, always background, catches every other id.
        self._keep = torch.zeros(
            (len(foreground_ids), size + 1), dtype=torch.bool, device=backgrounds.device
        )
        for row, ids in enumerate(foreground_ids):
            self._keep[row, ids] = True

    def foreground(self, segmentation: torch.Tensor) -> torch.Tensor:
        """Mask of the pixels that come from the simulator, bool [N, H, W].

        Args:
            segmentation: Entity ids, integer [N, H, W].
        """
        ids = segmentation.long().clamp_(0, self._keep.shape[1] - 1)
        rows = torch.arange(len(ids), device=ids.device)[:, None, None]
        return self._keep[rows, ids]

    def composite(self, rgb: torch.Tensor, segmentation: torch.Tensor) -> torch.Tensor:
        """Frames with each environment's background, uint8 [N, H, W, 3].

        Args:
            rgb: Rendered frames, uint8 [N, H, W, 3].
            segmentation: Entity ids, integer [N, H, W].
        """
        mask = self.foreground(segmentation)[..., None]
        return torch.where(mask, rgb, self._backgrounds)
