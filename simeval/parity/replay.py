"""Replaying a trace in our simulator and measuring the differences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from simeval.parity.differences import (
    matrix_rotation_error_deg,
    position_error_mm,
    psnr_db,
    rotation_error_deg,
)
from simeval.parity.trace import Trace


@dataclass(frozen=True, kw_only=True)
class ParityResult:
    """How far our replay of one trace is from the recording.

    Attributes:
        task: Task name.
        seed: Seed field of the trace.
        kind: ``free``, ``waves`` or ``oracle``.
        steps: Length of the trace.
        base_err_mm: Position error of the robot base.
        camera_err_mm: Position error of the policy camera.
        camera_err_deg: Orientation error of the policy camera.
        intrinsics_err_px: Largest difference of an entry of the intrinsic matrix.
        instruction_equal: Whether the language instruction is the same.
        settle_err_mm: Largest position error of an object after the reset; 0 without objects.
        settle_err_deg: Largest orientation error of an object after the reset.
        tcp_err_mean_mm: Mean position error of the tool centre point.
        tcp_err_max_mm: Largest position error of the tool centre point.
        tcp_err_to_contact_mean_mm: The same mean over the steps before the first contact.
        tcp_err_to_contact_max_mm: The largest error over those steps.
        contact: What the robot touched first and after which step, in words; None if nothing.
        qpos_err_max_rad: Largest error of an arm joint.
        object_err_end_mm: Largest position error of an object after the last step.
        articulation_err_end: Largest error of a cabinet joint at the end, m; None without cabinet.
        success_equal: Whether success after the last step is the same.
        submetrics_equal: Whether every sub-metric, at the end and accumulated, is the same.
        differing_submetrics: Those that are not.
        frame_psnr_db: First frame against the recorded picture; None without picture.
        foreground_psnr_db: The same over robot and objects only.
        stand_ins: Replaced asset files, in words.
    """

    task: str
    seed: int
    kind: str
    steps: int
    base_err_mm: float
    camera_err_mm: float
    camera_err_deg: float
    intrinsics_err_px: float
    instruction_equal: bool
    settle_err_mm: float
    settle_err_deg: float
    tcp_err_mean_mm: float
    tcp_err_max_mm: float
    tcp_err_to_contact_mean_mm: float
    tcp_err_to_contact_max_mm: float
    contact: str | None
    qpos_err_max_rad: float
    object_err_end_mm: float
    articulation_err_end: float | None
    success_equal: bool
    submetrics_equal: bool
    differing_submetrics: tuple[str, ...]
    frame_psnr_db: float | None
    foreground_psnr_db: float | None
    stand_ins: tuple[str, ...]


def replay_trace(trace: Trace, env: Any) -> ParityResult:
    """Replay a trace and compare every step.

    Args:
        trace: The recording.
        env: A `simeval.envs.task_env.TaskEnv` of the same task and stand-ins.
    """
    _, info = env.reset(seed=0, options=trace.reset_options)
    start = _StartState.of(env)
    played = _play(trace, env)
    tcp_errors = np.linalg.norm(played.tcp_positions - trace.tcp_positions, axis=1) * 1e3
    settle = _object_errors(start.objects, trace.settled_objects)
    camera = trace.content["camera"][env.task.camera]
    differing = _differing_submetrics(trace.infos, played.infos, env.task.submetrics)
    arm = [i for i, name in enumerate(trace.content["joints"]) if "finger" not in name]
    frame_psnr, foreground_psnr = _frame_psnr(trace, start)
    before_contact = tcp_errors[: max(played.contact.step - 1, 1) if played.contact else None]
    return ParityResult(
        task=trace.task,
        seed=int(trace.content["seed"]),
        kind=trace.kind,
        steps=len(trace.actions),
        base_err_mm=position_error_mm(start.base, np.array(trace.content["robot_base"])),
        camera_err_mm=_camera_position_error_mm(start.camera, camera),
        camera_err_deg=matrix_rotation_error_deg(
            start.camera["extrinsic_cv"][:3, :3], np.array(camera["extrinsic_cv"])[:3, :3]
        ),
        intrinsics_err_px=float(
            np.abs(start.camera["intrinsic_cv"] - np.array(camera["intrinsic_cv"])).max()
        ),
        instruction_equal=info["instruction"] == trace.content["instruction"],
        settle_err_mm=max((mm for mm, _ in settle), default=0.0),
        settle_err_deg=max((deg for _, deg in settle), default=0.0),
        tcp_err_mean_mm=float(tcp_errors.mean()),
        tcp_err_max_mm=float(tcp_errors.max()),
        tcp_err_to_contact_mean_mm=float(before_contact.mean()),
        tcp_err_to_contact_max_mm=float(before_contact.max()),
        contact=str(played.contact) if played.contact else None,
        qpos_err_max_rad=float(np.abs(played.qpos - trace.qpos)[:, arm].max()),
        object_err_end_mm=max(
            (mm for mm, _ in _object_errors(played.final_objects, trace.final_objects)),
            default=0.0,
        ),
        articulation_err_end=_articulation_error(env.articulations(), trace.final_articulations),
        success_equal=played.infos[-1]["success"] == trace.infos[-1]["success"],
        submetrics_equal=not differing,
        differing_submetrics=differing,
        frame_psnr_db=frame_psnr,
        foreground_psnr_db=foreground_psnr,
        stand_ins=tuple(f"{s.missing}: {s.replacement}" for s in env.stand_ins),
    )


@dataclass(frozen=True, kw_only=True)
class _StartState:
    base: npt.NDArray[np.float64]
    objects: dict[str, npt.NDArray[np.float64]]
    camera: dict[str, npt.NDArray[np.float64]]
    frame: npt.NDArray[np.uint8]
    foreground: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, env: Any) -> _StartState:
        camera = {
            name: value[0].cpu().numpy().astype(np.float64)
            for name, value in env.twin.camera_parameters().items()
        }
        return cls(
            base=env.privileged_state()["base"],
            objects=env.object_poses(),
            camera=camera,
            frame=env.capture()[env.task.camera],
            foreground=env.twin.render_foreground()[1][0].cpu().numpy(),
        )


@dataclass(frozen=True, kw_only=True)
class _Contact:
    """The first step, from 1, after which the robot touched something."""

    step: int
    entity: str

    def __str__(self) -> str:
        return f"{self.entity} at step {self.step}"


@dataclass(frozen=True, kw_only=True)
class _Played:
    contact: _Contact | None
    tcp_positions: npt.NDArray[np.float64]
    qpos: npt.NDArray[np.float64]
    infos: list[dict[str, Any]]
    final_objects: dict[str, npt.NDArray[np.float64]]


def _play(trace: Trace, env: Any) -> _Played:
    tcp, qpos, infos = [], [], []
    contact = None
    for step, action in enumerate(trace.actions, start=1):
        observation, _, _, _, info = env.step(action)
        tcp.append(env.privileged_state()["tcp"][:3])
        qpos.append(observation["state"]["qpos"])
        infos.append(info)
        if contact is None and (entity := env.touched()):
            contact = _Contact(step=step, entity=entity)
    return _Played(
        contact=contact,
        tcp_positions=np.array(tcp),
        qpos=np.array(qpos),
        infos=infos,
        final_objects=env.object_poses(),
    )


def _object_errors(
    ours: dict[str, npt.NDArray[np.float64]], theirs: dict[str, npt.NDArray[np.float64]]
) -> list[tuple[float, float]]:
    return [
        (position_error_mm(ours[name], pose), rotation_error_deg(ours[name], pose))
        for name, pose in theirs.items()
    ]


def _articulation_error(
    ours: dict[str, npt.NDArray[np.float64]], theirs: dict[str, npt.NDArray[np.float64]]
) -> float | None:
    errors = [float(np.abs(ours[name] - qpos).max()) for name, qpos in theirs.items()]
    return max(errors, default=None)


def _camera_position_error_mm(ours: dict[str, npt.NDArray[np.float64]], theirs: Any) -> float:
    reference = np.array(theirs["cam2world_gl"])[:3, 3]
    return position_error_mm(ours["cam2world_gl"][:3, 3], reference)


def _differing_submetrics(
    theirs: list[dict[str, Any]], ours: list[dict[str, Any]], names: tuple[str, ...]
) -> tuple[str, ...]:
    """Names whose last value differs, and ``ever:`` names whose disjunction over steps does."""
    differing = [name for name in names if bool(theirs[-1][name]) != ours[-1][name]]
    differing += [
        f"ever:{name}"
        for name in names
        if any(step[name] for step in theirs) != any(step[name] for step in ours)
    ]
    return tuple(differing)


def _frame_psnr(trace: Trace, start: _StartState) -> tuple[float | None, float | None]:
    if trace.first_frame is None:
        return None, None
    with Image.open(trace.first_frame) as picture:
        recorded = np.asarray(picture.convert("RGB"))
    whole = psnr_db(start.frame, recorded)
    return whole, psnr_db(start.frame, recorded, start.foreground)
