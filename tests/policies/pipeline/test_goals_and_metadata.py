"""Inputs besides camera, state and text: goal images and facts of the episode."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from PIL import Image

from simeval.errors import UsageError
from simeval.policies.interface import EpisodeContext
from simeval.policies.model_policy import ModelPolicy
from simeval.policies.presets import load_preset
from simeval.policies.specs import ObservationSpec
from simeval.policies.specs.reader import read_spec

EPISODE = EpisodeContext(
    task="widowx_carrot_on_plate",
    variant="default",
    episode_id=7,
    instruction="put carrot on plate",
    seed=3,
    horizon_steps=60,
    control_hz=5,
)

PLAIN = {
    "cameras": [{"key": ["image"], "fit": "none"}],
    "text": {"key": ["prompt"]},
}
GOALS = [
    {"key": ["goal", "image"], "size": [24, 32], "interpolation": "pil_bilinear",
     "time_axis": True},
    {"key": ["next"], "fit": "none", "shows": "subgoal", "channels": "BGR"},
]  # fmt: skip
METADATA = [
    {"key": ["meta", "robot"], "fact": "robot", "rename": {"widowx": "WidowX 250"}},
    {"key": ["meta", "task"], "fact": "task", "rename": {"widowx_stack_cube": "stack"}},
    {"key": ["meta", "hz"], "fact": "control_hz"},
    {"key": ["meta", "horizon"], "fact": "horizon_steps"},
    {"key": ["meta", "episode"], "fact": "episode_id"},
    {"key": ["meta", "variant"], "fact": "variant"},
    {"key": ["step"], "fact": "step"},
]


def spec(**changes) -> ObservationSpec:
    return read_spec(ObservationSpec, PLAIN | changes, source="test")


def policy(hash_model, **changes) -> ModelPolicy:
    preset = dataclasses.replace(load_preset("pi0-widowx"), observation=spec(**changes))
    return ModelPolicy(preset, hash_model(preset.action))


def requests(policy: ModelPolicy) -> list[dict]:
    return [request.inputs for batch in policy._slots._model.batches for request in batch]


def test_goal_images_are_prepared_as_the_preset_says(observe, hash_model):
    generator = np.random.default_rng(5)
    goal, subgoal = (generator.integers(0, 256, (48, 64, 3), dtype=np.uint8) for _ in range(2))
    shown = policy(hash_model, goals=GOALS)
    shown.reset(EPISODE)
    shown.act(dataclasses.replace(observe(0), goals={"goal": goal, "subgoal": subgoal}))
    [inputs] = requests(shown)

    small = Image.fromarray(goal).resize((32, 24), Image.Resampling.BILINEAR)
    np.testing.assert_array_equal(inputs["goal"]["image"], np.asarray(small)[np.newaxis])
    np.testing.assert_array_equal(inputs["next"], subgoal[:, :, ::-1])


def test_a_goal_that_is_missing_is_asked_for(observe, hash_model):
    shown = policy(hash_model, goals=GOALS)
    shown.reset(EPISODE)

    with pytest.raises(UsageError, match=r"pi0-widowx wants an image of the goal.*goals=FOLDER"):
        shown.act(observe(0))


def test_facts_of_the_episode_reach_the_network(observe, hash_model):
    told = policy(hash_model, metadata=METADATA)
    told.reset(EPISODE)
    told.act(observe(0))
    told.act(observe(4))
    first, second = requests(told)

    assert first["meta"] == {
        "robot": "WidowX 250", "task": "widowx_carrot_on_plate", "hz": 5, "horizon": 60,
        "episode": 7, "variant": "default",
    }  # fmt: skip
    assert (first["step"], second["step"]) == (0, 4)


def test_they_are_those_of_the_present_episode(observe, hash_model):
    told = policy(hash_model, metadata=METADATA)
    for episode_id in (7, 8):
        told.reset(dataclasses.replace(EPISODE, episode_id=episode_id))
        told.act(observe(0))

    assert [inputs["meta"]["episode"] for inputs in requests(told)] == [7, 8]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"goals": [{"key": ["image"], "fit": "none"}]}, "share the key 'image'"),
        ({"goals": [{"key": ["goal"]}]}, "goal image 'goal' has fit stretch, so it needs a size"),
        ({"goals": [{"key": ["goal"], "fit": "none", "shows": "end"}]}, "Allowed: goal, subgoal"),
        ({"goals": [{"key": ["goal"], "fit": "none", "history": [0]}]}, "no such field"),
        ({"metadata": [{"key": ["prompt"], "fact": "task"}]}, "share the key 'prompt'"),
        ({"metadata": [{"key": ["a"], "fact": "robt"}]}, "Did you mean 'robot'"),
        ({"metadata": [{"key": ["a"], "fact": "step", "rename": {"0": "a"}}]}, "are a number"),
        ({"metadata": [{"key": [], "fact": "step"}]}, "need a key"),
    ],
)
def test_declarations_that_do_not_fit(changes, words):
    with pytest.raises(UsageError, match=words):
        spec(**changes)
