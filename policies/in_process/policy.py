"""`policy=in_process`: a network in this process, with a preset around it."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from simeval.errors import UnknownNameError, UsageError
from simeval.policies.in_process.factory import LIBRARIES, load_model
from simeval.policies.in_process.options import InProcessOptions
from simeval.policies.model_policy import ModelPolicy
from simeval.policies.preset_options import PresetOptions, preset_policy


@dataclass(frozen=True, kw_only=True)
class InProcessConfig(PresetOptions):
    """Options.

    Attributes:
        library: lerobot, pi0 (transformers), openvla or octo.
        checkpoint: Folder with the weights, or owner/name on the Hugging Face hub.
        revision: Branch, tag or commit on the hub; empty means its main branch.
        device: cpu, cuda, cuda:1, mps; auto takes the first GPU, or the CPU without one.
        precision: checkpoint (as it was saved), float32, bfloat16 or float16.
        trust_remote_code: Run the Python files that a checkpoint brings along (OpenVLA).
    """

    library: str = ""
    checkpoint: str = ""
    revision: str = ""
    device: str = "auto"
    precision: str = "checkpoint"
    trust_remote_code: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        for name, example in (
            ("library", " or ".join(LIBRARIES)),
            ("checkpoint", "FOLDER or owner/name"),
            ("preset", "NAME (simeval ls presets) or FILE.yaml"),
        ):
            if not getattr(self, name):
                raise UsageError(f"policy=in_process needs policy.{name}={example}.")
        # Before a run folder is made.
        if self.library not in LIBRARIES:
            raise UnknownNameError("library", self.library, LIBRARIES)
        self.loading()

    def loading(self) -> InProcessOptions:
        """Return how the network is loaded.

        Raises:
            UsageError: An option has a value that is not allowed.
        """
        return InProcessOptions(
            checkpoint=self.checkpoint,
            revision=self.revision,
            device=self.device,
            precision=self.precision,
            trust_remote_code=self.trust_remote_code,
        )


def build(config: InProcessConfig) -> ModelPolicy:
    """Return the policy; loads the weights.

    Raises:
        UsageError: An option does not fit.
        DependencyError: The library is missing.
        InfrastructureError: The checkpoint cannot be loaded.
    """
    plain = {name: value for name, value in asdict(config).items() if name != "preset"}
    return preset_policy(
        config, lambda _: load_model(config.library, config.loading()), config=plain
    )
