"""A plan as one screen of text."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from simeval.cli.figures import table_console
from simeval.planning.document import ComparisonSize, Plan
from simeval.planning.points import in_points


def print_plan(plan: Plan) -> None:
    """Print sizes, the gate, what given episodes show, sim against real, repeats, assumptions."""
    console = table_console()
    question = plan.question
    _say(
        console,
        f"Base rate {_percent(question.rate)}, one-sided alpha {question.alpha:g}, power "
        f"{_percent(question.power)}; 10 points are a rate of 0.1",
    )
    _section(console, "Episodes, if their number is fixed (their exact power)", _sizes(plan))
    title = f"The gate, margin {in_points(question.margin)}: stops early, after at most "
    _section(console, f"{title}{plan.gate.pairs_max} pairs", _gate(plan))
    _say(console, _allowances(plan))
    _section(console, "What given episodes can show: gain found / margin cleared", _reaches(plan))
    title = f"Sim against real, {question.real_trials} real and {question.sim_trials} simulated"
    _section(console, f"{title} trials per policy", _sim_real(plan))
    _say(
        console,
        f"To be sure that an r of {question.correlation:g} exceeds {question.at_least:g}: "
        f"{plan.policies_needed} policies, with endless trials.",
    )
    _say(console, f"\n{_repeats(plan)}")
    _say(console, "\nAssumed:")
    bullets = Table.grid(padding=(0, 1))
    for sentence in plan.assumptions:
        bullets.add_row("-", Text(sentence))
    console.print(bullets)


def _sizes(plan: Plan) -> Table:
    question = plan.question
    table = _table("to show")
    _number_columns(table, "unpaired,\neach policy", *_pair_heads(plan))
    for size in plan.comparisons:
        table.add_row(
            _claim(size),
            _with_power(size.unpaired_per_policy, size.unpaired_power),
            *(_with_power(paired.pairs, paired.power) for paired in size.paired),
        )
    wanted = f"the rate to within {in_points(question.width)}"
    table.add_row(wanted, str(plan.interval_episodes))
    return table


def _gate(plan: Plan) -> Table:
    table = _table("the new policy is")
    heads = ("only new\nsolves", "only base\nsolves")
    _number_columns(table, *heads, "PASS", "FAIL", "INCON-\nCLUSIVE", "mean\npairs")
    for truth in plan.gate.truths:
        table.add_row(
            truth.name,
            _percent(truth.new_only),
            _percent(truth.base_only),
            *(_chance(p) for p in (truth.passes, truth.fails, truth.inconclusive)),
            f"{truth.expected_pairs:.1f}",
        )
    return table


def _reaches(plan: Plan) -> Table:
    table = _table("episodes or pairs")
    level = _percent(plan.question.confidence)
    _number_columns(table, f"the rate\n({level})", "unpaired,\neach policy", *_pair_heads(plan))
    for reach in plan.reaches:
        table.add_row(
            str(reach.episodes),
            f"± {100 * reach.half_width:.1f}",
            _gain_and_margin(reach.unpaired_gain, reach.unpaired_margin),
            *(_gain_and_margin(paired.gain, paired.margin) for paired in reach.paired),
        )
    return table


def _sim_real(plan: Plan) -> Table:
    question = plan.question
    level = _percent(question.confidence)
    table = _table("policies")
    _number_columns(
        table,
        f"r seen ({level}),\ntrue r {question.correlation:g}",
        f"r seen ({level}),\nperfect sim",
        "MMRV of a perfect\nsim, mean (95 %)",
        "of a useless\nsim, mean",
    )
    for row in plan.sim_real:
        table.add_row(
            str(row.policies),
            f"{row.seen_low:.2f} to {row.seen_high:.2f}",
            f"{row.perfect_low:.2f} to {row.perfect_high:.2f}",
            f"{row.mmrv_perfect_mean:.3f} ({row.mmrv_perfect_high:.3f})",
            f"{row.mmrv_useless_mean:.2f}",
        )
    return table


def _allowances(plan: Plan) -> str:
    allowed = ", ".join(
        (str(item.pairs) if item.pairs is not None else f"more than {item.limit}")
        + f" if {_percent(item.discordant)} are discordant"
        for item in plan.gate.allowances
    )
    power = _percent(plan.question.power)
    return f"Pairs to allow, so that an equal policy passes with {power}: {allowed}."


def _repeats(plan: Plan) -> str:
    repeated = plan.repeated
    worth = ", ".join(
        f"{episodes} are worth {effective:.0f}"
        for episodes, effective in zip(repeated.episodes, repeated.effective, strict=True)
    )
    return (
        f"Repeats: with {repeated.repeats} episodes of each initial condition and an ICC of "
        f"{plan.question.icc:.2g}, {worth}."
    )


def _section(console: Console, title: str, table: Table) -> None:
    console.print()
    console.print(Text(title, style="bold"))
    console.print(table)


def _say(console: Console, text: str) -> None:
    console.print(text, markup=False)


def _table(first: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    table.add_column(first, overflow="fold")
    return table


def _number_columns(table: Table, *heads: str) -> None:
    for head in heads:
        table.add_column(head, justify="right", no_wrap=True)


def _pair_heads(plan: Plan) -> list[str]:
    return [f"pairs, {_percent(share)}\ndiscordant" for share in plan.question.discordant]


def _claim(size: ComparisonSize) -> str:
    claim = {"not_worse": "not worse by", "better": "better by"}[size.claim]
    each = f", in each of {size.tasks} tasks (per task)" if size.tasks > 1 else ""
    return f"{claim} {in_points(size.size)}{each}"


def _gain_and_margin(gain: float | None, margin: float) -> str:
    found = "-" if gain is None else f"{100 * gain:.1f}"
    return f"{found} / {100 * margin:.1f}"


def _with_power(number: int | None, power: float | None) -> str:
    if number is None:
        return "-"
    return f"{number}" if power is None else f"{number} ({100 * power:.0f} %)"


def _chance(probability: float) -> str:
    return f"{probability:.4f}" if 0.00005 <= probability < 0.0995 else f"{probability:.3f}"


def _percent(share: float) -> str:
    return f"{100 * share:.3g} %"
