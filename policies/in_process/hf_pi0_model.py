"""PI0 as transformers has it since version 5 (`PI0ForConditionalGeneration`).

Inputs are those of an openpi preset, whatever their names: every uint8 image [H, W, 3] is a camera,
in the order of the preset; every vector of numbers is part of the state, one after the other; the
text ``prompt`` is the instruction. The output is ``actions``, float32 [H, D], in the units of the
training data. Images, prompt and state go through the processor that was saved with the checkpoint;
its statistics also say how actions are scaled back (the inverse of `PI0Processor.normalize`).

Source: github.com/huggingface/transformers, `models/pi0` (5.24).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

import numpy as np
import numpy.typing as npt
import torch

from simeval.errors import UsageError
from simeval.policies.in_process.checkpoint import checkpoint_folder, checkpoint_sha256
from simeval.policies.in_process.in_process_model import InProcessModel
from simeval.policies.in_process.library import import_library, loading
from simeval.policies.in_process.options import InProcessOptions
from simeval.policies.in_process.torch_setup import choose_device, number_type
from simeval.policies.model import ModelReply, ModelRequest, SessionStart

EXTRA = "pi0"
# Added by PI0Processor.normalize, so taken back here.
_STD_FLOOR = 1e-8
_STATISTICS = ("state_mean", "state_std", "actions_mean", "actions_std")


class _Sample(NamedTuple):
    images: list[npt.NDArray[np.uint8]]
    state: npt.NDArray[np.float32]
    prompt: str


class HfPi0Model(InProcessModel[torch.Generator]):
    """PI0 with its processor; what is kept of an episode is its generator of noise.

    Args:
        options: Weights and hardware.

    Raises:
        DependencyError: transformers is not installed, or older than 5.
        UsageError: The checkpoint is no PI0 of transformers, or its processor has no statistics.
        InfrastructureError: transformers cannot load it.
    """

    library: ClassVar[str] = "transformers"

    def __init__(self, options: InProcessOptions) -> None:
        transformers = import_library("transformers", extra=EXTRA)
        if int(transformers.__version__.partition(".")[0]) < 5:
            raise UsageError(
                f"PI0 is in transformers since version 5; here is {transformers.__version__}. "
                "Install it in an environment of its own with: pip install 'simeval[pi0]'"
            )
        pi0 = import_library("transformers.models.pi0", extra=EXTRA)
        folder = checkpoint_folder(options.checkpoint, revision=options.revision, extra=EXTRA)
        self._device = choose_device(options.device)
        with loading(folder, library=self.library):
            self._processor = pi0.PI0Processor.from_pretrained(folder)
            self._network = _load(pi0, folder, number_type(options.precision)).to(self._device)
        self._mean, self._scale = _action_statistics(self._processor, folder)
        config = self._network.config
        facts = {
            "library": "transformers",
            "version": transformers.__version__,
            "checkpoint": options.checkpoint,
            "sha256": checkpoint_sha256(folder),
            "type": "pi0",
            "device": self._device.type,
            "precision": options.precision,
            "chunk_size": config.chunk_size,
            "num_inference_steps": config.num_inference_steps,
        }
        super().__init__(options, facts=facts, batches=True)

    def _begin(self, start: SessionStart) -> torch.Generator:
        return torch.Generator().manual_seed(start.seed)

    def _forward(
        self, requests: Sequence[ModelRequest], memories: Sequence[torch.Generator]
    ) -> list[ModelReply]:
        samples = [_sample(request.inputs) for request in requests]
        self._check(samples)
        dtype = self._network.dtype
        inputs = self._processor(
            images=[sample.images for sample in samples],
            text=[sample.prompt for sample in samples],
            state=np.stack([sample.state for sample in samples]),
            # The processor's own rule counts the tokens of the images as text, and pads nothing.
            padding="longest",
        ).to(self._device, dtype)
        config = self._network.config
        shape = (config.chunk_size, config.max_action_dim)
        # On the CPU and one by one: the same noise on every device and in every batch.
        noise = torch.stack([torch.randn(shape, generator=generator) for generator in memories])
        chunk = self._network.sample_actions(**inputs, noise=noise.to(self._device, dtype))
        normalised = chunk[..., : len(self._mean)].float().cpu().numpy()
        actions = normalised * self._scale + self._mean
        return [ModelReply(outputs={"actions": rows.astype(np.float32)}) for rows in actions]

    def _check(self, samples: Sequence[_Sample]) -> None:
        wanted = len(self._processor.state_mean)
        for sample in samples:
            if len(sample.state) != wanted or not sample.images:
                raise UsageError(
                    f"The preset gives {len(sample.images)} images and a state of "
                    f"{len(sample.state)} numbers; the checkpoint wants at least one image and "
                    f"{wanted} numbers."
                )


def _load(pi0: Any, folder: Path, dtype: torch.dtype | None) -> Any:
    network, report = pi0.PI0ForConditionalGeneration.from_pretrained(
        folder, dtype=dtype or "auto", output_loading_info=True
    )
    lacking = sorted(report["missing_keys"]) + sorted(report["mismatched_keys"])
    if lacking:
        raise UsageError(
            f"The checkpoint {folder} lacks {len(lacking)} of the network's weights, "
            f"{lacking[0]!r} for one; they would be random."
        )
    return network.eval()


def _action_statistics(
    processor: Any, folder: Path
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    lacking = [name for name in _STATISTICS if getattr(processor, name, None) is None]
    if lacking:
        raise UsageError(
            f"The processor of the checkpoint {folder} has no {', '.join(lacking)}: statistics of "
            "the training data, without which states and actions have no unit. Put them into its "
            "processor_config.json."
        )
    mean = np.asarray(processor.actions_mean, dtype=np.float32)
    return mean, np.asarray(processor.actions_std, dtype=np.float32) + np.float32(_STD_FLOOR)


def _sample(inputs: Mapping[str, Any]) -> _Sample:
    prompt = inputs.get("prompt")
    if not isinstance(prompt, str):
        raise UsageError(
            f"PI0 reads the text 'prompt'; the preset gives {prompt!r} under that name "
            "(observation.text.key)."
        )
    arrays = [value for value in _leaves(inputs) if isinstance(value, np.ndarray)]
    images = [array for array in arrays if array.dtype == np.uint8 and array.ndim == 3]
    numbers = [array for array in arrays if array.dtype.kind == "f" and array.ndim == 1]
    if len(images) + len(numbers) < len(arrays):
        raise UsageError(
            "PI0 reads images uint8 [H, W, 3] and vectors of numbers [D]; the preset gives "
            + ", ".join(f"{array.dtype} {list(array.shape)}" for array in arrays)
            + "."
        )
    state = np.concatenate([np.zeros(0), *numbers]).astype(np.float32)
    return _Sample(images, state, prompt)


def _leaves(inputs: Mapping[str, Any]) -> Iterator[Any]:
    for value in inputs.values():
        if isinstance(value, Mapping):
            yield from _leaves(value)
        else:
            yield value
