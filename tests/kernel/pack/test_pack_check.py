"""Every rule of the checker fails on a copy that breaks it, and points at the file and line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from minben.kernel.finding import InputError
from minben.kernel.pack import check_place, read_place

ELDER, BABY = "services/elder-allowance", "services/birth-of-a-child"

RULES = yaml.safe_load((Path(__file__).parent / "mutations.yaml").read_text("utf-8"))


def rules(kind: str) -> Any:
    """The mutations of this kind as parameters."""
    rows = [(row["file"], row["old"], row["new"], row["says"]) for row in RULES[kind]]
    return pytest.mark.parametrize(("file", "old", "new", "says"), rows)


def found_in(city: Callable, service: str, file: str, old: str, new: str) -> tuple[int, list]:
    broken = city(service)
    line = broken.change(file, old, new)
    return line, [one for one in check_place(broken.folder) if one.severity == "error"]


def where(file: str, says: str) -> str:
    """The file a finding points at: a missing sentence is missing in a translation, whatever asks for it."""
    return ".yaml" if " is missing" in says or says == "inspects them" else file


def test_the_small_copy_is_sound(city: Callable) -> None:
    assert check_place(city("elder-allowance").folder) == []


@rules("place")
def test_place_rules(city: Callable, file: str, old: str, new: str, says: str) -> None:
    _, findings = found_in(city, "elder-allowance", file, old, new)
    told = [one for one in findings if says in str(one) and one.file.endswith(where(file, says))]
    assert told, [str(one) for one in findings]
    assert all(one.line > 0 and one.advice for one in told)


@rules("elder")
def test_service_rules(city: Callable, file: str, old: str, new: str, says: str) -> None:
    line, findings = found_in(city, "elder-allowance", file, old, new)
    told = [one for one in findings if says in str(one) and one.file.endswith(where(file, says))]
    assert told, [str(one) for one in findings]
    assert all(one.line > 0 for one in told)
    assert all(one.advice for one in told) or file.endswith("rules.dmn")  # FEEL's own messages say it all
    if " is missing" not in says:  # what is absent is reported where its parent stands
        assert min(abs(one.line - line) for one in told) <= 6


@rules("restaurant")
def test_rules_of_a_joint_service(city: Callable, file: str, old: str, new: str, says: str) -> None:
    _, findings = found_in(city, "open-a-restaurant", file, old, new)
    told = [one for one in findings if says in str(one)]
    assert told, [str(one) for one in findings]
    assert told[0].line > 0


def test_a_required_result_must_come_first(city: Callable) -> None:
    broken = city("birth-of-a-child")
    broken.change(
        f"{BABY}/process.bpmn",
        'sourceRef="issue_birth_certificate" targetRef="review_household_registration"',
        'sourceRef="issue_birth_certificate" targetRef="papers_done"',
    )
    broken.change(
        f"{BABY}/process.bpmn",
        'sourceRef="split" targetRef="review_birth_certificate"',
        'sourceRef="split" targetRef="review_household_registration"',
    )
    told = [str(one) for one in check_place(broken.folder)]
    assert any("uses the result of birth_certificate" in one for one in told), told


@pytest.mark.parametrize(
    "file", ["place.yaml", "elements.yaml", f"{ELDER}/process.bpmn", f"{ELDER}/rules.dmn"]
)
@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe\x00", b"a: [", b"<xml>", b"&a [*a]", b"x: &a [1]\ny: *a\n", b"x: \x07", b"[" * 5000],
)
def test_malformed_files_leave_nothing_half_loaded(city: Callable, file: str, content: bytes) -> None:
    broken = city("elder-allowance")
    (broken.folder / file).write_bytes(content)
    findings = check_place(broken.folder)
    assert any(file.split("/")[-1] in one.file for one in findings)
    with pytest.raises(InputError) as refused:
        read_place(broken.folder)
    assert refused.value.findings


@pytest.mark.parametrize(
    "file", ["calendar.yaml", f"{ELDER}/form.yaml", f"{ELDER}/translations/en.yaml", "laws.yaml"]
)
def test_a_missing_file_is_named(city: Callable, file: str) -> None:
    broken = city("elder-allowance")
    (broken.folder / file).unlink()
    assert any(
        one.file.endswith(file.split("/")[-1]) and "missing" in one.message
        for one in check_place(broken.folder)
    )


def test_a_folder_that_is_no_place(city: Callable) -> None:
    folder = city("elder-allowance").folder / "translations"
    assert [one.message for one in check_place(folder)] == ["The file is missing."]


@pytest.mark.parametrize(
    "file", ["place.yaml", "elements.yaml", "laws.yaml", f"{ELDER}/service.yaml", f"{ELDER}/form.yaml"]
)
def test_a_file_that_is_no_yaml_is_blamed_for_that_alone(city: Callable, file: str) -> None:
    folder = city("elder-allowance").folder
    (folder / file).write_text("id: [never closed\n", "utf-8")
    told = [str(one) for one in check_place(folder) if one.file.endswith(file)]
    assert len(told) == 1, told
    assert "Not valid YAML" in told[0]
