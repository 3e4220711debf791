"""`minben mine`: reading, progress, ten lines for the terminal. Serves the command line; values in, text
out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, get_args

from minben.kernel.eventlog import Progress, choose, columns_of, read_choices, read_log, shown
from minben.kernel.finding import refuse
from minben.kernel.mining.analysis import Analysis, analyse
from minben.kernel.mining.answers import Asked
from minben.kernel.mining.deliver import deliver, discovered
from minben.kernel.mining.forecast import Forecast, Outlook, forecast
from minben.kernel.mining.report import headlines
from minben.kernel.mining.rulebook import read_rules
from minben.kernel.mining.texts import Language, number, say
from minben.kernel.process import read_bpmn
from minben.kernel.worktime import read_calendar

_READING = 0.7  # reading is most of the time


def mine(
    file: Path,
    out: Path | None,
    language: str = "en",
    noise: float | None = None,
    *,
    as_json: bool = False,
    calendar: Path | None = None,
    limit: int | None = None,
    model: Path | None = None,
    beside: Sequence[Path] = (),
    rules: Path | None = None,
    columns: str = "",
    objects: str = "",
    choices: Sequence[str] = (),
    now: int | None = None,
    progress: Progress | None = None,
    typeset: Callable[[dict[str, Any]], bytes] | None = None,
) -> str:
    """Read `file`, write the report into `out`, return what to print. Raises InputError and OSError.

    Without `out` nothing is written; then the analysis must be asked for `as_json`.
    `calendar` (a place's calendar.yaml) and `limit` count working days; `model` is the prescribed process (BPMN) that
    departures are told from; `beside` are logs of the same procedure elsewhere; `rules` a file of rules that cases
    should keep; `columns` corrects what the columns of a table mean; `objects` is the type of objects that are
    cases; `choices` ("duplicate_events=drop") say what to do about what is suspicious.
    """
    lang: Language | None = next((known for known in get_args(Language) if known == language), None)
    if lang is None:
        raise refuse(
            "--lang", f'There is no language "{language}".', f"Choose {', '.join(get_args(Language))}."
        )
    if out is None and not as_json:
        raise refuse(
            "--out", "Nowhere to write the report.", "Add --out FOLDER, or --json to print the figures."
        )
    tell = progress or _silent
    asked = Asked(
        calendar=None if calendar is None else read_calendar(calendar),
        limit=limit,
        prescribed=None if model is None else read_bpmn(model)[0],
        beside={path.name: read_log(path) for path in beside},
        rules=() if rules is None else read_rules(rules.read_text("utf-8"), str(rules)),
    )
    means = columns_of(file, columns)
    log = read_log(file, lambda share: tell(_READING * share), objects=objects, columns=means)
    said = {kind: choice for kind, _, choice in (one.partition("=") for one in choices)}
    log, chosen = choose(log, read_choices(said), now)
    if not len(log):
        raise refuse(str(file), "Nothing is left of the log.", "Drop less.", place="--choose")
    asked = replace(asked, chosen=chosen)

    def rest(share: float) -> None:
        tell(_READING + (1 - _READING) * share)

    if out is None:
        analysis = analyse(log, discovered(log, noise)[0], asked=asked, now=now, progress=rest)
        return _json(analysis)
    analysis = deliver(
        log, out, language=lang, noise=noise, asked=asked, now=now, typeset=typeset, progress=rest
    )
    if as_json:
        return _json(analysis)
    told = [] if means is None else [f"--columns {shown(means)}"]
    told += [f"{one.kind}={one.choice}: {one.count}" for one in chosen]
    return "\n".join([*told, *summary(analysis, lang, out)])


def _json(analysis: Analysis) -> str:
    """The text of report.json."""
    return json.dumps(analysis, ensure_ascii=False, indent=1, sort_keys=True)


def predict(
    file: Path,
    *,
    calendar: Path | None = None,
    limit: int | None = None,
    columns: str = "",
    objects: str = "",
    as_json: bool = False,
    progress: Progress | None = None,
) -> str:
    """What running cases of a log still need and risk, with the error of such forecasts. Raises InputError."""
    log = read_log(file, progress, objects=objects, columns=columns_of(file, columns))
    made = forecast(log, None if calendar is None else read_calendar(calendar), limit)
    rows = made.outlook(log)
    if as_json:
        told = {
            "unit": made.unit,
            "limit": made.limit,
            "score": asdict(made.score),
            "cases": list(map(asdict, rows)),
        }
        return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True)
    return "\n".join([*_judged(made), *map(_outlook, rows)])


def _judged(made: Forecast) -> list[str]:
    score = made.score
    late = f"{made.limit:g} {'working days' if made.unit == 'workdays' else 'hours'}"
    return [
        f"Learnt from {score.learnt} cases, judged on {score.tested} later ones. Late: more than {late}.",
        f"Remaining time is wrong by {score.error:.1f} hours on average"
        f" (mean of all: {score.error_of_mean:.1f}; last similar cases: {score.error_of_similar:.1f});"
        f" {score.inside:.0%} of cases end within the interval given.",
        f"Risk: Brier score {score.brier:.3f} (share of all: {score.brier_of_mean:.3f};"
        f" last similar cases: {score.brier_of_similar:.3f}). Said and happened: "
        + ", ".join(f"{said:.0%} {was:.0%} ({count})" for said, was, count in score.calibration),
    ]


def _outlook(row: Outlook) -> str:
    return (
        f"{row.case}: after {row.activity}, usually {row.remaining:.0f} hours more"
        f" ({row.low:.0f} to {row.high:.0f}); risk to be late {row.risk:.0%}"
    )


def summary(analysis: Analysis, language: Language, out: Path) -> list[str]:
    """At most ten lines: the size of the log, the headlines, where the report is."""
    log = analysis["log"]
    words = (("cases", "cases"), ("events", "events"), ("activities", "activities"), ("variants", "paths"))
    size = ", ".join(f"{number(log[key])} {say(word, language)}" for key, word in words)
    lines = [f"{log['name']}: {size}"]
    lines += [sentence for _, _, sentence in headlines(analysis, language)]
    return [*lines[:9], str(out / "report.html")]


def _silent(share: float) -> None:
    """Nobody is watching."""
