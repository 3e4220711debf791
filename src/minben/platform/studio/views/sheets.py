"""Decision tables as spreadsheets: taken away from what is in force or from a draft, and brought back into a draft."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from minben.kernel.decision import Table as RuleTable
from minben.kernel.decision import columns, read_sheet, write_sheet
from minben.kernel.finding import InputError
from minben.platform.identity.rights import access
from minben.platform.studio import actions
from minben.platform.studio.forms import SheetForm
from minben.platform.studio.models import RuleDraft
from minben.platform.studio.rulebook import Rulebook
from minben.platform.studio.views import decisions, drafts
from minben.platform.studio.views.common import actor, download
from minben.platform.studio.wording import refusal

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _sheet(book: Rulebook, content: bytes, decision: str, ending: str = "csv") -> bytes:
    """One table with its columns in the reader's words; 404 when the decision is no table."""
    logic = book.model.decisions[decision].logic if decision in book.model.decisions else None
    if not isinstance(logic, RuleTable):
        raise Http404
    sheet = book.sheet(logic)
    labels = [one.label for one in (*sheet.inputs, *sheet.outputs)]
    return write_sheet(f".{ending}", content, decision, [*labels, *columns(content, decision)[2]])


@access("process", "study")
def taken(request: HttpRequest, service: str, decision: str, ending: str) -> HttpResponse:
    """A table in force as a sheet."""
    book = decisions.in_force(request, service)
    content = book.service.files[book.file]
    found = _sheet(book, content, decision, ending)
    return download(found, TYPES[ending], f"{service}-{decision}.{ending}")


@access("rules", "draft")
def drafted(request: HttpRequest, number: int, decision: str, ending: str) -> HttpResponse:
    """A table of a draft as a sheet."""
    row, found = drafts.own(request, number)
    book = drafts.rulebook_of(request, row, found)
    sheet = _sheet(book, bytes(row.content), decision, ending)
    return download(sheet, TYPES[ending], f"{row.service}-{decision}-draft.{ending}")


@access("rules", "draft")
def brought(request: HttpRequest, number: int, decision: str) -> HttpResponse:
    """Bring a table back from a spreadsheet into a draft: whole or not at all."""
    row, found = drafts.own(request, number)
    book = drafts.rulebook_of(request, row, found)
    _sheet(book, bytes(row.content), decision)  # 404 for what is no table
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _kept(request, row, form, decision):
        messages.success(request, _("The draft is kept. What the checks say stands above its tables."))
        return redirect(reverse("studio:draft", args=[number]) + f"#{decision}")
    context = {
        "form": form,
        "draft": row,
        "decision": book.shown(book.model.decisions[decision]),
        "key": uuid4().hex,
        "breadcrumbs": drafts.crumbs(request, row, found),
    }
    return render(request, "studio/sheet.html", context, status=400 if form.errors else 200)


def _kept(request: HttpRequest, row: RuleDraft, form: SheetForm, decision: str) -> bool:
    """Whether the sheet was taken over; else the form says why not."""
    file = form.cleaned_data["file"]
    try:
        content = file.read(settings.MINBEN_UPLOAD_LIMIT)
        changed = read_sheet(bytes(row.content), decision, content, file.name)
        revision = int(request.POST.get("revision") or 0)
        actions.change_draft(actor(request), row.number, changed, revision, key=request.POST.get("key", ""))
        return True
    except InputError as error:
        for finding in error.findings:
            form.add_error("file", refusal(finding))
    except (actions.Overtaken, ValueError):
        form.add_error(None, drafts.overtaken())
    return False
