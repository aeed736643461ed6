"""Which pixels of a rendered frame the simulator contributes, by shader pack."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, Protocol

import torch

_OPAQUE = 255


class Foreground(Protocol):
    """Reads a camera that has taken its picture."""

    def read(self, camera: Any) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the picture, uint8 [N, H, W, 4], and what of it to keep, bool [N, H, W]."""


class HoldoutForeground:
    """For the pack ``twin``: what is to be hidden has no alpha."""

    def read(self, camera: Any) -> tuple[torch.Tensor, torch.Tensor]:
        """See `Foreground`."""
        rgba = camera.camera.get_picture(["Color"])[0]
        return rgba, rgba[..., 3] > 0


class SegmentedForeground:
    """For SAPIEN's packs: what is to be kept is found by entity id.

    Args:
        ids: Per environment the entity ids to keep, N collections.
        device: Where the pictures are.
    """

    def __init__(self, ids: Iterable[Collection[int]], device: torch.device) -> None:
        rows = [list(kept) for kept in ids]
        # One slot more than the highest id, never kept, catches every other id.
        size = max(max(kept) for kept in rows) + 2
        self._keep = torch.zeros((len(rows), size), dtype=torch.bool, device=device)
        for row, kept in enumerate(rows):
            self._keep[row, kept] = True

    def read(self, camera: Any) -> tuple[torch.Tensor, torch.Tensor]:
        """See `Foreground`."""
        pictures = camera.get_obs(
            rgb=True, depth=False, position=False, segmentation=True, normal=False, albedo=False
        )
        rgb = pictures["rgb"]
        rgba = torch.cat([rgb, torch.full_like(rgb[..., :1], _OPAQUE)], dim=-1)
        return rgba, self.mask(pictures["segmentation"][..., 0])

    def mask(self, segmentation: torch.Tensor) -> torch.Tensor:
        """Pixels to keep, bool [N, H, W], from entity ids, integer [N, H, W]."""
        ids = segmentation.long().clamp_(0, self._keep.shape[1] - 1)
        rows = torch.arange(len(ids), device=ids.device)[:, None, None]
        return self._keep[rows, ids]
