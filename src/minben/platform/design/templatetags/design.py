"""The components as template tags: `{% load design %}`. Serves whoever writes a page;
docs/reference/design.md lists them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import count
from typing import Any

import segno
from django import forms, template
from django.core.paginator import Page
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.template import Context
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from minben.platform.design import charts
from minben.platform.design.forms import dress
from minben.platform.design.icons import ICONS
from minben.platform.design.parts import KINDS, Bar, Column, Event, Limit, Link, Row, Status, Tab, Table, Task

register = template.Library()

BUTTONS = {"main": "", "quiet": "govuk-button--secondary", "warning": "govuk-button--warning"}


def serial(context: Context) -> int:
    """A number not yet used on this page, for ids that tie a label to its part."""
    counter = context.render_context.setdefault("design_serial", count(1))
    return next(counter)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An inline drawing. With `label` it is an image with that name; without, it is decoration and
    stays silent."""
    shape = mark_safe(ICONS[name])  # noqa: S308 - a constant of ours
    if label:
        return format_html(
            '<svg class="icon" viewBox="0 0 24 24" role="img" aria-label="{}" focusable="false">{}</svg>',
            label,
            shape,
        )
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>', shape
    )


@register.simple_tag
def tag(word: Any, kind: str = "open") -> SafeString:
    """A state as a word and a shape. `kind` is one of parts.KINDS; KeyError otherwise."""
    return format_html('<strong class="state state--{}">{}{}</strong>', kind, icon(KINDS[kind]), word)


@register.filter
def says_nothing(value: Any) -> bool:
    """Whether a cell only keeps its place in a wide table: beside its column's name it would be noise."""
    return isinstance(value, str) and value.strip() in ("", "-", "–", "·", "・")


@register.filter
def cell(value: Any) -> SafeString:
    """A table's or summary's value: links and states are drawn, dates written out, several values stand one below the
    other, an empty value is said in words.
    """
    if isinstance(value, Status):
        return tag(value.word, value.kind)
    if isinstance(value, Link):
        return link(value)
    if isinstance(value, date):
        return format_html("{}", day(value))
    if isinstance(value, (list, tuple)) and value:
        return format_html_join(mark_safe("<br>"), "{}", ((cell(one),) for one in value))
    if value in (None, "", (), []):
        return format_html('<span class="quiet">{}</span>', gettext("Not given"))
    return conditional_escape(value)


@register.simple_tag
def link(target: Link) -> SafeString:
    """A link; `about` is heard but not seen."""
    hidden = (
        format_html('<span class="govuk-visually-hidden"> {}</span>', target.about) if target.about else ""
    )
    return format_html('<a class="govuk-link" href="{}">{}{}</a>', target.href, target.text, hidden)


@register.simple_tag
def qr(address: str) -> SafeString:
    """An address as a QR code (SVG without inline styles); write the address beside it for those who cannot scan."""
    drawn = segno.make(address, error="m").svg_inline(scale=4, border=2, svgclass="qr", lineclass=None)
    label = gettext("QR code of the address below")
    return format_html('<div class="qr-frame" role="img" aria-label="{}">{}</div>', label, mark_safe(drawn))  # noqa: S308


@register.filter
def day(value: date | datetime | None) -> str:
    """A date in full with its weekday, in the order of the page's language. A moment is turned to
    local time first."""
    if value is None:
        return ""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    # Translators: Django date format for a full date with weekday, e.g. "l j F Y"
    return date_format(value, gettext("l j F Y"))


@register.filter
def moment(value: date | datetime | None) -> str:
    """A date in full and, if the value has one, the time of day in 24 hours."""
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return f"{day(value)} {local:%H:%M}"
    return day(value)


@register.inclusion_tag("design/parts/rooms.html")
def rooms(tabs: Sequence[Tab], label: Any) -> dict[str, Any]:
    """Pages side by side, of which one is here; `label` names them for those who do not see them."""
    return {"tabs": tabs, "label": label}


@register.inclusion_tag("design/parts/heading.html")
def heading(title: Any, caption: Any = "", lead: Any = "") -> dict[str, Any]:
    """The page's only h1, with a small line above and a leading sentence below."""
    return {"title": title, "caption": caption, "lead": lead}


@register.inclusion_tag("design/parts/sentence.html")
def sentence(text: Any, kind: str = "going", note: Any = "") -> dict[str, Any]:
    """Where things stand, in one sentence; the shape of `kind` beside it; `note` says what comes next."""
    return {"text": text, "kind": kind, "icon": KINDS[kind], "note": note}


@register.inclusion_tag("design/parts/summary.html")
def summary(rows: Sequence[Row | Mapping[str, Any]], title: Any = "", level: int = 2) -> dict[str, Any]:
    """Answers as a list of key and value, each with its source and, if it has one, its action."""
    return {"rows": rows, "title": title, "level": level}


@register.inclusion_tag("design/parts/table.html")
def data_table(table: Table) -> dict[str, Any]:
    """A table with caption; scrolls inside its own frame on a narrow screen and is then reachable by
    keyboard."""
    return {"table": table}


@register.inclusion_tag("design/parts/banner.html", takes_context=True)
def banner(context: Context, text: Any, kind: str = "info", title: Any = "") -> dict[str, Any]:
    """An announcement: `info`, `success`, `warning`. `success` and `warning` are read out at once."""
    return {"text": text, "kind": kind, "title": title, "id": f"banner-{serial(context)}"}


@register.simple_tag
def button(label: Any, kind: str = "main", **options: Any) -> SafeString:
    """A button, or with `href` a link that looks like one. One `main` a page. Options: href, name,
    value, icon."""
    where = {"label": label, "classes": BUTTONS[kind], "kind": kind, **options}
    return mark_safe(template.loader.render_to_string("design/parts/button.html", where))  # noqa: S308


@register.inclusion_tag("design/parts/error_summary.html", takes_context=True)
def error_summary(context: Context, *sent: BaseForm) -> dict[str, Any]:
    """What has to be mended, each line leading to its field. Place it above the heading; draws nothing
    if all is well."""
    errors = [item for form in sent if form.is_bound for item in listed_errors(form)]
    return {"errors": errors, "id": f"errors-{serial(context)}"}


def listed_errors(form: BaseForm) -> list[dict[str, str]]:
    """(message, id of the input or "") for each error: the form's own first, then the fields in their
    order."""
    # Translators: stands between a question and what is wrong with its answer
    colon = gettext(": ")
    found = [{"text": str(error), "target": ""} for error in form.non_field_errors()]
    for field in form:
        found += [
            {"text": f"{field.label}{colon}{error}", "target": first_input(field)}
            for error in plain_errors(field)
        ]
    return found


@register.filter
def plain_errors(field: BoundField) -> list[str]:
    """A field's errors in plain words: Django's own "this field is required" is said as a request."""
    stock = forms.Field.default_error_messages["required"]
    asked = gettext("Please answer this question.")
    return [asked if str(error) == str(stock) else str(error) for error in field.errors]


def first_input(field: BoundField) -> str:
    """Id of the input in which a person can start to mend this field."""
    choices = dress(field) in {"radios", "checkboxes"}
    return f"{field.auto_id}_0" if choices else field.id_for_label


@register.inclusion_tag("design/forms/field.html")
def field(field: BoundField, heading: bool = False) -> dict[str, Any]:
    """One question with label, hint, error and input. `heading=True` makes the label the page's h1."""
    return {"field": field, "heading": heading}


@register.simple_tag
def dressed(field: BoundField) -> str:
    """Prepares a field's widget for drawing and tells its kind; for the field template only."""
    return dress(field)


@register.inclusion_tag("design/parts/task_list.html", takes_context=True)
def task_list(context: Context, tasks: Sequence[Task]) -> dict[str, Any]:
    """Things to do in order, each with its state."""
    return {"tasks": tasks, "id": f"tasks-{serial(context)}"}


@register.inclusion_tag("design/parts/timeline.html")
def timeline(events: Sequence[Event]) -> dict[str, Any]:
    """What happened and what comes next, in the order given."""
    return {"events": events}


@register.inclusion_tag("design/parts/limit.html", takes_context=True)
def limit_bar(context: Context, limit: Limit) -> dict[str, Any]:
    """A clock in words, with a bar as decoration: what the bar shows is always also said."""
    # mark: where the limit falls when the case is late and the bar stands for the time really used
    mark = round(100 * limit.total / limit.used, 2) if limit.late else None
    return {"limit": limit, "mark": mark, "icon": KINDS[limit.kind], "id": f"limit-{serial(context)}"}


@register.inclusion_tag("design/parts/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any], name: str = "page") -> dict[str, Any]:
    """Ways to the pages of a list, keeping the rest of the query; draws nothing for a single page."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    query = context["request"].GET
    return {
        "page": page,
        "links": [page_link(query, name, number, page.number) for number in numbers],
        "name": name,
    } | {
        "previous": query_with(query, name, page.number - 1) if page.has_previous() else "",
        "next": query_with(query, name, page.number + 1) if page.has_next() else "",
    }


def query_with(query: Any, name: str, number: int) -> str:
    """The query string of the page, with another page number."""
    changed = query.copy()
    changed[name] = number
    return "?" + str(changed.urlencode())


def page_link(query: Any, name: str, number: Any, current: int) -> dict[str, Any]:
    """One entry of the pagination; a gap has no number."""
    if not isinstance(number, int):
        return {"number": None}
    return {"number": number, "href": query_with(query, name, number), "current": number == current}


@register.inclusion_tag("design/parts/empty.html")
def empty(
    title: Any, text: Any = "", href: str = "", label: Any = "", icon: str = "document"
) -> dict[str, Any]:
    """Nothing here yet: says so, why, and what one can do."""
    return {"title": title, "text": text, "href": href, "label": label, "icon": icon}


@register.inclusion_tag("design/parts/cards.html")
def cards(items: Sequence[Any], level: int = 2) -> dict[str, Any]:
    """Ways on, side by side where there is room. Items are parts.Card."""
    return {"items": items, "level": level}


@register.inclusion_tag("design/parts/progress.html")
def progress(step: int, steps: int, name: Any = "") -> dict[str, Any]:
    """How far along: in words, with a quiet row of marks."""
    return {
        "step": step,
        "steps": steps,
        "name": name,
        "marks": [number <= step for number in range(1, steps + 1)],
    }


@register.inclusion_tag("design/parts/search.html", takes_context=True)
def search_box(context: Context, action: str, label: Any, value: str = "", hint: Any = "") -> dict[str, Any]:
    """The search form (GET, parameter `q`)."""
    return {"action": action, "label": label, "value": value, "hint": hint, "id": f"search-{serial(context)}"}


@register.inclusion_tag("design/parts/bars.html", takes_context=True)
def chart_bars(
    context: Context, rows: Sequence[Bar], title: Any, unit: Any = "", mark: Any = ""
) -> dict[str, Any]:
    """Horizontal bars with a title, and the same figures as a table. `mark` is the word for the limit
    line."""
    chart = charts.layout(rows, str(unit))
    return {
        "chart": chart,
        "title": title,
        "mark": mark,
        "id": f"chart-{serial(context)}",
        "table": figures(chart, title, mark, rows),
    }


def figures(chart: charts.Chart, title: Any, mark: Any, rows: Sequence[Bar]) -> Table:
    """The chart as a table: name, value, and the limit where the chart draws one."""
    columns = [Column(gettext("What")), Column(gettext("Value"), numeric=True)]
    body: list[list[Any]] = [[bar.label, bar.text] for bar in chart.bars]
    if mark:
        columns.append(Column(str(mark), numeric=True))
        body = [
            [*line, "" if row.mark is None else charts.value_text(row.mark)]
            for line, row in zip(body, rows, strict=True)
        ]
    return Table(str(title), columns, body)
