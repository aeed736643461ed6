from __future__ import annotations

import pytest

from simeval.stats import (
    PairedGate,
    gate_characteristics,
    pairs_for_gate,
)


def test_pairs_for_a_gate_are_the_fewest():
    found = pairs_for_gate(margin=0.1, new_only=0.05, base_only=0.05, limit=200)

    def passes(pairs: int) -> float:
        gate = PairedGate(margin=0.1, most_pairs=pairs)
        return gate_characteristics(gate, [(0.05, 0.05)])[0].passes

    assert passes(found.most_pairs) == pytest.approx(found.passes)
    assert passes(found.most_pairs) >= 0.8 > passes(found.most_pairs - 1)
    assert pairs_for_gate(margin=0.1, new_only=0.1, base_only=0.1, limit=50).most_pairs is None
