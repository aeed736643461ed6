"""The gate as Markdown, for the summary page of a CI job."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simeval.gate import words
from simeval.gate.result import Finding, GateResult

_MOST_LISTED = 20


def summary_markdown(result: GateResult) -> str:
    """Return the summary: verdict, tables, pairs that differ, and where everything lies."""
    return "\n".join(_lines(result)) + "\n"


def _lines(result: GateResult) -> Iterator[str]:
    yield f"## simeval gate: {result.verdict}"
    yield ""
    yield plain_text(words.headline(result))
    yield ""
    for item in result.policies:
        options = ", ".join(f"{name}={value}" for name, value in item.options.items())
        options = plain_text(options) or "no options"
        yield f"- {item.side}: **{plain_text(item.policy)}** ({options})"
    yield ""
    yield from _findings(result)
    yield ""
    sizes = words.fixed_sizes(result)
    yield (
        f"{result.pairs_used} of {result.pairs_planned} planned pairs used"
        f"{f'; {sizes}' if sizes else ''}."
    )
    yield ""
    if result.unscored.episodes:
        yield from _unscored(result)
    if result.discordant:
        yield from _discordant(result)
    for note in result.notes:
        yield f"- {plain_text(note)}"
    yield ""
    registered = f"registered {result.registered_at[:19]}Z"
    yield f"Plan `{result.plan_sha256}`, {registered}, in `{result.folder}`."


def _findings(result: GateResult) -> Iterator[str]:
    evidence = ["E pass", "E fail"] if result.method == "sequential" else ["p pass", "p fail"]
    yield from _header(
        [
            "",
            "candidate",
            "other",
            "difference, interval",
            "only cand. / only other",
            *evidence,
            "verdict",
        ]
    )
    golden = [] if result.golden is None else [result.golden]
    shown = [result.overall, *golden, *(result.tasks if len(result.tasks) > 1 else ())]
    for finding in shown:
        yield _row(
            [
                plain_text(words.name_of(finding)),
                words.rate(finding.candidate),
                words.rate(finding.other),
                f"{words.points(finding.difference)} {words.interval(finding)}",
                f"{finding.candidate_only} / {finding.other_only}",
                *_evidence(finding),
                finding.verdict,
            ]
        )
    if result.method == "sequential":
        yield ""
        yield (
            f"PASS at E pass ≥ {1 / result.alpha:g}, FAIL at E fail ≥ {1 / result.beta:g}; tasks "
            "corrected for their number. Intervals of the difference hold whenever the gate stops."
        )


def _evidence(finding: Finding) -> list[str]:
    if finding.e_pass is None:
        return [f"{finding.p_pass:.3g}", f"{finding.p_fail:.3g}"]
    return [words.evidence(finding.e_pass), words.evidence(finding.e_fail)]


def _unscored(result: GateResult) -> Iterator[str]:
    lost = result.unscored
    treatment = "left out on both sides" if lost.rule == "exclude" else "counted as not solved"
    yield (
        f"**{words.pairs(lost.pairs)} lost an episode to infrastructure** ({treatment}; "
        f"{lost.most} allowed). Had each gone against the candidate: {lost.verdict_if_against}."
    )
    yield ""
    for episode in lost.episodes[:_MOST_LISTED]:
        yield f"- {episode.side} `{episode.key}`: {plain_text(episode.reason)}"
    if len(lost.episodes) > _MOST_LISTED:
        yield f"- and {len(lost.episodes) - _MOST_LISTED} more in gate.json"
    yield ""


def _discordant(result: GateResult) -> Iterator[str]:
    yield f"<details><summary>{words.pairs(len(result.discordant))} that only one solved</summary>"
    yield ""
    yield from _header(["solved by", "episode", "films"])
    for pair in result.discordant[:_MOST_LISTED]:
        solver = "candidate" if pair.solved_by == "A" else "baseline"
        films = [pair.video_a or pair.strip_a, pair.video_b or pair.strip_b]
        shown = "<br>".join(f"`{film}`" for film in films if film)
        yield _row([solver, f"`{pair.key_a}`", shown])
    if len(result.discordant) > _MOST_LISTED:
        yield ""
        yield f"and {len(result.discordant) - _MOST_LISTED} more in gate.json"
    yield ""
    yield "</details>"
    yield ""


def _header(cells: Sequence[str]) -> Iterator[str]:
    yield _row(cells)
    yield _row(["---"] * len(cells))


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def plain_text(text: str) -> str:
    """Keep Markdown, tables and HTML from reading anything into a text."""
    text = " ".join(text.split())
    for character in "\\`*_[]<>|#":
        text = text.replace(character, f"\\{character}")
    return text
