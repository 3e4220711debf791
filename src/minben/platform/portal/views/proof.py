"""Proofs: certificates and files to take along, the receipt and its entry; checking either in public."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import segno
from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from minben.platform.casework import queries as casework
from minben.platform.casework import receipts
from minben.platform.casework.models import Document
from minben.platform.catalogue import queries as catalogue
from minben.platform.design.parts import Event, Row, Status
from minben.platform.design.templatetags.design import moment
from minben.platform.identity.queries import locale_name, tenants
from minben.platform.identity.rights import access
from minben.platform.journal.keys import signer
from minben.platform.journal.tenancy import scope
from minben.platform.portal import wording
from minben.platform.portal.views.case import to_case
from minben.platform.portal.visit import Visit, locale, own_case, own_view


@access("certificate", "fetch")
def certificate(request: Visit, number: str, id: int) -> HttpResponse:  # noqa: A002 - as in the address
    """An own certificate as the sealed PDF."""
    case = own_case(request, number)
    found = next(
        (one for one in casework.view(case).items if one.certificate and one.certificate.pk == id), None
    )
    if found is None or found.certificate is None:
        raise Http404
    return _file(casework.document_of(case, found.certificate.document_id))


@access("case", "follow")
def document(request: Visit, number: str, id: int) -> HttpResponse:  # noqa: A002
    """An own file of the case."""
    return _file(casework.document_of(own_case(request, number), id))


def _file(found: Document | None) -> HttpResponse:
    if found is None:
        raise Http404
    content = io.BytesIO(bytes(found.content))
    return FileResponse(content, as_attachment=True, filename=found.name, content_type=found.media_type)


@access("certificate", "verify")
def verify(request: Visit, code: str = "") -> HttpResponse:
    """Whether a certificate with this code was issued here and bears an unbroken seal. Shows nothing personal."""
    asked = request.GET.get("q", "").strip()
    if asked:
        return redirect("portal:verified", code=asked.rstrip("/").rpartition("/")[2][:40] or "-")
    context: dict[str, Any] = {"code": code, "rows": []}
    if code:
        context["rows"] = _first(lambda: _certified(code, locale(request))) or []
        context["missing"] = not context["rows"]
    return render(request, "portal/verify.html", context)


def _first(look: Callable[[], Any]) -> Any:
    """What the first tenant finds in whose scope `look` finds something."""
    for tenant in tenants():
        with scope(tenant.pk):
            found = look()
        if found:
            return found
    return None


def _certified(code: str, wanted: str) -> list[Row]:
    found = casework.certificate(code)
    if found is None:
        return []
    place, service = catalogue.pinned(found.case.pack, found.case.service)
    sealed = signer().check_pdf(bytes(found.document.content)) and found.revoked_at is None
    state = Status(_("Valid"), "done") if sealed else Status(_("Not valid"), "refused")
    authority = place.texts[wanted].get(f"units.{found.caseitem.authority}", found.caseitem.authority)
    return [
        Row(_("State"), state),
        Row(_("Document"), service.say(f"items.{found.caseitem.item}.result", wanted)),
        Row(_("Number"), found.number),
        Row(_("Issued by"), authority),
        Row(_("Issued on"), found.issued_at),
    ]


# --- receipts ---


@access("case", "follow")
def receipt(request: Visit, number: str) -> HttpResponse:
    """That the application was received: number, what happens next and by when, and the proof of its entry."""
    view = own_view(request, number)
    found = receipts.of(view.case)
    if found is None:
        raise Http404
    address = reverse("portal:receipt_check", args=[number, found.code])
    printed = f"{settings.MINBEN_ADDRESS}{address}"
    context = {
        "number": number,
        "name": view.service.say("name", locale(request)),
        "entered_at": found.at,
        "entry": found.number,
        "sentence": wording.sentence(view, request.LANGUAGE_CODE)[0] if not view.open_items else "",
        "waits": any(item.state == "waiting_you" for item in view.open_items),
        "steps": [_next(request, view, item) for item in view.open_items],
        "qr": mark_safe(_drawn(printed)),  # noqa: S308 - drawn from an address of ours
        "address": address,
        "printed": printed,
        "breadcrumbs": to_case(number),
    }
    return render(request, "portal/receipt.html", context)


def _drawn(address: str) -> str:
    """The QR code as SVG without inline styles."""
    return segno.make(address, error="m").svg_inline(scale=4, border=2, svgclass="qr", lineclass=None)


def _next(request: Visit, view: casework.CaseView, item: casework.ItemView) -> Event:
    words, _kind = wording.item_sentence(view, item, request.LANGUAGE_CODE)
    return Event(
        view.service.say(f"items.{item.item.id}.name", locale(request)), item.due, text=words, future=True
    )


@access("receipt", "verify")
def receipt_check(request: Visit, number: str, code: str) -> HttpResponse:
    """Whether this receipt is genuine: its entry is in the record, unaltered. Shows nothing personal."""
    found = _first(lambda: receipts.check(number, code))
    context = {
        "found": found,
        "number": number,
        "rows": _receipt_rows(found, request.LANGUAGE_CODE) if found else [],
    }
    if found:
        context["proof"] = reverse("portal:receipt_proof", args=[number, code])
    return render(request, "portal/receipt_check.html", context)


def _receipt_rows(found: receipts.Checked, language: str) -> list[Row]:
    names = {tenant.pk: locale_name(tenant.names, language) for tenant in tenants()}
    state = Status(_("Genuine"), "done") if found.sound else Status(_("Altered"), "refused")
    signed = _("Signed by the site on a head of %(size)s entries") % {"size": found.proof.size}
    waits = _("The next signature of the record, within a minute, will cover it")
    return [
        Row(_("State"), state),
        Row(_("Received by"), names.get(found.tenant, found.tenant)),
        Row(_("Received"), moment(found.at)),
        Row(_("Entry number in the record"), found.number),
        Row(_("Signature"), signed if found.signature else waits),
    ]


@access("receipt", "verify")
def receipt_proof(_request: Visit, number: str, code: str) -> HttpResponse:
    """The proof as a file that anyone can check without this site."""
    found = _first(lambda: receipts.check(number, code))
    if found is None:
        raise Http404
    answer = JsonResponse(found.as_json(), json_dumps_params={"indent": 2})
    answer["Content-Disposition"] = f'attachment; filename="receipt-{found.number}.json"'
    return answer
