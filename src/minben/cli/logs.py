"""Verbs for event logs: mine, simulate, redesign, compare."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from minben.cli.common import BpmnFile, app, progress, refusals

KINDS = (
    "An event log: XES (.xes, .xml), a table (.csv, .tsv, .txt), each also packed (.gz); .parquet, .pq; Arrow"
    " (.arrow, .arrows, .feather, .ipc); OCEL 2.0 (.json, .jsonocel, .xml, .xmlocel, .sqlite, .sqlite3, .db)."
)
Columns = Annotated[
    str,
    typer.Option(
        help="Of a table, which column means what: case=ID,activity=Step,time=When,start=…,resource=…,days=first."
    ),
]
Objects = Annotated[str, typer.Option(help="Of an object log: the type of objects that are cases.")]


@app.command()
def mine(
    log: Annotated[Path, typer.Argument(help=KINDS)],
    out: Annotated[
        Path | None, typer.Option(help="The folder to write report.html, report.json and model.bpmn into.")
    ] = None,
    lang: Annotated[str, typer.Option(help="zh-Hant, zh-Hans or en.")] = "en",
    noise: Annotated[
        float | None, typer.Option(min=0, max=1, help="Noise threshold; without it, several.")
    ] = None,
    calendar: Annotated[
        Path | None, typer.Option(help="A calendar.yaml to count working days by; else Monday to Friday.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="A time limit in working days.")] = None,
    model: Annotated[
        Path | None, typer.Option(help="The prescribed process (BPMN): departures from it are told in words.")
    ] = None,
    beside: Annotated[
        list[Path] | None, typer.Option(help="A log of the same procedure elsewhere, to compare; repeat it.")
    ] = None,
    rules: Annotated[
        Path | None,
        typer.Option(help="Rules that cases should keep, one a line (DECLARE): Precedence[Inspect, Decide]."),
    ] = None,
    columns: Columns = "",
    objects: Objects = "",
    choices: Annotated[
        list[str] | None,
        typer.Option(
            "--choose",
            help="What to do about something suspicious: duplicate_events=drop; keep, drop or correct.",
        ),
    ] = None,
    json: Annotated[
        bool, typer.Option("--json", help="Print the whole analysis as JSON; then --out may be left out.")
    ] = False,
    pdf: Annotated[
        bool, typer.Option("--pdf", help="Write report.pdf too (needs the platform part).")
    ] = False,
) -> None:
    """From an event log to a report: the real process, where time goes, paths, rework, handovers, time
    limits.

    Exit code 2 when the log cannot be used; then nothing is written.
    """
    from datetime import UTC, datetime

    from minben.kernel.finding import InputError
    from minben.kernel.mining.command import mine as run

    now = int(datetime.now(UTC).timestamp()) * 1_000_000  # noqa: TID251 - the edge gives the kernel its clock
    try:
        with progress() as bar:
            told = run(
                log,
                out,
                lang,
                noise,
                as_json=json,
                calendar=calendar,
                limit=limit,
                model=model,
                beside=beside or (),
                rules=rules,
                columns=columns,
                objects=objects,
                choices=choices or (),
                now=now,
                progress=bar,
                typeset=_typesetter() if pdf else None,
            )
        typer.echo(told)
    except InputError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    except OSError as error:
        typer.echo(
            f"{out or log}: error: The report cannot be written: {error.strerror or error}. Choose another folder.",
            err=True,
        )
        raise typer.Exit(2) from None


def _typesetter() -> Callable[[dict[str, Any]], bytes]:
    """What sets a report on paper; InputError where the platform part is not installed."""
    from datetime import UTC, datetime

    from minben.kernel.finding import refuse

    try:
        from minben.platform.design.printing import REPORT, pdf
    except ImportError:
        advice = "Install it with: pip install 'minben[platform]'."
        raise refuse("--pdf", "A PDF needs the platform part, which is not installed.", advice) from None
    return lambda data: pdf(REPORT, data, datetime.now(UTC))  # noqa: TID251 - the edge gives the kernel its clock


@app.command()
def convert(
    log: Annotated[Path, typer.Argument(help="An event log, or an object log (OCEL 2.0).")],
    out: Annotated[Path, typer.Argument(help="Where to write; the ending says the format.")],
    objects: Objects = "",
    columns: Columns = "",
) -> None:
    """Write an event log in another format, and say what reading noticed.

    Exit code 2 when the log cannot be used or the format cannot hold it; then nothing is written.
    """
    from minben.kernel.eventlog import columns_of, diagnose, read_log, shown, write_log

    with refusals(), progress() as bar:
        means = columns_of(log, columns)
        found = read_log(log, bar, objects=objects, columns=means)
        write_log(found, out)
    if means is not None:
        typer.echo(f"columns: {shown(means)}")
    for one in diagnose(found):
        typer.echo(f"{one.kind}: {one.count} ({'; '.join(one.examples)})")
    typer.echo(f"{out}: {len(found.cases)} cases, {len(found)} events")


@app.command()
def predict(
    log: Annotated[
        Path, typer.Argument(help="An event log whose cases carry an end date when they are closed.")
    ],
    calendar: Annotated[
        Path | None, typer.Option(help="A calendar.yaml to count working days by; else Monday to Friday.")
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="A time limit in working days; else the slowest fifth is late.")
    ] = None,
    columns: Columns = "",
    objects: Objects = "",
    json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
) -> None:
    """How much longer running cases will take and how likely they miss the limit, and how wrong that is.

    Exit code 2 when the log cannot be used or has too few closed cases.
    """
    from minben.kernel.mining.command import predict as run

    with refusals(), progress() as bar:
        told = run(
            log, calendar=calendar, limit=limit, columns=columns, objects=objects, as_json=json, progress=bar
        )
    typer.echo(told)


LogFile = Annotated[Path, typer.Argument(help=KINDS)]
ModelFile = Annotated[Path | None, typer.Option(help="A BPMN file; without it the process is discovered.")]
ReportLanguage = Annotated[str, typer.Option(help="zh-Hant, zh-Hans or en.")]
LimitHours = Annotated[
    float | None, typer.Option(help="Hours after which a case is late; else the log's slowest tenth.")
]


@app.command()
def simulate(
    log: LogFile,
    out: Annotated[Path, typer.Option(help="Where to write the simulated log: .xes or .csv.")],
    model: ModelFile = None,
    scenario: Annotated[
        Path | None, typer.Option(help="A scenario file; else measured from the log.")
    ] = None,
    cases: Annotated[int | None, typer.Option(min=1, help="How many cases; else as many as the log.")] = None,
    seed: int = 1,
) -> None:
    """Play the process on virtual time and write what would happen as an event log, with its scenario.

    The same seed gives the same log. Exit code 2 when an input cannot be used.
    """
    from minben.kernel.redesign import deliver_simulation

    with refusals(), progress() as bar:
        lines = deliver_simulation(
            log, out, model=model, scenario=scenario, cases=cases, seed=seed, progress=bar
        )
    typer.echo("\n".join(lines))


@app.command()
def redesign(
    log: LogFile,
    out: Annotated[Path, typer.Option(help="The folder for redesign.html, redesign.json and .bpmn files.")],
    model: ModelFile = None,
    lang: ReportLanguage = "en",
    locked: Annotated[
        list[str] | None, typer.Option(help="A step that may not be touched; repeat it.")
    ] = None,
    limit: LimitHours = None,
    replications: Annotated[int, typer.Option(min=2)] = 30,
    cases: Annotated[int, typer.Option(min=1, help="Cases in each replication.")] = 600,
    seed: int = 1,
) -> None:
    """Propose better variants of a process from its log, and say what each would change, with confidence.

    Exit code 2 when an input cannot be used; then nothing is written.
    """
    from minben.kernel.redesign import deliver_redesign, language_of

    with refusals(), progress() as bar:
        lines = deliver_redesign(
            log,
            out,
            model=model,
            language=language_of(lang),
            locked=locked or (),
            limit=limit,
            replications=replications,
            cases=cases,
            seed=seed,
            progress=bar,
        )
    typer.echo("\n".join(lines))


@app.command()
def compare(
    before: BpmnFile,
    after: BpmnFile,
    log: Annotated[Path, typer.Option(help="The event log that the first process is calibrated from.")],
    lang: ReportLanguage = "en",
    limit: LimitHours = None,
    replications: Annotated[int, typer.Option(min=2)] = 30,
    cases: Annotated[int, typer.Option(min=1, help="Cases in each replication.")] = 600,
    seed: int = 1,
) -> None:
    """Compare two versions of a process under the same luck; says so when the second is the first."""
    from minben.kernel.redesign import deliver_comparison, language_of

    with refusals(), progress() as bar:
        lines = deliver_comparison(
            before,
            after,
            log,
            language=language_of(lang),
            limit=limit,
            replications=replications,
            cases=cases,
            seed=seed,
            progress=bar,
        )
    typer.echo("\n".join(lines))
