"""The two columns of rates from which every coefficient is computed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simeval.correlation.side import Cell
from simeval.protocol import protocol_differences
from simeval.stats.inputs import Vector
from simeval.stats.simreal.coefficients import constant
from simeval.stats.simreal.trials import MeasuredRate


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Simulated and real cells of the same policies, in the same order."""

    sim: tuple[Cell, ...]
    """Simulated."""
    real: tuple[Cell, ...]
    """Real."""
    training_runs: tuple[str, ...]
    """Training run of each policy."""
    refusal: str | None = None
    """Why no coefficient may be computed at all."""
    warning: str | None = None
    """What makes these numbers less than they seem."""

    @property
    def policies(self) -> tuple[str, ...]:
        """Policies."""
        return tuple(cell.policy for cell in self.sim)

    @property
    def runs(self) -> int:
        """Independent training runs."""
        return len(set(self.training_runs))

    @property
    def grouped(self) -> bool:
        """Whether some policies come from one training run."""
        return self.runs < len(self.training_runs)

    @cached_property
    def sim_rates(self) -> Vector:
        """Simulated rates, shape (policies,)."""
        return np.array([cell.rate for cell in self.sim])

    @cached_property
    def real_rates(self) -> Vector:
        """Real rates, shape (policies,)."""
        return np.array([cell.rate for cell in self.real])

    @cached_property
    def outcomes(self) -> tuple[list[MeasuredRate], list[MeasuredRate]] | None:
        """Simulated and real trials; None unless every cell shows its error."""
        sides = [
            [cell.outcomes for cell in cells if cell.outcomes is not None and cell.error_known]
            for cells in (self.sim, self.real)
        ]
        if any(len(side) < len(self.sim) for side in sides):
            return None
        return sides[0], sides[1]

    @property
    def why_no_outcomes(self) -> str:
        """Which cells do not show their error."""
        unknown = [
            f"{cell.policy} ({side})"
            for side, cells in (("sim", self.sim), ("real", self.real))
            for cell in cells
            if cell.outcomes is None
        ]
        single = [
            f"{cell.policy} ({side})"
            for side, cells in (("sim", self.sim), ("real", self.real))
            for cell in cells
            if cell.outcomes is not None and not cell.error_known
        ]
        parts = []
        if unknown:
            parts.append(f"number of trials not known: {', '.join(unknown)}")
        if single:
            parts.append(f"one initial condition only: {', '.join(single)}")
        return "; ".join(parts)

    @property
    def why_no_coefficient(self) -> str | None:
        """Why correlation coefficients have no meaning here; None where they have."""
        if self.refusal:
            return self.refusal
        if len(self.sim) < 2:
            return "one policy has no ranking and no correlation"
        for name, rates in (("simulated", self.sim_rates), ("real", self.real_rates)):
            if constant(rates):
                return f"every policy has the same {name} rate, {rates[0]:.1%}"
        return None


def protocol_difference(cells: Sequence[Cell]) -> str | None:
    """Say which fields differ where policies were simulated under different protocols."""
    ids = {cell.protocol_id for cell in cells}
    if len(ids) < 2:
        return None
    first = cells[0]
    fields: dict[str, None] = {}
    for cell in cells[1:]:
        theirs = {(protocol.task, protocol.variant): protocol for protocol in cell.protocols}
        ours = {(protocol.task, protocol.variant): protocol for protocol in first.protocols}
        if set(theirs) != set(ours):
            fields["variant"] = None
        for key in ours.keys() & theirs.keys():
            fields |= dict.fromkeys(protocol_differences(ours[key], theirs[key]))
    return f"policies were simulated under different protocols, which differ in {', '.join(fields)}"
