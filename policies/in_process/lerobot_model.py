"""LeRobot policies: ACT, Diffusion, SmolVLA and whatever else its factory knows.

Inputs carry the names of the checkpoint's features (``observation.images.top``,
``observation.state``, ...), images as uint8 [H, W, 3], plus the text ``instruction``. The output is
``actions``, float32 [H, D], in the units of the training data: the pre- and post-processors that
were saved with the checkpoint do the normalisation.

LeRobot keeps one queue of actions and observations per policy object, so that all environments
would go in step; here `predict_action_chunk` gives the whole chunk, chunks are queued by the
pipeline, and observations are kept per episode. Averaging over chunks (ACT's
``temporal_ensemble_coeff``) is the preset's ``action.ensemble`` for the same reason.

Source: github.com/huggingface/lerobot, `policies/factory.py`, `policies/*/modeling_*.py` and
`async_inference/policy_server.py` (0.4.4, and 0.6.2 read only).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from typing import Any, ClassVar

import torch

from simeval.errors import ModelReplyError, UsageError
from simeval.policies.in_process.checkpoint import checkpoint_folder, checkpoint_sha256
from simeval.policies.in_process.in_process_model import InProcessModel
from simeval.policies.in_process.lerobot_checkpoint import (
    EXTRA,
    load_policy,
    observation_layout,
    require_policy,
)
from simeval.policies.in_process.lerobot_observation import ObservationMemory, ObservationReader
from simeval.policies.in_process.library import import_library, loading
from simeval.policies.in_process.options import InProcessOptions
from simeval.policies.in_process.randomness import OwnRandomness, RandomRows
from simeval.policies.in_process.torch_setup import choose_device, number_type
from simeval.policies.model import ModelReply, ModelRequest, SessionStart

# Read in the source of LeRobot: every random tensor of these has the batch first.
_BATCHED = frozenset({"act", "diffusion", "pi0", "pi05", "smolvla", "xvla"})
_IMAGES = "observation.images"
_ACTION = "action"


@dataclass
class _Memory:
    rows: torch.Generator
    own: OwnRandomness
    observations: ObservationMemory = field(default_factory=ObservationMemory)


class LeRobotModel(InProcessModel[_Memory]):
    """A LeRobot policy with its processors.

    Args:
        options: Weights and hardware.

    Raises:
        DependencyError: LeRobot is not installed.
        UsageError: The checkpoint is none of LeRobot's, or of a kind that gives no chunks.
        InfrastructureError: LeRobot cannot load it.
    """

    library: ClassVar[str] = "LeRobot"

    def __init__(self, options: InProcessOptions) -> None:
        version = import_library("lerobot", extra=EXTRA).__version__
        folder = checkpoint_folder(options.checkpoint, revision=options.revision, extra=EXTRA)
        require_policy(folder)
        self._device = choose_device(options.device)
        with loading(folder, library=self.library):
            self._policy = load_policy(folder, self._device)
        network = self._policy.network
        self._autocast_type = number_type(options.precision)
        if self._autocast_type is torch.float32:
            network.float()
        config = network.config
        self._batches = config.type in _BATCHED
        self._reader = ObservationReader(observation_layout(self._policy))
        facts = {
            "library": "lerobot",
            "version": version,
            "checkpoint": options.checkpoint,
            "sha256": checkpoint_sha256(folder),
            "type": config.type,
            "device": self._device.type,
            "precision": options.precision,
            **{
                name: getattr(config, name, None)
                for name in ("n_obs_steps", "n_action_steps", "temporal_ensemble_coeff")
            },
        }
        super().__init__(options, facts=facts, batches=self._batches)

    def _begin(self, start: SessionStart) -> _Memory:
        return _Memory(
            rows=torch.Generator().manual_seed(start.seed),
            own=OwnRandomness(start.seed, self._device),
        )

    def _forward(
        self, requests: Sequence[ModelRequest], memories: Sequence[_Memory]
    ) -> list[ModelReply]:
        observations = [
            self._reader.read(request.inputs, request.step, memory.observations)
            for request, memory in zip(requests, memories, strict=True)
        ]
        tasks = [_instruction(request) for request in requests]
        steps = len(next(iter(observations[0].values())))
        frames = [self._preprocessed(observations, at, tasks) for at in range(steps)]
        with ExitStack() as stack:
            stack.enter_context(torch.no_grad())
            stack.enter_context(self._autocast())
            if self._batches:
                stack.enter_context(RandomRows([memory.rows for memory in memories]))
            else:
                stack.enter_context(memories[0].own.active())
            chunk = self._predict(frames)
        actions = self._unnormalised(chunk, len(requests))
        return [ModelReply(outputs={"actions": rows.numpy().copy()}) for rows in actions]

    def _autocast(self) -> AbstractContextManager[Any]:
        low = self._autocast_type if self._autocast_type is not torch.float32 else None
        enabled = low is not None or (
            self._autocast_type is None and bool(self._policy.network.config.use_amp)
        )
        return torch.autocast(self._device.type, dtype=low, enabled=enabled)

    def _preprocessed(
        self, observations: Sequence[Mapping[str, torch.Tensor]], at: int, tasks: list[str]
    ) -> dict[str, Any]:
        """Return what the policy gets of one time step, for all episodes."""
        batch = {
            name: torch.stack([one[name][at] for one in observations]) for name in observations[0]
        }
        frame: dict[str, Any] = self._policy.preprocess({**batch, "task": tasks})
        # Processors speak of the action of a training sample, which is not there.
        frame.pop(_ACTION, None)
        return frame

    def _predict(self, frames: Sequence[dict[str, Any]]) -> torch.Tensor:
        """Return the chunk [N, H, D] that follows the frames, oldest first."""
        network = self._policy.network
        network.reset()
        queues = getattr(network, "_queues", None) or {}
        observed = [name for name in queues if name.startswith("observation")]
        batch = frames[-1]
        for frame in frames if observed else ():
            batch = dict(frame)
            if _IMAGES in observed:
                views = [frame[name] for name in network.config.image_features]
                batch[_IMAGES] = torch.stack(views, dim=-4)
            for name in observed:
                queues[name].append(batch[name])
        chunk: torch.Tensor = network.predict_action_chunk(batch)
        network.reset()
        return chunk

    def _unnormalised(self, chunk: torch.Tensor, batch: int) -> torch.Tensor:
        width = self._policy.network.config.action_feature.shape[0]
        if chunk.ndim != 3 or chunk.shape[0] != batch or chunk.shape[2] != width:
            raise ModelReplyError(
                f"The policy answered with actions of shape {tuple(chunk.shape)}; expected "
                f"({batch}, H, {width}): one chunk per episode."
            )
        # LeRobot's post-processors take one action per episode.
        rows = [self._policy.postprocess(chunk[:, at]) for at in range(chunk.shape[1])]
        return torch.stack(rows, dim=1).detach().float().cpu()


def _instruction(request: ModelRequest) -> str:
    text = request.inputs.get("instruction")
    if not isinstance(text, str):
        raise UsageError(
            f"The network reads the text 'instruction'; the preset gives {text!r} under that name "
            "(observation.text.key)."
        )
    return text
