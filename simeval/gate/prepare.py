"""A gate from its options to its plan, with what can be known before the first look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from simeval.conf.gate_config import GateConfig
from simeval.gate.characteristics import Characteristics, plan_characteristics
from simeval.gate.make_plan import make_plan
from simeval.gate.notes import plan_notes, validity_notes
from simeval.gate.outcomes import SideName
from simeval.gate.plan import GatePlan
from simeval.gate.sides import Side
from simeval.gate.validity import TaskValidity, check_validity


@dataclass(frozen=True, kw_only=True)
class PreparedGate:
    """A plan with everything that is known before the first look."""

    plan: GatePlan
    """The plan."""
    sides: Mapping[SideName, Side]
    """The policies."""
    characteristics: Characteristics
    """What the plan will do."""
    validity: tuple[TaskValidity, ...]
    """What is known of the simulator."""
    notes: tuple[str, ...]
    """What must be said."""


@dataclass(frozen=True, kw_only=True)
class GatePreview:
    """What `simeval gate --plan --json` prints."""

    schema: Literal["simeval.gate-preview"] = "simeval.gate-preview"
    """What kind of document this is."""
    schema_version: int = 1
    """Version of this list of fields."""
    plan_sha256: str
    """Hash that the plan would be registered with."""
    plan: GatePlan
    """The plan."""
    characteristics: Characteristics
    """What it will do."""
    validity: tuple[TaskValidity, ...]
    """What is known of the simulator."""
    notes: tuple[str, ...]
    """What must be said."""


def prepare_gate(config: GateConfig, sides: Mapping[SideName, Side]) -> PreparedGate:
    """Make the plan and compute what it will do; nothing is written.

    Raises:
        SimevalError: The options make no gate, or a file cannot be read.
    """
    plan = make_plan(config, sides)
    characteristics = plan_characteristics(plan)
    validity: tuple[TaskValidity, ...] = ()
    if plan.correlation is not None and config.correlation is not None:
        from simeval.correlation.record import read_correlation

        validity = check_validity(read_correlation(config.correlation), plan, plan.correlation)
    return PreparedGate(
        plan=plan,
        sides=sides,
        characteristics=characteristics,
        validity=validity,
        notes=(*plan_notes(plan, sides, characteristics), *validity_notes(validity)),
    )


def preview(gate: PreparedGate) -> GatePreview:
    """Return a prepared gate as a document."""
    return GatePreview(
        plan_sha256=gate.plan.sha256,
        plan=gate.plan,
        characteristics=gate.characteristics,
        validity=gate.validity,
        notes=gate.notes,
    )
