"""The front door: a folder becomes a place or a service, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from minben.kernel.finding import Finding, InputError
from minben.kernel.pack.load import load_place, load_service
from minben.kernel.pack.model import Place, Service, Texts


def read_place(folder: Path) -> Place:
    """Read a place folder with all its services. InputError with every finding about the form of its files.

    What the files say is not judged here: `check_place` does that.
    """
    loaded = load_place(folder)
    if loaded.place is None:
        raise refusal(loaded.all_findings())
    return loaded.place


def read_service(folder: Path, texts: Texts | None = None) -> Service:
    """Read one service folder; `texts` are its place's, which items share. InputError like `read_place`."""
    none: Mapping[str, Mapping[str, str]] = {}
    loaded = load_service(folder, none if texts is None else texts)
    if loaded.service is None:
        raise refusal(loaded.findings)
    return loaded.service


def refusal(findings: Iterable[Finding]) -> InputError:
    """The error that names them all, in order of file and line."""
    return InputError(sorted(findings))
