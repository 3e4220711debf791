"""Verbs of the platform (they need `minben[platform]`): the demo, serving, the worker, verifying, catalogues."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import typer

from minben.cli.common import app, missing_migrations, platform, refusals

BEAT = 5  # seconds between two looks of the worker at its timers
LOCAL, EVERYWHERE = "127.0.0.1", "0.0.0.0"  # noqa: S104 - said to be replaced, not served on
WATCH_EVERY = 12  # beats between two looks at the rules of supervision


@app.command()
def demo(
    folder: Path = typer.Option(Path("places/lanting"), help="The place to load."),
    serve_: bool = typer.Option(False, "--serve", help="Serve it when loaded."),
    history: bool = typer.Option(True, help="Invent half a year of past cases."),
    port: int = typer.Option(8000, help="Where to serve it."),
) -> None:
    """Load the demo city (nothing is loaded twice) and say which doors and accounts there are."""
    _address(LOCAL, port)
    if serve_:
        _free(LOCAL, port)
    platform(empty=True)
    from minben.platform.training.demo import load

    with refusals():
        load(folder, history=history, say=typer.echo)
    if serve_:
        serve(port=port)


@app.command()
def serve(host: str = LOCAL, port: int = 8000, workers: int = 1) -> None:
    """Serve the platform, with one worker for timers beside it."""
    import os
    import subprocess
    import sys

    _address(host, port)
    _free(host, port)
    platform(current=False)
    migrate_database()
    with refusals():
        readable_places()
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


def _address(host: str, port: int) -> None:
    """What is printed and put in QR codes is where it is served, unless the setting says otherwise."""
    import os

    os.environ.setdefault("MINBEN_ADDRESS", f"http://{host if host != EVERYWHERE else LOCAL}:{port}")


def _free(host: str, port: int) -> None:
    """Refuse an address where somebody listens: the server would share it, and visitors reach either of the two."""
    import socket

    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as asked:
        asked.setsockopt(
            socket.SOL_SOCKET, socket.SO_REUSEADDR, 1
        )  # what a stopped server left does not count
        try:
            asked.bind((host, port))
        except OSError as error:
            typer.echo(
                f"{host}:{port} cannot be served on: {error.strerror}. Stop the program that uses it, or choose "
                f"another port: --port {port + 1 if port < 65535 else 8000}",
                err=True,
            )
            raise typer.Exit(2) from None


def migrate_database() -> bool:
    """Bring the database to this version's tables; whether there was anything to do (asking costs no writing)."""
    from django.core.management import call_command

    steps = missing_migrations()
    if steps:
        typer.echo(f"Bringing the database up to date: {steps} steps …")
        call_command("migrate", verbosity=0, interactive=False)
    return bool(steps)


def readable_places() -> None:
    """Refuse to serve a place in force that was stored in a form this version does not read, and say what to do.

    InputError: the first finding about its files, and how to put a pack of today's form in its place.
    """
    from minben.kernel.finding import InputError, refuse
    from minben.platform.catalogue.queries import in_force, place
    from minben.platform.identity.queries import tenants
    from minben.platform.journal.tenancy import scope

    for tenant in tenants():
        with scope(tenant.pk):
            try:
                place(in_force()) if in_force() else None
            except InputError as error:
                message = f"The place of {tenant.pk} was stored by another version and cannot be read here."
                advice = (
                    f"Nothing was changed. Put the place in force anew: minben place import PARCEL, or minben demo "
                    f"--folder PLACE; or serve it with the version that stored it. First finding: {error.findings[0]}"
                )
                raise refuse(f"pack {in_force()[:12]}", message, advice) from None


@app.command()
def worker(once: bool = typer.Option(False, help="Do what is due now and stop.")) -> None:
    """Fire due timers, sign heads, offer services, issue cards; migrations and the studio's long work: safe to run
    many, to kill and to start again.
    """
    platform()
    import os
    from itertools import count

    from minben.platform.casework.tasks import run_once, work_long
    from minben.platform.openness.tasks import run_once as recount_once
    from minben.platform.studio.tasks import work_once as study_once
    from minben.platform.supervision.tasks import run_once as watch_once

    name = f"worker-{os.getpid()}"
    pause = threading.Event()
    for long in (work_long, study_once):
        if once:
            long(name)
        else:  # beside the timers, which must not wait for a migration or a simulation; it ends with the worker
            threading.Thread(target=work, args=(long, name, pause), daemon=True).start()
    for beat in count():
        run_once(name)
        if beat % WATCH_EVERY == 0:
            watch_once()
            recount_once()
        if once or pause.wait(BEAT):
            return


def work(once: Callable[[str], int], name: str, pause: threading.Event) -> None:
    """Look for long work until the worker ends; trouble with the database is logged and outlived."""
    from logging import getLogger

    from django.db import connection

    while not pause.wait(BEAT):
        try:
            once(name)
        except Exception:  # the other half of the worker lives on, and so must this
            getLogger(__name__).exception("Long work stopped for a moment.")
            connection.close()


@app.command()
def verify(
    witness: Path | None = typer.Option(
        None, help="A file kept elsewhere: the last heads this witness has seen."
    ),
    cases: bool = typer.Option(
        False, "--cases", help="Also play every case's journal: it must give its state."
    ),
) -> None:
    """Check every journal of the node against its ledger; a witness file also proves that nothing was rewritten."""
    platform()
    from minben.platform.identity.queries import tenants
    from minben.platform.journal.witness import check

    reports = check([tenant.pk for tenant in tenants()], witness)
    for report in reports:
        typer.echo(str(report))
    astray = [number for report in reports for number in (_astray(report.tenant) if cases else ())]
    if astray or not all(report.sound for report in reports):
        raise typer.Exit(1)


def _astray(tenant: str) -> list[str]:
    from minben.platform.casework.upkeep import astray
    from minben.platform.journal.tenancy import scope

    with scope(tenant):
        found = astray()
    said = (
        f"NOT what their journal says: {', '.join(found[:10])}"
        if found
        else "every case is what its journal says"
    )
    typer.echo(f"{tenant}: {said}")
    return found


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
