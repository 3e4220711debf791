"""Verbs of legal time: a due date, the chain that leads to it, calendars as files."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, time
from pathlib import Path
from typing import Annotated, cast, get_args
from zoneinfo import ZoneInfo

import typer

from minben.cli.common import app, platform, progress, refusals
from minben.kernel.finding import refuse
from minben.kernel.worktime import (
    Calendar,
    Counting,
    Due,
    Extension,
    Limit,
    OutsideCalendar,
    Standing,
    Stop,
    Unit,
    corrected,
    due,
    explain,
    is_workday,
    read_calendar_file,
    write_calendar,
)

time_app = typer.Typer(no_args_is_help=True, help="Legal time: due dates, why, and calendars.")
app.add_typer(time_app, name="worktime")

From = Annotated[
    str, typer.Option("--from", help="When it was received or accepted: 2026-02-11T18:00, local time.")
]
LimitText = Annotated[
    str, typer.Option("--limit", help="A number and workday, day, hour, month or year: '20 workday'.")
]
PlaceFolder = Annotated[
    Path, typer.Option("--place", help="A place folder: its calendar, and its names of laws and holidays.")
]
CalendarFile = Annotated[
    Path | None, typer.Option("--calendar", help="Another calendar: .yaml, .csv or .ics.")
]
Basis = Annotated[str, typer.Option(help="Law and article that set the limit: 'food-safety-law 35'.")]
Stops = Annotated[
    list[str] | None,
    typer.Option("--stop", help="START/END/KIND or START//KIND while it lasts; KIND: hearing, testing, …"),
]
Longer = Annotated[list[str] | None, typer.Option("--extend", help="MOMENT/LIMIT/REASON: an extension.")]
Cutoff = Annotated[str, typer.Option(help="The hour after which it counts as received the next working day.")]
DueTime = Annotated[str, typer.Option(help="The hour at which a last day ends.")]
CountFirst = Annotated[bool, typer.Option("--count-first-day", help="The day of receipt is counted.")]
KeepRest = Annotated[bool, typer.Option("--keep-rest-day", help="A last day of rest does not move on.")]
Rule = Annotated[str, typer.Option(help="Law and article that say how to count: 'civil-code 201'.")]
Lang = Annotated[str, typer.Option(help="zh-Hant, zh-Hans or en.")]
LANTING = Path("places/lanting")


@dataclass(frozen=True)
class _Asked:
    """One question, read from the command line."""

    found: Due
    texts: dict[str, str]


@time_app.command("due")
def time_due(
    start: From,
    limit: LimitText,
    place: PlaceFolder = LANTING,
    calendar: CalendarFile = None,
    stop: Stops = None,
    extend: Longer = None,
    cutoff: Cutoff = "",
    due_time: DueTime = "23:59",
    first: CountFirst = False,
    keep: KeepRest = False,
) -> None:
    """Print the due moment, or that the clock stands still; `provisional` when holidays are not announced yet."""
    with refusals():
        counting = _counting(cutoff, due_time, first, keep, "")
        found = _asked(start, limit, "", place, calendar, stop, extend, counting, "en").found
    moment = f"{found.at:%Y-%m-%d %H:%M}" if found.at else "stopped"
    typer.echo(moment + (" provisional" if found.provisional else ""))


@time_app.command("explain")
def time_explain(
    start: From,
    limit: LimitText,
    basis: Basis = "",
    place: PlaceFolder = LANTING,
    calendar: CalendarFile = None,
    stop: Stops = None,
    extend: Longer = None,
    cutoff: Cutoff = "",
    due_time: DueTime = "23:59",
    first: CountFirst = False,
    keep: KeepRest = False,
    rule: Rule = "",
    lang: Lang = "zh-Hant",
) -> None:
    """Print the chain of steps that leads to a date, one sentence a step."""
    with refusals():
        counting = _counting(cutoff, due_time, first, keep, rule)
        asked = _asked(start, limit, basis, place, calendar, stop, extend, counting, lang)
    for number, sentence in enumerate(explain(asked.found, lang, asked.texts), start=1):
        typer.echo(f"{number}. {sentence.text}")


@time_app.command("calendar")
def time_calendar(
    file: Annotated[Path, typer.Argument(help="A calendar: .yaml, .csv or .ics.")],
    newer: Annotated[
        Path | None, typer.Option("--with", help="A notice whose years replace those of FILE.")
    ] = None,
    years: Annotated[
        list[str] | None,
        typer.Option("--year", help="What a foreign .ics covers: 2027=confirmed or 2027=provisional."),
    ] = None,
    out: Annotated[Path | None, typer.Option("--to", help="Write it as .yaml, .csv or .ics.")] = None,
) -> None:
    """Say what a calendar covers; correct it by a newer one; write it in another form."""
    with refusals():
        known = read_calendar_file(file)
        if newer is not None:
            known = corrected(known, read_calendar_file(newer, like=known, years=_years(years or [])))
        if out is not None:
            form = out.suffix.lstrip(".").replace("yml", "yaml")
            if form not in ("yaml", "csv", "ics"):
                raise refuse(str(out), f"Cannot write {out.suffix!r}.", "Give .yaml, .csv or .ics.")
            out.write_bytes(write_calendar(known, form).encode("utf-8"))
    typer.echo("\n".join(_summary(known)))


@time_app.command("correct")
def time_correct(
    notice: Annotated[Path, typer.Argument(help="The notice: .yaml, .csv or .ics.")],
    tenant: Annotated[
        str, typer.Option(help="The tenant whose calendar it corrects (default: the first).")
    ] = "",
    years: Annotated[list[str] | None, typer.Option("--year", help="What a foreign .ics covers.")] = None,
) -> None:
    """Correct the calendar of the running platform and count every open clock anew; the journal keeps both dates."""
    platform()
    from minben.platform.casework.tasks import recount_clocks
    from minben.platform.catalogue.actions import correct_calendar
    from minben.platform.catalogue.queries import current_place
    from minben.platform.identity.queries import default_tenant
    from minben.platform.journal.actor import system
    from minben.platform.journal.tenancy import scope
    from minben.platform.openness.tasks import recount_requests
    from minben.platform.supervision.tasks import watch

    first = default_tenant()
    target = tenant or (first.pk if first else "")
    if not target:
        typer.echo("No place is loaded yet. Run: minben demo", err=True)
        raise typer.Exit(2)
    with refusals(), scope(target):
        newer = read_calendar_file(notice, like=current_place().calendar, years=_years(years or []))
        digest = correct_calendar(system(target), write_calendar(newer, "csv"))
        with progress() as bar:
            moved = recount_clocks(bar) + recount_requests()
        watch()
    typer.echo(
        f"{target}: calendar notice {digest[:12]}, {', '.join(str(year) for year in sorted(newer.years))}."
    )
    typer.echo(f"{moved} dates moved.")


def _summary(calendar: Calendar) -> list[str]:
    from datetime import date, timedelta

    def worked(year: int) -> int:
        days = (date.fromordinal(date(year, 1, 1).toordinal() + n) for n in range(366))
        return sum(is_workday(calendar, day) for day in days if day < date(year, 12, 31) + timedelta(days=1))

    return [
        f"{calendar.id} ({calendar.zone})",
        *(
            f"{year}: {standing}, {worked(year)} working days"
            for year, standing in sorted(calendar.years.items())
        ),
        f"Source: {calendar.source}",
    ]


def _years(said: list[str]) -> dict[int, Standing]:
    found: dict[int, Standing] = {}
    for text in said:
        year, _, standing = text.partition("=")
        if not year.isdigit() or standing not in get_args(Standing):
            raise refuse("--year", f"Cannot use {text!r}.", "Write 2027=confirmed or 2027=provisional.")
        found[int(year)] = cast(Standing, standing)
    return found


def _asked(
    start: str,
    limit: str,
    basis: str,
    folder: Path,
    calendar: Path | None,
    stops: list[str] | None,
    longer: list[str] | None,
    counting: Counting,
    locale: str,
) -> _Asked:
    from minben.kernel.pack import read_place

    place = read_place(folder)
    if locale not in place.texts:
        raise refuse("--lang", f"There is no language {locale!r}.", f"Give {', '.join(place.texts)}.")
    known = read_calendar_file(calendar, like=place.calendar) if calendar else place.calendar
    zone = ZoneInfo(known.zone)
    try:
        found = due(
            _moment("--from", start, zone),
            replace(_limit("--limit", limit), basis=basis),
            known,
            counting,
            [_stop(text, zone) for text in stops or []],
            [_extension(text, zone) for text in longer or []],
        )
    except (ValueError, OutsideCalendar) as wrong:
        raise refuse(
            "worktime", str(wrong), "Correct the dates, or give a calendar that covers them."
        ) from wrong
    return _Asked(found, dict(place.texts[locale]))


def _counting(cutoff: str, due_time: str, first: bool, keep: bool, rule: str) -> Counting:
    try:
        hour = time.fromisoformat(cutoff) if cutoff else None
        return Counting(first, hour, time.fromisoformat(due_time), not keep, rule)
    except ValueError as wrong:
        raise refuse("--cutoff, --due-time", f"Is no hour: {wrong}.", "Write 17:00.") from wrong


def _moment(option: str, text: str, zone: ZoneInfo) -> datetime:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=zone)
    except ValueError as wrong:
        raise refuse(option, f"Cannot use {text!r}.", "Write 2026-02-11T18:00.") from wrong


def _limit(option: str, text: str) -> Limit:
    match = re.fullmatch(r"(\d+)\s*(\w+?)s?", text.strip())
    if match is None or match[2] not in get_args(Unit):
        raise refuse(option, f"Cannot use {text!r}.", "Write a number and workday, day, hour, month or year.")
    return Limit(int(match[1]), cast(Unit, match[2]))


def _stop(text: str, zone: ZoneInfo) -> Stop:
    begin, _, rest = text.partition("/")
    end, _, kind = rest.partition("/")
    finish = _moment("--stop", end, zone) if end else None
    return Stop(_moment("--stop", begin, zone), finish, kind or "hearing", "administrative-licensing-law 45")


def _extension(text: str, zone: ZoneInfo) -> Extension:
    moment, _, rest = text.partition("/")
    limit, _, reason = rest.partition("/")
    longer = replace(_limit("--extend", limit), basis="administrative-licensing-law 42")
    return Extension(_moment("--extend", moment, zone), longer, reason)
