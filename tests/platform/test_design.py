"""The look's arithmetic and its build: what a browser test would not notice."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from minben.platform.design import assets, charts
from minben.platform.design.forms import DatePartsField
from minben.platform.design.parts import Bar, Column, Limit, Table

ROOT = Path(__file__).resolve().parents[2]


def drawn(source: str, **values: object) -> str:
    context = Context({"request": RequestFactory().get("/?q=noodles&page=2"), **values})
    return Template("{% load design %}" + source).render(context)


@pytest.mark.parametrize(
    ("limit", "kind"),
    [
        (Limit(0, 20), "going"),
        (Limit(15, 20), "going"),
        (Limit(16, 20), "soon"),
        (Limit(20, 20), "soon"),
        (Limit(21, 20), "late"),
        (Limit(21, 20, paused="waiting for you"), "paused"),
        (Limit(21, 20, done=True), "done"),
    ],
)
def test_a_clock_knows_its_kind(limit: Limit, kind: str) -> None:
    assert limit.kind == kind


@pytest.mark.demonstrates("R86")
def test_a_clock_says_in_words_what_its_bar_shows() -> None:
    with translation.override("en"):
        late = drawn("{% limit_bar limit %}", limit=Limit(25, 20, date(2026, 3, 12)))
        soon = drawn("{% limit_bar limit %}", limit=Limit(19, 20, date(2026, 3, 12)))
    assert "5 working days over the limit" in late
    assert "was due by Thursday 12 March 2026" in late
    assert 'class="limit__over" x="80.0"' in late
    assert "1 working day left" in soon
    assert "limit__over" not in soon


def test_bars_share_one_scale_that_starts_at_nought() -> None:
    chart = charts.layout([Bar("a", 5), Bar("b", 10), Bar("c", 0, mark=20)], "days")
    assert [bar.length for bar in chart.bars] == [160, 320, 0]
    assert chart.bars[0].text == "5 days"
    assert chart.bars[2].mark == pytest.approx(charts.WIDTH - charts.MARK)
    assert charts.layout([]).bars == []
    with pytest.raises(ValueError, match="0 or more"):
        charts.layout([Bar("a", -1)])


def test_a_table_refuses_a_row_of_another_length() -> None:
    with pytest.raises(ValueError, match=r"shorter|longer"):
        _ = Table("t", [Column("a"), Column("b")], [["only one"]]).body


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hant", "2026年3月12日（星期四）"), ("en", "Thursday 12 March 2026")]
)
def test_dates_are_written_in_full_in_local_time(language: str, words: str) -> None:
    with translation.override(language):
        assert drawn("{{ when|day }}", when=date(2026, 3, 12)) == words
        assert drawn("{{ when|moment }}", when=datetime(2026, 3, 11, 16, 5, tzinfo=UTC)) == f"{words} 00:05"


class Asked(forms.Form):
    day = DatePartsField()


@pytest.mark.parametrize(
    ("year", "month", "day", "found"),
    [
        ("2026", "3", "12", date(2026, 3, 12)),
        ("2026", "2", "30", None),
        ("2026", "", "1", None),
        ("x", "1", "1", None),
    ],
)
def test_three_numbers_are_a_date_or_an_error(year: str, month: str, day: str, found: date | None) -> None:
    form = Asked({"day_year": year, "day_month": month, "day_day": day})
    assert form.is_valid() == (found is not None)
    assert form.cleaned_data.get("day") == found
    if found is None:
        assert form["day"].errors
        assert f'value="{year}"' in str(form["day"]), "what was written stays"


def test_what_people_wrote_is_never_markup() -> None:
    wicked = "<script>alert(1)</script>"
    for tag in (
        "{% heading x %}",
        "{% tag x %}",
        "{% button x %}",
        "{% banner x %}",
        "{{ x|cell }}",
        "{% sentence x %}",
    ):
        assert "<script>" not in drawn(tag, x=wicked), tag


def test_build_leaves_no_reserved_typeface_crown_or_file(tmp_path: Path) -> None:
    packages = ROOT / "node_modules"
    if not packages.exists():
        pytest.skip("node_modules is missing (npm ci): the build was NOT tested.")
    assets.build(packages, tmp_path)
    css = (tmp_path / "govuk.css").read_text("utf-8")
    assert "url(" not in css
    assert "GDS" not in css
    assert css.count("{") == css.count("}")
    assert "initAll();" in (tmp_path / "govuk.js").read_text("utf-8")
    assert "Permission is hereby granted" in (tmp_path / "THIRD-PARTY-NOTICES.txt").read_text("utf-8")


def test_build_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(assets.AssetError, match="npm ci"):
        assets.build(tmp_path, tmp_path)
    with pytest.raises(assets.AssetError, match=r"fonts/x\.woff"):
        assets.plain_css("a{background:url(fonts/x.woff)}")


def test_catalogues_are_compiled_once(tmp_path: Path) -> None:
    folder = tmp_path / "app" / "locale" / "zh_Hant" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(
        'msgid "Yes"\nmsgstr "是"\n\n#, fuzzy\nmsgid "No"\nmsgstr "？"\n', "utf-8"
    )
    assert [assets.compile_messages(tmp_path), assets.compile_messages(tmp_path)] == [1, 0]
    compiled = (folder / "django.mo").read_bytes()
    assert "是".encode() in compiled
    assert "？".encode() not in compiled


def test_several_values_of_a_cell_stand_one_below_the_other() -> None:
    table = Table(
        "Steps",
        [Column("Step"), Column("Then")],
        [["Receive", ("if <large>: look", "else: end")], ["End", ()]],
    )
    with translation.override("en"):
        told = drawn("{% data_table table %}", table=table)
    assert "if &lt;large&gt;: look<br>else: end" in told
    assert "Not given" in told
    assert "(&#x27;" not in told
