"""PI0 of transformers with few random weights."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers.models import pi0

PIXELS = 64


def save(folder: Path, letter_tokenizer: Callable[..., Any]) -> Any:
    """Save random weights, and statistics that are not those of a unit normal."""
    tokenizer = letter_tokenizer()
    rng = np.random.default_rng(0)
    processor = pi0.PI0Processor(
        image_processor=pi0.PI0ImageProcessor(
            size={"max_height": PIXELS, "max_width": PIXELS},
            pad_size={"height": PIXELS, "width": PIXELS},
            image_seq_length=(PIXELS // 16) ** 2,
        ),
        tokenizer=tokenizer,
        state_mean=rng.normal(size=8).tolist(),
        state_std=rng.uniform(0.5, 2, size=8).tolist(),
        actions_mean=rng.normal(size=7).tolist(),
        actions_std=rng.uniform(0.5, 2, size=7).tolist(),
        max_state_dim=16,
        chunk_size=6,
    )
    gemma = {
        "model_type": "gemma",
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "num_key_value_heads": 1,
        "head_dim": 16,
    }
    config = pi0.PI0Config(
        vlm_config={
            "model_type": "paligemma",
            "text_config": {
                **gemma,
                "hidden_size": 32,
                "intermediate_size": 64,
                "vocab_size": len(tokenizer),
            },
            "vision_config": {
                "model_type": "siglip_vision_model",
                "hidden_size": 32,
                "intermediate_size": 64,
                "num_hidden_layers": 1,
                "num_attention_heads": 2,
                "image_size": PIXELS,
                "patch_size": 16,
                "vision_use_head": False,
            },
            "projection_dim": 32,
            "image_token_id": processor.image_token_id,
        },
        dit_config={**gemma, "hidden_size": 32, "intermediate_size": 64},
        chunk_size=6,
        max_state_dim=16,
        max_action_dim=16,
        num_inference_steps=3,
    )
    torch.manual_seed(0)
    network = pi0.PI0ForConditionalGeneration(config).eval()
    network.save_pretrained(folder)
    processor.save_pretrained(folder)
    return network, processor


def expected(saved: Any, inputs: dict[str, Any], seed: int) -> Any:
    """What transformers does for one robot, scaled back by hand."""
    network, processor = saved
    images = [inputs["observation/primary_image"], inputs["observation/wrist_image"]]
    batch = processor(images=[images], text=[inputs["prompt"]], state=[inputs["observation/state"]])
    torch.manual_seed(seed)
    chunk = network.sample_actions(**batch)[0, :, :7].numpy()
    return chunk * np.array(processor.actions_std) + np.array(processor.actions_mean)
