"""Loading a place: tenants, units, posts, accounts, services; the demo city also gets an invented past."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command

from minben.kernel.pack import LOCALES, Place, Region
from minben.platform.casework import queries as casework
from minben.platform.catalogue import queries as catalogue
from minben.platform.catalogue.actions import publish, store_pack
from minben.platform.identity.actions import ensure_account, ensure_tenant, organise
from minben.platform.identity.models import Tenant
from minben.platform.identity.queries import units
from minben.platform.journal.actions import sign_head
from minben.platform.journal.actor import system
from minben.platform.journal.tenancy import scope
from minben.platform.training import consulted, supervised
from minben.platform.training import history as past

PRACTICE = "practice"
ROLES = ("officer", "leader", "inspector", "analyst", "administrator")


def load(folder: Path, *, history: bool, say: Callable[[str], Any]) -> None:
    """Load a place folder into this node; what is there already stays as it is."""
    call_command("migrate", verbosity=0, interactive=False)
    digest = store_pack(folder)
    place = catalogue.place(digest)
    tenants = _tenants(place)
    for tenant, region in tenants:
        with scope(tenant.pk):
            _settle(place, digest, tenant, region)
    _accounts(place, tenants)
    first = tenants[0][0]
    with scope(first.pk):
        if history and not past.exists():
            say("Inventing half a year of cases, so that there is something to see …")
            past.play(first.pk, place, supervised.begin)
            consulted.play(past.beginning(first.pk, place, past.SEED))
        consulted.open_drafts(first.pk)
        sign_head()
    say(_doors(place, tenants))


def _tenants(place: Place) -> list[tuple[Tenant, Region]]:
    """A tenant per hosting region, and one sandbox that practises the first."""
    made = []
    for region in place.regions:
        if region.tenant:
            made.append(
                (
                    ensure_tenant(
                        region.id, place=place.id, region=region.id, names=_names(place, region.id)
                    ),
                    region,
                )
            )
    first, region = made[0]
    names = {locale: place.texts[locale]["practice.name"] for locale in LOCALES}
    sandbox = ensure_tenant(
        f"{first.pk}-{PRACTICE}", place=place.id, region=region.id, names=names, sandbox=True, practises=first
    )
    return [*made, (sandbox, region)]


def _names(place: Place, region: str) -> dict[str, str]:
    return {locale: place.texts[locale][f"regions.{region}"] for locale in LOCALES}


def _settle(place: Place, digest: str, tenant: Tenant, region: Region) -> None:
    """Units and posts of the region and of what lies inside it (but not of another tenant's regions)."""
    inside = _inside(place, region)
    units = [
        {
            "code": unit.id,
            "region": unit.region,
            "region_parent": unit.region_parent,
            "sector_parent": unit.sector_parent,
            "names": {locale: place.texts[locale][f"units.{unit.id}"] for locale in LOCALES},
            "phone": unit.phone,
        }
        for unit in place.units
        if unit.region in inside
    ]
    codes = {unit["code"] for unit in units}
    posts = [
        {"code": post.id, "unit": post.unit, "account": post.holder, "roles": list(post.roles)}
        for post in place.posts
        if post.unit in codes
    ]
    actor = system(tenant.pk)
    organise(actor, units, posts, _mandates(place), key=f"organise-{digest}")
    publish(actor, digest, key=f"publish-{digest}")


def _mandates(place: Place) -> list[dict[str, Any]]:
    """For whom the demo's citizens may act, with the article under which."""
    names = {row["id_number"]: row["name"] for row in place.registers["population"].records}
    return [
        {
            "principal": principal,
            "principal_name": names[principal],
            "agent": citizen.person,
            "basis": f"{citizen.mandate.id} {citizen.mandate.article}".strip() if citizen.mandate else "",
        }
        for citizen in place.citizens
        for principal in citizen.acts_for
    ]


def _inside(place: Place, region: Region) -> set[str]:
    found = {region.id}
    for other in place.regions:  # parents come before children in a place file
        if other.parent in found and not other.tenant:
            found.add(other.id)
    return found


def _accounts(place: Place, tenants: list[tuple[Tenant, Region]]) -> None:
    homes = {}
    for tenant, region in tenants:
        if not tenant.sandbox:
            homes.update(dict.fromkeys(_inside(place, region), tenant))
    unit_home = {unit.id: homes[unit.region] for unit in place.units}
    for post in place.posts:
        ensure_account(post.holder, name=post.holder_name, home=unit_home[post.unit], demo=True)
    for citizen in place.citizens:
        ensure_account(
            citizen.account, name=citizen.name, person=citizen.person, home=tenants[0][0], demo=True
        )


def _doors(place: Place, tenants: list[tuple[Tenant, Region]]) -> str:
    """The doors and demo accounts for each role; officers of the offices that have most to do."""
    with scope(tenants[0][0].pk):
        here = {unit.code for unit in units()}
        busy = casework.busy_units()
    posts = [post for post in place.posts if post.unit in here]
    holders = {role: [post.holder for post in posts if role in post.roles] for role in ROLES}
    desks = {post.unit: post.holder for post in reversed(posts) if "officer" in post.roles}
    officers = [desks[unit] for unit in busy if unit in desks] or holders["officer"]
    address = settings.MINBEN_ADDRESS
    rows = [
        ("portal", "/", [citizen.account for citizen in place.citizens]),
        ("workbench", "/workbench/", officers[:3]),
        ("oversight", "/oversight/", [*holders["leader"][:1], *holders["inspector"][:1]]),
        ("studio", "/studio/", holders["analyst"][:1]),
        ("openness", "/openness/", ["nobody needs an account"]),
        ("administration", "/oversight/", holders["administrator"][:1]),
    ]
    lines = [f"  {door:<15} {address + path:<36} {', '.join(who)}" for door, path, who in rows]
    title = f"{place.texts['zh-Hant']['name']} {place.texts['en']['name']}"
    return "\n".join([title, *lines])
