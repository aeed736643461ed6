"""The drawer tasks of SIMPLER as data: drawers, where the robot stands, what it sees behind.

Facts: ManiSkill2_real2sim@ef7a4d4, open_drawer_in_scene.py and place_in_closed_drawer_in_scene.py.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from simeval.envs.simpler.original_seeds import fresh_draws, pick
from simeval.envs.simpler.scene_look import Xy

DRAWERS = ("top", "middle", "bottom")
OPEN_M = 0.15
CLOSED_M = 0.05
# Where a drawer starts that is to be closed.
PULLED_OUT_M = 0.2


@dataclass(frozen=True, kw_only=True)
class RobotPlace:
    """Where the robot stands before the cabinet.

    Attributes:
        name: Name in the original; the picture behind is ``open_drawer_<name>``.
        x: World frame, m.
        y: World frame, m.
        yaw: Turn from facing the cabinet, rad.
    """

    name: str
    x: float
    y: float
    yaw: float = 0.0

    @property
    def background(self) -> str:
        """Upstream name of the picture taken from there."""
        return f"open_drawer_{self.name}"


PLACES: tuple[RobotPlace, ...] = (
    RobotPlace(name="a0", x=0.644, y=-0.179, yaw=-0.03),
    RobotPlace(name="a1", x=0.765, y=-0.182, yaw=-0.02),
    RobotPlace(name="a2", x=0.889, y=-0.203, yaw=-0.06),
    RobotPlace(name="b0", x=0.652, y=0.009),
    RobotPlace(name="b1", x=0.752, y=0.009),
    RobotPlace(name="b2", x=0.851, y=0.035),
    RobotPlace(name="c0", x=0.665, y=0.224),
    RobotPlace(name="c1", x=0.765, y=0.222, yaw=-0.025),
    RobotPlace(name="c2", x=0.865, y=0.222, yaw=-0.025),
)
NEAREST_PLACES = tuple(place for place in PLACES if place.name in ("a0", "b0", "c0"))


@dataclass(frozen=True, kw_only=True)
class DrawerStart:
    """Start of one episode."""

    drawer: str
    place: RobotPlace


@dataclass(frozen=True, kw_only=True)
class DrawerScene:
    """One open or close task.

    Attributes:
        opens: Whether the drawer is to be opened; else it is to be closed.
        drawers: Names out of `DRAWERS`.
        places: Where the robot may stand.
    """

    opens: bool
    drawers: tuple[str, ...] = DRAWERS
    places: tuple[RobotPlace, ...] = PLACES

    @property
    def episode_count(self) -> int:
        """Drawers times places of the robot."""
        return len(self.drawers) * len(self.places)

    def start(self, episode_id: int) -> DrawerStart:
        """Start of an episode: drawer outermost, then the place of the robot."""
        drawer, place = divmod(episode_id % self.episode_count, len(self.places))
        return DrawerStart(drawer=self.drawers[drawer], place=self.places[place])

    def drawn_start(self, seed: int) -> DrawerStart:
        """The start that the original draws after a reset with this seed."""
        drawer, place = _drawn_drawer_and_place(self.drawers, self.places, seed)
        return DrawerStart(drawer=drawer, place=place)


def _drawn_drawer_and_place(
    drawers: Sequence[str], places: Sequence[RobotPlace], seed: int
) -> tuple[str, RobotPlace]:
    draws = fresh_draws(seed)
    drawer = pick(drawers, draws)
    return drawer, pick(places, draws)


@dataclass(frozen=True, kw_only=True)
class PlaceStart:
    """Start of one episode; x, y of the object in the world frame, m."""

    drawer: str
    place: RobotPlace
    model_id: str
    xy: Xy


# The published grid on top of the cabinet, x outermost, m.
_GRID = tuple(itertools.product((-0.08, -0.05, -0.02), (-0.02, 0.03, 0.08)))
# Where the original draws from when no position is given.
_DRAWN_FROM: tuple[Xy, Xy] = ((-0.10, 0.0), (-0.05, 0.1))


@dataclass(frozen=True, kw_only=True)
class PlaceScene:
    """One task of opening a drawer and placing an object into it.

    Attributes:
        model_ids: Objects, one in each episode.
        drawers: Names out of `DRAWERS`.
        places: Where the robot may stand.
    """

    model_ids: tuple[str, ...]
    drawers: tuple[str, ...] = DRAWERS
    places: tuple[RobotPlace, ...] = NEAREST_PLACES

    @property
    def episode_count(self) -> int:
        """Drawers times objects times places of the robot times positions of the object."""
        starts = len(self.drawers) * len(self.model_ids)
        return starts * len(self.places) * len(_GRID)

    def start(self, episode_id: int) -> PlaceStart:
        """Start of an episode: drawer outermost, then object, place of the robot and position."""
        rest, position = divmod(episode_id % self.episode_count, len(_GRID))
        rest, place = divmod(rest, len(self.places))
        drawer, model = divmod(rest, len(self.model_ids))
        return PlaceStart(
            drawer=self.drawers[drawer],
            place=self.places[place],
            model_id=self.model_ids[model],
            xy=_GRID[position],
        )

    def drawn_start(self, seed: int) -> PlaceStart:
        """The start that the original draws after a reset with this seed."""
        drawer, place = _drawn_drawer_and_place(self.drawers, self.places, seed)
        low, high = _DRAWN_FROM
        x, y = fresh_draws(seed).uniform(low, high, 2)
        return PlaceStart(
            drawer=drawer,
            place=place,
            model_id=pick(self.model_ids, fresh_draws(seed)),
            xy=(float(x), float(y)),
        )


# All models of the original's facts file, sorted: it draws one where none is named.
_ANY_OBJECT = (
    "7up_can",
    "apple",
    "baked_apple_v2",
    "baked_blue_plastic_bottle_v2",
    "baked_opened_7up_can_v2",
    "baked_opened_coke_can_v2",
    "baked_opened_pepsi_can_v2",
    "baked_opened_redbull_can_v2",
    "baked_orange_v2",
    "baked_sponge_v2",
    "blue_plastic_bottle",
    "coke_can",
    "fanta_can",
    "opened_coke_can",
    "opened_fanta_can",
    "opened_sprite_can",
    "orange",
    "pepsi_can",
    "redbull_can",
    "sponge",
    "sprite_can",
)

DRAWER_SCENES: dict[str, DrawerScene] = {
    f"google_robot_{'open' if opens else 'close'}_drawer": DrawerScene(opens=opens)
    for opens in (True, False)
} | {
    f"google_robot_{'open' if opens else 'close'}_{drawer}_drawer": DrawerScene(
        opens=opens, drawers=(drawer,)
    )
    for opens in (True, False)
    for drawer in DRAWERS
}

PLACE_SCENES: dict[str, PlaceScene] = {
    "google_robot_place_in_closed_drawer": PlaceScene(model_ids=_ANY_OBJECT),
    **{
        f"google_robot_place_in_closed_{drawer}_drawer": PlaceScene(
            model_ids=_ANY_OBJECT, drawers=(drawer,)
        )
        for drawer in DRAWERS
    },
    "google_robot_place_apple_in_closed_top_drawer": PlaceScene(
        model_ids=("baked_apple_v2",), drawers=("top",)
    ),
}
