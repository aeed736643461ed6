"""Octo with few random weights, saved by Octo."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import jax
import numpy as np
import transformers
from octo.data.utils.text_processing import HFTokenizer
from octo.model.components.action_heads import DiffusionActionHead
from octo.model.components.tokenizers import ImageTokenizer, LanguageTokenizer
from octo.model.components.vit_encoders import SmallStem16
from octo.model.octo_model import OctoModel
from octo.utils.spec import ModuleSpec

PIXELS = 64
WINDOW = 2


def save(folder: Path, letter_tokenizer: Callable[..., Any]) -> Any:
    """Save a network with one camera and a tiny T5, and return it."""
    # Octo knows a T5 by its name.
    language = folder.with_name(f"{folder.name}-t5")
    tokenizer = letter_tokenizer()
    tokenizer.save_pretrained(language)
    transformers.T5Config(
        vocab_size=len(tokenizer), d_model=32, d_kv=8, d_ff=64, num_layers=1, num_heads=2
    ).save_pretrained(language)
    model = {
        "observation_tokenizers": {
            "primary": ModuleSpec.create(
                ImageTokenizer,
                obs_stack_keys=["image_primary"],
                task_stack_keys=["image_primary"],
                encoder=ModuleSpec.create(SmallStem16),
            )
        },
        "task_tokenizers": {
            "language": ModuleSpec.create(
                LanguageTokenizer, encoder=str(language), finetune_encoder=False
            )
        },
        "heads": {
            "action": ModuleSpec.create(
                DiffusionActionHead,
                readout_key="readout_action",
                use_map=False,
                action_horizon=4,
                action_dim=7,
                n_diffusion_samples=1,
                dropout_rate=0.0,
            )
        },
        "readouts": {"action": 1},
        "transformer_kwargs": {
            "attention_dropout_rate": 0.0,
            "add_position_embedding": False,
            "num_layers": 1,
            "mlp_dim": 64,
            "num_attention_heads": 2,
            "dropout_rate": 0.0,
        },
        "token_embedding_size": 32,
        "max_horizon": 4,
        "repeat_task_tokens": True,
    }
    text = ModuleSpec.create(HFTokenizer, tokenizer_name=str(language))
    processor = ModuleSpec.instantiate(text)()
    image = np.zeros((1, WINDOW, PIXELS, PIXELS, 3), dtype=np.uint8)
    example = {
        "observation": {
            "image_primary": image,
            "timestep_pad_mask": np.ones((1, WINDOW), dtype=bool),
            "pad_mask_dict": {"image_primary": np.ones((1, WINDOW), dtype=bool)},
        },
        "task": {
            "image_primary": image[:, 0],
            "language_instruction": processor.encode(["pick"]),
            "pad_mask_dict": {
                "image_primary": np.ones(1, dtype=bool),
                "language_instruction": np.ones(1, dtype=bool),
            },
        },
        "action": np.zeros((1, WINDOW, 4, 7), dtype=np.float32),
    }
    network = OctoModel.from_config(
        {"model": model, "text_processor": text},
        example,
        processor,
        rng=jax.random.PRNGKey(0),
        dataset_statistics={"action": {"mean": np.zeros(7), "std": np.ones(7)}},
    )
    network.save_pretrained(0, str(folder))
    return network


def expected(saved: Any, inputs: dict[str, Any], seed: int) -> Any:
    """What Octo does for one robot, with the second half of the seed's key."""
    observation = {
        "image_primary": inputs["image_primary"][None],
        "timestep_pad_mask": inputs["pad_mask"][None],
    }
    task = saved.create_tasks(texts=[inputs["instruction"]])
    _, key = jax.random.split(jax.random.PRNGKey(seed))
    return np.asarray(saved.sample_actions(observation, task, rng=key)[0])
