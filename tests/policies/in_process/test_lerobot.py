"""LeRobot policies: histories, checkpoints that are damaged, and a whole run."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simeval.errors import InfrastructureError, UsageError

pytestmark = pytest.mark.adapters("lerobot")

Make = Callable[[str], Any]


def rows(model: Any, request: Any) -> Any:
    (reply,) = model.infer([request])
    return reply.outputs["actions"]


def test_a_diffusion_policy_sees_the_last_two_observations(tiny_network: Make) -> None:
    import torch

    network = tiny_network("lerobot/diffusion")
    model = network.load()
    policy, preprocess, postprocess = network.saved
    policy.reset()
    network.begin(model, 3)
    for step in range(3):
        request = network.request(3, step=step)
        ours = rows(model, request)
        inputs = request.inputs
        images = torch.from_numpy(inputs["observation.images.top"]).permute(2, 0, 1) / 255
        state = torch.from_numpy(inputs["observation.state"])
        observation = {"observation.images.top": images, "observation.state": state, "task": ""}
        # LeRobot's rollout, made to ask its network at every step.
        policy._queues["action"].clear()
        noise = _noise(seed=3, draws=step + 1)
        expected = postprocess(policy.select_action(preprocess(observation), noise=noise[-1]))
        np.testing.assert_allclose(ours[0], expected[0].numpy(), atol=2e-5)


def _noise(*, seed: int, draws: int) -> list[Any]:
    import torch

    generator = torch.Generator().manual_seed(seed)
    return [torch.randn(8, 7, generator=generator)[None] for _ in range(draws)]


def test_a_history_with_a_time_axis_is_the_same_as_one_that_is_remembered(
    tiny_network: Make,
) -> None:
    network = tiny_network("lerobot/diffusion")
    model = network.load()
    first, second = (network.request(3, step=step) for step in (0, 1))

    network.begin(model, 3)
    rows(model, first)
    network.begin(model, 3, 4)
    both = {
        name: np.stack([first.inputs[name], second.inputs[name]])
        for name in ("observation.images.top", "observation.state")
    } | {"instruction": "go"}
    timed = rows(model, type(second)(session="episode 3", step=1, inputs=both))

    network.begin(model, 3)
    # Its random numbers are those of a first reply, as above.
    memory = model._sessions["episode 3"].observations
    model._reader.read(first.inputs, 0, memory)
    remembered = rows(model, second)
    np.testing.assert_allclose(timed, remembered, atol=2e-5)


def test_a_checkpoint_in_bfloat16_is_near_that_in_float32(tiny_network: Make) -> None:
    network = tiny_network("lerobot/act")
    answers = []
    for precision in ("float32", "bfloat16"):
        model = network.load(precision=precision)
        network.begin(model, 1)
        answers.append(rows(model, network.request(1)))
    difference = np.abs(answers[0] - answers[1]).max()
    assert 0 < difference < 0.1


def test_the_words_that_libraries_print_stay_off_standard_output(
    tiny_network: Make, capfd: pytest.CaptureFixture[str]
) -> None:
    network = tiny_network("lerobot/smolvla")
    capfd.readouterr()
    model = network.load()
    network.begin(model, 1)
    rows(model, network.request(1))
    assert capfd.readouterr().out == ""


def test_facts_say_what_a_preset_must_agree_with(tiny_network: Make) -> None:
    facts = tiny_network("lerobot/diffusion").load().facts
    assert facts["type"] == "diffusion"
    assert (facts["n_obs_steps"], facts["n_action_steps"]) == (2, 4)
    json.dumps(facts)


def copy_of(network: Any, tmp_path: Path) -> Path:
    folder = tmp_path / "pretrained_model"
    shutil.copytree(network.checkpoint, folder)
    return folder


def test_damaged_checkpoints_are_one_paragraph(tiny_network: Make, tmp_path: Path) -> None:
    network = tiny_network("lerobot/act")
    folder = copy_of(network, tmp_path)
    weights, config = folder / "model.safetensors", folder / "config.json"

    for file in (weights, config, folder / "policy_preprocessor.json"):
        whole = file.read_bytes()
        for damaged in (b"", whole[: len(whole) // 2]):
            file.write_bytes(damaged)
            with pytest.raises(InfrastructureError, match="LeRobot cannot load the checkpoint"):
                network.load(folder)
        file.unlink()
        with pytest.raises((InfrastructureError, UsageError), match=str(folder)):
            network.load(folder)
        file.write_bytes(whole)
    network.load(folder)


def test_weights_that_are_missing_are_not_left_random(tiny_network: Make, tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    network = tiny_network("lerobot/act")
    folder = copy_of(network, tmp_path)
    weights = load_file(folder / "model.safetensors")
    weights.pop("model.action_head.weight")
    save_file(weights, folder / "model.safetensors")
    with pytest.raises(InfrastructureError, match="LeRobot cannot load"):
        network.load(folder)


def test_the_folder_above_the_policy_is_pointed_out(tiny_network: Make, tmp_path: Path) -> None:
    network = tiny_network("lerobot/act")
    folder = copy_of(network, tmp_path)
    with pytest.raises(UsageError, match="Its folder pretrained_model is one"):
        network.load(folder.parent)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"type": "tdmpc"}, "gives no chunks"),
        ({"use_peft": True}, "merge_and_unload"),
    ],
)
def test_policies_that_cannot_be_evaluated_are_refused(
    changed: dict[str, Any], message: str, tiny_network: Make, tmp_path: Path
) -> None:
    network = tiny_network("lerobot/act")
    folder = copy_of(network, tmp_path)
    config = json.loads((folder / "config.json").read_text())
    if "type" in changed:
        shared = ("input_features", "output_features", "device", "n_obs_steps")
        config = {key: config[key] for key in shared}
    (folder / "config.json").write_text(json.dumps(config | changed))
    with pytest.raises(UsageError, match=message):
        network.load(folder)
