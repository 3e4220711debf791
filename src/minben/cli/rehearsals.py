"""Verbs that play a process on virtual time: by hand, from a file, or as tests."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from minben.kernel.pack.rehearse import Happening, Rehearsing
    from minben.kernel.process import Effect, Entry, Event, Journey

from minben.cli.common import BpmnFile, refusals
from minben.cli.process import process_app

HELP = """\
complete STEP [NAME=VALUE ...]   a step is done          answer STEP VALUE        a decision is made
fail STEP [CODE]                 it ends in an error     escalate STEP [CODE]     its doer escalates
message NAME [NAME=VALUE ...]    a message comes         signal NAME              a signal is heard
choose STEP                      ad hoc: begin a step    add STEP                 one more instance of it
data NAME=VALUE ...              the case's data change  wait P3D | workdays:5 | 2026-03-02T09:00
cancel REASON                    the case ends           state | help | quit"""
_NAMED = frozenset({"complete", "message", "signal", "choose", "add", "data"})
_CODED = frozenset({"fail", "escalate"})


@process_app.command("run")
def process_run(
    file: BpmnFile,
    events: Annotated[
        Path | None, typer.Option(help="A rehearsal (YAML) of this model; without it, type what happens.")
    ] = None,
    begin: Annotated[str, typer.Option(help="The moment at which the case begins.")] = "2026-01-05T09:00",
    process: Annotated[str, typer.Option(help="Id of the process, when the file holds several.")] = "",
    calendar: Annotated[Path | None, typer.Option(help="A calendar.yaml for working days.")] = None,
    data: Annotated[str, typer.Option(help="The case's first data, as JSON.")] = "{}",
) -> None:
    """Play a process on virtual time: what each event opens, arms, sends and ends. Exit code 1 when it is refused."""
    from minben.kernel.pack.rehearse import Rehearsal

    if events is not None:
        _from_file(events)
        return
    with refusals():
        first = Rehearsal(
            "", file.name, begin, process, str(calendar.absolute()) if calendar else "", data=_json(data)
        )
        run = _ready(file, first)
    _typed(run)


def _ready(file: Path, first: Any) -> Rehearsing:
    from minben.kernel.pack.marks import Spot
    from minben.kernel.pack.rehearse import Rehearsing

    return Rehearsing(file, Spot({}, 0), first)


def _json(text: str) -> dict[str, Any]:
    from minben.kernel.finding import refuse

    try:
        found = json.loads(text)
    except ValueError as error:
        raise refuse("--data", f"This is no JSON: {error}.", 'Write {"name": 1}.') from None
    if not isinstance(found, dict):
        raise refuse("--data", "The data are no JSON object.", 'Write {"name": 1}.')
    return found


def _from_file(events: Path) -> None:
    """Play a rehearsal and show every step; differences at the end."""
    from minben.kernel.pack.rehearse import rehearse

    result = rehearse(events)
    if result.journey is not None:
        for line in _told(result.journey, 0):
            typer.echo(line)
        for line in _standing(result.journey):
            typer.echo(line)
    for finding in result.findings:
        typer.echo(str(finding))
    if result.findings:
        raise typer.Exit(1)


# --- typed by hand ---


def _typed(run: Rehearsing) -> None:
    """Read what happens from standard input, line by line."""
    from minben.kernel.pack.rehearse import REFUSALS

    failed = _say(run, None)
    asks = sys.stdin.isatty()
    if asks:
        typer.echo(HELP)
    for line in _lines(asks):
        words = line.split()
        if not words or words[0] in ("quit", "help", "state"):
            if words[:1] == ["quit"]:
                break
            typer.echo(
                _shown(run.journey) if words[:1] == ["state"] else HELP if words else "", nl=bool(words)
            )
            continue
        try:
            failed = _say(run, _happening(words)) or failed
        except REFUSALS as error:
            failed = True
            typer.echo(f"refused: {error}")
    if failed:
        raise typer.Exit(1)


def _lines(asks: bool) -> Iterator[str]:
    while True:
        if asks:
            typer.echo("> ", nl=False)
        line = sys.stdin.readline()
        if not line:
            return
        yield line.strip()


def _happening(words: list[str]) -> Happening:
    """One typed line. Raises ValueError with what to write."""
    from minben.kernel.pack.rehearse import Happening

    verb, rest = words[0], words[1:]
    if verb == "wait" and len(rest) == 1:
        return Happening(at=rest[0])
    if verb == "cancel":
        return Happening(cancel=" ".join(rest) or "cancelled")
    if verb == "answer" and len(rest) > 1:
        return Happening(answer=rest[0], value=_value(" ".join(rest[1:])))
    if verb in _CODED and rest:
        return _verb(Happening(code="".join(rest[1:2])), verb, rest[0])
    if verb in _NAMED and rest:
        pairs = [word.partition("=") for word in rest if "=" in word]
        data = {name: _value(value) for name, _, value in pairs}
        return Happening(data=data) if verb == "data" else _verb(Happening(data=data), verb, rest[0])
    raise ValueError(f"{' '.join(words)} is not understood; help lists what can happen.")


def _verb(one: Happening, verb: str, step: str) -> Happening:
    return replace(one, **{verb: step})  # pyright: ignore[reportArgumentType] - the verbs are fields of text


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _say(run: Rehearsing, one: Happening | None) -> bool:
    """Let it happen and show what came of it; whether something was refused."""
    done, before = len(run.journey.entries), len(run.findings)
    if one is None:
        run.play()
    else:
        run.happen(one)
    for line in (*_told(run.journey, done), *_standing(run.journey)):
        typer.echo(line)
    for finding in run.findings[before:]:
        typer.echo(f"refused: {finding.message}")
    return len(run.findings) > before


# --- in words ---


def _told(journey: Journey, since: int) -> Iterator[str]:
    for entry in journey.entries[since:]:
        yield f"{_moment(journey, entry.at)}  {_event(entry.event)}"
        yield from (f"    {line}" for line in _effects(journey, entry))


def _moment(journey: Journey, moment: datetime) -> str:
    from zoneinfo import ZoneInfo

    return moment.astimezone(ZoneInfo(journey.calendar.zone)).strftime("%Y-%m-%d %H:%M")


def _event(event: Event) -> str:
    parts = asdict(event)
    data = parts.pop("data", None)
    said = " ".join(str(value) for value in parts.values() if value not in ("", None))
    more = f" {json.dumps(data, ensure_ascii=False)}" if data else ""
    return f"{type(event).__name__.lower()} {said}{more}".strip()


def _effects(journey: Journey, entry: Entry) -> Iterator[str]:
    for effect in entry.effects:
        yield _effect(journey, effect, entry.at)


def _effect(journey: Journey, effect: Effect, now: datetime) -> str:
    from minben.kernel import process as bpmn

    match effect:
        case bpmn.Open(key, node) | bpmn.Ask(key, node):
            return f"{type(effect).__name__.lower()} {key} {node.name}".rstrip()
        case bpmn.Close(key):
            return f"close {key}"
        case bpmn.Arm(key, _, definition):
            due = bpmn.due(definition, now, journey.calendar, journey.counting)
            return f"timer {key}: {definition}, due {_moment(journey, due)}"
        case bpmn.Listen(key, _, kind, name):
            return f"wait {key} for the {kind} {name}".rstrip()
        case bpmn.Send(node, message):
            return f"send {message or node.id}"
        case bpmn.Broadcast(_, signal):
            return f"broadcast {signal}"
        case bpmn.Offer(key, node):
            return f"offer {node.id} in {key}"
        case bpmn.Uncaught(_, code):
            return f"escalated {code}".rstrip()
        case bpmn.Ended(outcome, code):
            return f"{outcome} {code}".rstrip()


def _standing(journey: Journey) -> Iterator[str]:
    open_ = ", ".join(node.id for node in journey.open.values()) or "nothing"
    yield f"{_moment(journey, journey.now)}  {journey.outcome}; open: {open_}"


def _shown(journey: Journey) -> str:
    from minben.kernel.process import as_json

    return json.dumps(as_json(journey.state), ensure_ascii=False, indent=1)


# --- as tests ---


@process_app.command("test")
def process_test(
    path: Annotated[
        Path,
        typer.Argument(help="A rehearsal (YAML), a folder of them, or a service of a place.", exists=True),
    ],
    least: Annotated[
        int,
        typer.Option(min=0, max=100, help="Fail when a smaller share of the model is passed, in percent."),
    ] = 0,
) -> None:
    """Play rehearsals or a service's worked cases, compare, and say what of the model they leave untried.

    Exit code 1 when something comes out otherwise.
    """
    from minben.kernel.pack.rehearse import rehearsals_covered, rehearse

    with refusals():
        if (path / "service.yaml").is_file():
            results, cover = _service(path)
        else:
            results = [rehearse(one) for one in _files(path)]
            cover = rehearsals_covered(results)
    for one in results:
        typer.echo(f"{'passed' if one.passed else 'FAILED'}  {one.file}  {one.title}".rstrip())
        for finding in one.findings:
            typer.echo(f"  {finding}")
    thin = False
    for each in cover:
        thin = _share(each, least) or thin
    failed = sum(not one.passed for one in results)
    typer.echo(f"{len(results)} cases, {failed} failed.")
    if failed or thin or not results:
        raise typer.Exit(1)


def _files(path: Path) -> Iterable[Path]:
    return sorted(path.rglob("*.yaml")) if path.is_dir() else [path]


def _service(folder: Path) -> tuple[list[Any], list[Any]]:
    """A service's worked cases, in its place."""
    from minben.kernel.finding import refuse
    from minben.kernel.pack import read_place, run_cases, service_covered

    where = folder.resolve()
    place = read_place(where.parent.parent)
    service = place.services.get(where.name)
    if service is None:
        known = ", ".join(place.services)
        raise refuse(str(folder), f"The place has no service {where.name}.", f"Known: {known}.")
    results = run_cases(service, place, str(folder))
    return results, [service_covered(service, folder / "process.bpmn", results)]


def _share(each: Any, least: int) -> bool:
    """Say what is covered; whether it is less than wanted."""
    total, untried = len(each.elements), each.untried
    share = 100 * (total - len(untried)) // total if total else 100
    typer.echo(
        f"{each.model} ({each.process}): {total - len(untried)} of {total} nodes and flows passed, {share} %."
    )
    for name, line in untried:
        typer.echo(f"  untried: {name}" + (f" (line {line})" if line else ""))
    if share < least:
        typer.echo(f"  less than {least} %.")
    return share < least
