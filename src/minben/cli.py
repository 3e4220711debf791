"""The command line: verbs for analysts, designers and operators. Kernel verbs work without the web part."""

from __future__ import annotations

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)


def main() -> None:
    """Entry point of the `minben` command."""
    app()
