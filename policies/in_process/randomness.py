"""Random numbers of an episode, whichever other episodes share a forward pass with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import torch
from torch.overrides import TorchFunctionMode

from simeval.errors import ModelReplyError

_SHAPE_FIRST: frozenset[Callable[..., Any]] = frozenset({torch.randn, torch.rand})
_LIKE: Mapping[Callable[..., Any], Callable[..., Any]] = {
    torch.randn_like: torch.randn,
    torch.rand_like: torch.rand,
}
_NOT_BY_ROW: frozenset[Callable[..., Any]] = frozenset(
    {
        torch.bernoulli,
        torch.multinomial,
        torch.poisson,
        torch.randint,
        torch.randint_like,
        torch.randperm,
        torch.Tensor.bernoulli_,
        torch.Tensor.exponential_,
        torch.Tensor.normal_,
        torch.Tensor.random_,
        torch.Tensor.uniform_,
    }
)


class RandomRows(TorchFunctionMode):
    """Within it, row i of every random tensor comes from the generator of episode i.

    It holds for networks whose random tensors have the batch as first dimension. Numbers are
    drawn on the CPU as float32, so that they are the same on every device and in every precision.

    Args:
        generators: CPU generators, one for each row of the batch.
    """

    def __init__(self, generators: Sequence[torch.Generator]) -> None:
        super().__init__()
        self._generators = generators

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Sequence[type],
        args: tuple[Any, ...] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        """Draw by row what is random; leave everything else alone."""
        named = dict(kwargs or {})
        if named.get("generator") is not None:
            return func(*args, **named)
        if func in _SHAPE_FIRST:
            return self._draw(func, _shape(args, named), named)
        if func in _LIKE:
            like = args[0]
            placed = {"dtype": like.dtype, "device": like.device, **named}
            return self._draw(_LIKE[func], tuple(like.shape), placed)
        if func is torch.normal and (scaled := _normal(*args, **named)) is not None:
            return self._draw(torch.randn, scaled.size, named) * scaled.std + scaled.mean
        if func is torch.normal or func in _NOT_BY_ROW:
            self._refuse(getattr(func, "__name__", str(func)))
        return func(*args, **named)

    def _draw(
        self, func: Callable[..., Any], shape: tuple[int, ...], placed: Mapping[str, Any]
    ) -> torch.Tensor:
        if not shape or shape[0] != len(self._generators):
            self._refuse(f"{func.__name__} of shape {list(shape)}")
        rows = [
            func(shape[1:], generator=one, dtype=torch.float32, device="cpu")
            for one in self._generators
        ]
        return torch.stack(rows).to(
            device=placed.get("device") or torch.get_default_device(),
            dtype=placed.get("dtype") or torch.get_default_dtype(),
        )

    def _refuse(self, what: str) -> None:
        raise ModelReplyError(
            f"The network draws random numbers ({what}) that belong to no single episode of the "
            f"batch of {len(self._generators)}. Its results would depend on the other episodes."
        )


class OwnRandomness:
    """The state of torch's global generators in one episode.

    For networks whose random numbers have any shape, one episode in a forward pass.

    Args:
        seed: Seed of the episode.
        device: Where the network runs.
    """

    def __init__(self, seed: int, device: torch.device) -> None:
        self._devices = [device] if device.type == "cuda" else []
        with self._forked():
            torch.manual_seed(seed)
            self._states = self._read()

    @contextmanager
    def active(self) -> Iterator[None]:
        """Within it the global generators are those of the episode; outside nothing changes."""
        with self._forked():
            torch.set_rng_state(self._states[0])
            for device, state in zip(self._devices, self._states[1:], strict=True):
                torch.cuda.set_rng_state(state, device)
            yield
            self._states = self._read()

    @contextmanager
    def _forked(self) -> Iterator[None]:
        with torch.random.fork_rng(devices=self._devices):
            yield

    def _read(self) -> list[torch.Tensor]:
        return [torch.get_rng_state(), *map(torch.cuda.get_rng_state, self._devices)]


class _Normal(NamedTuple):
    mean: float
    std: float
    size: tuple[int, ...]


def _normal(mean: Any = 0.0, std: Any = 1.0, size: Any = None, **_: Any) -> _Normal | None:
    """Read the arguments of torch.normal; None for the form whose mean or std is a tensor."""
    if size is None or torch.is_tensor(mean) or torch.is_tensor(std):
        return None
    return _Normal(mean, std, tuple(size))


def _shape(args: tuple[Any, ...], named: dict[str, Any]) -> tuple[int, ...]:
    size = named.get("size", args[0] if len(args) == 1 else args)
    return (size,) if isinstance(size, int) else tuple(size)
