"""One twin on the CPU behind the plain Gymnasium interface: numpy in, numpy out, no batch."""

from __future__ import annotations

from typing import Any

import gymnasium
import numpy as np
import numpy.typing as npt
import torch
from gymnasium import spaces

from simeval.assets import AssetSet, StandIn, load_asset_set
from simeval.envs.catalogue import find_task, find_variant
from simeval.envs.contacts import first_pressed
from simeval.envs.shaders.twin_pack import SHADERS
from simeval.envs.simpler.simpler_env import pose_vector
from simeval.envs.simpler.variants import DEFAULT
from simeval.envs.task_assets import find_assets
from simeval.envs.twins import build_twin
from simeval.errors import ActionError, UnknownNameError, UsageError

OBS_MODES = ("state", "rgb")
RESET_OPTIONS = ("episode_id", "original_seed")

Observation = dict[str, dict[str, Any]]


class TaskEnv(gymnasium.Env[Any, Any]):
    """A task as a Gymnasium environment.

    Observations hold ``state`` (see `simeval.policies.interface.Observation.state`) and, in obs
    mode ``rgb``, ``frames``: camera name to uint8 [H, W, 3]. In obs mode ``state`` nothing is
    rendered until `capture` is called.

    `info` holds ``success``, every sub-metric and measure of the task, ``instruction``,
    ``episode_id`` and ``elapsed_steps``. ``terminated`` is success at this step (the original's
    rule; a run under the last-step rule ignores it), ``truncated`` is the end of the horizon.

    Args:
        task: Task name.
        variant: Version of the task, ``"default"`` for the unchanged one.
        asset_set: ``"bundled"``, ``"simpler"``, or a loaded asset set.
        obs_mode: ``"state"`` or ``"rgb"``.
        image_size: Frame size (width, height); the camera's native size by default.
        shader: Shader pack: ours, ``"twin"``, or SAPIEN's ``"minimal"`` or ``"default"``.
        table_top_z: Puts a plain table at this height (world frame, m) in place of the stage.
        flat_stand_ins: Draws stand-ins of visual meshes in one colour, without texture.
        missing: Which missing assets are refused: ``"essential"`` for those that the variant is
            about, ``"refuse"`` for all, ``"stand_in"`` for none.
        render_mode: ``"rgb_array"`` or None.

    Raises:
        UnknownNameError: Unknown task, variant, asset set, obs mode, shader or `missing`.
        AssetError: An asset file is missing or corrupt, or the set has none for this task.
    """

    metadata = {"render_modes": ["rgb_array"], "render_fps": 5}  # noqa: RUF012 (Gymnasium's form)

    def __init__(
        self,
        task: str,
        *,
        variant: str = DEFAULT,
        asset_set: str | AssetSet = "bundled",
        obs_mode: str = "state",
        image_size: tuple[int, int] | None = None,
        shader: str = "twin",
        table_top_z: float | None = None,
        flat_stand_ins: bool = False,
        missing: str = "essential",
        render_mode: str | None = None,
    ) -> None:
        _require_known("obs mode", obs_mode, OBS_MODES)
        _require_known("shader", shader, SHADERS)
        self.task = find_task(task)
        self.variant = variant
        version = find_variant(self.task, variant)
        self.asset_set = load_asset_set(asset_set) if isinstance(asset_set, str) else asset_set
        self._stand_ins = find_assets(self.asset_set, self.task, version, missing=missing).stand_ins
        self.obs_mode = obs_mode
        self.render_mode = render_mode
        self.twin = build_twin(
            self.task,
            version,
            asset_set=self.asset_set,
            image_size=_checked_size(image_size),
            shader=shader,
            table_top_z=table_top_z,
            flat_stand_ins=flat_stand_ins,
            obs_mode="state_dict",
            render_backend=_render_backend(),
        )
        self.action_space = _action_space()
        self.observation_space = self._observation_space()

    @property
    def stand_ins(self) -> tuple[StandIn, ...]:
        """Every asset file that is replaced in this task."""
        stages, table_top_z = self.twin.look.stages, self.twin.table_top_z
        found = self._stand_ins
        if self.twin.flat_stand_ins:
            found = tuple(stand_in.untextured() for stand_in in found)
        if table_top_z is None:
            return found
        table = f"table plane with its top at z = {table_top_z:g} m, as asked for, not drawn"
        for stage in stages:
            found = tuple(stand_in for stand_in in found if stage not in stand_in.missing)
            found = (*found, StandIn(missing=stage, replacement=table))
        return found

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Observation, dict[str, Any]]:
        """Start an episode.

        Args:
            seed: Chooses the initial condition where `options` does not.
            options: ``{"episode_id": int}`` fixes the initial condition; ``{"original_seed":
                int}`` asks for the one that the original SimplerEnv draws after a reset with that
                seed. Where that is not on the task's grid, `info` has the episode id -1.

        Raises:
            UsageError: An option is unknown, negative, or not alone.
        """
        super().reset(seed=seed)
        options = dict(options or {})
        _check_options(options)
        if not options:
            options["episode_id"] = int(self.np_random.integers(self.task.episode_count))
        _, info = self.twin.reset(seed=seed, options=options)
        return self._observe(), self._info(info)

    def step(self, action: npt.ArrayLike) -> tuple[Observation, float, bool, bool, dict[str, Any]]:
        """Execute one action, float [7]: displacement (m), rotation vector (rad), gripper.

        Raises:
            ActionError: Wrong shape, or a value that is not finite.
        """
        _, reward, terminated, _, info = self.twin.step(checked_action(action))
        plain = self._info(info)
        truncated = plain["elapsed_steps"] >= self.task.horizon_steps
        return self._observe(), float(reward[0]), bool(terminated[0]), truncated, plain

    def capture(self) -> dict[str, npt.NDArray[np.uint8]]:
        """Render now: camera name to frame, uint8 [H, W, 3]."""
        frame = self.twin.capture()[0].cpu().numpy()
        return {self.task.camera: np.ascontiguousarray(frame)}

    def privileged_state(self) -> dict[str, npt.NDArray[np.float64]]:
        """World poses [7] (m, quat_wxyz) of ``source``, ``target``, ``tcp`` and ``base``."""
        return self.twin.privileged_state()

    def object_poses(self) -> dict[str, npt.NDArray[np.float64]]:
        """World pose [7] (m, quat_wxyz) of every object, by model id."""
        return {name: pose_vector(pose) for name, pose in self.twin.object_poses().items()}

    def touched(self) -> str | None:
        """Name of something that the robot presses on, or None."""
        twin = self.twin
        entity = first_pressed(twin.scene.px.get_contacts(), twin.agent.link_entities())
        return None if entity is None else str(entity.name).removeprefix("scene-0_")

    def articulations(self) -> dict[str, npt.NDArray[np.float64]]:
        """Joint positions of furniture, by name (m, rad)."""
        return self.twin.articulations()

    def advance_subtask(self) -> bool:
        """Go on to the next sub-task, with its own instruction; False where there is none.

        The place tasks have two. A policy that says that it is done goes on to the second.
        """
        return self.twin.advance_subtask()

    def render(self) -> npt.NDArray[np.uint8]:
        """The current frame of the policy camera, uint8 [H, W, 3]."""
        return self.capture()[self.task.camera]

    def close(self) -> None:
        """Free the simulation."""
        self.twin.close()

    def _observe(self) -> Observation:
        observation: Observation = {"state": self.twin.state()}
        if self.obs_mode == "rgb":
            observation["frames"] = self.capture()
        return observation

    def _info(self, batched: dict[str, Any]) -> dict[str, Any]:
        names = ("success", *self.task.submetrics)
        info: dict[str, Any] = {name: bool(batched[name][0]) for name in names}
        info.update({name: float(batched[name][0]) for name in self.task.measures})
        info["instruction"] = self.twin.instruction
        info["episode_id"] = self.twin.episode_id
        info["elapsed_steps"] = int(self.twin.elapsed_steps[0])
        return info

    def _observation_space(self) -> spaces.Dict:
        shapes = {name: value.shape for name, value in self.twin.state().items()}
        parts: dict[str, spaces.Space[Any]] = {
            "state": spaces.Dict(
                {
                    name: spaces.Box(-np.inf, np.inf, shape, np.float64)
                    for name, shape in shapes.items()
                }
            )
        }
        if self.obs_mode == "rgb":
            width, height = self.twin.image_size
            frame = spaces.Box(0, 255, (height, width, 3), np.uint8)
            parts["frames"] = spaces.Dict({self.task.camera: frame})
        return spaces.Dict(parts)


def checked_action(action: npt.ArrayLike) -> npt.NDArray[np.float32]:
    """An action as float32 [7].

    Raises:
        ActionError: Wrong shape, or a value that is not finite.
    """
    try:
        array = np.asarray(action, dtype=np.float32)
    except (TypeError, ValueError) as error:
        raise ActionError(f"An action must be 7 numbers, got {action!r}.") from error
    if array.shape != (7,):
        raise ActionError(
            f"An action has shape (7,): displacement (m), rotation vector (rad), gripper in "
            f"[-1, 1]; got shape {array.shape}."
        )
    if not np.isfinite(array).all():
        index = int(np.flatnonzero(~np.isfinite(array))[0])
        raise ActionError(f"Action entry {index} is {array[index]}; every entry must be finite.")
    return array


def _render_backend() -> str:
    """Render where a GPU is; physics stays on the CPU."""
    return "sapien_cuda" if torch.cuda.is_available() else "sapien_cpu"


def _action_space() -> spaces.Box:
    # The original's bounds; it does not clip the arm part, and neither do we.
    bound = np.array([1.0, 1.0, 1.0, np.pi / 2, np.pi / 2, np.pi / 2, 1.0], dtype=np.float32)
    return spaces.Box(-bound, bound, dtype=np.float32)


def _require_known(kind: str, name: str, known: tuple[str, ...]) -> None:
    if name not in known:
        raise UnknownNameError(kind, name, known)


def _checked_size(size: tuple[int, int] | None) -> tuple[int, int] | None:
    if size is None:
        return None
    width, height = size
    if width < 1 or height < 1:
        raise UsageError(f"image_size is (width, height) in pixels, both at least 1; got {size}.")
    return int(width), int(height)


def _check_options(options: dict[str, Any]) -> None:
    unknown = sorted(set(options) - set(RESET_OPTIONS))
    if unknown:
        raise UnknownNameError("reset option", unknown[0], RESET_OPTIONS)
    if len(options) > 1:
        raise UsageError(f"Give one of {' and '.join(RESET_OPTIONS)}, not both.")
    for name, value in options.items():
        if not isinstance(value, int | np.integer):
            raise UsageError(f"{name} must be a whole number, got {value!r}.")
        if value < 0:
            raise UsageError(f"{name} must be 0 or more, got {value}.")
