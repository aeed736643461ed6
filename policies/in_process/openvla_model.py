"""OpenVLA, and fine-tunes that keep its interface: the code of the network is in the checkpoint.

Inputs are those of its REST server, so that one preset serves both: ``image`` uint8 [H, W, 3],
``instruction``, and ``unnorm_key`` unless there is only one. The output is ``actions``, float32
[1, D]. The network un-normalises and decodes one episode per forward pass.

The code of the checkpoint was written for transformers 4.40.1, tokenizers 0.19.1 and timm 0.9; the
class that it registers with was taken out of transformers 5.

Source: github.com/openvla/openvla, `vla-scripts/deploy.py` and
`prismatic/extern/hf/modeling_prismatic.py`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import torch
from PIL import Image

from simeval.errors import UnknownNameError, UsageError
from simeval.policies.in_process.checkpoint import checkpoint_folder, checkpoint_sha256
from simeval.policies.in_process.in_process_model import InProcessModel
from simeval.policies.in_process.library import import_library, loading
from simeval.policies.in_process.options import InProcessOptions
from simeval.policies.in_process.torch_setup import choose_device, number_type
from simeval.policies.model import ModelReply, ModelRequest, SessionStart

EXTRA = "openvla"
_STATISTICS_FILE = "dataset_statistics.json"
_PROMPT = "In: What action should the robot take to {instruction}?\nOut:"
_PROMPT_V01 = (
    "A chat between a curious user and an artificial intelligence assistant. The assistant gives "
    "helpful, detailed, and polite answers to the user's questions. USER: What action should the "
    "robot take to {instruction}? ASSISTANT:"
)


class OpenVlaModel(InProcessModel[None]):
    """A network with `predict_action`; it remembers nothing and draws no random numbers.

    Args:
        options: Weights and hardware.

    Raises:
        DependencyError: transformers is not installed.
        UsageError: The user does not trust the code of the checkpoint, or transformers is too new.
        InfrastructureError: transformers cannot load it.
    """

    library: ClassVar[str] = "OpenVLA"

    def __init__(self, options: InProcessOptions) -> None:
        if not options.trust_remote_code:
            raise UsageError(
                f"An OpenVLA checkpoint brings its own Python code, and loading "
                f"{options.checkpoint!r} runs it with your rights. If you trust where it comes "
                "from, say so: policy.trust_remote_code=true"
            )
        transformers = import_library("transformers", extra=EXTRA)
        if not hasattr(transformers, "AutoModelForVision2Seq"):
            raise UsageError(
                "The code of an OpenVLA checkpoint needs AutoModelForVision2Seq, which "
                f"transformers {transformers.__version__} no longer has; it was written for "
                "4.40.1. Install that in an environment of its own with: "
                "pip install 'simeval[openvla]'"
            )
        folder = checkpoint_folder(options.checkpoint, revision=options.revision, extra=EXTRA)
        self._device = choose_device(options.device)
        # As OpenVLA's own server has it.
        self._dtype = number_type(options.precision) or torch.bfloat16
        with loading(folder, library=self.library):
            self._processor = transformers.AutoProcessor.from_pretrained(
                folder, trust_remote_code=True
            )
            self._network = transformers.AutoModelForVision2Seq.from_pretrained(
                folder, torch_dtype=self._dtype, trust_remote_code=True
            )
            self._network.to(self._device).eval()
            _take_statistics(self._network, folder)
        self._prompt = _PROMPT_V01 if "v01" in options.checkpoint else _PROMPT
        facts = {
            "library": "transformers",
            "version": transformers.__version__,
            "checkpoint": options.checkpoint,
            "sha256": checkpoint_sha256(folder),
            "type": "openvla",
            "device": self._device.type,
            "precision": options.precision,
            "unnorm_keys": sorted(self._network.norm_stats),
        }
        super().__init__(options, facts=facts, batches=False)

    def _begin(self, start: SessionStart) -> None:
        return None

    def _forward(
        self, requests: Sequence[ModelRequest], memories: Sequence[None]
    ) -> list[ModelReply]:
        return [self._answer(request.inputs) for request in requests]

    def _answer(self, inputs: Mapping[str, Any]) -> ModelReply:
        image = np.asarray(inputs.get("image"))
        instruction = inputs.get("instruction")
        if image.dtype != np.uint8 or image.ndim != 3 or not isinstance(instruction, str):
            raise UsageError(
                "OpenVLA reads 'image', uint8 [H, W, 3], and the text 'instruction'; the preset "
                f"gives {', '.join(map(repr, inputs)) or 'nothing'}."
            )
        key = self._statistics_key(inputs.get("unnorm_key"))
        prompt = self._prompt.format(instruction=instruction.lower())
        tensors = self._processor(prompt, Image.fromarray(image).convert("RGB"))
        tensors = tensors.to(self._device, dtype=self._dtype)
        with torch.inference_mode():
            action = self._network.predict_action(**tensors, unnorm_key=key, do_sample=False)
        return ModelReply(outputs={"actions": np.array(action, dtype=np.float32)[np.newaxis]})

    def _statistics_key(self, asked: Any) -> str:
        known: list[str] = sorted(self._network.norm_stats)
        if asked in known:
            return str(asked)
        if asked is not None:
            raise UnknownNameError("unnorm_key", str(asked), known)
        if len(known) != 1:
            raise UsageError(
                "The preset gives no 'unnorm_key' (observation.constants), and the checkpoint has "
                f"statistics of {len(known)} data sets: {', '.join(known)}."
            )
        return known[0]


def _take_statistics(network: Any, folder: Path) -> None:
    """Fine-tuning writes its statistics beside the weights, not into the configuration."""
    file = folder / _STATISTICS_FILE
    if file.is_file():
        network.norm_stats = json.loads(file.read_text(encoding="utf-8"))
