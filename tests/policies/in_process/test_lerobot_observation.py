"""From named arrays to the observations of a LeRobot policy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from simeval.errors import UsageError
from simeval.policies.in_process.lerobot_observation import (
    Feature,
    ObservationLayout,
    ObservationMemory,
    ObservationReader,
)

TOP = Feature("observation.images.top", (3, 4, 6), True)
SIDE = Feature("observation.images.side", (3, 4, 6), True)
STATE = Feature("observation.state", (2,), False)


def reader(steps: int = 1, **changed: Any) -> ObservationReader:
    return ObservationReader(ObservationLayout(features=(TOP, STATE), steps=steps, **changed))


def image(level: int, *, size: tuple[int, ...] = (4, 6)) -> Any:
    return np.full((*size, 3), level, dtype=np.uint8)


def observation(step: int) -> dict[str, Any]:
    return {TOP.name: image(step), STATE.name: np.array([step, -step], dtype=np.float64)}


def test_images_are_channels_first_between_zero_and_one() -> None:
    picture = np.arange(4 * 6 * 3, dtype=np.uint8).reshape(4, 6, 3)
    inputs = {TOP.name: picture, STATE.name: np.array([1.0, 2.0])}
    read = reader().read(inputs, 0, ObservationMemory())
    assert read[TOP.name].shape == (1, 3, 4, 6)
    assert read[TOP.name].dtype == read[STATE.name].dtype == torch.float32
    assert read[TOP.name][0, 2, 1, 4] == pytest.approx(picture[1, 4, 2] / 255)
    assert read[STATE.name].tolist() == [[1.0, 2.0]]


def test_the_first_observation_stands_in_for_those_before_the_episode() -> None:
    memory, looking_back = ObservationMemory(), reader(steps=3)
    seen = [
        looking_back.read(observation(step), step, memory)[STATE.name][:, 0].tolist()
        for step in range(5)
    ]
    assert seen == [[0, 0, 0], [0, 0, 1], [0, 1, 2], [1, 2, 3], [2, 3, 4]]


def test_a_step_that_nobody_gave_is_named() -> None:
    memory, looking_back = ObservationMemory(), reader(steps=2)
    looking_back.read(observation(0), 0, memory)
    with pytest.raises(UsageError, match=r"step 8 nobody gave it .* of step 7.*action.execute: 1"):
        looking_back.read(observation(8), 8, memory)


def test_inputs_with_a_time_axis_need_no_memory() -> None:
    inputs = {
        TOP.name: np.stack([image(7), image(8)]),
        STATE.name: np.array([[7.0, 0.0], [8.0, 0.0]]),
    }
    read = reader(steps=2).read(inputs, 8, ObservationMemory())
    assert read[TOP.name][:, 0, 0, 0].tolist() == pytest.approx([7 / 255, 8 / 255])
    assert read[STATE.name][:, 0].tolist() == [7, 8]


def test_asking_twice_at_a_step_changes_nothing() -> None:
    memory, looking_back = ObservationMemory(), reader(steps=2)
    looking_back.read(observation(0), 0, memory)
    for _ in range(2):
        assert looking_back.read(observation(1), 1, memory)[STATE.name][:, 0].tolist() == [0, 1]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({TOP.name: None}, "object of shape"),
        ({TOP.name: image(1).astype(np.float32)}, "float32 of shape .* wants uint8"),
        ({TOP.name: image(1, size=(8, 6))}, r"shape \(8, 6, 3\).*trained with \(4, 6, 3\)"),
        ({TOP.name: image(1, size=(2, 4, 6))}, "2 time steps; the network reads 1"),
        ({STATE.name: np.zeros(3)}, r"shape \(3,\).*trained with \(2,\)"),
        ({STATE.name: np.array(["a", "b"])}, "wants numbers"),
    ],
)
def test_an_input_that_does_not_fit_is_named(changed: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        reader().read(observation(0) | changed, 0, ObservationMemory())


def test_missing_inputs_are_named_unless_the_policy_fills_them_in() -> None:
    layout = ObservationLayout(features=(TOP, SIDE, STATE))
    with pytest.raises(UsageError, match=r"reads 'observation.images.side'.*gives .*top"):
        ObservationReader(layout).read(observation(0), 0, ObservationMemory())
    spare = ObservationLayout(features=(TOP, SIDE, STATE), spare_images=1)
    read = ObservationReader(spare).read(observation(0), 0, ObservationMemory())
    assert set(read) == {TOP.name, STATE.name}
    with pytest.raises(UsageError, match=r"reads .*'observation.state'"):
        ObservationReader(spare).read({TOP.name: image(0)}, 0, ObservationMemory())


def test_a_policy_that_resizes_takes_any_size() -> None:
    inputs = observation(0) | {TOP.name: image(9, size=(10, 20))}
    read = reader(resizes=True).read(inputs, 0, ObservationMemory())
    assert read[TOP.name].shape == (1, 3, 10, 20)
