"""A reform as everybody is shown it: why, what changes, for whom, promised what, decided by whom.

Serves the public page and the studio's decision record alike, so that the office reads what the public reads.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from minben.kernel.pack import Service, Window, in_words
from minben.kernel.process import Process, changes, describe, pictures
from minben.platform.casework import wording as common
from minben.platform.design.parts import Column, Row, Table
from minben.platform.design.templatetags.design import day
from minben.platform.openness import claims
from minben.platform.openness.queries.reforms import Change, Example, Way

EXAMPLES = 4  # worked cases shown at most


def told(change: Change, locale: str) -> dict[str, Any]:
    """Everything that openness/parts/reform.html shows, in the reader's words."""
    reform, names = change.reform, change.place.texts[locale]
    without, with_it = change.versions()
    return {
        "title": change.say("title", locale),
        "summary": change.say("summary", locale),
        "why": _why(change, locale),
        "operations": claims.operations(reform),
        "sentences": _sentences(change, without, with_it, locale),
        "versions": _versions(change, without, with_it, locale),
        "examples": None if reform.deployed else _examples(change, locale),
        "affected": _affected(change, locale),
        "transition": change.say("transition", locale),
        "alternatives": [change.say(f"alternatives.{one}", locale) for one in reform.alternatives],
        "decided": [
            Row(_("Legal basis"), common.article(change.place, reform.basis, locale)),
            Row(_("Who decides"), _post(change, locale)),
            Row(_("Service"), change.service.say("name", locale)),
            Row(_("Consultation"), _window(reform.consultation)),
            Row(_("The promise is measured for"), common.limit(reform.period)),
        ],
        "status": claims.standing(reform.status),
        "names": names,
    }


def _why(change: Change, locale: str) -> list[Row]:
    reform, names = change.reform, change.place.texts[locale]
    need = reform.need
    rows = [
        Row(_("What people need"), change.say("need", locale), claims.origin(need.origin) if need else "")
    ]
    if need is not None:
        rows.append(Row(_("When it happens"), names[f"events.{need.event}"]))
    return [*rows, Row(_("Who gains"), change.say("gain", locale), claims.gains(reform.gains))]


def _post(change: Change, locale: str) -> str:
    """Post and office of who decides; a person's name is not needed."""
    post = next(one for one in change.place.posts if one.id == change.reform.decision_maker)
    names = change.place.texts[locale]
    return _("%(post)s, %(unit)s") % {"post": names[f"posts.{post.id}"], "unit": names[f"units.{post.unit}"]}


def _window(planned: Window | None) -> str:
    """The days that the reform's own file names; an analyst may have given more time."""
    if planned is None:
        return _("Not planned")
    days = [day(date.fromisoformat(one)) for one in (planned.opens, planned.until)]
    return _("from %(before)s to %(after)s") % {"before": days[0], "after": days[1]}


def _affected(change: Change, locale: str) -> Table:
    names = change.place.texts[locale]
    rows = [
        [names[f"units.{one.unit}"], claims.effect(one.effect), change.say(f"affected.{one.unit}", locale)]
        for one in change.reform.affected
    ]
    columns = [Column(_("Office")), Column(_("What of it")), Column(_("How it changes"))]
    return Table(_("Who is affected"), columns, rows, stacks=True)


def _sentences(change: Change, without: Service, with_it: Service, locale: str) -> list[str]:
    """The difference of the two processes in words, and the rules that are new or other."""
    before, after = (in_words(one.process, one, change.place, locale) for one in (without, with_it))
    return changes(before, after, language=locale, following=False)


def _versions(change: Change, without: Service, with_it: Service, locale: str) -> list[dict[str, Any]]:
    """Both versions as picture and as table; what goes, comes or changes is shaded and says so."""
    names = (_("Before"), _("Now")) if change.reform.deployed else (_("Today"), _("With the reform"))
    told = [in_words(one.process, one, change.place, locale) for one in (without, with_it)]
    drawn = pictures(told[0], told[1], language=locale)
    return [
        {"name": name, "picture": _safe(picture), "steps": _steps(shown, name, locale)}
        for name, shown, picture in zip(names, told, drawn, strict=True)
    ]


def _safe(picture: str) -> SafeString:
    return mark_safe(picture)  # noqa: S308 - drawn by the kernel, which escapes every text


def _steps(shown: Process, name: str, locale: str) -> Table:
    rows = [[row.step, row.who, row.next] for row in describe(shown, language=locale)]
    columns = [Column(_("Step")), Column(_("Who")), Column(_("Then"))]
    return Table(_("%(version)s, as a list") % {"version": name}, columns, rows, stacks=True)


def _examples(change: Change, locale: str) -> Table | None:
    """A few worked cases that go another way, for readers to whom a process says little: only what differs."""
    rows = [
        [
            _title(one, locale),
            _way(change, _apart(one.without, one.with_it), locale),
            _way(change, _apart(one.with_it, one.without), locale),
        ]
        for one in change.examples()[:EXAMPLES]
    ]
    columns = [Column(_("Worked case")), Column(_("Without the reform")), Column(_("With the reform"))]
    return Table(_("What it means for applicants like these"), columns, rows, stacks=True) if rows else None


def _apart(one: Way, other: Way) -> Way:
    """What is so in the one way only."""
    return Way(
        tuple(item for item in one.by_hand if item not in other.by_hand),
        tuple(item for item in one.by_rule if item not in other.by_rule),
    )


def _title(one: Example, locale: str) -> str:
    """Packs write titles in Chinese and, after a stroke, in English."""
    chinese, _stroke, english = one.title.partition(" / ")
    return (english if locale == "en" else chinese) or one.title


def _way(change: Change, found: Way, locale: str) -> tuple[str, ...]:
    told: list[str] = []
    for items, words in (
        (found.by_rule, _("Granted at once by rule: %(items)s")),
        (found.by_hand, _("A person looks at: %(items)s")),
    ):
        names = dict.fromkeys(change.service.say(f"items.{item}.name", locale) for item in items)
        if names:
            told.append(words % {"items": _(", ").join(names)})
    return tuple(told)
