"""Setting up tenants, units, posts, accounts; the demo sign-in is in views."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from minben.platform.identity.models import Account, Mandate, Post, Tenant, Unit
from minben.platform.journal import memory
from minben.platform.journal.actions import Record, act


def ensure_tenant(id: str, **fields: Any) -> Tenant:  # noqa: A002 - the model's own word
    """Create or refresh a tenant of the node (node administration: before any tenant's journal exists)."""
    return Tenant.objects.update_or_create(pk=id, defaults=fields)[0]


def ensure_account(username: str, **fields: Any) -> Account:
    """Create or refresh an account without a password: sign-in belongs to the identity provider."""
    account, made = Account.objects.update_or_create(username=username, defaults=fields)
    if made:
        account.set_unusable_password()
        account.save(update_fields=["password"])
    return account


@act("identity.organise")
def organise(
    record: Record,
    units: Iterable[dict[str, Any]],
    posts: Iterable[dict[str, Any]],
    mandates: Iterable[dict[str, Any]],
) -> None:
    """Load the tenant's units, posts and mandates from its place pack."""
    record.about("tenant", record.actor.tenant)
    memory.changed()
    made_units = [Unit.objects.update_or_create(code=unit["code"], defaults=unit)[0].code for unit in units]
    made_posts = []
    for post in posts:
        row = Post.objects.filter(code=post["code"]).first() or Post(code=post["code"], valid_from=record.now)
        row.unit, row.account, row.roles = post["unit"], post["account"], post["roles"]
        row.save()
        made_posts.append(row.code)
    for mandate in mandates:
        Mandate.objects.get_or_create(
            principal=mandate["principal"], agent=mandate["agent"], defaults=mandate
        )
    record.facts.update(units=made_units, posts=made_posts)
