"""Long memories: right to the last image, bounded, and kept when the instruction changes."""

from __future__ import annotations

import dataclasses
import itertools
import tracemalloc
from typing import ClassVar

import numpy as np
import pytest

from simeval.policies.interface import EpisodeContext
from simeval.policies.model import ModelReply
from simeval.policies.model_policy import ModelPolicy
from simeval.policies.pipeline.history import ImageHistory
from simeval.policies.pipeline.slot import Slot
from simeval.policies.presets import load_preset
from simeval.policies.specs import CameraSpec, Preset

EPISODE = EpisodeContext(
    task="widowx_carrot_on_plate",
    variant="default",
    episode_id=0,
    instruction="Put carrot on plate",
    seed=0,
    horizon_steps=1000,
    control_hz=5,
)


def remembering(history: tuple[int, ...], *, execute: int = 1, fill: str = "first") -> Preset:
    preset = load_preset("pi0-widowx")
    camera = CameraSpec(
        key=("image",), fit="none", history=history, history_fill=fill, time_axis=True,
        mask_key=("mask",),
    )  # fmt: skip
    return dataclasses.replace(
        preset,
        observation=dataclasses.replace(preset.observation, cameras=(camera,), state=()),
        action=dataclasses.replace(preset.action, execute=execute),
    )


class Witness:
    """A network that remembers which frame each of its images is, and its masks."""

    facts: ClassVar[dict] = {}
    largest_batch = 1

    def __init__(self) -> None:
        self.seen: list[tuple[int, list[int], list[float], str]] = []
        self.sessions: set[str] = set()

    def reset(self, starts) -> None:
        self.begun = len(starts)

    def infer(self, requests):
        [request] = requests
        inputs = request.inputs
        frames = [int(image[0, 0, 0]) + 256 * int(image[0, 0, 1]) for image in inputs["image"]]
        self.seen.append((request.step, frames, inputs["mask"].tolist(), inputs["prompt"]))
        self.sessions.add(request.session)
        return [ModelReply(outputs={"actions": np.zeros((4, 7), np.float32)})]

    def close(self) -> None:
        """Nothing to close."""


def frame(step: int, size: int = 2) -> np.ndarray:
    """A frame that says at which step it was taken."""
    image = np.zeros((size, size, 3), dtype=np.uint8)
    image[0, 0, :2] = step % 256, step // 256
    return image


@pytest.mark.parametrize(
    ("history", "execute"),
    [(tuple(range(-299, 1)), 1), ((-400, -200, -100, 0), 4), (tuple(range(-300, 1, 10)), 3)],
)
@pytest.mark.parametrize("fill", ["first", "grow"])
def test_hundreds_of_steps_across_a_new_instruction(observe, history, execute, fill):
    preset, model = remembering(history, execute=execute, fill=fill), Witness()
    policy = ModelPolicy(preset, model)
    policy.reset(EPISODE)
    step, rendered = 0, 0
    while step < 700:
        text = "Put carrot on plate" if step < 350 else "Now the spoon"
        told = dataclasses.replace(observe(0), step=step, instruction=text, frames={})
        if policy.wants_frames(step, text):
            rendered += 1
            told = dataclasses.replace(told, frames={"3rd_view_camera": frame(step)})
        chunk = policy.act(told)
        step += len(chunk.actions)

    assert [at for at, *_ in model.seen] == list(range(0, step, execute))
    for at, frames, mask, text in model.seen:
        real = [at + delta >= 0 for delta in history]
        wanted = [max(0, at + delta) for delta, is_real in zip(history, real, strict=True)
                  if is_real or fill == "first"]  # fmt: skip
        assert frames == wanted
        assert mask == [float(is_real) for is_real in real if is_real or fill == "first"]
        assert text == ("Put carrot on plate" if at < 350 else "Now the spoon")
    # One memory for the whole episode.
    assert len(model.sessions) == 1
    assert rendered <= 700


@pytest.mark.parametrize("history", [tuple(range(-49, 1)), (-49, 0)])
def test_memory_does_not_grow_with_the_episode(history):
    camera = CameraSpec(key=("image",), fit="none", history=history, time_axis=True)
    kept = ImageHistory(camera)
    image_bytes = frame(0, size=64).nbytes
    tracemalloc.start()
    try:
        for step in range(1000):
            kept.add(step, frame(step, size=64))
            kept.at(step)
        now, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    # The 50 images of the span, and a little for what holds them.
    assert 50 * image_bytes <= now < 51.5 * image_bytes


@pytest.mark.parametrize("execute", [1, 3, 4])
@pytest.mark.parametrize("history", [(0,), (-1, 0), (-9, -4, 0), (-13, -12, 0)])
def test_the_next_look_is_that_of_going_through_all_inferences(execute, history, observe):
    slot = Slot(
        remembering(history, execute=execute), None, session="a", episode=EPISODE, instruction=""
    )
    slot.see(dataclasses.replace(observe(0), frames={"3rd_view_camera": frame(0)}))
    rows = {"actions": np.zeros((4, 7), np.float32)}
    slot.accept(ModelReply(outputs=rows), observe(0))
    looks = {
        inference + delta
        for inference in itertools.islice(itertools.count(execute, execute), 30)
        for delta in history
    }

    for step in range(1, 20):
        assert slot.wants_frames(step) == (step in looks or step >= execute)
