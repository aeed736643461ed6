"""LeRobot policies with few random weights, saved by LeRobot."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

CAMERA = "observation.images.top"
STATE = "observation.state"
PIXELS = 64


def save(kind: str, folder: Path, letter_tokenizer: Callable[..., Any]) -> Any:
    """Save a policy, with statistics that are not those of a unit normal, and return it."""
    import torch

    types = importlib.import_module("lerobot.configs.types")
    factory = importlib.import_module("lerobot.policies.factory")
    visual, state, action = (
        types.PolicyFeature(type=getattr(types.FeatureType, name), shape=shape)
        for name, shape in (("VISUAL", (3, PIXELS, PIXELS)), ("STATE", (8,)), ("ACTION", (7,)))
    )
    config = factory.make_policy_config(
        kind.partition("-")[0],
        device="cpu",
        input_features={CAMERA: visual, STATE: state},
        output_features={"action": action},
        **_LEROBOT_SIZES[kind],
    )
    torch.manual_seed(0)
    if kind == "smolvla":
        vlm = folder.with_name(f"{folder.name}-vlm")
        _save_tiny_smolvlm(vlm, letter_tokenizer)
        config.vlm_model_name = str(vlm)
    policy = factory.get_policy_class(config.type)(config)
    generator = torch.Generator().manual_seed(1)
    statistics = {
        name: _statistics(feature.shape, generator)
        for name, feature in ((STATE, state), ("action", action))
    } | {CAMERA: _statistics((3, 1, 1), generator)}
    if kind == "act":  # as LeRobot saves it by default; loading must not download them
        config.pretrained_backbone_weights = "ResNet18_Weights.IMAGENET1K_V1"
    processors = factory.make_pre_post_processors(config, dataset_stats=statistics)
    for part in (policy, *processors):
        part.save_pretrained(folder)
    return (policy.eval(), *processors)


def expected(saved: Any, inputs: dict[str, Any], seed: int) -> Any:
    """What LeRobot does for one environment that stands still: action by action."""
    import numpy as np
    import torch

    policy, preprocess, postprocess = saved
    policy.reset()
    torch.manual_seed(seed)
    actions = []
    for _ in range(policy.config.n_action_steps):
        observation = {
            CAMERA: torch.from_numpy(inputs[CAMERA]).permute(2, 0, 1) / 255,
            STATE: torch.from_numpy(inputs[STATE]),
            "task": inputs["instruction"],
        }
        actions.append(postprocess(policy.select_action(preprocess(observation))))
    return np.concatenate([action.numpy() for action in actions])


def _statistics(shape: tuple[int, ...], generator: Any) -> dict[str, Any]:
    import torch

    mean = torch.randn(shape, generator=generator)
    std = 0.5 + torch.rand(shape, generator=generator)
    return {"mean": mean, "std": std, "min": mean - 2 * std, "max": mean + 2 * std}


_LEROBOT_SIZES: dict[str, dict[str, Any]] = {
    "act": {
        "chunk_size": 8,
        "n_action_steps": 8,
        "dim_model": 32,
        "n_heads": 2,
        "dim_feedforward": 64,
        "n_encoder_layers": 1,
        "n_vae_encoder_layers": 1,
        "pretrained_backbone_weights": None,
    },
    "diffusion": {
        "horizon": 8,
        "n_action_steps": 4,
        "down_dims": (16, 32),
        "n_groups": 4,
        "crop_shape": None,
        "spatial_softmax_num_keypoints": 4,
        "num_train_timesteps": 20,
        "num_inference_steps": 4,
        "noise_scheduler_type": "DDIM",
    },
    "smolvla": {
        "chunk_size": 8,
        "n_action_steps": 8,
        "max_state_dim": 16,
        "max_action_dim": 16,
        "resize_imgs_with_padding": (32, 32),
        "num_vlm_layers": 2,
        "num_steps": 3,
        "tokenizer_max_length": 16,
        "load_vlm_weights": False,
    },
}
# Draws random numbers at every step of the denoising, not only at the start.
_LEROBOT_SIZES["diffusion-ddpm"] = _LEROBOT_SIZES["diffusion"] | {"noise_scheduler_type": "DDPM"}


def _save_tiny_smolvlm(folder: Path, letter_tokenizer: Callable[..., Any]) -> None:
    """A SmolVLM of two layers with a tokenizer of letters; SmolVLA reads config and processor."""
    transformers = importlib.import_module("transformers")
    tokenizer = letter_tokenizer(
        image_token="<image>",
        fake_image_token="<fake_token_around_image>",
        global_image_token="<global-img>",
        end_of_utterance_token="<end_of_utterance>",
    )
    processor = transformers.SmolVLMProcessor(
        image_processor=transformers.SmolVLMImageProcessor(),
        tokenizer=tokenizer,
        video_processor=transformers.SmolVLMVideoProcessor(),
        image_seq_len=4,
    )
    config = transformers.SmolVLMConfig(
        image_token_id=tokenizer.convert_tokens_to_ids("<image>"),
        pad_token_id=tokenizer.pad_token_id,
        scale_factor=2,
        vision_config={
            "hidden_size": 32,
            "intermediate_size": 64,
            "num_hidden_layers": 1,
            "num_attention_heads": 2,
            "image_size": 32,
            "patch_size": 8,
        },
        text_config={
            "model_type": "llama",
            "vocab_size": len(tokenizer),
            "hidden_size": 32,
            "intermediate_size": 64,
            "num_hidden_layers": 2,
            "num_attention_heads": 4,
            "num_key_value_heads": 2,
            "head_dim": 8,
        },
    )
    config.save_pretrained(folder)
    processor.save_pretrained(folder)
