"""Who is who: actors from accounts, units and their names, tenants."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Q

from minben.platform.identity.models import Account, Mandate, Post, Tenant, Unit
from minben.platform.journal import memory
from minben.platform.journal.actor import Actor
from minben.platform.journal.queries import now
from minben.platform.journal.tenancy import current_tenant


def locale_name(names: dict[str, str], locale: str) -> str:
    """The name in this locale (zh-hant, zh-hans, en in any letter case), else in any."""
    wanted = {key.lower(): value for key, value in names.items()}
    return wanted.get(locale.lower()) or next(iter(names.values()), "")


def tenants() -> list[Tenant]:
    """Every tenant of the node, live ones first."""
    return list(Tenant.objects.order_by("sandbox", "id"))


def tenant(id: str) -> Tenant | None:  # noqa: A002 - the model's own word
    """One tenant, or None."""
    return Tenant.objects.filter(pk=id).first()


def in_practice() -> bool:
    """Whether the tenant in force is a sandbox: nothing made there counts outside."""
    row = tenant(current_tenant())
    return row is not None and row.sandbox


def practice_of(home: str) -> Tenant | None:
    """The sandbox in which officers of this tenant practise, if it has one."""
    return Tenant.objects.filter(sandbox=True, practises=home).first()


def default_tenant() -> Tenant | None:
    """The node's first live tenant: what an anonymous visitor sees."""
    return Tenant.objects.filter(sandbox=False).order_by("pk").first()


def actor_for(account: Account, on_behalf_of: str = "") -> Actor:
    """The account as an actor in the tenant in force. A post gives roles there only; a person is a citizen anywhere.

    An officer who acts for somebody is that person's assistant at the window, whose rights end with the visit.
    """
    posts = held_posts(account.username)
    roles = {role for post in posts for role in post.roles}
    if account.person:
        roles.add("citizen")
    elif on_behalf_of and "officer" in roles:
        roles.add("assistant")
    return Actor(
        tenant=current_tenant(),
        account=account.username,
        person=account.person,
        name=account.name,
        roles=tuple(sorted(roles)),
        units=tuple(dict.fromkeys(post.unit for post in posts)),
        on_behalf_of=on_behalf_of,
    )


def held_posts(username: str) -> list[Post]:
    """Posts held now by this account in the tenant in force."""
    moment = now()
    valid = Q(valid_to__isnull=True) | Q(valid_to__gt=moment)
    return list(Post.objects.filter(valid, account=username, valid_from__lte=moment).order_by("code"))


def inspectors() -> list[str]:
    """Accounts that hold an inspector's post now in the tenant in force."""
    moment = now()
    valid = Q(valid_to__isnull=True) | Q(valid_to__gt=moment)
    posts = Post.objects.filter(valid, valid_from__lte=moment)
    return sorted({post.account for post in posts if "inspector" in post.roles})


def colleagues(units: Collection[str]) -> dict[str, str]:
    """Account -> name of those who hold an officer's or head's post in one of these units now, by name."""
    moment = now()
    valid = Q(valid_to__isnull=True) | Q(valid_to__gt=moment)
    posts = Post.objects.filter(valid, unit__in=units, valid_from__lte=moment)
    held = {post.account for post in posts if {"officer", "leader"} & set(post.roles)}
    return dict(
        Account.objects.filter(username__in=held).order_by("name", "username").values_list("username", "name")
    )


def staff_names() -> dict[str, str]:
    """Account -> name of everybody who is no citizen."""
    return dict(Account.objects.filter(person="").values_list("username", "name"))


def mandates(person: str) -> list[Mandate]:
    """For whom this person may act now."""
    valid = Q(valid_to__isnull=True) | Q(valid_to__gt=now())
    return list(Mandate.objects.filter(valid, agent=person).order_by("principal_name"))


def unit_names(locale: str) -> dict[str, str]:
    """Unit code -> name in this locale."""
    return {unit.code: locale_name(unit.names, locale) for unit in Unit.objects.order_by("code")}


def units() -> list[Unit]:
    """The tenant's departments."""
    return list(Unit.objects.order_by("code"))


def demo_accounts() -> list[dict[str, Any]]:
    """The demo's accounts, with their home tenant, for the demo sign-in page."""
    rows = (
        Account.objects.filter(demo=True, is_active=True)
        .select_related("home")
        .order_by("home_id", "username")
    )
    return [
        {"username": row.username, "name": row.name, "home": row.home, "citizen": bool(row.person)}
        for row in rows
    ]


def account(username: str) -> Account | None:
    """An active account by its sign-in name."""
    return Account.objects.filter(username=username, is_active=True).first()


class NoUnit(LookupError):
    """No unit of this tenant holds the power: the service cannot be offered here."""


def local_unit(authority: str) -> str:
    """The tenant's unit for an authority of the pack: that unit itself, or the one below it in its sector's line."""
    known = memory.recall("local units", _local_units)
    if authority not in known:
        raise NoUnit(authority)
    return known[authority]


def powers(units: Collection[str]) -> list[str]:
    """Authorities of the pack whose powers these units of the tenant exercise."""
    known = memory.recall("local units", _local_units)
    return sorted(authority for authority, unit in known.items() if unit in units)


def _local_units() -> dict[str, str]:
    """Authority -> the unit that exercises its power here."""
    rows = list(Unit.objects.order_by("-id").values_list("code", "sector_parent"))
    below = {parent: code for code, parent in rows if parent}  # the oldest unit below an authority
    return below | {code: code for code, _ in rows}
