"""What others made is listed with origin, licence and version, from what is installed."""

from __future__ import annotations

from collections.abc import Callable
from importlib import metadata

import pytest
from django.test import Client

from minben.platform.oversight.components import components

pytestmark = pytest.mark.django_db


@pytest.mark.demonstrates("R143")
def test_everything_installed_is_listed_with_its_version_licence_and_origin(
    city: str, as_role: Callable
) -> None:
    found = {one.name: one for one in components() if one.kind == "pypi"}
    for name in ("django", "lxml", "cryptography", "opencc", "pypinyin"):
        assert found[name].version == metadata.version(name)
        assert found[name].licence, name
        assert found[name].origin.startswith("http"), name
    installed = {one.metadata["Name"].lower().replace("_", "-") for one in metadata.distributions()}
    assert installed - {"minben"} == set(found)
    bill = as_role("administrator").get("/oversight/upkeep/components/?as=json").json()
    assert bill["bomFormat"] == "CycloneDX"
    refs = [one["bom-ref"] for one in bill["components"]]
    assert len(refs) == len(set(refs))
    assert f"pkg:pypi/django@{metadata.version('django')}" in refs


def test_what_pages_carry_is_listed_too(city: str) -> None:
    npm = {one.name: one for one in components() if one.kind == "npm"}
    assert npm["govuk-frontend"].licence == "MIT"


def test_only_administrators_see_versions(city: str, as_role: Callable) -> None:
    address = "/oversight/upkeep/components/"
    page = as_role("administrator").get(address).content.decode()
    assert "django" in page
    for role in ("officer", "leader", "inspector", "analyst"):
        assert as_role(role).get(address).status_code == 403
    assert Client().get(address).status_code == 302
