"""Who acts: the person at the keyboard, for whom, in which post. Every act and every reading names one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """`account` is the sign-in name, `person` the civil identity behind it (empty for the system).

    `on_behalf_of` is the person acted for (mandate, assisted filing). `roles` are the rights matrix's roles;
    `units` the departments whose work this actor may do.
    """

    tenant: str
    account: str
    person: str = ""
    name: str = ""
    roles: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    on_behalf_of: str = ""

    @property
    def unit(self) -> str:
        """The unit that stands in the record for this actor."""
        return self.units[0] if self.units else ""

    @property
    def principal(self) -> str:
        """The person whose affairs these are: the one acted for, else the one acting."""
        return self.on_behalf_of or self.person

    def has(self, role: str) -> bool:
        """Whether the actor holds this role."""
        return role in self.roles


def system(tenant: str) -> Actor:
    """The platform acting by rule: timers, automatic decisions, the demo's loader."""
    return Actor(tenant=tenant, account="system", name="Minben", roles=("system",))
