"""The list of imported components is whole and names what may not be run with."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from minben.cli import app
from minben.platform.oversight.components import Component, components

ROOT = Path(__file__).resolve().parents[2]


def locked(file: str) -> set[tuple[str, str]]:
    """Name and version of everything that a lock pins for every machine (markers left out)."""
    lines = (ROOT / file).read_text("utf-8").splitlines()
    pinned = (re.match(r"([A-Za-z0-9._-]+)==([^\s;]+) *\\?$", line) for line in lines)
    return {(found.group(1).lower(), found.group(2)) for found in pinned if found}


@pytest.mark.demonstrates("R143")
def test_every_locked_component_is_listed_with_its_version_licence_and_origin() -> None:
    listed = {(each.purl.rpartition("/")[2].partition("@")[0], each.version): each for each in components()}
    run_with = locked("requirements.lock")
    assert len(run_with) > 20
    assert run_with <= set(listed)
    assert [each.name for key, each in listed.items() if key in run_with and not each.licence] == []
    assert any(each.kind == "npm" and each.name == "govuk-frontend" for each in listed.values())


def test_nothing_that_runs_is_under_the_gpl_or_agpl() -> None:
    run_with = {name for name, _ in locked("requirements.lock")}
    assert [each.name for each in components() if each.name.lower() in run_with and each.forbidden] == []


@pytest.mark.parametrize(
    ("licence", "forbidden"),
    [
        ("GPL-3.0-or-later", True),
        ("AGPL-3.0", True),
        ("GNU General Public License v3 (GPLv3)", True),
        ("MIT AND GPL-2.0-only", True),
        ("LGPL-3.0-only", False),
        ("GNU Lesser General Public License v3 (LGPLv3)", False),
        ("MIT", False),
    ],
)
def test_the_forbidden_licences_are_told_from_the_lesser_one(licence: str, forbidden: bool) -> None:
    assert Component("pypi", "x", "1", licence, "").forbidden is forbidden


def test_the_bill_of_materials_names_each_component_once() -> None:
    done = CliRunner().invoke(app, ["components", "--cyclonedx"])
    bill = json.loads(done.output)
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    refs = [each["bom-ref"] for each in bill["components"]]
    assert len(refs) == len(set(refs)) == len(components())
