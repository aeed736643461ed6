"""What holds for every network that runs in this process, with the real loader of its library."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from simeval.errors import SimevalError

LEROBOT = ("lerobot/act", "lerobot/diffusion", "lerobot/diffusion-ddpm", "lerobot/smolvla")
SAMPLING = (*LEROBOT[1:], "pi0", "octo")
ALL = (*LEROBOT, "pi0", "openvla", "octo")
EPISODES = (0, 1, 2, 3)
# Float32 sums in another order; actions are of the size of 1.
TOLERANCE = 2e-5

Make = Callable[[str], Any]


def networks(names: tuple[str, ...]) -> pytest.MarkDecorator:
    """Run a test for each of these, where its library is asked for."""
    return pytest.mark.parametrize(
        "name",
        [pytest.param(name, marks=pytest.mark.adapters(name.partition("/")[0])) for name in names],
    )


def actions(replies: Any) -> list[Any]:
    return [reply.outputs["actions"] for reply in replies]


@networks(ALL)
def test_actions_are_those_of_the_library_and_the_network_that_was_saved(
    name: str, tiny_network: Make
) -> None:
    network = tiny_network(name)
    model = network.load()
    for episode in EPISODES:
        network.begin(model, episode)
        (rows,) = actions(model.infer([network.request(episode)]))
        expected = network.expect(network.saved, network.inputs(episode), episode)
        assert rows.dtype == np.float32 and rows.shape == expected.shape
        np.testing.assert_allclose(rows, expected, atol=TOLERANCE)


@networks(ALL)
def test_a_batch_of_four_says_what_four_batches_of_one_say(name: str, tiny_network: Make) -> None:
    network = tiny_network(name)
    model = network.load()
    requests = [network.request(episode) for episode in EPISODES]

    network.begin(model, *EPISODES)
    together = actions(model.infer(requests))
    network.begin(model, *EPISODES)
    alone = [actions(model.infer([request]))[0] for request in requests]
    network.begin(model, *EPISODES)
    backwards = actions(model.infer(requests[::-1]))[::-1]

    np.testing.assert_allclose(together, alone, atol=TOLERANCE)
    np.testing.assert_allclose(together, backwards, atol=TOLERANCE)
    assert len({rows.tobytes() for rows in together}) == len(EPISODES)


@networks(ALL)
def test_an_episode_does_not_feel_the_others(name: str, tiny_network: Make) -> None:
    network = tiny_network(name)
    model = network.load()

    network.begin(model, 0)
    alone = [actions(model.infer([network.request(0, step=step)]))[0] for step in range(3)]

    network.begin(model, 0, 1)
    mixed = []
    for step in range(3):
        model.infer([network.request(1, step=step)])
        both = [network.request(0, step=step), network.request(1, step=step)]
        mixed.append(actions(model.infer(both[:1]))[0])
        network.begin(model, 2)

    np.testing.assert_allclose(mixed, alone, atol=TOLERANCE)


@networks(ALL)
def test_begun_again_an_episode_is_the_same_to_the_last_bit(name: str, tiny_network: Make) -> None:
    network = tiny_network(name)
    model = network.load()
    runs = []
    for _ in range(2):
        network.begin(model, 5)
        runs.append([actions(model.infer([network.request(5, step=step)]))[0] for step in (0, 1)])
    np.testing.assert_array_equal(runs[0], runs[1])


@networks(ALL)
def test_loading_twice_gives_identical_actions_and_the_same_hash(
    name: str, tiny_network: Make
) -> None:
    network = tiny_network(name)
    first, second = network.load(), network.load()
    for model in (first, second):
        network.begin(model, 1)
    np.testing.assert_array_equal(
        actions(first.infer([network.request(1)])), actions(second.infer([network.request(1)]))
    )
    assert first.facts == second.facts
    assert len(first.facts["sha256"]) == 64


@networks(SAMPLING)
def test_the_seed_matters_where_the_network_draws(name: str, tiny_network: Make) -> None:
    network = tiny_network(name)
    model = network.load()
    drawn = []
    for seed in (1, 2):
        network.begin(model, seed)
        first = network.request(1)
        drawn.append(actions(model.infer([_as_episode(first, seed)]))[0])
    assert np.abs(drawn[0] - drawn[1]).max() > 100 * TOLERANCE


@networks(ALL)
def test_the_random_numbers_of_others_are_left_alone(name: str, tiny_network: Make) -> None:
    import torch

    network = tiny_network(name)
    model = network.load()
    torch.manual_seed(7)
    undisturbed = torch.rand(3)
    torch.manual_seed(7)
    network.begin(model, 1)
    model.infer([network.request(1)])
    assert torch.equal(torch.rand(3), undisturbed)


@networks(ALL)
def test_inputs_that_do_not_fit_are_named(name: str, tiny_network: Make) -> None:
    network = tiny_network(name)
    model = network.load()
    network.begin(model, 1)
    good = network.request(1)
    for left_out in good.inputs.keys() - network.optional:
        inputs = {key: value for key, value in good.inputs.items() if key != left_out}
        with pytest.raises(SimevalError):
            model.infer([_with_inputs(good, inputs)])
    with pytest.raises(SimevalError, match="was not begun"):
        model.infer([_as_episode(good, 99)])


def _as_episode(request: Any, episode: int) -> Any:
    return type(request)(session=f"episode {episode}", step=request.step, inputs=request.inputs)


def _with_inputs(request: Any, inputs: dict[str, Any]) -> Any:
    return type(request)(session=request.session, step=request.step, inputs=inputs)
