"""The other version of a service: what a draft reform would make of it, or what a deployed one found.

Serves the checker, the simulation of promises and every page that shows before and after.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from minben.kernel.pack.load import Loaded, load_service
from minben.kernel.pack.model import Place, Reform, Service
from minben.kernel.pack.read import refusal


def before_and_after(place: Place, service: Service, reform: Reform) -> tuple[Service, Service]:
    """The service without and with the reform. InputError when the changed files give no readable service."""
    with tempfile.TemporaryDirectory() as folder:
        loaded = laid_over(Path(folder), place, service, reform)
    if loaded.service is None:
        raise refusal(loaded.findings)
    return (loaded.service, service) if reform.deployed else (service, loaded.service)


def laid_over(folder: Path, place: Place, service: Service, reform: Reform) -> Loaded:
    """The service's files with the reform's laid over them, written below `folder` and read."""
    whole: Mapping[str, bytes] = {**service.files, **reform.files}
    target = folder / service.id
    for name, content in whole.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_bytes(content)
    return load_service(target, place.texts, place.counts)
