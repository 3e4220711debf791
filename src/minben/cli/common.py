"""What every verb shares: the one `app`, a progress bar, refusals in words, starting Django when needed."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from minben.kernel.finding import InputError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="The command line: verbs for analysts, designers and operators. Kernel verbs work without the web part.",
)

BpmnFile = Annotated[Path, typer.Argument(help="A BPMN 2.0 file.", exists=True, dir_okay=False)]


@contextmanager
def progress() -> Generator[Callable[[float], None], None, None]:
    """A bar on standard error, once something takes longer than a second."""
    from time import monotonic

    from rich.console import Console
    from rich.progress import Progress

    begun = monotonic()
    with Progress(console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("", total=1.0, visible=False)
        yield lambda share: bars.update(task, completed=share, visible=monotonic() - begun > 1)


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


def platform(*, empty: bool = False, current: bool = True) -> None:
    """Start Django, or say what is missing: a database without tables is refused unless it may be `empty`, one of an
    older version unless the verb brings it up to date itself (not `current`).
    """
    import os

    try:
        import django
    except ModuleNotFoundError:
        typer.echo("This verb needs the web part: pip install 'minben[platform]'", err=True)
        raise typer.Exit(2) from None
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "minben.platform.settings")
    django.setup()
    if not empty:
        _loaded(current)


def _loaded(current: bool) -> None:
    from django.db import connection

    if "journal_entry" not in connection.introspection.table_names():
        typer.echo("No place is loaded yet. Run: minben demo", err=True)
        raise typer.Exit(2)
    if current and (steps := missing_migrations()):
        said = f"The database is of an older version ({steps} steps behind); nothing was read or changed."
        typer.echo(f"{said} Bring it up to date: minben serve", err=True)
        raise typer.Exit(2)


def missing_migrations() -> int:
    """How many steps the database is behind this version's tables; asking writes nothing."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def tenant_meant(said: str) -> str:
    """The tenant meant, or a refusal when no place is loaded."""
    from minben.platform.identity.queries import default_tenant

    first = default_tenant()
    target = said or (first.pk if first else "")
    if not target:
        typer.echo("No place is loaded yet. Run: minben demo", err=True)
        raise typer.Exit(2)
    return target
