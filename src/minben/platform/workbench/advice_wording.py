"""What the law and the rules say about an item, in words: conditions, rules with their article, what is lacking."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from minben.kernel import decision as dmn
from minben.platform.casework import wording as common
from minben.platform.workbench.queries.desk import NEEDED, Advice, Desk


def conditions(found: Desk, locale: str) -> list[str]:
    """The item's conditions in the pack's words."""
    return [
        found.service.say(f"items.{found.item.id}.conditions.{key}", locale) for key in found.item.conditions
    ]


def advice(found: Desk, locale: str) -> list[dict[str, Any]]:
    """What the rules say, each with the article and what it read."""
    return [
        {
            "title": _("Why this item is needed") if one.decision == NEEDED else _("What the rule says"),
            "says": "" if one.decision == NEEDED else _outcome(one.value),
            "kind": {"granted": "done", "denied": "refused"}.get(str(one.value), "open"),
            "rules": [_rule(found, one, rule, locale) for rule in one.rules],
            "lacking": [_lack(found, one, lack, locale) for lack in one.lacking],
        }
        for one in found.advice
    ]


def _outcome(value: Any) -> str:
    told = {
        "granted": _("The conditions it knows are met."),
        "denied": _("A condition is not met."),
        "pending": _("The rule cannot tell; a person must examine it."),
    }
    return told.get(value, str(value)) if isinstance(value, str) else ""


def _rule(found: Desk, one: Advice, rule: Any, locale: str) -> dict[str, Any]:
    names = found.place.texts[locale]
    labels = _inputs(found, one.decision)
    return {
        "basis": common.law(found.place, rule.basis, locale),
        "read": [
            (
                names.get(f"elements.{labels.get(label, '')}.label", label),
                _plain(names, labels.get(label, ""), value),
            )
            for label, value in rule.read.items()
        ],
    }


def _lack(found: Desk, one: Advice, lack: Any, locale: str) -> str:
    """What would have to be otherwise for the rule to say yes."""
    names, element = found.place.texts[locale], _inputs(found, one.decision).get(lack.input, "")
    words = {
        "what": names.get(f"elements.{element}.label", lack.input),
        "value": _plain(names, element, dmn.to_json(lack.value)),
        "test": _plain(names, element, lack.test.strip('"')),
    }
    return _("It would be met with: %(what)s %(test)s (now: %(value)s).") % words


def _inputs(found: Desk, decision: str) -> dict[str, str]:
    """Label of a table's input -> what it reads; an element's id when it reads one element."""
    columns = getattr(found.law.decisions[decision].logic, "inputs", ())
    return {column.label: column.text.strip() for column in columns}


def _plain(names: Mapping[str, str], element: str, value: Any) -> str:
    """A value as people read it: a choice by its words."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if value is None:
        return _("not known")
    return names.get(f"elements.{element}.choices.{value}", str(value))
