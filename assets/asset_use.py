"""What one task draws from an asset set."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class AssetUse:
    """Robot, object models, stages, backgrounds and cabinets, by upstream name."""

    robot: str
    model_ids: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    backgrounds: tuple[str, ...] = ()
    cabinets: tuple[str, ...] = ()
