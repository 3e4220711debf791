"""A service whose rules change on a day: each application is decided by its day's, and the studio shows both."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse

from minben.platform.casework.facts import day_of
from minben.platform.casework.models import Decision
from minben.platform.catalogue.actions import publish, store_pack
from minben.platform.catalogue.queries import current_place, service
from minben.platform.journal.actor import system
from minben.platform.journal.queries import now
from minben.platform.openness.datasets import datasets
from tests.platform.conftest import apply_for

pytestmark = pytest.mark.django_db
LANTING = Path(__file__).resolve().parents[3] / "places" / "lanting"
HEAD = '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/"'


def amended(folder: Path, days: int) -> None:
    """Put in force a pack whose rules change so many days from today: nobody younger than 130 is entitled then."""
    shutil.copytree(LANTING, folder / "lanting")
    home = folder / "lanting/services/elder-allowance"
    change = day_of(current_place(), now()) + timedelta(days)
    text = (home / "rules.dmn").read_text("utf-8")
    versions = {
        "rules.dmn": (text, f'minben:validUntil="{change - timedelta(1)}"'),
        "rules-later.dmn": (
            text.replace("<text>&lt; 80</text>", "<text>&lt; 130</text>"),
            f'minben:validFrom="{change}"',
        ),
    }
    for name, (content, valid) in versions.items():
        dated = content.replace(HEAD, f'{HEAD} xmlns:minben="urn:minben:dmn:1" {valid}')
        (home / name).write_text(dated, "utf-8")
    assert publish(system("lanting"), store_pack(folder / "lanting")) == ["elder-allowance"]


@pytest.mark.parametrize(("days", "outcome"), [(1, "granted"), (0, "denied"), (-1, "denied")])
def test_an_application_is_decided_by_the_rules_of_its_day(
    city: str, tmp_path: Path, days: int, outcome: str
) -> None:
    amended(tmp_path, days)
    case = apply_for("elder-allowance", "citizen-lin")
    found = service("elder-allowance")
    assert found is not None
    assert len(found.service.laws) == 2
    assert Decision.objects.get(case=case).outcome == outcome


def test_the_studio_and_open_data_show_every_version(city: str, tmp_path: Path, as_role: Callable) -> None:
    amended(tmp_path, 30)
    analyst = as_role("analyst")
    analyst.cookies["django_language"] = "en"
    address = reverse("studio:rules", args=["elder-allowance"])
    page = analyst.get(address).content.decode()
    assert "Versions by date" in page
    assert "in force today" in page
    assert "&lt; 80" in page
    assert "&lt; 130" not in page
    later = (day_of(current_place(), now()) + timedelta(31)).isoformat()
    assert f"?on={day_of(current_place(), now()) + timedelta(30)}" in page
    assert "&lt; 130" in analyst.get(address, {"on": later}).content.decode()
    assert analyst.get(address, {"on": "soon"}).status_code == 404
    names = {file.name for dataset in datasets() for file in dataset.files}
    assert {"elder-allowance.dmn", "elder-allowance-later.dmn"} <= names
