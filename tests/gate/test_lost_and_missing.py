from __future__ import annotations

FULL = {"spoon": [1] * 60, "cube": [1] * 60}


def lost(count: int, value: object = None) -> dict[str, list[object]]:
    """Every third episode of a task is lost, `count` in all."""
    return {
        "spoon": [value if i % 3 == 0 and i < 3 * count else 1 for i in range(60)],
        "cube": [1] * 60,
    }


def test_lost_episodes_are_left_out_on_both_sides_and_shown(gate):
    gate.between(lost(4), FULL)
    result = gate.result

    assert gate.verdict == ("PASS", 0)
    assert result["overall"]["units"] == 44
    assert result["units_used"] == 44 + result["unscored"]["pairs"]
    assert result["unscored"]["most"] == 6
    assert {episode["side"] for episode in result["unscored"]["episodes"]} <= {"candidate"}
    assert all(episode["reason"] == "lost on purpose" for episode in result["unscored"]["episodes"])


def test_too_many_lost_of_a_finished_run_are_retried_by_running_it_again(gate):
    gate.between(lost(20), FULL, "max_unscored=0")

    assert gate.verdict == ("ERROR", 4)
    assert "the same simeval run command retries" in gate.result["reason"]
    assert "retry_unscored" not in gate.result["reason"]


def test_a_lost_baseline_is_no_win(gate):
    gate.between(FULL, lost(4))

    assert gate.verdict == ("PASS", 0)
    assert gate.result["overall"]["candidate_only"] == 0
    # Had each lost episode of the baseline been a success, nothing would differ.
    assert gate.result["unscored"]["verdict_if_against"] in ("PASS", None)


def test_declared_as_failures_they_count(gate):
    gate.between(lost(6), FULL, "unscored=failure")
    result = gate.result

    assert result["unscored"]["rule"] == "failure"
    assert result["overall"]["other_only"] == result["unscored"]["pairs"] > 0
    assert result["overall"]["units"] == result["units_used"]


def test_what_losses_could_change_is_computed(gate):
    gate.between(lost(20), FULL, "max_unscored=0.5")
    result = gate.result

    assert gate.verdict == ("PASS", 0)
    assert result["unscored"]["verdict_if_against"] != "PASS"


def test_too_many_losses_are_no_verdict(gate):
    gate.between({"spoon": [None] * 60, "cube": [1] * 60}, FULL)

    assert gate.verdict == ("ERROR", 4)
    assert gate.result["unscored"]["pairs"] == 7
    assert "7 pairs lost an episode" in gate.result["reason"]
    assert "allows 6 of 120" in gate.result["reason"]
    assert "simeval: 7 pairs lost" in gate.err


def test_nothing_may_be_lost_where_the_plan_says_so(gate):
    gate.between(lost(20), FULL, "max_unscored=0")

    assert gate.verdict == ("ERROR", 4)


def test_a_lost_task_of_a_round_leaves_the_round_out(gate):
    gate.between(lost(3), FULL, "unit=round", "margin=0.3", "max_unscored=1")
    result = gate.result

    assert result["overall"]["units"] == result["units_used"] - result["unscored"]["pairs"]


def test_missing_pairs_are_no_verdict(gate):
    gate.between({"spoon": ["-"] * 30 + [1] * 30, "cube": [1] * 60}, FULL)

    assert gate.verdict == ("ERROR", 4)
    assert "the candidate (candidate) lacks 30 of the 120 planned episodes" in gate.result["reason"]


def test_a_verdict_before_the_first_gap_stands(gate):
    gate.between(FULL, FULL)
    used = gate.result["units_used"]
    seen = {cell[0] for unit in gate.plan["units"][:used] for cell in unit}
    journal = gate.root / "candidate" / "episodes.jsonl"
    lines = journal.read_text().splitlines(keepends=True)
    import json

    from simeval.episodes import EpisodeKey

    kept = []
    for line in lines:
        record = json.loads(line)
        fields = ("suite", "task", "variant", "episode_id", "seed")
        if str(EpisodeKey(**{name: record[name] for name in fields})) in seen:
            kept.append(line)
    journal.write_text("".join(kept))
    gate.run("candidate=candidate", "baseline=baseline")

    assert len(kept) == used < len(lines)
    assert gate.verdict == ("PASS", 0)


def test_a_golden_policy_with_losses(gate, make_run):
    make_run("golden", lost(2))
    gate.between(FULL, FULL, "golden=golden")

    assert gate.verdict == ("PASS", 0)
    assert gate.result["overall"]["units"] >= gate.result["golden"]["units"] == 44
