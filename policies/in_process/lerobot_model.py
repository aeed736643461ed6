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
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

import torch

from simeval.errors import ModelReplyError, UsageError
from simeval.policies.in_process.checkpoint import checkpoint_folder, checkpoint_sha256
from simeval.policies.in_process.in_process_model import InProcessModel
from simeval.policies.in_process.lerobot_observation import (
    Feature,
    ObservationLayout,
    ObservationMemory,
    ObservationReader,
)
from simeval.policies.in_process.library import import_library, loading
from simeval.policies.in_process.options import InProcessOptions
from simeval.policies.in_process.randomness import OwnRandomness, RandomRows
from simeval.policies.in_process.torch_setup import choose_device, number_type
from simeval.policies.model import ModelReply, ModelRequest, SessionStart

EXTRA = "lerobot"

# Read in the source of LeRobot: every random tensor of these has the batch first.
_BATCHED = frozenset({"act", "diffusion", "pi0", "pi05", "smolvla", "xvla"})
# No chunks of actions with the batch first: planning with a world model, actor and critic, rewards.
_NO_CHUNKS = frozenset({"reward_classifier", "sac", "sarm", "tdmpc"})
# These bring images of any size to their own.
_RESIZING = ("resize_imgs_with_padding", "image_resolution")
_IMAGES = "observation.images"
_ACTION = "action"


class _Policy(NamedTuple):
    network: Any
    preprocess: Any
    postprocess: Any


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
        import_library("lerobot.policies.factory", extra=EXTRA)
        folder = checkpoint_folder(options.checkpoint, revision=options.revision, extra=EXTRA)
        _require_policy(folder)
        self._device = choose_device(options.device)
        with loading(folder, library=self.library):
            self._policy = _load(folder, self._device)
        network = self._policy.network
        self._autocast_type = number_type(options.precision)
        if self._autocast_type is torch.float32:
            network.float()
        config = network.config
        self._batches = config.type in _BATCHED
        self._reader = ObservationReader(_layout(self._policy))
        facts = {
            "library": "lerobot",
            "version": import_library("lerobot", extra=EXTRA).__version__,
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


def _require_policy(folder: Path) -> None:
    if (folder / "config.json").is_file():
        return
    nested = folder / "pretrained_model"
    hint = f" Its folder {nested.name} is one." if (nested / "config.json").is_file() else ""
    raise UsageError(
        f"policy.checkpoint={str(folder)!r} is no LeRobot policy: it has no config.json.{hint}"
    )


def _load(folder: Path, device: torch.device) -> _Policy:
    factory = import_library("lerobot.policies.factory", extra=EXTRA)
    configs = import_library("lerobot.configs.policies", extra=EXTRA)
    config = configs.PreTrainedConfig.from_pretrained(folder)
    if config.type in _NO_CHUNKS:
        raise UsageError(
            f"The policy in {folder} is of type {config.type!r}, which gives no chunks of actions; "
            "it cannot be evaluated here."
        )
    if getattr(config, "use_peft", False):
        raise UsageError(
            f"The policy in {folder} is an adapter (PEFT) for another one. Merge it into that "
            "policy (peft: merge_and_unload) and save the result."
        )
    config.device = str(device)
    # ImageNet weights that the checkpoint replaces; building the network would download them.
    if getattr(config, "pretrained_backbone_weights", None) is not None:
        config.pretrained_backbone_weights = None
    network = factory.get_policy_class(config.type).from_pretrained(
        folder, config=config, strict=True
    )
    network.eval()
    preprocess, postprocess = factory.make_pre_post_processors(
        config,
        pretrained_path=str(folder),
        preprocessor_overrides={"device_processor": {"device": str(device)}},
    )
    return _Policy(network, preprocess, postprocess)


def _layout(policy: _Policy) -> ObservationLayout:
    config = policy.network.config
    renamed: dict[str, str] = {}
    for step in policy.preprocess.steps:
        renamed |= {new: old for old, new in getattr(step, "rename_map", {}).items()}
    images = config.image_features
    return ObservationLayout(
        features=tuple(
            Feature(renamed.get(name, name), tuple(feature.shape), name in images)
            for name, feature in config.input_features.items()
        ),
        steps=config.n_obs_steps,
        spare_images=getattr(config, "empty_cameras", 0),
        resizes=any(getattr(config, name, None) is not None for name in _RESIZING),
    )


def _instruction(request: ModelRequest) -> str:
    text = request.inputs.get("instruction")
    if not isinstance(text, str):
        raise UsageError(
            f"The network reads the text 'instruction'; the preset gives {text!r} under that name "
            "(observation.text.key)."
        )
    return text
