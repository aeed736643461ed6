"""Our own assets, shipped with the package: no download, same ids as upstream."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from simeval.assets.asset_set import AssetSet, ObjectModel, Stage
from simeval.assets.asset_use import AssetUse
from simeval.assets.checked_files import CheckedFiles
from simeval.assets.locate import package_folder
from simeval.assets.manifest import Manifest
from simeval.errors import AssetError, UnknownNameError

_CATALOGUE = "catalogue.json"


@dataclass(frozen=True, kw_only=True)
class BundledSet(AssetSet):
    """Assets drawn by simeval; `catalogue.json` maps upstream ids to files and facts."""

    @property
    def model_ids(self) -> tuple[str, ...]:
        """Every object of the catalogue."""
        return tuple(sorted(self._catalogue["objects"]))

    @property
    def robots(self) -> tuple[str, ...]:
        """Every robot of the catalogue."""
        return tuple(sorted(self._catalogue["robots"]))

    @property
    def cabinets(self) -> tuple[str, ...]:
        """Every cabinet of the catalogue."""
        return tuple(sorted(self._catalogue.get("cabinets", {})))

    @property
    def backgrounds(self) -> tuple[str, ...]:
        """Every background of the catalogue."""
        return tuple(sorted(self._catalogue["backgrounds"]))

    @property
    def stages(self) -> tuple[str, ...]:
        """Every stage of the catalogue."""
        return tuple(sorted(self._catalogue["stages"]))

    def used_files(self, use: AssetUse) -> set[str]:
        """Every file below the folders of robot, objects and cabinets; the backgrounds."""
        urdfs = [self._entry("robots", "robot", use.robot)]
        urdfs += [self._entry("cabinets", "cabinet", name) for name in use.cabinets]
        folders = [str(Path(urdf).parent) for urdf in urdfs]
        folders += [self._entry("objects", "object", name)["folder"] for name in use.model_ids]
        files = {file.path for folder in folders for file in self.files.manifest.under(folder)}
        return files.union(
            self._entry("backgrounds", "background", name) for name in use.backgrounds
        )

    def used_facts(self, use: AssetUse) -> dict[str, Any]:
        """The entries of the catalogue."""
        return {
            "objects": {name: self._entry("objects", "object", name) for name in use.model_ids},
            "stages": {name: self._entry("stages", "stage", name) for name in use.stages},
        }

    def cabinet_urdf(self, name: str) -> Path:
        """URDF of a cabinet."""
        if name not in self.cabinets:
            raise UnknownNameError("cabinet of the asset set 'bundled'", name, self.cabinets)
        urdf = str(self._entry("cabinets", "cabinet", name))
        self.files.use_folder(str(Path(urdf).parent))
        return self.files.use(urdf)

    def robot_urdf(self, robot: str) -> Path:
        """URDF of a robot."""
        urdf = str(self._entry("robots", "robot", robot))
        self.files.use_folder(str(Path(urdf).parent))
        return self.files.use(urdf)

    def object_model(self, model_id: str, *, info: str | None = None) -> ObjectModel:
        """Files and facts of an object; the catalogue states one set of facts per id."""
        entry = self._entry("objects", "object", model_id)
        x, y, z = (float(side) for side in entry["extent"])
        return ObjectModel(
            model_id=model_id,
            collision=self.files.use(f"{entry['folder']}/collision.obj"),
            visual=self.files.use(f"{entry['folder']}/visual.glb"),
            extent=(x, y, z),
            density=float(entry["density"]),
            facts=Path(_CATALOGUE).stem,
        )

    def background(self, name: str) -> Path:
        """PNG of a background."""
        return self.files.use(str(self._entry("backgrounds", "background", name)))

    def stage(self, name: str) -> Stage:
        """A table plane: this set has no room meshes, so nothing is missing and replaced."""
        entry = self._entry("stages", "stage", name)
        return Stage(name=name, mesh=None, table_top_z=float(entry["table_top_z"]))

    @cached_property
    def _catalogue(self) -> dict[str, dict[str, Any]]:
        catalogue: dict[str, dict[str, Any]] = json.loads(self.files.use(_CATALOGUE).read_text())
        return catalogue

    def _entry(self, group: str, kind: str, name: str) -> Any:
        entries = self._catalogue[group]
        if name not in entries:
            raise UnknownNameError(f"{kind} of the asset set 'bundled'", name, entries)
        return entries[name]


def load_bundled_set() -> BundledSet:
    """The set inside the installed package.

    Raises:
        AssetError: The package was installed without its data.
    """
    root = package_folder() / "bundled"
    if not (root / "manifest.json").is_file():
        raise AssetError(
            f"The bundled assets are not in {root}: this installation of simeval is incomplete. "
            "Reinstall it with: pip install --force-reinstall --no-deps simeval"
        )
    files = CheckedFiles(
        root=root,
        manifest=Manifest.load(root / "manifest.json"),
        repair="Repair it with: pip install --force-reinstall --no-deps simeval",
    )
    return BundledSet(name="bundled", files=files)
