"""OpenVLA's published code around few random weights."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from transformers import dynamic_module_utils as dynamic

STATISTICS = {
    "bridge_orig": {"q01": [-0.03] * 6 + [0.0], "q99": [0.03] * 6 + [1.0]},
    "fractal20220817_data": {"q01": [-0.22] * 6 + [0.0], "q99": [0.18] * 6 + [1.0]},
}
_CODE = ("configuration_prismatic", "modeling_prismatic", "processing_prismatic")


def save(code: Path, folder: Path, letter_tokenizer: Callable[..., Any]) -> Any:
    """Save random weights; the code as it is, but for the names of the vision transformers."""
    for name in _CODE:
        text = (code / f"{name}.py").read_text()
        for large in ("vit_large_patch14_reg4_dinov2.lvd142m", "vit_so400m_patch14_siglip_224"):
            text = text.replace(large, "vit_tiny_patch16_224")
        (folder / f"{name}.py").write_text(text)
    config_class, network_class, image_class, processor_class = (
        dynamic.get_class_from_dynamic_module(name, folder)
        for name in (
            "configuration_prismatic.OpenVLAConfig",
            "modeling_prismatic.OpenVLAForActionPrediction",
            "processing_prismatic.PrismaticImageProcessor",
            "processing_prismatic.PrismaticProcessor",
        )
    )
    for registered, auto in (
        (config_class, "AutoConfig"),
        (network_class, "AutoModelForVision2Seq"),
        (image_class, "AutoImageProcessor"),
        (processor_class, "AutoProcessor"),
    ):
        registered.register_for_auto_class(auto)
    config = config_class(
        vision_backbone_id="dinosiglip-vit-so-224px",
        llm_backbone_id="llama2-7b-pure",
        arch_specifier="no-align+fused-gelu-mlp",
        image_resize_strategy="resize-naive",
        norm_stats={key: {"action": one} for key, one in STATISTICS.items()},
        text_config={
            # The code appends token 29871; actions are the last tokens before the padding.
            "vocab_size": 32064,
            "hidden_size": 32,
            "intermediate_size": 64,
            "num_hidden_layers": 2,
            "num_attention_heads": 2,
            "pad_token_id": 32000,
        },
    )
    torch.manual_seed(0)
    network = network_class(config)
    with torch.no_grad():  # otherwise tiny random networks say words, and all of them alike
        head = network.language_model.lm_head.weight
        head[: 32000 - 256] = 0
        head[32000:] = 0
        for weights in network.parameters():
            weights *= 3
    network.save_pretrained(folder)
    processor = processor_class(
        image_processor=image_class(
            use_fused_vision_backbone=True,
            image_resize_strategy="resize-naive",
            input_sizes=[(3, 224, 224)] * 2,
            interpolations=["bicubic"] * 2,
            means=[(0.5, 0.5, 0.5)] * 2,
            stds=[(0.5, 0.5, 0.5)] * 2,
        ),
        tokenizer=letter_tokenizer(),
    )
    processor.save_pretrained(folder)
    return network.eval(), processor


def expected(saved: Any, inputs: dict[str, Any], seed: int) -> Any:
    """The steps of OpenVLA's server, with the arithmetic of its action tokens written out."""
    network, processor = saved
    prompt = f"In: What action should the robot take to {inputs['instruction']}?\nOut:"
    batch = processor(prompt, Image.fromarray(inputs["image"]))
    # The empty token after the colon, which Llama's tokenizer would have written.
    batch["input_ids"] = torch.cat([batch["input_ids"], torch.tensor([[29871]])], dim=1)
    tokens = network.generate(**batch, max_new_tokens=7, do_sample=False)[0, -7:].numpy()
    edges = np.linspace(-1, 1, 256)
    bins = np.clip(32000 - tokens - 1, 0, 254)
    normalised = (edges[bins] + edges[bins + 1]) / 2
    low, high = (np.array(STATISTICS[inputs["unnorm_key"]][name]) for name in ("q01", "q99"))
    return ((normalised + 1) / 2 * (high - low) + low)[np.newaxis]
