"""Every reform with what it promised, and whether the promise was kept. Serves everybody."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from minben.platform.design.parts import Link
from minben.platform.design.templatetags.design import day
from minben.platform.identity.rights import access
from minben.platform.openness import claims
from minben.platform.openness.queries import consultations, promises
from minben.platform.openness.queries.reforms import Change, changes
from minben.platform.openness.views.figures import common
from minben.platform.openness.wording import locale


@access("openness", "read")
def all_promises(request: HttpRequest) -> HttpResponse:
    """The deployed reforms with their promises measured, then those that are only promised yet."""
    wanted = locale(request)
    found = [_told(one, wanted) for one in changes()]
    context = {
        **common(),
        "fewest": promises.FEWEST,
        "done": [one for one in reversed(found) if one["since"]],
        "planned": [one for one in found if not one["since"]],
    }
    return render(request, "openness/promises.html", context)


def _told(change: Change, wanted: str) -> dict[str, Any]:
    asked = consultations.consultation(*change.address)
    where = reverse("openness:consultation", args=change.address) if asked else ""
    deployed = change.reform.deployed
    return {
        "title": change.say("title", wanted),
        "service": change.service.say("name", wanted),
        "summary": change.say("summary", wanted),
        "status": claims.standing("consultation" if asked and not asked.outcome else change.reform.status),
        "since": day(promises.window(change).begin.date()) if deployed else "",
        "until": day(promises.window(change).end.date()) if deployed else "",
        "table": claims.truth_table(change, promises.truths(change), wanted) if deployed else None,
        "claims": [claims.claim(change, one, wanted) for one in change.reform.promises],
        "consultation": Link(where, change.say("title", wanted)) if where else None,
    }
