"""The original SIMPLER assets, in the layout of simpler-env/ManiSkill2_real2sim."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from simeval.assets.asset_set import AssetSet, ObjectModel, Stage
from simeval.assets.asset_use import AssetUse
from simeval.assets.checked_files import CheckedFiles
from simeval.assets.locate import (
    SIMPLER_VARIABLE,
    package_folder,
    simpler_install_folder,
    simpler_root,
)
from simeval.assets.manifest import Manifest
from simeval.assets.obj_extent import obj_extent
from simeval.assets.stand_in import StandIn, stage_stand_in, table_top_z, visual_stand_in
from simeval.errors import AssetError, UnknownNameError

CUSTOM = "data/custom"
MODELS = f"{CUSTOM}/models"
STAGES = "data/hab2_bench_assets/stages"
BACKGROUNDS = "data/real_inpainting"
VISUAL_NAMES = ("textured.obj", "textured.dae", "textured.glb")

_DESCRIPTIONS = "mani_skill2_real2sim/assets/descriptions"
_GOOGLE_URDF = (
    f"{_DESCRIPTIONS}/googlerobot_description/google_robot_meta_sim_fix_wheel_fix_fingertip"
)
_GOOGLE_RECOLOURS = (
    "recolor_tabletop_visual_matching_1",
    "recolor_tabletop_visual_matching_2",
    "recolor_cabinet_visual_matching_1",
    "recolor_sim",
)
_ROBOT_URDFS = {
    "widowx": f"{_DESCRIPTIONS}/widowx_description/wx250s.urdf",
    "google_robot": f"{_GOOGLE_URDF}.urdf",
    **{f"google_robot_{name}": f"{_GOOGLE_URDF}_{name}.urdf" for name in _GOOGLE_RECOLOURS},
}

# In order of precedence: the Bridge numbers of an id win over the Google ones.
INFO_FILES = (
    "info_bridge_custom_v0",
    "info_bridge_custom_baked_tex_v0",
    "info_pick_custom_v0",
    "info_pick_custom_baked_tex_v0",
    "info_pick_custom_baked_tex_v1",
)
# What the original loader assumes for a model without facts.
_DEFAULT_DENSITY = 1000.0


# Pictures that fit the texture coordinates of a collision mesh, found by looking.
_COLLISION_TEXTURES = {"eggplant": "eggtexture.png"}


@dataclass(frozen=True, kw_only=True)
class SimplerSet(AssetSet):
    """Robots, objects, backgrounds and stages as upstream names them."""

    @cached_property
    def model_ids(self) -> tuple[str, ...]:
        """Every folder of the upstream models."""
        folders = {
            Path(file.path).parent.name
            for file in self.files.manifest.under(MODELS)
            if file.path.endswith("/collision.obj")
        }
        return tuple(sorted(folders))

    @property
    def robots(self) -> tuple[str, ...]:
        """The robots, each recoloured version under a name of its own."""
        return tuple(sorted(_ROBOT_URDFS))

    @cached_property
    def cabinets(self) -> tuple[str, ...]:
        """Every cabinet that upstream has."""
        files = (Path(file.path) for file in self.files.manifest.under(CUSTOM))
        return tuple(sorted(path.stem for path in files if path.suffix == ".urdf"))

    @cached_property
    def backgrounds(self) -> tuple[str, ...]:
        """Every background that upstream has."""
        return tuple(sorted(self._stems(BACKGROUNDS)))

    @cached_property
    def stages(self) -> tuple[str, ...]:
        """Every stage that upstream has, present or not."""
        return tuple(sorted(self._stems(STAGES)))

    def used_files(self, use: AssetUse) -> set[str]:
        """Every file below the folders of robot and objects; cabinets, stages, backgrounds."""
        folders = [str(Path(_ROBOT_URDFS[use.robot]).parent)]
        folders += [f"{MODELS}/{model_id}" for model_id in use.model_ids]
        files = {file.path for folder in folders for file in self.files.manifest.under(folder)}
        return files.union(
            (f"{CUSTOM}/{name}.urdf" for name in use.cabinets),
            (f"{STAGES}/{name}.glb" for name in use.stages),
            (f"{BACKGROUNDS}/{name}.png" for name in use.backgrounds),
        )

    def used_facts(self, use: AssetUse) -> dict[str, Any]:
        """What each facts file says about the objects."""
        return {
            name: {
                model_id: self._info(name)[model_id]
                for model_id in use.model_ids
                if model_id in self._info(name)
            }
            for name in INFO_FILES
        }

    def _stems(self, folder: str) -> list[str]:
        return [Path(file.path).stem for file in self.files.manifest.under(folder)]

    def cabinet_urdf(self, name: str) -> Path:
        """URDF of a cabinet with drawers."""
        if name not in self.cabinets:
            raise UnknownNameError("cabinet of the asset set 'simpler'", name, self.cabinets)
        return self.files.use(f"{CUSTOM}/{name}.urdf")

    def robot_urdf(self, robot: str) -> Path:
        """URDF of a robot or of one of its recoloured versions."""
        if robot not in _ROBOT_URDFS:
            raise UnknownNameError("robot of the asset set 'simpler'", robot, _ROBOT_URDFS)
        urdf = _ROBOT_URDFS[robot]
        self.files.use_folder(str(Path(urdf).parent))
        return self.files.use(urdf)

    def object_model(self, model_id: str, *, info: str | None = None) -> ObjectModel:
        """Files and facts of an object; `info` picks the facts file."""
        if model_id not in self.model_ids:
            raise UnknownNameError("object of the asset set 'simpler'", model_id, self.model_ids)
        folder = f"{MODELS}/{model_id}"
        collision = self.files.use(f"{folder}/collision.obj")
        visual = self._visual(folder)
        present = self.files.present(visual)
        if present:
            self.files.use_folder(folder)
        extent, density, source = self._facts(model_id, info, collision)
        return ObjectModel(
            model_id=model_id,
            collision=collision,
            visual=self.files.root / visual if present else None,
            extent=extent,
            density=density,
            facts=source,
            stand_in=None if present else self._visual_stand_in(model_id, visual),
        )

    def _visual_stand_in(self, model_id: str, visual: str) -> StandIn:
        picture = _COLLISION_TEXTURES.get(model_id)
        path = f"{MODELS}/{model_id}/{picture}"
        fits = picture is not None and self.files.present(path)
        return visual_stand_in(model_id, visual, texture=self.files.root / path if fits else None)

    def background(self, name: str) -> Path:
        """PNG of a real background."""
        if name not in self.backgrounds:
            raise UnknownNameError("background of the asset set 'simpler'", name, self.backgrounds)
        return self.files.use(f"{BACKGROUNDS}/{name}.png")

    def stage(self, name: str) -> Stage:
        """Room mesh, or the table plane that stands in for it."""
        if name not in self.stages:
            raise UnknownNameError("stage of the asset set 'simpler'", name, self.stages)
        path = f"{STAGES}/{name}.glb"
        if self.files.present(path):
            return Stage(name=name, mesh=self.files.use(path), table_top_z=None)
        return Stage(
            name=name,
            mesh=None,
            table_top_z=table_top_z(name),
            stand_in=stage_stand_in(name, path),
        )

    def stand_in_for(self, path: str) -> StandIn | None:
        """A plane for a stage; the collision mesh for a visual mesh or a texture of it."""
        pure = Path(path)
        if path.startswith(f"{STAGES}/"):
            return stage_stand_in(pure.stem, path)
        if not path.startswith(f"{MODELS}/") or pure.name == "collision.obj":
            return None
        visual = self._visual(str(pure.parent))
        lost = path == visual or not self.files.present(visual)
        drawable = self.files.present(f"{pure.parent}/collision.obj")
        return self._visual_stand_in(pure.parent.name, path) if lost and drawable else None

    def _visual(self, folder: str) -> str:
        """The first of the visual files that upstream has, present or not."""
        for name in VISUAL_NAMES:
            path = f"{folder}/{name}"
            if path in self.files.manifest.by_path or self.files.present(path):
                return path
        raise AssetError(f"The manifest of the asset set 'simpler' has no visual mesh in {folder}.")

    def _facts(
        self, model_id: str, info: str | None, collision: Path
    ) -> tuple[tuple[float, float, float], float, str | None]:
        holders = [name for name in INFO_FILES if model_id in self._info(name)]
        if info is not None:
            info = info.removesuffix(".json")
            if info not in holders:
                raise UnknownNameError(f"facts file of {model_id}", info, holders)
            holders = [info]
        if not holders:
            return obj_extent(collision), _DEFAULT_DENSITY, None
        facts = self._info(holders[0])[model_id]
        low, high = facts["bbox"]["min"], facts["bbox"]["max"]
        x, y, z = (float(b) - float(a) for a, b in zip(low, high, strict=True))
        return (x, y, z), float(facts["density"]), holders[0]

    def _info(self, name: str) -> dict[str, Any]:
        if name not in self._infos:
            path = self.files.use(f"data/custom/{name}.json")
            self._infos[name] = json.loads(path.read_text())
        return self._infos[name]

    @cached_property
    def _infos(self) -> dict[str, dict[str, Any]]:
        return {}


def simpler_manifest() -> Manifest:
    """What upstream has at the pinned commit."""
    return Manifest.load(package_folder() / "simpler_manifest.json")


def load_simpler_set() -> SimplerSet:
    """The installed set.

    Raises:
        AssetError: It is not installed.
    """
    return simpler_set_at(simpler_root())


def simpler_set_at(root: Path) -> SimplerSet:
    """The set in a folder of choice, complete or not."""
    repair = "Repair it with: simeval assets install simpler"
    if root != simpler_install_folder():
        # What the user points to is the user's; the installer does not write there.
        repair = (
            f"Restore it in that copy (git checkout), or unset {SIMPLER_VARIABLE} and run: "
            "simeval assets install simpler"
        )
    files = CheckedFiles(root=root, manifest=simpler_manifest(), repair=repair)
    return SimplerSet(name="simpler", files=files)
