"""Versions of a service beside each other: what changes in its process, its rules and its files, and which worked
cases come out otherwise. Serves the pages of packs. Values in, values out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from minben.kernel.decision import Model, Table
from minben.kernel.pack import CaseResult, Place, Service, run_cases
from minben.kernel.process import Process, changes

CASES = "cases/"


@dataclass(frozen=True)
class Edition:
    """One version of a service that was, is or would be: `key` names it in addresses."""

    key: str
    name: str
    service: Service
    place: Place
    since: datetime | None = None
    until: datetime | None = None
    draft: bool = False


@dataclass(frozen=True)
class Changes:
    """What the later version does otherwise, each a sentence."""

    process: tuple[str, ...]
    rules: tuple[str, ...]
    files: tuple[str, ...]

    @property
    def none(self) -> bool:
        """Whether the versions are the same."""
        return not (self.process or self.rules or self.files)


def compared(old: Edition, new: Edition, before: Process, after: Process, language: str) -> Changes:
    """The differences; `before` and `after` are the processes in the reader's words."""
    rules = [told for law in new.service.laws for told in _rules(_before(law, old), law)]
    files = _files(old.service.files, new.service.files)
    return Changes(
        tuple(changes(before, after, language=language, following=False)), tuple(rules), tuple(files)
    )


def _before(law: Model, old: Edition) -> Model:
    """The rules of the earlier edition for the same days, else its last ones."""
    return next((one for one in old.service.laws if one.valid == law.valid), old.service.laws[-1])


def _rules(old: Model, new: Model) -> Iterator[str]:
    before, after = ({one.name: one.logic for one in model.each_decision()} for model in (old, new))
    for name in before:
        if name not in after:
            yield _("The decision “%(decision)s” is gone.") % {"decision": name}
    for name, logic in after.items():
        if name not in before:
            yield _("The decision “%(decision)s” is new.") % {"decision": name}
        elif isinstance(logic, Table) and isinstance(before[name], Table):
            yield from _rows(name, before[name], logic)  # type: ignore[arg-type]
        elif _plain(logic) != _plain(before[name]):
            yield _("The decision “%(decision)s” is written otherwise.") % {"decision": name}


def _plain(logic: object) -> str:
    """The logic as a text that does not depend on where it stands in the file."""
    import re

    return re.sub(r"line=\d+", "", repr(logic))


def _rows(name: str, old: Table, new: Table) -> Iterator[str]:
    if old.hit_policy != new.hit_policy:
        told = {"decision": name, "old": old.hit_policy, "new": new.hit_policy}
        yield _("“%(decision)s”: the hit policy %(old)s becomes %(new)s.") % told
    before, after = ({rule.id: (number, rule) for number, rule in enumerate(t.rules, 1)} for t in (old, new))
    for key, (number, _rule) in before.items():
        if key not in after:
            yield _("“%(decision)s”: row %(row)s (%(rule)s) is gone.") % {
                "decision": name,
                "row": number,
                "rule": key,
            }
    for key, (number, rule) in after.items():
        said = {"decision": name, "row": number, "rule": key}
        if key not in before:
            yield _("“%(decision)s”: row %(row)s (%(rule)s) is new.") % said
        elif replace(rule, line=0) != replace(before[key][1], line=0):
            told = said | {"old": _cells(before[key][1]), "new": _cells(rule)}
            yield _("“%(decision)s”: row %(row)s (%(rule)s) was %(old)s, becomes %(new)s.") % told


def _cells(rule: object) -> str:
    tests, results = rule.tests, rule.results  # type: ignore[attr-defined]
    return " | ".join(tests) + " → " + " | ".join(results)


def _files(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> Iterator[str]:
    for name in sorted({*old, *new}):
        if name.startswith("reforms/"):
            continue
        if name not in new:
            yield _("The file %(name)s is gone.") % {"name": name}
        elif name not in old:
            yield _("The file %(name)s is new.") % {"name": name}
        elif old[name] != new[name]:
            yield _("The file %(name)s is changed.") % {"name": name}


def replayed(old: Edition, new: Edition) -> list[CaseResult]:
    """The worked cases of the old version played on the new one."""
    kept = {name: data for name, data in new.service.files.items() if not name.startswith(CASES)}
    brought = {name: data for name, data in old.service.files.items() if name.startswith(CASES)}
    return run_cases(replace(new.service, files={**kept, **brought}), new.place)
