"""Nobody meets an untranslated word: every sentence has its Chinese in both scripts, and no template
speaks by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.house import messages as house

APPS = house.apps()
TEMPLATES = sorted(house.PLATFORM.glob("*/templates/**/*.html"))


def listed(found: list[house.Message]) -> str:
    return "\n".join(f"{m.file.relative_to(house.PLATFORM)}:{m.line}: {m.id!r}" for m in found)


@pytest.mark.parametrize("locale", house.LOCALES)
@pytest.mark.parametrize("app", APPS, ids=lambda path: path.name)
def test_every_sentence_is_translated(app: Path, locale: str) -> None:
    missing = house.untranslated(app, locale)
    assert not missing, f"Add to {app.name}/locale/{locale}/LC_MESSAGES/django.po:\n{listed(missing)}"


@pytest.mark.parametrize("locale", house.LOCALES)
@pytest.mark.parametrize("app", APPS, ids=lambda path: path.name)
def test_translations_keep_their_places_and_their_script(app: Path, locale: str) -> None:
    known = house.catalogue(app, locale)
    for entry in known:
        ids, texts = [x if isinstance(x, (tuple, list)) else [x] for x in (entry.id, entry.string)]
        wanted = set().union(*(house.placeholders(text) for text in ids))
        for text in texts:
            assert house.placeholders(text) <= wanted, f"{text!r} has a place that {ids[0]!r} does not fill"
            lost = wanted - house.placeholders(text)
            assert not (text and entry.id and lost), f"{text!r} loses {lost} of {ids[0]!r}"
            assert not house.HALF_WIDTH.search(text), f"Western punctuation in {text!r}"
    assert not house.strangers(known, locale)


@pytest.mark.parametrize("locale", house.LOCALES)
def test_one_sentence_has_one_translation(locale: str) -> None:
    """Catalogues of all apps are merged at run time: where two disagree, the order of the apps would decide."""
    clashing = house.clashes({app.name: house.catalogue(app, locale) for app in APPS})
    assert not clashing, "Say the same in every app, or tell them apart by context:\n" + "\n".join(clashing)


ONE_WORD = {
    "日曆日": "自然日",
    "日历日": "自然日",
}  # another word for an idea of the glossary -> the glossary's


@pytest.mark.parametrize("locale", house.LOCALES)
def test_chinese_sentences_use_the_glossarys_word(locale: str) -> None:
    texts = [str(entry.string) for app in APPS for entry in house.catalogue(app, locale)]
    wrong = [
        f"{word} in {text!r}: write {ONE_WORD[word]}" for text in texts for word in ONE_WORD if word in text
    ]
    assert not wrong, "\n".join(wrong)
    assert any("自然日" in text for text in texts)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: "/".join(path.parts[-3:]))
def test_no_template_speaks_by_itself(path: Path) -> None:
    found = house.bare_text(path)
    assert not found, f"Put these words of {path} into translate tags: {found}"


def test_the_checks_can_fail(tmp_path: Path) -> None:
    page = tmp_path / "templates" / "x.html"
    page.parent.mkdir()
    page.write_text(
        '<p>Hello {{ name }}</p><b translate="no">Lanting</b><img alt="A seal">'
        '{% translate "Fine" %}{% blocktranslate %}Also {{ fine }}{% endblocktranslate %}'
        '<i title="{{ x }}">·</i>',
        "utf-8",
    )
    assert [words for _line, words in house.bare_text(page)] == ["Hello", "A seal"]
    assert {message.id for message in house.messages(tmp_path)} == {"Fine", "Also %(fine)s"}
    assert len(house.untranslated(tmp_path, "zh_Hant")) == 2
    assert not (house.WRONG["zh_Hant"] & set("窗口資料受理辦結據")), "shared characters are no slip"
    mixed = house.Catalog(locale="zh_Hant")
    mixed.add("Network", "网絡")
    assert house.strangers(mixed, "zh_Hant") == [("网絡", "网")]
    other = house.Catalog(locale="zh_Hant")
    other.add("Network", "網絡")
    assert house.clashes({"one": mixed, "other": other}) == ["'Network': one '网絡', other '網絡'"]
    assert not house.clashes({"one": mixed, "same": mixed})
