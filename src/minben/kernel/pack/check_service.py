"""Rules about a service as a whole: its sector, its lead, its offer. Serves the checker."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from minben.kernel import feel
from minben.kernel.finding import Finding
from minben.kernel.pack.check_parts import is_date
from minben.kernel.pack.decode import suggest
from minben.kernel.pack.load import Loaded
from minben.kernel.pack.model import Place, Service
from minben.kernel.pack.vocabulary import (
    AUDIENCES,
    DOMAINS,
    SECTORS,
    STATUSES,
)

HOME = "service.yaml"


def check_service(service: Service, place: Place, loaded: Loaded) -> Iterator[Finding]:
    """All findings about service.yaml beside its items."""
    yield from _closed_lists(service, place, loaded)
    yield from _lead(service, loaded)
    yield from _proactive(service, place, loaded)


def at(loaded: Loaded, path: tuple[str, ...], message: str, advice: str, file: str = HOME) -> Finding:
    """A finding at a place in a YAML file of the service."""
    return Finding(loaded.path(file), loaded.line(file, *path), ".".join(path), message, advice)


def unknown(
    loaded: Loaded, path: tuple[str, ...], value: str, known: Mapping[str, object], what: str
) -> Iterator[Finding]:
    """A finding when `value` is none of `known`."""
    if value not in known:
        yield at(loaded, path, f"{value!r} is no {what}.", suggest(value, known))


def _closed_lists(service: Service, place: Place, loaded: Loaded) -> Iterator[Finding]:
    if service.id != loaded.folder.name:
        message = f"The id {service.id} is not the folder's name."
        yield at(loaded, ("id",), message, f"Write {loaded.folder.name}.")
    sectors: dict[str, bool] = dict.fromkeys(SECTORS, True)
    yield from unknown(
        loaded, ("sector",), service.sector, sectors, "primary sector (exactly one of B, C, D, E)"
    )
    yield from unknown(loaded, ("domain",), service.domain, DOMAINS, "domain")
    yield from unknown(loaded, ("status",), service.status, dict.fromkeys(sorted(STATUSES), True), "status")
    events = {key.removeprefix("events."): True for key in place.texts["en"] if key.startswith("events.")}
    for event in service.events:
        yield from unknown(loaded, ("events",), event, events, "life or business event of the place")
    if not service.events:
        yield at(loaded, ("events",), "No life or business event leads here.", "Say which need it answers.")
    for audience in service.audience:
        yield from unknown(
            loaded, ("audience",), audience, dict.fromkeys(sorted(AUDIENCES), True), "service object (A.4)"
        )
    if not service.audience:
        yield at(loaded, ("audience",), "The service names no service object.", "Say whom it serves (A.4).")
    if not is_date(service.effective_from):
        yield at(loaded, ("effective_from",), f"{service.effective_from!r} is no date.", "Write 2026-01-31.")


def _lead(service: Service, loaded: Loaded) -> Iterator[Finding]:
    authorities = {item.authority: True for item in service.items}
    yield from unknown(loaded, ("lead",), service.lead, authorities, "authority of one of the items")
    for name, count in Counter(item.id for item in service.items).items():
        if count > 1:
            yield at(loaded, ("items", name), f"There are {count} items {name}.", "Give each its own id.")


def _proactive(service: Service, place: Place, loaded: Loaded) -> Iterator[Finding]:
    offer = service.proactive
    if offer is None:
        return
    yield from unknown(loaded, ("proactive", "register"), offer.register, place.registers, "register")
    if not offer.optin:
        message = "An offer without opting in would use data that nobody agreed to."
        yield at(loaded, ("proactive", "optin"), message, "Set optin: true.")
    register = place.registers.get(offer.register)
    if register is not None:
        yield from expression(
            offer.condition, ("proactive", "condition"), loaded, {*register.fields, "today"}
        )


def expression(
    text: str, path: tuple[str, ...], loaded: Loaded, names: set[str], file: str = HOME
) -> Iterator[Finding]:
    """Findings about a FEEL text that may use `names` only."""
    try:
        feel.parse(text, names=names).compile()
    except feel.FeelError as error:
        yield at(loaded, path, f"This FEEL cannot be used: {error}", "Correct the expression.", file)
