"""The move-near tasks of SIMPLER as data: triplets of objects, where and how they stand.

Facts: ManiSkill2_real2sim@ef7a4d4, move_near_in_scene.py.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from simeval.envs.simpler.original_seeds import fresh_draws
from simeval.envs.simpler.scene_look import Xy

Quat = tuple[float, float, float, float]

_HALF = math.sqrt(0.5)
_IDENTITY: Quat = (1.0, 0.0, 0.0, 0.0)
_UPRIGHT: Quat = (_HALF, _HALF, 0.0, 0.0)
_QUARTER_TURN: Quat = (_HALF, 0.0, 0.0, _HALF)
_UPRIGHT_TURNED: Quat = (0.5, 0.5, 0.5, 0.5)

# Kinds of objects in each triplet; a model id holds its kind.
_TRIPLETS = (
    ("blue_plastic_bottle", "pepsi", "orange"),
    ("7up", "apple", "sponge"),
    ("coke", "redbull", "apple"),
    ("sponge", "blue_plastic_bottle", "7up"),
    ("orange", "pepsi", "redbull"),
)
_QUATS: dict[str, Quat] = {
    "blue_plastic_bottle": _UPRIGHT_TURNED,
    "orange": _QUARTER_TURN,
    "sponge": _QUARTER_TURN,
    "apple": _IDENTITY,
    "pepsi": _UPRIGHT,
    "7up": _UPRIGHT,
    "coke": _UPRIGHT,
    "redbull": _UPRIGHT,
}
# Where the three objects stand, m.
_PATTERNS: tuple[tuple[Xy, Xy, Xy], ...] = (
    ((-0.33, 0.04), (-0.33, 0.34), (-0.13, 0.19)),
    ((-0.13, 0.04), (-0.33, 0.19), (-0.13, 0.34)),
)
# Indices of source and target in a triplet.
_ROLES = tuple(itertools.permutations(range(3), 2))

# Toy fruit, lighter than the facts files say.
_FRUIT_DENSITY = 200.0


@dataclass(frozen=True, kw_only=True)
class PlacedObject:
    """An object of an episode; x, y in the world frame (m), orientation as quat_wxyz."""

    model_id: str
    xy: Xy
    quat: Quat


@dataclass(frozen=True, kw_only=True)
class MoveNearStart:
    """Objects of one episode; `source` and `target` are model ids of two of them."""

    objects: tuple[PlacedObject, ...]
    source: str
    target: str


def _can(kind: str, *, prefix: str, suffix: str) -> str:
    return f"{prefix}opened_{kind}_can{suffix}"


def _models(prefix: str, suffix: str) -> Mapping[str, str]:
    """Model id of each kind; bottle and orange have no baked version in these tasks."""
    cans = {
        kind: _can(kind, prefix=prefix, suffix=suffix)
        for kind in ("pepsi", "7up", "coke", "redbull")
    }
    baked = {kind: f"{prefix}{kind}{suffix}" for kind in ("apple", "sponge")}
    return {"blue_plastic_bottle": "blue_plastic_bottle", "orange": "orange", **baked, **cans}


@dataclass(frozen=True, kw_only=True)
class MoveNearScene:
    """One set of models for the move-near episodes.

    Attributes:
        facts: Upstream facts file of the models.
        models: Model id of each kind of object.
        matt: Whether the original draws the objects without any reflection.
    """

    facts: str
    models: Mapping[str, str] = field(default_factory=dict)
    matt: bool = False

    @property
    def episode_count(self) -> int:
        """Triplets times patterns times roles."""
        return len(_TRIPLETS) * len(_PATTERNS) * len(_ROLES)

    @property
    def model_ids(self) -> tuple[str, ...]:
        """Every object that some episode holds."""
        return tuple(self.models[kind] for kind in _QUATS)

    @property
    def densities(self) -> dict[str, float]:
        """Densities other than those of the facts file, by model id, kg/m3."""
        return {self.models[kind]: _FRUIT_DENSITY for kind in ("apple", "orange")}

    def start(self, episode_id: int) -> MoveNearStart:
        """Start of an episode: triplet outermost, then pattern, source and target."""
        rest, role = divmod(episode_id % self.episode_count, len(_ROLES))
        triplet, pattern = divmod(rest, len(_PATTERNS))
        kinds = _TRIPLETS[triplet]
        objects = tuple(
            PlacedObject(model_id=self.models[kind], xy=xy, quat=_QUATS[kind])
            for kind, xy in zip(kinds, _PATTERNS[pattern], strict=True)
        )
        source, target = _ROLES[role]
        return MoveNearStart(
            objects=objects,
            source=objects[source].model_id,
            target=objects[target].model_id,
        )

    def lone_pair(self, episode_id: int) -> MoveNearStart:
        """Start of an episode with source and target alone."""
        start = self.start(episode_id)
        placed = {each.model_id: each for each in start.objects}
        return replace(start, objects=(placed[start.source], placed[start.target]))

    def drawn_episode(self, seed: int) -> int:
        """The episode id that the original draws after a reset with this seed."""
        return int(fresh_draws(seed).randint(self.episode_count))


_V1 = MoveNearScene(
    facts="info_pick_custom_baked_tex_v1", models=_models("baked_", "_v2"), matt=True
)

# Where the camera sees the room, the original has objects without baked textures.
PLAIN_SCENE = MoveNearScene(facts="info_pick_custom_v0", models=_models("", ""))

MOVE_NEAR_SCENES: dict[str, MoveNearScene] = {
    # The original's plain name is its version 1; the published numbers are of version 0.
    "google_robot_move_near": _V1,
    "google_robot_move_near_v0": MoveNearScene(
        facts="info_pick_custom_baked_tex_v0", models=_models("baked_", "")
    ),
    "google_robot_move_near_v1": _V1,
}
