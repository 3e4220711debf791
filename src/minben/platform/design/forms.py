"""Forms as the look draws them. Serves every page that asks something.

Set `FORM_RENDERER = "minben.platform.design.forms.Renderer"`; then `{{ form }}` and `{{
form.field.as_field_group }}`
come out with labels, hints and errors tied to their inputs. Widgets stay Django's own.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _


class Renderer(TemplatesSetting):
    """Draws forms and fields from `templates/design/forms`, widgets from Django's own templates."""

    form_template_name = "design/forms/form.html"
    field_template_name = "design/forms/field.html"


class DateParts(forms.MultiWidget):
    """Year, month and day as three short inputs: the order in which Chinese writes a date."""

    template_name = "design/forms/date_parts.html"
    PARTS = (("year", _("Year"), 4), ("month", _("Month"), 2), ("day", _("Day"), 2))

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        inputs = {
            name: forms.TextInput({"inputmode": "numeric", "maxlength": str(size)})
            for name, _label, size in self.PARTS
        }
        super().__init__(inputs, attrs)

    def decompress(self, value: Any) -> list[Any]:
        """Year, month, day of a date; three blanks for anything else."""
        return [value.year, value.month, value.day] if isinstance(value, date) else [None, None, None]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Adds each part's label and width to Django's context."""
        context = super().get_context(name, value, attrs)
        for part, (_name, label, size) in zip(context["widget"]["subwidgets"], self.PARTS, strict=True):
            part["label"] = label
            part["attrs"]["class"] = f"govuk-input govuk-date-input__input govuk-input--width-{size}"
        return context

    def id_for_label(self, id_: str) -> str:
        """The first input, so that a link from the error summary lands in it."""
        return f"{id_}_0" if id_ else id_


class DatePartsField(forms.MultiValueField):
    """A date asked as three numbers; accepts any real date of the years 1 to 9999, gives a
    `datetime.date`."""

    widget = DateParts
    default_error_messages = {
        "required": _("Write the year, month and day."),
        "incomplete": _("Write the year, month and day."),
        "invalid": _("This is not a date of the calendar. Check the year, month and day."),
    }

    def __init__(self, **options: Any) -> None:
        numbers = [forms.CharField(required=True, max_length=size) for _name, _label, size in DateParts.PARTS]
        super().__init__(fields=numbers, **{"require_all_fields": True, **options})

    def compress(self, data_list: list[str]) -> date | None:
        """The date. Raises ValidationError when the numbers make none."""
        if not data_list:
            return None
        try:
            year, month, day = (int(part) for part in data_list)
            return date(year, month, day)
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error


KIND_OF = (
    (DateParts, "date"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (forms.FileInput, "file"),
)
"""First match wins: some widgets are subclasses of others. Everything else is a plain input."""

CLASS_OF = {
    "checkboxes": "govuk-checkboxes__input",
    "checkbox": "govuk-checkboxes__input",
    "radios": "govuk-radios__input",
    "select": "govuk-select",
    "textarea": "govuk-textarea",
    "file": "govuk-file-upload",
    "input": "govuk-input",
    "date": "",
}


def kind_of(field: BoundField) -> str:
    """How the look draws this field: one of the keys of CLASS_OF."""
    widget = field.field.widget
    return next((kind for cls, kind in KIND_OF if isinstance(widget, cls)), "input")


def dress(field: BoundField) -> str:
    """Give the field's widget the classes of its kind (each form owns its copy of the widget). Returns
    the kind."""
    kind = kind_of(field)
    widget = field.field.widget
    wanted = CLASS_OF[kind]
    if field.errors and kind in {"input", "select", "textarea", "file"}:
        wanted += f" {wanted}--error"
    if kind == "textarea":
        widget.attrs.setdefault("rows", "5")
    if kind == "input" and widget.input_type == "number":
        wanted += " govuk-input--width-10"
    names = widget.attrs.get("class", "").split()
    widget.attrs["class"] = " ".join([*names, *(name for name in wanted.split() if name not in names)])
    return kind
