"""Signing in (demo identities), out, choosing the place, and for whom one acts."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minben.platform.identity import queries, safety
from minben.platform.identity.rights import access
from minben.platform.journal.tenancy import scope


def _next(request: HttpRequest, fallback: str = "/") -> str:
    target = request.POST.get("next") or request.GET.get("next") or fallback
    return target if url_has_allowed_host_and_scheme(target, {request.get_host()}) else fallback


@access("session", "manage")
def sign_in(request: HttpRequest) -> HttpResponse:
    """The demo's identities to choose from; a real node sends people to its identity provider."""
    if not settings.MINBEN_DEMO:
        raise Http404
    if request.method == "POST":
        if safety.barred(request):
            answer = render(request, "identity/slow.html", status=429)
            answer["Retry-After"] = str(safety.WINDOW)
            return answer
        account = queries.account(request.POST.get("account", ""))
        if account is None or not account.demo:
            safety.failed(request)
            safety.note("sign-in failed", request)
            raise Http404
        login(request, account, backend="django.contrib.auth.backends.ModelBackend")
        safety.note("signed in", request, account=account.username)
        return HttpResponseRedirect(_next(request, _door(account)))
    people = queries.demo_accounts()
    context = {
        "citizens": [row for row in people if row["citizen"]],
        "doors": _doors([row for row in people if not row["citizen"]], request.LANGUAGE_CODE),  # type: ignore[attr-defined]
        "next": _next(request, ""),
    }
    return render(request, "identity/sign_in.html", context)


def _doors(staff: list[dict[str, Any]], locale: str) -> list[dict[str, Any]]:
    """The demo's staff by the door they come through, then by office: who to choose for what."""
    names = {"leader": _("Leaders"), "inspector": _("Inspectors"), "analyst": _("Analysts")}
    names |= {"administrator": _("Administrators"), "officer": _("Officers")}
    for row in staff:
        with scope(row["home"].pk):
            posts, units = queries.held_posts(row["username"]), queries.unit_names(locale)
        row["unit"] = next((units.get(post.unit, post.unit) for post in posts), "")
        row["roles"] = {role for post in posts for role in post.roles}
    return [
        {
            "name": name,
            "for": _what_for(role),
            "units": _by_unit([row for row in staff if role in row["roles"]]),
        }
        for role, name in names.items()
    ]


def _what_for(role: str) -> str:
    return {
        "leader": _("See citizens' measures, cards and urgings; urge a late case."),
        "inspector": _("Check the record, draw samples, see signals and complaints; nothing can be changed."),
        "analyst": _("See how services really run, try changes, draft reforms and consult on them."),
        "administrator": _("Move running cases to a new version, answer what people say about the site."),
        "officer": _("Handle cases: what is due first, the facts, the law, the decision; the counter."),
    }[role]


def _by_unit(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    units = dict.fromkeys(row["unit"] for row in rows)
    return [{"name": unit, "people": [row for row in rows if row["unit"] == unit]} for unit in units]


def _door(account) -> str:  # type: ignore[no-untyped-def]
    """The door that fits the account's first role."""
    with scope(account.home_id):
        roles = queries.actor_for(account).roles
    doors = {"officer": "/workbench/", "leader": "/oversight/", "inspector": "/oversight/inspection/"}
    doors |= {"analyst": "/studio/", "administrator": "/oversight/"}
    return next((doors[role] for role in roles if role in doors), "/")


@access("session", "manage")
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session at once."""
    safety.note("signed out", request)
    logout(request)
    answer = redirect("/")
    answer["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@access("session", "manage")
@require_POST
def choose_tenant(request: HttpRequest) -> HttpResponse:
    """Choose the place whose services to use (citizens) or enter and leave practice (officers)."""
    request.session["tenant"] = request.POST.get("tenant", "")
    return HttpResponseRedirect(_next(request))


@access("session", "manage")
@require_POST
def act_for(request: HttpRequest) -> HttpResponse:
    """Act for oneself or for a person whose mandate one holds."""
    principal = request.POST.get("principal", "")
    actor = getattr(request, "actor", None)
    held = (
        {row.principal: row.principal_name for row in queries.mandates(actor.person)}
        if actor is not None
        else {}
    )
    request.session["on_behalf_of"] = principal if principal in held else ""
    request.session["acting_for"] = held.get(principal, "")
    return HttpResponseRedirect(_next(request))
