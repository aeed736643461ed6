"""Which script solves which task."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simeval.policies.expert.google_drawer_script import close_phases, hold_phase, open_phases
from simeval.policies.expert.google_move_near_script import move_near_phases
from simeval.policies.expert.google_objects import hold_of
from simeval.policies.expert.google_pick_script import pick_phases
from simeval.policies.expert.google_place_script import leave_open_phases, place_phases
from simeval.policies.expert.moving_target import Pose
from simeval.policies.expert.phase import Phase, Scene
from simeval.policies.expert.put_on_script import RECIPES, put_on_phases
from simeval.policies.interface import EpisodeContext

Vector = npt.NDArray[np.float64]

# How far beside the only object a policy reaches that mistakes something else for it, m.
_NOTHING_THERE_M = np.array([0.0, 0.2, 0.0])


@dataclass(frozen=True, kw_only=True)
class Script:
    """How to solve a family of tasks.

    Attributes:
        phases: The legs of an episode, from what the policy is told about it and the error of the
            reach in the horizontal plane, [2] m.
        mistaken: The scene as one sees it who takes another object for the right one.
        then: The legs of the second sub-task, from the instruction at the end of the first.
    """

    phases: Callable[[EpisodeContext, Vector], tuple[Phase, ...]]
    mistaken: Callable[[Scene], Scene]
    then: Callable[[str, Vector], tuple[Phase, ...]] | None = None


def swapping(one: str, other: str) -> Callable[[Scene], Scene]:
    """Takes two things of the scene for each other."""
    return lambda scene: {**scene, one: scene[other], other: scene[one]}


def _nothing_there(scene: Scene) -> Scene:
    source = scene["source"]
    return {**scene, "source": Pose(source.position + _NOTHING_THERE_M, source.rotation)}


def _other_drawer(scene: Scene) -> Scene:
    handles = {name: scene[f"other_{name}"] for name in ("handle", "handle_when_closed")}
    return {**scene, **handles}


def _put_on(episode: EpisodeContext, beside: Vector) -> tuple[Phase, ...]:
    return put_on_phases(RECIPES[episode.task], beside=beside)


def _pick(episode: EpisodeContext, beside: Vector) -> tuple[Phase, ...]:
    hold = hold_of(episode.instruction)
    return pick_phases(hold, beside=beside, steps=episode.horizon_steps)


def _move_near(episode: EpisodeContext, beside: Vector) -> tuple[Phase, ...]:
    source, _, _ = episode.instruction.partition(" near ")
    return move_near_phases(hold_of(source), beside=beside)


def _open(episode: EpisodeContext, beside: Vector) -> tuple[Phase, ...]:
    return (*open_phases(beside=beside), hold_phase(episode.horizon_steps))


def _close(episode: EpisodeContext, beside: Vector) -> tuple[Phase, ...]:
    return close_phases(beside=beside, steps=episode.horizon_steps)


def _open_for_placing(episode: EpisodeContext, beside: Vector) -> tuple[Phase, ...]:
    return leave_open_phases(beside=beside)


def _place(instruction: str, beside: Vector) -> tuple[Phase, ...]:
    return place_phases(hold_of(instruction), beside=beside)


_PICK = Script(phases=_pick, mistaken=_nothing_there)

_MOVE_NEAR = Script(phases=_move_near, mistaken=swapping("source", "target"))

_OPEN = Script(phases=_open, mistaken=_other_drawer)
_CLOSE = Script(phases=_close, mistaken=_other_drawer)
_PLACE = Script(phases=_open_for_placing, mistaken=_other_drawer, then=_place)
_DRAWERS = ("drawer", "top_drawer", "middle_drawer", "bottom_drawer")

SCRIPTS: Mapping[str, Script] = {
    **dict.fromkeys(RECIPES, Script(phases=_put_on, mistaken=swapping("source", "target"))),
    **{f"google_robot_open_{drawer}": _OPEN for drawer in _DRAWERS},
    **{f"google_robot_close_{drawer}": _CLOSE for drawer in _DRAWERS},
    **{f"google_robot_place_in_closed_{drawer}": _PLACE for drawer in _DRAWERS},
    "google_robot_place_apple_in_closed_top_drawer": _PLACE,
    **{f"google_robot_move_near{version}": _MOVE_NEAR for version in ("", "_v0", "_v1")},
    **{
        f"google_robot_pick_{thing}": _PICK
        for thing in (
            "coke_can",
            "horizontal_coke_can",
            "vertical_coke_can",
            "standing_coke_can",
            "object",
        )
    },
}
