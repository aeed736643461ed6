"""The plan of a gate and what it will do, before it runs."""

from __future__ import annotations

from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table

from simeval.cli.figures import WIDTH_IN_FILES, p_value
from simeval.gate.plan import GatePlan
from simeval.gate.prepare import PreparedGate


def print_plan(gate: PreparedGate, folder: Path, *, to_stderr: bool) -> None:
    """Print policies, plan, the table of error rates and lengths, and notes."""
    console = Console(highlight=False, stderr=to_stderr)
    if not console.is_terminal:
        console = Console(highlight=False, stderr=to_stderr, width=WIDTH_IN_FILES)
    plan = gate.plan
    for name, side in gate.sides.items():
        console.print(f"{name + ':':<10} {side.spec.policy.name}, {side.folder.root}", markup=False)
    for line in _plan_lines(plan):
        console.print(line, markup=False)
    console.print(f"plan {plan.sha256[:16]} in {folder}", markup=False)
    console.print(_table(gate))
    for line in _size_lines(gate):
        console.print(line, markup=False)
    for item in gate.validity:
        if item.pearson is not None and item.low is not None and item.high is not None:
            console.print(
                f"sim-real correlation of {item.task}: r = {item.pearson:.2f} "
                f"[{item.low:.2f}, {item.high:.2f}] over {item.policies} policies",
                markup=False,
            )
    for note in gate.notes:
        console.print(f"note: {note}", markup=False)


def _plan_lines(plan: GatePlan) -> list[str]:
    read = "after every " + plan.unit if plan.method == "sequential" else "once, after all pairs"
    lines = [
        f"suite {plan.suite}; {len(plan.units)} {plan.unit}s in random order (seed "
        f"{plan.order_seed}), read {read}",
        f"margin {plan.margin:g}; wrong PASS at most {plan.alpha:g}, wrong FAIL at most "
        f"{plan.beta:g}",
    ]
    if plan.method == "sequential":
        lines.append(
            f"PASS at E_pass >= {1 / plan.alpha:g}, else FAIL at E_fail >= {1 / plan.beta:g}"
        )
    else:
        lines.append("Tango's paired non-inferiority test at its full size, one-sided")
    if len(plan.rows) > 1:
        lines.append(_task_line(plan))
    if plan.golden_margin is not None:
        lines.append(f"golden policy: must pass too, margin {plan.golden_margin:g}")
    lost = "left out on both sides" if plan.unscored == "exclude" else "count as not solved"
    lines.append(
        f"lost episodes {lost}; no verdict with more than {plan.most_unscored} of "
        f"{len(plan.keys)} pairs lost"
    )
    return lines


def _task_line(plan: GatePlan) -> str:
    correction = "Holm" if plan.correction == "holm" else "Bonferroni"
    tasks = f"{len(plan.rows)} tasks for themselves, margin {plan.task_margin:g}, {correction}"
    if plan.decide == "every_task":
        return f"{tasks}: every one must pass, one that fails fails the gate"
    if plan.veto:
        return f"{tasks}: one that fails fails the gate (wrongly in at most {plan.beta:g} as well)"
    return f"{tasks}: shown, without a say"


def _table(gate: PreparedGate) -> Table:
    found, plan = gate.characteristics, gate.plan
    how = "exact" if found.exact else f"simulated, error at most {found.standard_error:.3f}"
    table = Table(
        title=f"what the gate does over all tasks, by the truth ({how})",
        title_justify="left",
        box=box.SIMPLE_HEAD,
    )
    table.add_column("truth: share of pairs that only one solves")
    table.add_column("cand.", justify="right", no_wrap=True)
    table.add_column("base", justify="right", no_wrap=True)
    for name in ("PASS", "FAIL", "INCONC.", f"{plan.unit}s"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in found.rows:
        table.add_row(
            row.truth,
            f"{row.candidate_only:.2f}",
            f"{row.baseline_only:.2f}",
            _probability(row.passes),
            _probability(row.fails),
            _probability(row.inconclusive),
            f"{row.expected_units:.1f}",
        )
    return table


def _size_lines(gate: PreparedGate) -> list[str]:
    found = gate.characteristics
    if not found.fixed_pairs:
        return []
    pairs = ", ".join(f"{n} if {share} of them differ" for share, n in found.fixed_pairs.items())
    episodes = ", ".join(f"{n} at {rate} success" for rate, n in found.unpaired_episodes.items())
    return [
        "Tests of fixed size need for equal policies and 80 % power: paired, pairs: "
        f"{pairs}; unpaired, episodes per policy: {episodes}."
    ]


def _probability(value: float) -> str:
    """Show as many digits as it takes to tell a value from 0 and from 1."""
    if value in (0.0, 1.0):
        return f"{value:g}"
    if value > 0.9995:
        return f"{value:.5f}" if value < 0.999995 else "1.000"
    return f"{value:.4f}" if value >= 0.00005 else "0.000" if value < 5e-7 else p_value(value)
