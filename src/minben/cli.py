"""The command line: verbs for analysts, designers and operators. Kernel verbs work without the web part."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from minben.kernel.finding import InputError

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)
process_app = typer.Typer(no_args_is_help=True, help="Process models (BPMN 2.0): check them, draw them.")
app.add_typer(process_app, name="process")

BpmnFile = Annotated[Path, typer.Argument(help="A BPMN 2.0 file.", exists=True, dir_okay=False)]


@process_app.command("check")
def process_check(file: BpmnFile) -> None:
    """Say what is wrong or doubtful, with line and advice. Exit code 1 when there is an error."""
    from minben.kernel.finding import InputError
    from minben.kernel.process import check, locate, read_bpmn

    try:
        lines = locate(file)
        findings = [one for process in read_bpmn(file) for one in check(process, str(file), lines=lines)]
    except InputError as error:
        findings = list(error.findings)
    for finding in findings:
        typer.echo(str(finding))
    if any(finding.severity == "error" for finding in findings):
        raise typer.Exit(1)
    typer.echo(f"{file}: no errors.")


@process_app.command("draw")
def process_draw(
    file: BpmnFile,
    out: Annotated[Path, typer.Option(help="Where to write the SVG picture.")],
    language: Annotated[str, typer.Option(help="zh-Hant, zh-Hans or en.")] = "zh-Hant",
    collapsed: Annotated[bool, typer.Option(help="Hide what is inside sub-processes.")] = False,
) -> None:
    """Draw the first process of the file as an accessible SVG picture with lanes."""
    from minben.kernel.finding import InputError
    from minben.kernel.process import draw, read_bpmn

    try:
        process = read_bpmn(file)[0]
    except InputError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    out.write_text(draw(process, language=language, expanded=not collapsed), encoding="utf-8")
    typer.echo(f"{out}: {len(process.nodes)} nodes drawn.")


@contextmanager
def _progress() -> Generator[Callable[[float], None], None, None]:
    """A bar on standard error, once something takes longer than a second."""
    from time import monotonic

    from rich.console import Console
    from rich.progress import Progress

    begun = monotonic()
    with Progress(console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("", total=1.0, visible=False)
        yield lambda share: bars.update(task, completed=share, visible=monotonic() - begun > 1)


@app.command()
def mine(
    log: Annotated[Path, typer.Argument(help="An event log: .xes, .csv or .tsv, also packed (.gz).")],
    out: Annotated[
        Path, typer.Option(help="The folder to write report.html, report.json and model.bpmn into.")
    ],
    lang: Annotated[str, typer.Option(help="zh-Hant, zh-Hans or en.")] = "en",
    noise: Annotated[
        float | None, typer.Option(min=0, max=1, help="Noise threshold; without it, several.")
    ] = None,
    json: Annotated[
        bool, typer.Option("--json", help="Print the whole analysis as JSON instead of ten lines.")
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
        with _progress() as progress:
            told = run(log, out, lang, noise, as_json=json, now=now, progress=progress)
        typer.echo(told)
    except InputError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    except OSError as error:
        typer.echo(
            f"{out}: error: The report cannot be written: {error.strerror or error}. Choose another folder.",
            err=True,
        )
        raise typer.Exit(2) from None


LogFile = Annotated[Path, typer.Argument(help="An event log: .xes, .csv or .tsv, also packed (.gz).")]
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

    with refusals(), _progress() as progress:
        lines = deliver_simulation(
            log, out, model=model, scenario=scenario, cases=cases, seed=seed, progress=progress
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

    with refusals(), _progress() as progress:
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
            progress=progress,
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

    with refusals(), _progress() as progress:
        lines = deliver_comparison(
            before,
            after,
            log,
            language=language_of(lang),
            limit=limit,
            replications=replications,
            cases=cases,
            seed=seed,
            progress=progress,
        )
    typer.echo("\n".join(lines))


def main() -> None:
    """Entry point of the `minben` command."""
    app()


@contextmanager
def refusals() -> Generator[None, None, None]:
    """Say what is wrong with an input, line by line, and stop with exit code 2."""
    try:
        yield
    except InputError as error:
        for finding in error.findings:
            typer.echo(str(finding), err=True)
        raise typer.Exit(2) from None
    except FileNotFoundError as error:
        typer.echo(f"{error.filename}: there is no such file.", err=True)
        raise typer.Exit(2) from None


# --- the platform's verbs (they need `minben[platform]`) ---


def platform() -> None:
    """Start Django, or say what is missing."""
    import os

    try:
        import django
    except ModuleNotFoundError:
        typer.echo("This verb needs the web part: pip install 'minben[platform]'", err=True)
        raise typer.Exit(2) from None
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "minben.platform.settings")
    django.setup()


@app.command()
def demo(
    folder: Path = typer.Option(Path("places/lanting"), help="The place to load."),
    serve_: bool = typer.Option(False, "--serve", help="Serve it when loaded."),
    history: bool = typer.Option(True, help="Invent half a year of past cases."),
) -> None:
    """Load the demo city (nothing is loaded twice) and say which doors and accounts there are."""
    platform()
    from minben.platform.training.demo import load

    with refusals():
        load(folder, history=history, say=typer.echo)
    if serve_:
        serve()


@app.command()
def serve(host: str = "127.0.0.1", port: int = 8000, workers: int = 1) -> None:
    """Serve the platform, with one worker for timers beside it."""
    import os
    import subprocess
    import sys

    platform()
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "minben.platform.settings"}
    worker_ = subprocess.Popen([sys.executable, "-m", "minben", "worker"], env=environment)
    try:
        from granian.constants import Interfaces
        from granian.server import Server

        target = "minben.platform.wsgi:application"
        Server(
            target, address=host, port=port, interface=Interfaces.WSGI, workers=workers, blocking_threads=4
        ).serve()
    finally:
        worker_.terminate()


@app.command()
def worker(once: bool = typer.Option(False, help="Do what is due now and stop.")) -> None:
    """Fire due timers, sign the journal's heads, offer services: safe to run many, to kill and to start again."""
    platform()
    import os
    import threading

    from minben.platform.casework.tasks import run_once

    name = f"worker-{os.getpid()}"
    pause = threading.Event()
    while True:
        run_once(name)
        if once or pause.wait(5):
            return


@app.command()
def verify(
    witness: Path | None = typer.Option(
        None, help="A file kept elsewhere: the last heads this witness has seen."
    ),
) -> None:
    """Check every journal of the node against its ledger; a witness file also proves that nothing was rewritten."""
    platform()
    from minben.platform.identity.queries import tenants
    from minben.platform.journal.witness import check

    reports = check([tenant.pk for tenant in tenants()], witness)
    for report in reports:
        typer.echo(str(report))
    if not all(report.sound for report in reports):
        raise typer.Exit(1)


catalogue = typer.Typer(no_args_is_help=True, help="Published services and imported catalogues.")
app.add_typer(catalogue, name="catalogue")


@catalogue.command("import")
def catalogue_import(
    file: Path,
    tenant: str = typer.Option("", help="The tenant that publishes them (default: the node's first)."),
) -> None:
    """Bring the items of another catalogue (CSV) into the portal; running it twice adds nothing."""
    platform()
    from minben.platform.catalogue.actions import import_items, read_items
    from minben.platform.identity.queries import default_tenant
    from minben.platform.journal.actor import system
    from minben.platform.journal.tenancy import scope

    first = default_tenant()
    target = tenant or (first.pk if first else "")
    if not target:
        typer.echo("No place is loaded yet. Run: minben demo", err=True)
        raise typer.Exit(2)
    with refusals():
        rows = read_items(file)
        with scope(target):
            counts = import_items(system(target), file.name, rows)
    typer.echo(f"{counts['rows']} rows read, {counts['added']} items added to {target}.")


# --- places ---


@app.command("check")
def check_folder(
    folder: Path = typer.Argument(Path("places/lanting"), help="A place folder.", file_okay=False),
) -> None:
    """Check a place and all its services, and run every worked case. Exit code 1 when something is wrong."""
    from minben.kernel.pack import check_place, read_place

    findings = check_place(folder)
    for finding in findings:
        typer.echo(str(finding))
    if any(finding.severity == "error" for finding in findings):
        raise typer.Exit(1)
    services = read_place(folder).services.values()
    cases = sum(name.startswith("cases/") for service in services for name in service.files)
    typer.echo(f"{len(services)} services, {cases} cases passed.")


@app.command("invent")
def invent_registers(
    folder: Path = typer.Argument(
        Path("places/lanting"), help="A place folder.", exists=True, file_okay=False
    ),
) -> None:
    """Draw the demo registers anew from registers/invent.yaml: the same seed gives the same bytes."""
    from minben.kernel.pack import invent

    with refusals():
        tables = invent(folder)
        for name, content in tables.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
            typer.echo(f"{name}: {content.count(10) - 1} records")


# --- decisions ---

dmn_app = typer.Typer(no_args_is_help=True, help="Decisions (DMN): check them, test them.")
app.add_typer(dmn_app, name="dmn")
DmnFile = Annotated[Path, typer.Argument(help="A DMN file (1.2 to 1.5).", exists=True, dir_okay=False)]


@app.command()
def decide(
    file: DmnFile,
    facts: Annotated[Path, typer.Option("--input", help="A JSON object of facts by the inputs' names.")],
    decision: Annotated[str, typer.Option(help="Name or id; needed when the model has several.")] = "",
    explain: Annotated[bool, typer.Option("--explain", help="Say which rows matched, and why.")] = False,
    wanted: Annotated[str, typer.Option(help="A result (JSON): say what separates the facts from it.")] = "",
) -> None:
    """Make a decision over facts and print its value as JSON. Exit code 2 when a file cannot be used."""
    from datetime import UTC, datetime

    from minben.kernel.decision.command import decide as run

    with refusals():
        now = datetime.now(UTC)  # noqa: TID251 - the edge gives the kernel its clock
        for line in run(file, facts, decision, explain=explain, wanted=wanted, now=now):
            typer.echo(line)


@dmn_app.command("check")
def dmn_check(file: DmnFile) -> None:
    """Say what is wrong or doubtful: names, types, circles, rows that overlap, cases that no row covers."""
    from minben.kernel.decision import check, read_dmn

    with refusals():
        findings = check(read_dmn(file, strict=False))
    for finding in findings:
        typer.echo(str(finding))
    if any(finding.severity == "error" for finding in findings):
        raise typer.Exit(1)
    typer.echo(f"{file}: no errors.")


@dmn_app.command("test")
def dmn_test(
    folder: Annotated[Path, typer.Argument(help="A folder with test files.", exists=True, file_okay=False)],
    json: Annotated[bool, typer.Option("--json", help="Print every result as JSON.")] = False,
) -> None:
    """Run decision tests in the format of the DMN Technology Compatibility Kit. Exit code 1 when one fails."""
    from minben.kernel.decision.command import report
    from minben.kernel.decision.tck import run_folder

    results = run_folder(folder)
    typer.echo(report(results, as_json=json))
    if not results or not all(result.passed for result in results):
        raise typer.Exit(1)
