"""A reform as everybody is shown it: why, what changes, for whom, promised what, decided by whom.

Serves the public page and the studio's decision record alike, so that the office reads what the public reads.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from minben.kernel import process
from minben.kernel.pack import Service, Window
from minben.platform.casework import wording as common
from minben.platform.design.parts import Column, Row, Table
from minben.platform.design.templatetags.design import day
from minben.platform.openness import claims
from minben.platform.openness.queries.reforms import Change, in_words


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
        "versions": [
            _version(change, without, _("Before") if reform.deployed else _("Today"), locale),
            _version(change, with_it, _("Now") if reform.deployed else _("With the reform"), locale),
        ],
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
    return Table(_("Who is affected"), columns, rows)


def _sentences(change: Change, without: Service, with_it: Service, locale: str) -> list[str]:
    """The difference of the two processes in words, and the rules that are new or other."""
    before, after = (in_words(one.process, one, change.place, locale) for one in (without, with_it))
    return process.changes(before, after, language=locale, following=False)


def _version(change: Change, found: Service, name: str, locale: str) -> dict[str, Any]:
    """One version as picture and as table."""
    shown = in_words(found.process, found, change.place, locale)
    rows = [[row.step, row.who, row.next] for row in process.describe(shown, language=locale)]
    columns = [Column(_("Step")), Column(_("Who")), Column(_("Then"))]
    return {
        "name": name,
        "picture": _picture(shown, f"{change.service.say('name', locale)} · {name}", locale),
        "steps": Table(_("%(version)s, as a list") % {"version": name}, columns, rows),
    }


def _picture(shown: process.Process, title: str, locale: str) -> SafeString:
    drawn = process.draw(shown, title=title, language=locale)
    return mark_safe(drawn)  # noqa: S308 - drawn by the kernel, which escapes every text
