"""One gate at work: records come in, units are looked at, a verdict comes out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from simeval.comparison.copies import Fingerprint, check_repeats, fingerprint
from simeval.comparison.pairing import Pair, Slot, slot_of
from simeval.episodes import EpisodeKey
from simeval.gate.outcomes import Look, LostEpisode, Outcomes, SideName
from simeval.gate.plan import GatePlan
from simeval.gate.rule import Rule, Verdict
from simeval.gate.sides import Side
from simeval.runlog import EpisodeRecord


class GateSession:
    """The state of a gate.

    Args:
        plan: The registered plan.
        sides: Candidate, baseline and golden policy.
        records: What each side has finished before.
    """

    def __init__(
        self,
        plan: GatePlan,
        sides: Mapping[SideName, Side],
        records: Mapping[SideName, Mapping[Slot, EpisodeRecord]],
    ) -> None:
        self.plan = plan
        self.sides = sides
        self.rule = Rule(plan)
        self.outcomes = Outcomes(plan, records)
        self.looks: list[Look] = []
        self.lost: list[LostEpisode] = []
        self.lost_pairs = 0

    @property
    def settled(self) -> bool:
        """Whether more episodes would change nothing."""
        return self.rule.verdict is not None or self.too_many_lost

    @property
    def too_many_lost(self) -> bool:
        """Whether more pairs are lost than the plan allows."""
        return self.lost_pairs > self.plan.most_unscored

    @property
    def complete(self) -> bool:
        """Whether every unit was looked at."""
        return self.outcomes.looked == len(self.plan.units)

    def advance(self) -> Iterator[Look]:
        """Look at one unit after the other that is complete now, until the gate is settled."""
        while not self.settled and (look := self.outcomes.next_look()) is not None:
            self.looks.append(look)
            self.lost += look.lost
            self.lost_pairs += len({item.key for item in look.lost})
            if not self.too_many_lost:
                self.rule.add(look)
            yield look

    def left(self, side: SideName) -> list[EpisodeKey]:
        """Return the episodes that a side has not finished, in the order of the plan."""
        finished = self.outcomes.records[side]
        return [key for key in self.plan.keys if slot_of(key) not in finished]

    def pairs(self, other: SideName = "baseline") -> list[Pair]:
        """Return the pairs that were looked at, lost ones included."""
        records = self.outcomes.records
        slots = [slot_of(key) for look in self.looks for cell in look.unit for key in cell]
        return [
            Pair(slot=slot, a=records["candidate"][slot], b=records[other][slot]) for slot in slots
        ]

    def verdict_if_lost_went_against(self) -> Verdict | None:
        """Return the verdict if every lost episode had gone against the candidate.

        None where none was lost.
        """
        if not self.lost:
            return None
        rule = Rule(self.plan)
        for look in self.looks:
            if rule.add(self.outcomes.look(look.unit, "against")):
                return rule.verdict
        return rule.finish() if self.complete else "INCONCLUSIVE"

    def doubt_about_repeats(self) -> str | None:
        """Say why seeds that count as pairs of their own should not; None where they may."""
        if self.plan.repeats != "separate":
            return None
        pairs = [pair for pair in self.pairs() if pair.scored]

        def trace(number: int) -> tuple[Fingerprint | None, ...]:
            pair = pairs[number]
            return (
                fingerprint(self.sides["candidate"].folder, pair.a),
                fingerprint(self.sides["baseline"].folder, pair.b),
            )

        check = check_repeats([pair.slot for pair in pairs], trace)
        if check.copies:
            return (
                f"all {check.repeated_conditions} initial conditions with several seeds gave the "
                "same steps with each seed, for both policies: they are copies, not new pairs. "
                "Use one seed, or repeats=average"
            )
        if check.copies is None:
            return (
                "whether the seeds of an initial condition are copies cannot be told, because "
                "step files are missing. Use repeats=average"
            )
        return None
