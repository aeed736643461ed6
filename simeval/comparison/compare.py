"""From two run folders to a comparison, or to the reason why there is none."""

from __future__ import annotations

from collections.abc import Sequence

from simeval.comparison.copies import RepeatCheck
from simeval.comparison.discordant import discordant_pairs
from simeval.comparison.document import ComparedRun, Comparison, TaskComparison
from simeval.comparison.opened_run import OpenedRun, TaskVariant, open_run_folder
from simeval.comparison.paired import compare_overall, compare_tasks
from simeval.comparison.pairing import Pairing, pair_runs
from simeval.comparison.protocols import ProtocolMatch, match_protocols
from simeval.comparison.samples import read_samples
from simeval.comparison.unpaired import compare_overall_unpaired, compare_tasks_unpaired
from simeval.errors import UsageError


def compare_runs(
    first: str,
    second: str,
    *,
    confidence: float = 0.95,
    shared: bool = False,
    unpaired: bool = False,
) -> Comparison:
    """Compare two runs.

    Args:
        first: Run folder of A.
        second: Run folder of B.
        confidence: Level of every interval.
        shared: Where tasks, initial conditions or seeds differ, compare what both have.
        unpaired: Compare counts of independent episodes, whatever the protocols.

    Raises:
        UsageError: A folder is no run, or the runs do not compare as asked.
        RunFolderError: A run cannot be read.
    """
    if not 0 < confidence < 1:
        raise UsageError(f"confidence={confidence} is not allowed; allowed: between 0 and 1.")
    a, b = open_run_folder(first), open_run_folder(second)
    found = match_protocols(a, b)
    _require_comparable(found, shared=shared, unpaired=unpaired)
    if unpaired:
        return _unpaired(a, b, found, confidence)
    return _paired(a, b, found, confidence)


def _require_comparable(found: ProtocolMatch, *, shared: bool, unpaired: bool) -> None:
    if not found.shared:
        raise UsageError(f"The two runs have no task in common. {found.describe('A', 'B')}")
    if found.equal or unpaired:
        return
    if not found.same_meaning:
        raise UsageError(
            f"A and B cannot be paired: an episode does not mean the same in both. "
            f"{found.describe('A', 'B')} Run one of them again under the protocol of the other, or "
            "add unpaired=true to compare the counts as independent samples all the same."
        )
    if not shared:
        raise UsageError(
            f"A and B did not plan the same episodes. {found.describe('A', 'B')} Add shared=true "
            "to compare the episodes that both have, or unpaired=true to compare the counts as "
            "independent samples."
        )


def _paired(a: OpenedRun, b: OpenedRun, found: ProtocolMatch, confidence: float) -> Comparison:
    pairing = pair_runs(a, b, found.shared)
    if not any(pair.scored for pair in pairing.pairs):
        raise UsageError(_why_no_pair(pairing))
    tasks, counted, check = compare_tasks(a, b, found.shared, pairing, confidence=confidence)
    return Comparison(
        a=_run(a),
        b=_run(b),
        paired=True,
        confidence=confidence,
        tasks=tasks,
        overall=compare_overall(counted, found.shared, confidence=confidence),
        discordant=discordant_pairs(counted, a.folder, b.folder),
        notes=(
            *_notes_on_scope(a, b, found, tasks),
            *_notes_on_repeats(check),
        ),
    )


def _why_no_pair(pairing: Pairing) -> str:
    shared = len(pairing.pairs) + len({*pairing.not_run_a, *pairing.not_run_b})
    lost_a = sum(not pair.a.scored for pair in pairing.pairs)
    lost_b = sum(not pair.b.scored for pair in pairing.pairs)
    return (
        f"A and B have no episode that both finished with an outcome: of {shared} shared episodes, "
        f"A lacks {len(pairing.not_run_a)} and B {len(pairing.not_run_b)}, and of the others A "
        f"lost {lost_a} to infrastructure and B {lost_b}. The same simeval run command again "
        "finishes a run and retries what was lost."
    )


def _unpaired(a: OpenedRun, b: OpenedRun, found: ProtocolMatch, confidence: float) -> Comparison:
    samples_a, samples_b = read_samples(a, found.shared), read_samples(b, found.shared)
    tasks = compare_tasks_unpaired(samples_a, samples_b, confidence=confidence)
    return Comparison(
        a=_run(a),
        b=_run(b),
        paired=False,
        confidence=confidence,
        tasks=tasks,
        overall=compare_overall_unpaired(tasks, samples_a, samples_b, confidence=confidence),
        discordant=(),
        notes=(
            "Unpaired, as asked: episodes are taken as independent samples, and what differs in "
            "the protocols is part of the difference.",
            *_notes_on_scope(a, b, found, tasks),
        ),
    )


def _run(run: OpenedRun) -> ComparedRun:
    spec = run.info.spec
    return ComparedRun(
        folder=str(run.folder.root),
        suite=spec.suite,
        policy=run.info.policy_name,
        options=spec.policy.options,
        spec_hash=run.info.spec_hash,
    )


def _notes_on_scope(
    a: OpenedRun, b: OpenedRun, found: ProtocolMatch, tasks: Sequence[TaskComparison]
) -> list[str]:
    notes = []
    if a.folder.root.resolve() == b.folder.root.resolve():
        notes.append("A and B are the same folder.")
    if not found.equal:
        notes.append(found.describe("A", "B"))
    for name, run in (("A", a), ("B", b)):
        missing = sum(task.not_run_a if name == "A" else task.not_run_b for task in tasks)
        if missing:
            notes.append(
                f"{name} has not finished {missing} of its planned episodes ({run.label}); they "
                "are in no number here."
            )
    empty = [str(TaskVariant(task.task, task.variant)) for task in tasks if not task.conditions]
    if empty:
        notes.append(f"No episode counts in {', '.join(empty)}, so there is no mean over tasks.")
    return notes


def _notes_on_repeats(check: RepeatCheck) -> list[str]:
    if not check.repeated_conditions:
        return []
    if check.copies:
        return [
            f"Deterministic: in all {check.repeated_conditions} repeated initial conditions every "
            "further seed copied the first step by step in both runs. Each condition counts once."
        ]
    notes = [
        "Initial conditions are repeated, and the pairs of one condition depend on each other: "
        "intervals and tests are over conditions, not pairs."
    ]
    if check.copies is None:
        notes.append("Whether repeats are copies cannot be told: step files are missing.")
    return notes
