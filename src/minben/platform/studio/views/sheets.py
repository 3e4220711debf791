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
from minben.kernel.decision import columns, read_csv, write_csv
from minben.kernel.finding import InputError, refuse
from minben.platform.identity.rights import access
from minben.platform.studio import actions
from minben.platform.studio.forms import SheetForm
from minben.platform.studio.models import RuleDraft
from minben.platform.studio.rulebook import Rulebook
from minben.platform.studio.views import decisions, drafts
from minben.platform.studio.views.common import actor, download
from minben.platform.studio.wording import refusal

CSV = "text/csv; charset=utf-8"


def _csv(book: Rulebook, content: bytes, decision: str) -> bytes:
    """One table with its columns in the reader's words; 404 when the decision is no table."""
    logic = book.model.decisions[decision].logic if decision in book.model.decisions else None
    if not isinstance(logic, RuleTable):
        raise Http404
    sheet = book.sheet(logic)
    labels = [one.label for one in (*sheet.inputs, *sheet.outputs)]
    return write_csv(content, decision, [*labels, *columns(content, decision)[2]]).encode("utf-8-sig")


@access("process", "study")
def taken(request: HttpRequest, service: str, decision: str) -> HttpResponse:
    """A table in force as CSV."""
    book = decisions.in_force(request, service)
    content = book.service.files["rules.dmn"]
    return download(_csv(book, content, decision), CSV, f"{service}-{decision}.csv")


@access("rules", "draft")
def drafted(request: HttpRequest, number: int, decision: str) -> HttpResponse:
    """A table of a draft as CSV."""
    row, found = drafts.own(request, number)
    book = drafts.rulebook_of(request, row, found)
    return download(_csv(book, bytes(row.content), decision), CSV, f"{row.service}-{decision}-draft.csv")


@access("rules", "draft")
def brought(request: HttpRequest, number: int, decision: str) -> HttpResponse:
    """Bring a table back from a spreadsheet into a draft: whole or not at all."""
    row, found = drafts.own(request, number)
    book = drafts.rulebook_of(request, row, found)
    _csv(book, bytes(row.content), decision)  # 404 for what is no table
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
        text = _text(file.name, file.read(settings.MINBEN_UPLOAD_LIMIT))
        changed = read_csv(bytes(row.content), decision, text, file.name)
        revision = int(request.POST.get("revision") or 0)
        actions.change_draft(actor(request), row.number, changed, revision, key=request.POST.get("key", ""))
        return True
    except InputError as error:
        for finding in error.findings:
            form.add_error("file", refusal(finding))
    except (actions.Overtaken, ValueError):
        form.add_error(None, drafts.overtaken())
    return False


def _text(name: str, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise refuse(name, "The file is not in UTF-8.", "Save it as CSV in UTF-8.") from None
