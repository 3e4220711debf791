"""Everything wrong with a place folder, in one run. Serves designers, translators and whoever publishes a pack."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from minben.kernel.finding import Finding
from minben.kernel.pack.cases import run_cases
from minben.kernel.pack.check_flow import check_flow
from minben.kernel.pack.check_form import check_form
from minben.kernel.pack.check_information import check_information
from minben.kernel.pack.check_item import check_item
from minben.kernel.pack.check_limits import check_limits
from minben.kernel.pack.check_parts import check_parts
from minben.kernel.pack.check_reform import check_reforms, check_versions
from minben.kernel.pack.check_service import check_service
from minben.kernel.pack.check_supervision import check_supervision
from minben.kernel.pack.check_texts import check_place_texts, check_service_texts
from minben.kernel.pack.load import Loaded, load_place
from minben.kernel.pack.model import Place, Service


def check_place(folder: Path) -> list[Finding]:
    """Findings sorted by file and line; empty when the place can be published.

    Form first: when a file cannot be read, only that is said, because what it means is unknown. Otherwise every rule
    about meaning is tried, and every worked case is run.
    """
    loaded = load_place(folder)
    if loaded.place is None:
        return sorted(loaded.all_findings())
    return sorted(set(_meaning(loaded, loaded.place)))


def _meaning(loaded: Loaded, place: Place) -> Iterator[Finding]:
    yield from check_parts(place, loaded)
    yield from check_supervision(place, loaded)
    yield from check_information(place, loaded)
    yield from check_place_texts(place, loaded)
    for name, part in loaded.services.items():
        service = place.services[name]
        found = [*_service(service, place, part)]
        yield from found
        if not any(one.severity == "error" for one in found):
            yield from _cases(service, place, part)
            yield from check_versions(service, place, part, _other_version)


def _other_version(service: Service, place: Place, part: Loaded) -> Iterator[Finding]:
    """What a reform makes of a service is a service too; the worked cases still run."""
    found = [*_service(service, place, part)]
    yield from found
    if not any(one.severity == "error" for one in found):
        yield from _cases(service, place, part)


def _service(service: Service, place: Place, part: Loaded) -> Iterator[Finding]:
    yield from check_service(service, place, part)
    yield from check_service_texts(service, part)
    yield from check_form(service, place, part)
    yield from check_flow(service, place, part)
    yield from check_limits(service, place, part)
    yield from check_reforms(service, place, part)
    for item in service.items:
        yield from check_item(item, service, place, part)


def _cases(service: Service, place: Place, part: Loaded) -> Iterator[Finding]:
    """Worked cases are run only on a service without errors: they would only repeat them."""
    results = run_cases(service, place)
    if not results:
        yield Finding(
            part.path("cases"), 0, "", "There is no worked case.", "Write cases/*.yaml with a lawyer."
        )
    for result in results:
        yield from (replace(one, file=part.path(one.file)) for one in result.findings)
