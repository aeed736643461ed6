"""Every bundled preset: it loads, it says where it comes from, and it runs from end to end."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import numpy as np
import pytest

from simeval.policies.interface import EpisodeContext, Observation
from simeval.policies.model import ModelReply
from simeval.policies.model_policy import ModelPolicy
from simeval.policies.pipeline.statistics import load_statistics
from simeval.policies.presets import load_preset, preset_names
from simeval.policies.specs import ROBOTS, Preset

FAMILIES_AND_ROBOTS = {
    "rt1": {"google"},
    "rt1x": {"google", "widowx"},
    "octo": {"google", "widowx"},
    "openvla": {"google", "widowx"},
    "openvla-oft": {"widowx"},
    "pi0": {"google", "widowx", "droid"},
    "pi0-fast": {"google", "widowx", "droid"},
    "pi05": {"droid"},
    "smolvla": {"google", "widowx"},
    "groot-n15": {"google", "widowx"},
    "groot-n16": {"google", "widowx", "droid"},
    "spatialvla": {"google", "widowx"},
    "cogact": {"google", "widowx"},
    "ecot": {"widowx"},
    "magma": {"google", "widowx"},
    "robovlms": {"google", "widowx"},
    "xvla": {"google", "widowx"},
}
SIZES = {"widowx": (480, 640), "google": (512, 640), "droid": (720, 1280)}
CAMERAS = {
    "widowx": ("3rd_view_camera",),
    "google": ("overhead_camera",),
    "droid": ("external_cam", "wrist_cam"),
}


class FlatModel:
    """Says the same rows at every request, and keeps the requests."""

    facts: dict = {}  # noqa: RUF012
    largest_batch = 4

    def __init__(self, preset: Preset) -> None:
        self._action = preset.action
        self.inputs: list[dict] = []

    def reset(self, starts) -> None:
        pass

    def infer(self, requests) -> list[ModelReply]:
        self.inputs += [dict(request.inputs) for request in requests]
        return [self._reply() for _ in requests]

    def close(self) -> None:
        pass

    def _reply(self) -> ModelReply:
        rows = self._action.chunk or 16
        outputs = {
            part.key: np.tile(np.linspace(0.1, 0.9, part.size, dtype=np.float32), (rows, 1))
            for part in self._action.outputs
        }
        if self._action.terminate is not None:
            outputs[self._action.terminate.key] = np.array([0.0, 1.0, 0.0])
        return ModelReply(outputs=outputs)


def observation(preset: Preset, step: int) -> Observation:
    generator = np.random.default_rng(step)
    height, width = SIZES[preset.robot]
    joints = {"widowx": 8, "google": 11, "droid": 13}[preset.robot]
    return Observation(
        step=step,
        instruction="Put carrot on plate",
        frames={
            name: generator.integers(0, 256, (height, width, 3), dtype=np.uint8)
            for name in CAMERAS[preset.robot]
        },
        state={
            "qpos": generator.uniform(-1, 1, joints),
            "qvel": np.zeros(joints),
            "tcp_pose_in_base": np.array([0.3, 0.0, 0.1, 0.6, 0.0, 0.8, 0.0]),
            "base_pose": np.array([0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0]),
            "gripper_opening": np.array([0.8]),
        },
    )


def statistics_file(folder, preset: Preset) -> str | None:
    spec = preset.action.unnormalise
    if spec is None or spec.statistics == "bundled":
        return None
    path = folder / "dataset_statistics.json"
    path.write_text(json.dumps({spec.key: {"action": {"mean": [0.1] * 7, "std": [0.2] * 7}}}))
    return str(path)


def run(preset: Preset, folder, steps: int = 3) -> tuple[FlatModel, np.ndarray]:
    spec = preset.action.unnormalise
    statistics = None
    if spec is not None:
        file = statistics_file(folder, preset)
        statistics = load_statistics(spec, width=preset.action.width, file=file)
    model = FlatModel(preset)
    policy = ModelPolicy(preset, model, statistics=statistics)
    policy.reset(
        EpisodeContext(
            task=f"{preset.conventions.task_prefix}task",
            variant="default",
            episode_id=0,
            instruction="Put carrot on plate",
            seed=1,
            horizon_steps=60,
            control_hz=preset.action.control_hz,
        )
    )
    actions: list[np.ndarray] = []
    while len(actions) < steps:
        actions += list(policy.act(observation(preset, len(actions))).actions)
    return model, np.array(actions)


def leaves(inputs: dict) -> dict[str, object]:
    found = {}
    for key, value in inputs.items():
        if isinstance(value, dict):
            found.update({f"{key}/{inner}": leaf for inner, leaf in leaves(value).items()})
        else:
            found[key] = value
    return found


def test_every_family_is_there_for_its_robots():
    found: dict[str, set[str]] = {}
    for preset in map(load_preset, preset_names()):
        found.setdefault(preset.family, set()).add(preset.robot)

    assert found == FAMILIES_AND_ROBOTS


@pytest.mark.parametrize("name", preset_names())
def test_it_is_named_and_sourced(name):
    preset = load_preset(name)

    assert name.startswith(f"{preset.family}-{preset.robot}")
    assert len(preset.summary) <= 80
    assert all(re.search(r"/|wrapper", source) for source in preset.sources)
    assert preset.unverified
    assert preset.action.control_hz == {"widowx": 5, "google": 3, "droid": 15}[preset.robot]


@pytest.mark.parametrize("name", preset_names())
def test_its_protocol_is_spoken(name):
    from simeval.policies.remote.factory import PROTOCOLS

    assert load_preset(name).protocol in PROTOCOLS


@pytest.mark.parametrize("name", preset_names())
def test_it_runs_from_end_to_end(name, tmp_path):
    preset = load_preset(name)

    model, actions = run(preset, tmp_path)

    size = ROBOTS[preset.robot].action_size
    assert actions.shape[1] == size
    assert np.isfinite(actions).all()
    assert np.abs(actions[:, -1]).max() <= 1.0
    inputs = leaves(model.inputs[0])
    images = [value for value in inputs.values() if getattr(value, "dtype", None) == np.uint8]
    assert len(images) == len(preset.observation.cameras)
    for image, camera in zip(images, preset.observation.cameras, strict=True):
        assert image.shape[-3:-1] == (camera.size or SIZES[preset.robot])
        assert image.ndim == (4 if camera.time_axis else 3)
    for vector in preset.observation.state:
        assert inputs["/".join(vector.key)].dtype == np.float32
        assert inputs["/".join(vector.key)].shape[-1] == vector.size


# What the sheet prints of the wire, by protocol and network.
KEYS = {
    "openvla-widowx": {"image", "instruction", "unnorm_key"},
    "openvla-oft-widowx": {"full_image", "state", "instruction"},
    "pi0-google": {"observation/state", "observation/primary_image", "prompt"},
    "pi05-droid": {
        "observation/exterior_image_1_left",
        "observation/wrist_image_left",
        "observation/joint_position",
        "observation/gripper_position",
        "prompt",
    },
    "groot-n15-widowx": {
        "video.image_0",
        *(f"state.{name}" for name in ("x", "y", "z", "roll", "pitch", "yaw", "pad", "gripper")),
        "annotation.human.action.task_description",
    },
    "groot-n16-google": {
        "video.image",
        *(f"state.{name}" for name in ("x", "y", "z", "rx", "ry", "rz", "rw", "gripper")),
        "annotation.human.action.task_description",
    },
    "cogact-google": {"image", "task_description"},
    "octo-google": {"image_primary", "pad_mask", "instruction"},
}


@pytest.mark.parametrize("name", KEYS)
def test_the_network_gets_what_it_knows(name, tmp_path):
    model, _ = run(load_preset(name), tmp_path)

    assert set(leaves(model.inputs[0])) == KEYS[name]


def test_octo_grows_its_history_with_a_float_mask(tmp_path):
    model, _ = run(load_preset("octo-widowx"), tmp_path)

    assert [inputs["image_primary"].shape for inputs in model.inputs] == [
        (1, 256, 256, 3),
        (2, 256, 256, 3),
        (2, 256, 256, 3),
    ]
    assert [inputs["pad_mask"].tolist() for inputs in model.inputs] == [[1.0], [1, 1], [1, 1]]
    assert model.inputs[0]["pad_mask"].dtype == np.float32


def test_the_prompt_of_ecot(tmp_path):
    model, _ = run(load_preset("ecot-widowx"), tmp_path)

    assert model.inputs[0]["instruction"] == (
        "A chat between a curious user and an artificial intelligence assistant. The assistant "
        "gives helpful, detailed, and polite answers to the user's questions. USER: What action "
        "should the robot take to put carrot on plate? ASSISTANT: TASK:"
    )


def test_smolvla_ends_its_prompt_with_a_line_break(tmp_path):
    model, _ = run(load_preset("smolvla-widowx"), tmp_path)

    assert model.inputs[0]["instruction"] == "Put carrot on plate\n"


def test_magma_is_scaled_by_the_published_quantiles(tmp_path):
    """0.5 (x + 1) (q99 - q01) + q01 with the constants of its wrapper; gripper above one half."""
    _, actions = run(load_preset("magma-widowx"), tmp_path)
    numbers = np.linspace(0.1, 0.9, 7, dtype=np.float32)[:3]
    q01 = np.array([-0.02872725307941437, -0.04170349963009357, -0.026093858778476715])
    q99 = np.array([0.028309678435325586, 0.040855254605412394, 0.040161586627364146])

    np.testing.assert_allclose(actions[0, :3], 0.5 * (numbers + 1) * (q99 - q01) + q01, atol=1e-8)
    assert actions[0, 6] == 1.0


def test_listing_presets():
    """One line each on a screen; robot, protocol, chunk and source for machines."""
    command = [sys.executable, "-m", "simeval.cli.main", "ls", "presets"]
    listed = subprocess.run([*command, "--json"], capture_output=True, text=True, check=True)
    rows = {row["preset"]: row for row in json.loads(listed.stdout)}

    assert set(rows) == set(preset_names())
    assert rows["pi05-droid"]["robot"] == "droid"
    assert rows["pi05-droid"]["protocol"] == "openpi"
    assert rows["pi05-droid"]["executed"] == "8 of 15"
    assert rows["pi0-widowx"]["executed"] == "4"
    assert rows["octo-google"]["family"] == "octo"
    assert rows["octo-google"]["source"] == "SimplerEnv"
    assert len(rows["octo-google"]["sources"]) == 2
    screen = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "openvla-widowx" in screen.stdout
