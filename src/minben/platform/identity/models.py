"""Tenants and accounts of the node; units, posts and mandates of each tenant."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from minben.platform.journal.tenancy import OWN_ROW, TenantModel


class Tenant(models.Model):
    """A government that this node serves: a city, a county, or a sandbox for practice."""

    id = models.SlugField(primary_key=True, max_length=40)
    place = models.CharField(max_length=40)  # the place pack
    region = models.CharField(max_length=40)  # region id in the place
    names = models.JSONField(default=dict)  # locale -> name
    sandbox = models.BooleanField(default=False)
    practises = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="sandboxes")

    def __str__(self) -> str:
        return self.id


class Accounts(BaseUserManager["Account"]):
    """Finds accounts by their sign-in name."""


class Account(AbstractBaseUser):
    """A sign-in. Who the person is comes from the identity provider; rights come from posts."""

    username = models.CharField(max_length=80, unique=True)
    person = models.CharField(max_length=40, blank=True)  # identity number; empty for staff accounts
    name = models.CharField(max_length=80)
    home = models.ForeignKey(Tenant, models.PROTECT, related_name="accounts")
    demo = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "username"
    objects: ClassVar[Accounts] = Accounts()

    def __str__(self) -> str:
        return self.username


class Unit(TenantModel):
    """A department: `region_parent` is the government it belongs to (塊), `sector_parent` its line (條)."""

    code = models.CharField(max_length=60)
    region = models.CharField(max_length=40)
    region_parent = models.CharField(max_length=60)
    sector_parent = models.CharField(max_length=60)
    names = models.JSONField(default=dict)
    phone = models.CharField(max_length=40, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *OWN_ROW,
            models.UniqueConstraint(fields=["tenant_id", "code"], name="identity_unit_code"),
        ]


class Post(TenantModel):
    """A post in a unit and who holds it; its roles are those of the rights matrix."""

    code = models.CharField(max_length=80)
    unit = models.CharField(max_length=60)  # Unit.code
    account = models.CharField(max_length=80)
    roles = models.JSONField(default=list)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *OWN_ROW,
            models.UniqueConstraint(fields=["tenant_id", "code"], name="identity_post_code"),
        ]
        indexes = [models.Index(fields=["tenant_id", "account"], name="identity_post_account")]


class Mandate(TenantModel):
    """A person may act for another: parent for child, agent for business."""

    principal = models.CharField(max_length=40)  # person or business id
    principal_name = models.CharField(max_length=120)
    agent = models.CharField(max_length=40)  # person id
    basis = models.CharField(max_length=200)
    valid_to = models.DateTimeField(null=True, blank=True)
