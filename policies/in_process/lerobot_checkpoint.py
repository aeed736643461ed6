"""From a folder that LeRobot saved to a policy with its processors."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from simeval.errors import UsageError
from simeval.policies.in_process.lerobot_observation import Feature, ObservationLayout
from simeval.policies.in_process.library import import_library

if TYPE_CHECKING:
    import torch

EXTRA = "lerobot"

# No chunks of actions with the batch first: planning with a world model, actor and critic, rewards.
_NO_CHUNKS = frozenset({"reward_classifier", "sac", "sarm", "tdmpc"})
# These bring images of any size to their own.
_RESIZING = ("resize_imgs_with_padding", "image_resolution")


class LoadedPolicy(NamedTuple):
    """A LeRobot policy and what was saved with it."""

    network: Any
    """A `lerobot.policies.pretrained.PreTrainedPolicy`."""
    preprocess: Any
    """From a batch of observations to what the network reads."""
    postprocess: Any
    """From one normalised action per episode to the units of the training data."""


def require_policy(folder: Path) -> None:
    """Check that a folder holds a policy.

    Raises:
        UsageError: It has no config.json.
    """
    if (folder / "config.json").is_file():
        return
    nested = folder / "pretrained_model"
    hint = f" Its folder {nested.name} is one." if (nested / "config.json").is_file() else ""
    raise UsageError(
        f"policy.checkpoint={str(folder)!r} is no LeRobot policy: it has no config.json.{hint}"
    )


def load_policy(folder: Path, device: torch.device) -> LoadedPolicy:
    """Load a policy with its processors; every weight must be there.

    Raises:
        DependencyError: LeRobot is not installed.
        UsageError: It is of a kind that gives no chunks, or an adapter for another policy.
        Exception: Whatever LeRobot makes of a damaged checkpoint.
    """
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
    return LoadedPolicy(network, preprocess, postprocess)


def observation_layout(policy: LoadedPolicy) -> ObservationLayout:
    """Say what a policy reads, under the names before its processor renames them."""
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
