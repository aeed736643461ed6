"""Random numbers of an episode depend on its seed alone."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from simeval.errors import ModelReplyError
from simeval.policies.in_process.randomness import OwnRandomness, RandomRows


def generators(*seeds: int) -> list[torch.Generator]:
    return [torch.Generator().manual_seed(seed) for seed in seeds]


def draw(*seeds: int) -> list[torch.Tensor]:
    """Draw in the ways that the networks do, for these episodes."""
    count = len(seeds)
    with RandomRows(generators(*seeds)):
        return [
            torch.randn(count, 5, 3),
            torch.randn((count, 4)),
            torch.randn(size=(count, 4), dtype=torch.float64),
            torch.rand(count, 2),
            torch.randn_like(torch.zeros(count, 6)),
            torch.rand_like(torch.zeros(count, 6)),
            torch.normal(mean=3.0, std=0.5, size=(count, 20)),
            torch.normal(0.0, 1.0, (count, 20)),
            torch.randn(count),
        ]


def test_a_row_does_not_depend_on_the_other_rows() -> None:
    together, alone = draw(1, 2, 3), draw(2)
    for many, one in zip(together, alone, strict=True):
        assert torch.equal(many[1], one[0])
        assert many.dtype == one.dtype
        assert not torch.equal(many[0], many[1])


def test_one_row_is_what_torch_draws_from_that_seed() -> None:
    torch.manual_seed(11)
    expected = [torch.randn(1, 5, 3), torch.randn(1, 4)]
    drawn = draw(11)
    assert torch.equal(drawn[0], expected[0])
    assert torch.equal(drawn[1], expected[1])


def test_normal_numbers_have_their_mean_and_deviation() -> None:
    with RandomRows(generators(1, 2)):
        numbers = torch.normal(mean=3.0, std=0.5, size=(2, 20_000))
    # Six standard errors of the mean and of the deviation of 20000 draws.
    assert torch.allclose(numbers.mean(dim=1), torch.tensor(3.0), atol=6 * 0.5 / 20_000**0.5)
    assert torch.allclose(numbers.std(dim=1), torch.tensor(0.5), atol=6 * 0.5 / 40_000**0.5)


def test_numbers_from_the_caller_s_own_generator_are_left_alone() -> None:
    own = torch.Generator().manual_seed(5)
    with RandomRows(generators(1, 2)):
        drawn = torch.randn(7, generator=own)
    assert torch.equal(drawn, torch.randn(7, generator=torch.Generator().manual_seed(5)))


@pytest.mark.parametrize(
    "call",
    [
        lambda: torch.randn(5, 2),
        lambda: torch.rand(()),
        lambda: torch.randint(0, 5, (2,)),
        lambda: torch.normal(torch.zeros(2), 1.0),
        lambda: torch.zeros(2).normal_(),
        lambda: torch.zeros(2).uniform_(),
        lambda: torch.bernoulli(torch.full((2,), 0.5)),
        lambda: torch.multinomial(torch.ones(2, 3), 1),
    ],
)
def test_numbers_that_belong_to_no_episode_are_refused(call: Any) -> None:
    with RandomRows(generators(1, 2)), pytest.raises(ModelReplyError, match="no single episode"):
        call()


def test_what_is_not_random_is_left_alone() -> None:
    with RandomRows(generators(1, 2)):
        assert torch.equal(torch.arange(4).reshape(2, 2).sum(dim=0), torch.tensor([2, 4]))


def test_own_randomness_goes_on_where_it_stopped_and_leaves_the_rest_alone() -> None:
    torch.manual_seed(3)
    expected = torch.randn(4), torch.randint(0, 100, (4,))
    mine, other = OwnRandomness(3, torch.device("cpu")), OwnRandomness(4, torch.device("cpu"))
    torch.manual_seed(9)
    with mine.active():
        first = torch.randn(4)
    with other.active():
        torch.randn(100)
    with mine.active():
        second = torch.randint(0, 100, (4,))
    after = torch.rand(3)
    torch.manual_seed(9)

    assert torch.equal(first, expected[0])
    assert torch.equal(second, expected[1])
    assert torch.equal(after, torch.rand(3))
