"""The command line: verbs for analysts, designers and operators, a module for each field."""

from minben.cli import (
    cases,
    city,
    components,
    decisions,
    engines,
    logs,
    migration,
    packs,
    places,
    process,
    rehearsals,
    worktime,
)
from minben.cli.common import app

# Importing a module brings its verbs; the order is the order of the help.
__all__ = [
    "app",
    "cases",
    "city",
    "components",
    "decisions",
    "engines",
    "logs",
    "main",
    "migration",
    "packs",
    "places",
    "process",
    "rehearsals",
    "worktime",
]


def main() -> None:
    """Entry point of the `minben` command."""
    app()
