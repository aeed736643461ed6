"""The options of `simeval goals`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(kw_only=True)
class GoalsConfig:
    """Every key that `simeval goals` understands, with its default."""

    suite: str | None = None
    """Suite name; `simeval ls suites` lists them."""
    tasks: list[str] | None = None
    """Only these tasks of the suite."""
    episodes: list[int] | None = None
    """These initial conditions instead of those of the suite."""
    assets: str = "bundled"
    """Asset set."""
    image_size: list[int] | None = None
    """[width, height] in pixels instead of the size of the task."""
    out: str = "goals"
    """Folder; images that are there are kept."""
