"""What an asset set offers, whatever its folder looks like inside."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from simeval.assets.asset_use import AssetUse
from simeval.assets.checked_files import CheckedFiles
from simeval.assets.stand_in import StandIn
from simeval.canonical_json import short_hash


@dataclass(frozen=True, kw_only=True)
class ObjectModel:
    """Files and facts of one object.

    Attributes:
        model_id: Upstream id, e.g. ``"bridge_carrot_generated_modified"``.
        collision: OBJ file of convex parts, one per connected component.
        visual: Textured mesh, or ``None`` when `stand_in` says what is drawn instead.
        extent: Full extents of the bounding box in the object frame, m. The stated numbers that the
            success rules use; they differ from those of the mesh for some objects.
        density: kg/m3.
        facts: Stem of the file that states extent and density, ``None`` when they are measured on
            the collision mesh (and the density is the default) because no file states them.
        stand_in: What replaces the visual mesh, if it is absent.
    """

    model_id: str
    collision: Path
    visual: Path | None
    extent: tuple[float, float, float]
    density: float
    facts: str | None = None
    stand_in: StandIn | None = None


@dataclass(frozen=True, kw_only=True)
class Stage:
    """The static surroundings of a scene.

    Attributes:
        name: Upstream name, e.g. ``"bridge_table_1_v1"``.
        mesh: GLB file, y up, or ``None`` when a plane stands in.
        table_top_z: Height of the plane that stands in (world frame, m), ``None`` with a mesh.
        stand_in: What replaces the mesh, if it is absent.
    """

    name: str
    mesh: Path | None
    table_top_z: float | None
    stand_in: StandIn | None = None


@dataclass(frozen=True, kw_only=True)
class AssetSet(ABC):
    """A source of robots, objects, backgrounds and stages.

    Every path that a method returns exists and holds what the manifest says, otherwise the method
    raises `AssetError` with the command that repairs it.

    Attributes:
        name: ``"bundled"`` or ``"simpler"``.
        files: The folder, held against its manifest.
    """

    name: str
    files: CheckedFiles

    @property
    def root(self) -> Path:
        """Folder of the set."""
        return self.files.root

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 over path and SHA-256 of every file present; changes when any byte does."""
        return self.files.content_hash()

    def content_hash_of(self, use: AssetUse) -> str:
        """SHA-256 over what one task draws from the set: files that are present, and facts.

        What other tasks draw does not count, so that a set can grow under them.
        """
        files = self.files.content_hash(self.used_files(use))
        return short_hash({"files": files, "facts": self.used_facts(use)}, digits=64)

    @abstractmethod
    def used_files(self, use: AssetUse) -> set[str]:
        """Paths in the manifest of everything that a task draws, present or not."""

    @abstractmethod
    def used_facts(self, use: AssetUse) -> dict[str, Any]:
        """What the set states about the objects and stages of a task, as JSON values."""

    @property
    @abstractmethod
    def model_ids(self) -> tuple[str, ...]:
        """Every object of the set, sorted."""

    @property
    @abstractmethod
    def robots(self) -> tuple[str, ...]:
        """Every robot of the set, sorted."""

    @property
    @abstractmethod
    def cabinets(self) -> tuple[str, ...]:
        """Every cabinet of the set, sorted."""

    @property
    @abstractmethod
    def backgrounds(self) -> tuple[str, ...]:
        """Every real background of the set, sorted."""

    @property
    @abstractmethod
    def stages(self) -> tuple[str, ...]:
        """Every stage of the set, sorted."""

    @abstractmethod
    def cabinet_urdf(self, name: str) -> Path:
        """URDF of a cabinet with drawers, by upstream name, e.g. ``"mk_station_recolor"``."""

    @abstractmethod
    def robot_urdf(self, robot: str) -> Path:
        """URDF of a robot, e.g. ``"widowx"``."""

    @abstractmethod
    def object_model(self, model_id: str, *, info: str | None = None) -> ObjectModel:
        """Files and facts of an object.

        Args:
            model_id: Upstream id.
            info: Stem of the upstream facts file to read (``"info_pick_custom_v0"``), for an id
                that stands in several with different numbers. Sets with a single source of facts
                ignore it.
        """

    @abstractmethod
    def background(self, name: str) -> Path:
        """PNG of a real background, by upstream file stem, e.g. ``"bridge_real_eval_1"``."""

    @abstractmethod
    def stage(self, name: str) -> Stage:
        """Static surroundings, by upstream name, e.g. ``"bridge_table_1_v1"``."""

    def stand_in_for(self, path: str) -> StandIn | None:
        """What would replace a file of the manifest if it were absent, or is; ``None``: nothing."""
        return None

    def stand_ins(
        self, *, model_ids: Iterable[str] = (), stages: Iterable[str] = ()
    ) -> tuple[StandIn, ...]:
        """Everything that is replaced when these objects and stages are used."""
        found = [self.object_model(model_id).stand_in for model_id in model_ids]
        found += [self.stage(stage).stand_in for stage in stages]
        return tuple(stand_in for stand_in in found if stand_in is not None)
