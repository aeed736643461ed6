"""What the network sees and feels, held against the shipped preset."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from simeval.doctor.policy.baseline import Baseline
from simeval.doctor.policy.check import Check
from simeval.doctor.policy.examination import Examination
from simeval.doctor.policy.recording import Recording
from simeval.doctor.policy.state_reasons import state_reasons, written_rotations
from simeval.doctor.policy.synthetic import texture
from simeval.policies.interface import Observation
from simeval.policies.pipeline.images import prepare_image
from simeval.policies.pipeline.inputs import InputBuilder
from simeval.policies.specs import CameraSpec, Preset

Image = npt.NDArray[np.uint8]
Inputs = dict[str, Any]
_Pair = tuple[Any, Any]

_STEPS, _LATE = 4, 4
_SAME_LEVELS = 0.02
_SAME_STATE = 1e-4


def check_inputs(exam: Examination) -> Iterator[Check]:
    """Keys, images, state, prompt and constants that reach the network."""
    preset, baseline = exam.subject.preset, exam.baseline
    if preset is None:
        yield Check(
            topic="image",
            name="image path",
            verdict="not checked",
            evidence="the policy prepares its inputs itself, out of sight; record what the "
            "authors' code makes of some observations and give reference=FILE",
        )
        return
    ours = _questions(preset, exam)
    yield _prompt(preset, exam)
    if baseline is None:
        yield Check(
            topic="image",
            name="image path",
            verdict="not checked",
            evidence=f"no shipped preset of the family {preset.family!r} for {preset.robot}; "
            "name one with against=NAME, or give reference=FILE",
        )
        return
    theirs = _questions(baseline.preset, exam)
    yield _keys(ours[0], theirs[0], baseline)
    for key in sorted(ours[0].keys() & theirs[0].keys()):
        pairs = [(one.get(key), other.get(key)) for one, other in zip(ours, theirs, strict=True)]
        yield from _compare(key, pairs, preset, baseline)


def _questions(preset: Preset, exam: Examination) -> list[Inputs]:
    """Return the inputs of the first steps, for histories, and of late ones, for turned poses."""
    first, last = exam.recordings[0], exam.recordings[-1]
    found = inputs_of(preset, first, _STEPS)
    for step in np.linspace(last.steps // 4, last.steps - 1, _LATE, dtype=int):
        found += inputs_of(preset, last, 1, first=int(step))
    return found


def inputs_of(preset: Preset, recording: Recording, steps: int, *, first: int = 0) -> list[Inputs]:
    """Return the inputs of an inference at each of some steps, by flat key.

    Args:
        preset: What the network wants.
        recording: What is seen.
        steps: How many of them.
        first: Step of the recording that is the first of the episode.

    Raises:
        UsageError: A camera is not there.
    """
    builder = InputBuilder(preset)
    said = np.linspace(-0.5, 0.5, preset.action.width)
    found = []
    for step in range(min(steps, recording.steps - first)):
        observation = Observation(
            step=step,
            instruction=recording.context.instruction,
            frames=_wanted(preset, recording.frames[first + step]),
            state=recording.states[first + step],
        )
        builder.see(observation)
        found.append(flat(builder.build(observation, said if step else None)))
    return found


def flat(inputs: Mapping[str, Any], prefix: str = "") -> Inputs:
    """Return nested inputs with the names joined by slashes."""
    found: Inputs = {}
    for name, value in inputs.items():
        if isinstance(value, Mapping):
            found.update(flat(value, f"{prefix}{name}/"))
        else:
            found[f"{prefix}{name}"] = value
    return found


def _wanted(preset: Preset, frames: Mapping[str, Image]) -> Mapping[str, Image]:
    names = {camera.camera for camera in preset.observation.cameras} - {None}
    return {name: frame for name, frame in frames.items() if not names or name in names}


def _prompt(preset: Preset, exam: Examination) -> Check:
    inputs = inputs_of(preset, exam.recordings[0], 1)[0]
    text = inputs["/".join(preset.observation.text.key)]
    return Check(
        topic="adapter", name="prompt", verdict="ok", evidence=f"the network is told {text!r}"
    )


def _keys(ours: Inputs, theirs: Inputs, baseline: Baseline) -> Check:
    missing, extra = sorted(theirs.keys() - ours.keys()), sorted(ours.keys() - theirs.keys())
    if not missing and not extra:
        return Check(
            topic="adapter", name="input keys", verdict="ok", evidence=", ".join(sorted(ours))
        )
    parts = [f"missing {', '.join(missing)}"] if missing else []
    parts += [f"unknown to {baseline.preset.name}: {', '.join(extra)}"] if extra else []
    return Check(
        topic="adapter",
        name="input keys",
        verdict="wrong",
        evidence="; ".join(parts),
        fix=baseline.differing("observation"),
        data={"missing": missing, "extra": extra},
    )


def _compare(key: str, pairs: list[_Pair], preset: Preset, baseline: Baseline) -> Iterator[Check]:
    name = baseline.preset.name
    one, other = pairs[0]
    if isinstance(other, np.ndarray) and other.dtype == np.uint8:
        cameras = _camera(key, preset), _camera(key, baseline.preset)
        yield from _image_checks(key, pairs, cameras, baseline.differing(_place(key, preset)), name)
    elif isinstance(other, np.ndarray):
        yield _state_check(key, pairs, preset, baseline)
    elif one != other:
        yield _constant_check(key, one, other, baseline)


def _place(key: str, preset: Preset) -> str:
    """Return the path of an image or state input in the preset."""
    for field in ("cameras", "state"):
        for index, item in enumerate(getattr(preset.observation, field)):
            masks = getattr(item, "mask_key", None) or ()
            if key in ("/".join(item.key), "/".join(masks)):
                return f"observation.{field}[{index}]"
    return "observation"


def _camera(key: str, preset: Preset) -> CameraSpec:
    return next(camera for camera in preset.observation.cameras if "/".join(camera.key) == key)


def _image_checks(
    key: str,
    pairs: list[_Pair],
    cameras: tuple[CameraSpec, CameraSpec],
    fix: str | None,
    name: str,
) -> Iterator[Check]:
    shapes = [(one.shape, other.shape) for one, other in pairs]
    wrong_shape = [pair for pair in shapes if pair[0] != pair[1]]
    if wrong_shape:
        one, other = wrong_shape[0]
        yield Check(
            topic="image",
            name="image shape",
            verdict="wrong",
            evidence=f"{key} is {list(one)}, {name} sends {list(other)}",
            fix=fix,
        )
        return
    frames = texture(480, 640, seed=0)
    harsh = tuple(prepare_image(frames, camera) for camera in cameras)
    real = max(_levels(one, other) for one, other in pairs)
    noisy = _levels(*harsh) if harsh[0].shape == harsh[1].shape else 255.0
    swapped = max(_levels(one[..., ::-1], other) for one, other in pairs)
    swapped_noisy = _levels(harsh[0][..., ::-1], harsh[1]) if noisy < 255.0 else 255.0
    turned = max(real, noisy) > _SAME_LEVELS and swapped < real and swapped_noisy < noisy
    if turned:
        yield Check(
            topic="image",
            name="channel order",
            verdict="wrong",
            evidence=f"{key}: red and blue are exchanged (RGB against BGR): mean |Δ| {real:.1f} of "
            f"255 on frames of the task, {swapped:.2f} with the channels turned round",
            fix=fix,
        )
        real, noisy = swapped, swapped_noisy
    else:
        yield Check(
            topic="image",
            name="channel order",
            verdict="ok",
            evidence=f"{key}: as in {name}",
        )
    same = max(real, noisy) <= _SAME_LEVELS
    detail = f"mean |Δ| {real:.2f} of 255 on frames of the task, {noisy:.2f} on a texture"
    yield Check(
        topic="image",
        name="resize",
        verdict="ok" if same else "wrong",
        evidence=f"{key}: {detail}, against {name}",
        fix=None if same else fix,
        data={"mean_levels_task": real, "mean_levels_texture": noisy},
    )


def _state_check(key: str, pairs: list[_Pair], preset: Preset, baseline: Baseline) -> Check:
    name, fix = baseline.preset.name, baseline.differing(_place(key, preset))
    vector = next(
        (one for one in baseline.preset.observation.state if "/".join(one.key) == key), None
    )
    topic, what = ("image", "history mask") if vector is None else ("state", "state")
    for one, other in pairs:
        if one.shape != other.shape:
            return Check(
                topic=topic,
                name=what,
                verdict="wrong",
                evidence=f"{key} is {list(one.shape)}, {name} sends {list(other.shape)}",
                fix=fix,
            )
    size = max(float(np.abs(one - other).max()) for one, other in pairs)
    if size <= _SAME_STATE:
        numbers = pairs[0][0].shape[-1]
        return Check(
            topic=topic,
            name=what,
            verdict="ok",
            evidence=f"{key}: {numbers} number{'' if numbers == 1 else 's'} as in {name}",
        )
    reasons: list[str] = []
    if vector is not None:
        ours, theirs = (np.stack([pair[side].ravel() for pair in pairs]) for side in (0, 1))
        # A fed-back row is the network's and holds no rotation of the robot.
        rotations = [] if vector.feedback else written_rotations(vector)
        reasons = state_reasons(ours, theirs, rotations, written_in="theirs")
    return Check(
        topic=topic,
        name=what,
        verdict="wrong",
        evidence=f"{key}: up to {size:.3g} from {name}"
        + (f": {'; '.join(reasons)}" if reasons else ""),
        fix=fix,
        data={"largest_difference": size},
    )


def _constant_check(key: str, one: Any, other: Any, baseline: Baseline) -> Check:
    return Check(
        topic="adapter",
        name="constant inputs",
        verdict="warning",
        evidence=f"{key} is {one!r}; {baseline.preset.name} sends {other!r}",
        fix=baseline.differing("observation.text", "observation.constants"),
    )


def _levels(one: Image, other: Image) -> float:
    return float(np.mean(np.abs(one.astype(np.int16) - other.astype(np.int16))))
