"""What can be read off the preset, the server's facts and a first reply."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from simeval.doctor.policy.check import Check
from simeval.doctor.policy.examination import Examination
from simeval.doctor.policy.recording import follow
from simeval.policies.pipeline.statistics import bundled_datasets
from simeval.policies.specs import Preset

# The data of each robot of SIMPLER, by the names that its statistics go by.
DATASET_OF_ROBOT = {"widowx": "bridge", "google": "fractal"}
_KEY_NAMES = ("unnorm_key", "unnormalise", "statistics", "dataset")
_LONG = 300


def check_adapter(exam: Examination) -> Iterator[Check]:
    """Preset, network, rate, statistics key."""
    preset = exam.subject.preset
    if preset is None:
        spec = exam.subject.policy.spec
        cameras = "the task's camera" if spec.cameras is None else ", ".join(spec.cameras) or "none"
        yield Check(
            topic="adapter",
            name="policy",
            verdict="ok",
            evidence=f"{spec.name}, a closed box; cameras: {cameras}; reads object poses: "
            f"{'yes' if spec.privileged else 'no'}",
        )
        return
    yield _held_against(exam, preset)
    yield _network(exam)
    yield _rate(exam, preset)
    yield from _statistics_key(exam, preset)
    yield from _server_says(exam, preset)


def check_first_reply(exam: Examination) -> Iterator[Check]:
    """Names, shapes and types of a first answer.

    Raises:
        SimevalError: The policy cannot be asked, or its answer is none.
    """
    actions = follow(exam.subject.policy, exam.recordings[0], steps=1)
    model = exam.subject.model
    if model is None:
        shown = np.array2string(actions[0], precision=3, suppress_small=True)
        yield Check(topic="adapter", name="answer", verdict="ok", evidence=f"an action: {shown}")
        return
    outputs = model.replies[0].outputs
    parts = [
        f"{name} {list(np.shape(value))} {np.asarray(value).dtype}"
        for name, value in outputs.items()
    ]
    yield Check(
        topic="adapter",
        name="answer",
        verdict="ok",
        evidence=f"{', '.join(parts)}; every value is finite",
    )


def _held_against(exam: Examination, preset: Preset) -> Check:
    baseline = exam.baseline
    if baseline is None:
        return Check(
            topic="adapter",
            name="preset",
            verdict="note",
            evidence=f"{preset.name} reads well; it is held against no shipped preset, so that its "
            "conventions are taken at their word",
            fix="name the nearest one with against=NAME (simeval ls presets)",
        )
    fields = [item.field for item in baseline.differences]
    nearest = ", the nearest of another family" if baseline.guessed else ""
    differing = (
        f"{len(fields)} fields differ: {', '.join(fields)}" if fields else "no field differs"
    )
    return Check(
        topic="adapter",
        name="preset",
        verdict="ok",
        evidence=f"{preset.name} reads well; held against {baseline.preset.name}{nearest}: "
        f"{differing}",
        data={"against": baseline.preset.name, "differing_fields": fields},
    )


def _network(exam: Examination) -> Check:
    assert exam.subject.model is not None
    facts = json.dumps(exam.subject.model.facts, default=str)
    short = facts if len(facts) <= _LONG else f"{facts[:_LONG]}..."
    return Check(
        topic="adapter", name="handshake", verdict="ok", evidence=f"the network says {short}"
    )


def _rate(exam: Examination, preset: Preset) -> Check:
    hz = preset.action.control_hz
    if exam.stage is None:
        return Check(
            topic="adapter", name="control rate", verdict="not checked", evidence=exam.no_stage
        )
    task = exam.stage.task
    if hz == task.control_hz:
        return Check(
            topic="adapter",
            name="control rate",
            verdict="ok",
            evidence=f"{hz} actions per second, as {task.name}",
        )
    return Check(
        topic="adapter",
        name="control rate",
        verdict="wrong",
        evidence=f"the preset is made for {hz} actions per second, {task.name} runs at "
        f"{task.control_hz}",
        fix=f"action.control_hz: {task.control_hz}, if the network was trained at that rate",
    )


def _statistics_key(exam: Examination, preset: Preset) -> Iterator[Check]:
    keys = list(_keys(preset))
    if not keys:
        yield Check(
            topic="adapter",
            name="statistics key",
            verdict="not checked",
            evidence="the preset names none: the server chooses it; the scale of the actions tells "
            "(below)",
        )
    for field, key in keys:
        yield _judged_key(exam, preset, field, key)


def _keys(preset: Preset) -> Iterator[tuple[str, str]]:
    if preset.action.unnormalise is not None:
        yield "action.unnormalise.key", preset.action.unnormalise.key
    for index, constant in enumerate(preset.observation.constants):
        if constant.key[-1] in _KEY_NAMES:
            yield f"observation.constants[{index}].value", str(constant.value)


def _judged_key(exam: Examination, preset: Preset, field: str, key: str) -> Check:
    baseline = exam.baseline
    usual = None if baseline is None else dict(_keys(baseline.preset)).get(field)
    for robot, stem in DATASET_OF_ROBOT.items():
        if robot != preset.robot and key.lower().startswith(stem):
            return _wrong_key(field, key, f"it is the data of the robot {robot}", usual)
    if baseline is None or usual is None or key == usual:
        source = "" if baseline is None or usual is None else f", as in {baseline.preset.name}"
        return Check(
            topic="adapter", name="statistics key", verdict="ok", evidence=f"{key!r}{source}"
        )
    if key.partition("/")[0] == usual.partition("/")[0]:
        return _wrong_key(field, key, f"versioned keys are other keys; expected {usual!r}", usual)
    near = difflib.get_close_matches(key, {usual, *bundled_datasets()}, n=1)
    return Check(
        topic="adapter",
        name="statistics key",
        verdict="warning",
        evidence=f"{key!r}, not {usual!r}"
        + (f"; nearest known name: {near[0]!r}" if near else "; a data set of your own?"),
        fix=f"{field}: {near[0] if near else usual}, unless the network was trained on {key}",
    )


def _wrong_key(field: str, key: str, why: str, usual: str | None) -> Check:
    return Check(
        topic="adapter",
        name="statistics key",
        verdict="wrong",
        evidence=f"{key!r}: {why}",
        fix=f"{field}: {usual}" if usual else f"{field}: a data set of the robot",
    )


def _server_says(exam: Examination, preset: Preset) -> Iterator[Check]:
    """What RoboArena's handshake promises: kind of action and size of images."""
    assert exam.subject.model is not None
    server = exam.subject.model.facts.get("server")
    if not isinstance(server, Mapping):
        return
    space, joints = server.get("action_space"), preset.action.joints
    if isinstance(space, str) and joints is not None:
        yield _compared("action space", space, f"joint_{joints.kind}", "action.joints.kind")
    size = server.get("image_resolution")
    for index, camera in enumerate(preset.observation.cameras):
        if isinstance(size, list | tuple) and len(size) == 2 and camera.size is not None:
            field = f"observation.cameras[{index}].size"
            yield _compared("image resolution", list(size), list(camera.size), field)


def _compared(name: str, server: Any, preset: Any, field: str) -> Check:
    same = server == preset
    return Check(
        topic="adapter",
        name=name,
        verdict="ok" if same else "wrong",
        evidence=f"the server says {server}" + ("" if same else f", the preset {preset}"),
        fix=None if same else f"{field}, to go with {server}",
    )
