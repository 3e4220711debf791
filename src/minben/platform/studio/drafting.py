"""A draft of rules set against those in force: which worked cases come out otherwise, and who would be treated
differently. Serves the pages of drafts. Values in, values out.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from minben.kernel.decision import Model, read_dmn
from minben.kernel.decision.compare import Comparison, compare, read_people
from minben.kernel.finding import refuse
from minben.kernel.pack import CaseResult, Place, Service, case_facts, run_cases

MOST = 20_000  # people compared while somebody waits for the page
FILE = "rules.dmn"


@dataclass(frozen=True)
class Turn:
    """A worked case that comes out otherwise under the draft."""

    title: str
    before: CaseResult
    after: CaseResult


def model_of(content: bytes) -> Model:
    """The draft's rules, whatever is wrong with single cells. InputError for a file that is no DMN."""
    return read_dmn(content, FILE, strict=False)


def turned(service: Service, place: Place, draft: Model) -> tuple[int, list[Turn]]:
    """How many worked cases there are, and those that the draft turns: outcomes, reasons or ways differ."""
    before, after = (
        run_cases(one, place) for one in (service, replace(service, laws=(draft, *service.laws)))
    )
    pairs = zip(before, after, strict=True)
    return len(before), [Turn(old.title, old, new) for old, new in pairs if _said(old) != _said(new)]


def _said(result: CaseResult) -> object:
    return dict(result.outcomes), result.reasons, result.path, [one.message for one in result.findings]


def people_of_cases(service: Service, place: Place) -> list[Mapping[str, Any]]:
    """The applicants of the worked cases, as facts."""
    return [facts for _name, facts in case_facts(service, place)]


def people_of_file(name: str, content: bytes) -> list[Mapping[str, Any]]:
    """One JSON object of facts on each line. InputError, naming the line, for anything else and for too many."""
    if content.count(b"\n") > MOST:
        raise refuse(
            name, f"The file has more than {MOST} lines.", "Take a sample, or use minben dmn compare."
        )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "people.jsonl"
        try:
            path.write_text(content.decode("utf-8-sig"), "utf-8")
        except UnicodeDecodeError:
            raise refuse(name, "The file is not in UTF-8.", "Save it as UTF-8.") from None
        return list(read_people(path))


def treated(
    live: Model, draft: Model, people: Iterable[Mapping[str, Any]], by: str = ""
) -> dict[str, Comparison]:
    """For each decision that both have, how many would be decided otherwise, by the decision's name.

    They are counted `by` a decision or a fact, when one is named. InputError when nobody has it.
    """
    everybody = list(people)
    names = [one.name for one in live.each_decision() if one.name in draft.decisions]
    return {name: compare(live, draft, name, everybody, by=[by] if by else ()) for name in names}


def shown(value: object) -> str:
    """A result or a person's facts as text."""
    return json.dumps(value, ensure_ascii=False, default=str)
