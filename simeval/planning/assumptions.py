"""What must hold for the numbers of a plan to hold, in words."""

from __future__ import annotations

from simeval.planning.baseline import Baseline
from simeval.planning.question import Question


def assumptions(question: Question, baseline: Baseline | None) -> tuple[str, ...]:
    """Return one sentence per assumption, the questionable ones first."""
    shares = " and ".join(f"{100 * share:.3g} %" for share in question.discordant)
    found = [_rate(question, baseline)]
    if question.discordant_from == "run" and baseline is not None:
        found.append(f"Discordant pairs, {shares}: {baseline.discordant_from}.")
    elif baseline is not None and question.discordant_from == "assumed":
        found.append(
            f"Discordant pairs, {shares}: assumed, since in the run {baseline.discordant_from}."
        )
    else:
        found.append(f"Discordant pairs, {shares}: {_source(question.discordant_from)}.")
    found.append(
        "A pair is one initial condition and seed for both policies, discordant if just one solves "
        "it. Fixed sizes: by the usual normal approximation, which falls short with few discordant "
        "pairs; in brackets the exact power, of equal policies where it says not worse. The gate: "
        "exact, and its errors hold whenever it stops."
    )
    icc = f"ICC {question.icc:.2g}: {_source(question.icc_from)}"
    found.append(
        f"Episodes have initial conditions of their own; of repeats count what they are worth "
        f"({icc})."
    )
    found.append(
        "Sim against real: policies trained apart from each other, unlike checkpoints of one run; "
        "true rates spread over the range (normal, 0.5 +- 0.25; MMRV: even, 0.1 to 0.9)."
    )
    return tuple(found)


def _rate(question: Question, baseline: Baseline | None) -> str:
    text = f"Base rate {100 * question.rate:.3g} %: "
    if question.rate_from != "run" or baseline is None:
        return f"{text}{_source(question.rate_from)}."
    interval = f"{100 * baseline.rate_low:.0f} to {100 * baseline.rate_high:.0f} %"
    text += f"{baseline.policy} solved {baseline.successes} of {baseline.scored} ({interval})"
    if baseline.successes in (0, baseline.scored):
        text += ", moved half an episode inwards, since a rate of 0 or 1 would need no episode"
    return f"{text}."


def _source(source: str) -> str:
    return {"given": "as given", "run": "from the run", "assumed": "assumed"}[source]
