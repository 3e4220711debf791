"""Finds what people read in the platform's code and templates. Serves the test that nobody meets an
untranslated word."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.template.base import DebugLexer, TokenType
from django.utils.translation.template import templatize

PLATFORM = Path(__file__).resolve().parents[2] / "src" / "minben" / "platform"
LOCALES = ("zh_Hant", "zh_Hans")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
SPOKEN_ATTRIBUTES = {"title", "alt", "aria-label", "placeholder", "aria-description", "summary"}
SILENT_ELEMENTS = {"script", "style"}
VOID_ELEMENTS = {
    "area",
    "base",
    "br",
    "col",
    "embed",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "source",
    "track",
    "wbr",
}
HUMAN = re.compile(r"[A-Za-z\u3400-\u9fff]")
OWN_NAME = re.compile(r"\b(Minben|QR|SVG|PDF|CSV|JSON|XES|OCEL|BPMN|DMN|API)\b|民本")


@dataclass(frozen=True)
class Message:
    """A sentence to translate: its id (the singular), its context or None, and where it stands."""

    id: str
    context: str | None
    file: Path
    line: int


def apps() -> list[Path]:
    """The folders of the platform's apps."""
    return sorted(path for path in PLATFORM.iterdir() if path.is_dir() and path.name != "__pycache__")


def messages(app: Path) -> Iterator[Message]:
    """Every sentence that the app's Python and templates mark for translation."""
    for path in sorted([*app.glob("**/*.py"), *app.glob("**/templates/**/*.*")]):
        if path.suffix in {".py", ".html", ".txt", ".svg"}:
            yield from messages_of(path)


def messages_of(path: Path) -> Iterator[Message]:
    """The marked sentences of one file; templates go through Django's own translation to Python first."""
    source = path.read_text("utf-8")
    if path.suffix != ".py":
        source = templatize(source, origin=str(path))
    for line, found, _comments, context in extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS):
        first = found[0] if isinstance(found, tuple) else found
        if first:
            yield Message(first, context, path, line)


def catalogue(app: Path, locale: str) -> Catalog:
    """The app's catalogue of a language; an empty one if the app has none."""
    path = app / "locale" / locale / "LC_MESSAGES" / "django.po"
    if not path.exists():
        return Catalog(locale=locale)
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def untranslated(app: Path, locale: str) -> list[Message]:
    """Sentences of the app without a translation that a person has confirmed (fuzzy ones do not count)."""
    known = catalogue(app, locale)
    return [message for message in messages(app) if not translated(known, message)]


def translated(known: Catalog, message: Message) -> bool:
    """Whether every form of the sentence has words."""
    entry = known.get(message.id, context=message.context)
    if entry is None or entry.fuzzy:
        return False
    forms = entry.string if isinstance(entry.string, (tuple, list)) else [entry.string]
    return all(forms)


def clashes(known: dict[str, Catalog]) -> list[str]:
    """Sentences that two apps translate differently, each with both translations and the apps' names."""
    first: dict[tuple[str, str | None], tuple[str, object]] = {}
    found: list[str] = []
    for app, entry in ((app, entry) for app, entries in known.items() for entry in entries if entry.id):
        key = (entry.id if isinstance(entry.id, str) else entry.id[0], entry.context)
        other, string = first.setdefault(key, (app, entry.string))
        if string != entry.string:
            found.append(f"{key[0]!r}: {other} {string!r}, {app} {entry.string!r}")
    return found


HALF_WIDTH = re.compile(r"(?<=[\u3400-\u9fff])[,;:?!]")
"""Western punctuation after a Chinese character: a slip of the keyboard."""


def placeholders(text: str) -> set[str]:
    """The named and positional places of a sentence: %(name)s, %s, {name}."""
    return set(re.findall(r"%\(\w+\)[sd]|%[sd]|\{\w*\}", text))


def visible_source(template: str) -> str:
    """The template without tags, variables, comments and translated blocks: only what it would print
    by itself."""
    out: list[str] = []
    skip_until = ""
    for token in DebugLexer(template).tokenize():
        word = (
            token.contents.split()[0]
            if token.token_type == TokenType.BLOCK and token.contents.split()
            else ""
        )
        if skip_until:
            skip_until = "" if word == skip_until else skip_until
        elif word in {"blocktranslate", "blocktrans", "comment", "verbatim"}:
            skip_until = f"end{word}"
        elif token.token_type == TokenType.TEXT:
            out.append(token.contents)
    return "".join(out)


class BareText(HTMLParser):
    """Collects (line, words) that stand untranslated in text or in an attribute that is read out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[int, str]] = []
        self.quiet: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Reads the attributes; a `translate="no"` element and all within it are proper names."""
        silent = tag in SILENT_ELEMENTS or ("translate", "no") in attrs
        if (self.quiet or silent) and tag not in VOID_ELEMENTS:
            self.quiet.append(tag)
        if not self.quiet:
            for name, value in attrs:
                if name in SPOKEN_ATTRIBUTES:
                    self.note(value or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A closed element, as in SVG, opens nothing."""
        self.handle_starttag(tag, attrs)
        if self.quiet and tag not in VOID_ELEMENTS:
            self.quiet.pop()

    def handle_endtag(self, tag: str) -> None:
        """Leaves a silent element."""
        if self.quiet and self.quiet[-1] == tag:
            self.quiet.pop()

    def handle_data(self, data: str) -> None:
        """Text between tags."""
        if not self.quiet:
            self.note(data)

    def note(self, text: str) -> None:
        """Keep it if it has letters of its own."""
        if HUMAN.search(OWN_NAME.sub("", text)):
            self.found.append((self.getpos()[0], " ".join(text.split())))


def bare_text(path: Path) -> list[tuple[int, str]]:
    """(line, words) of a template that no translation covers. Lines are those of the template without
    its tags."""
    parser = BareText()
    parser.feed(visible_source(path.read_text("utf-8")))
    parser.close()
    return parser.found


# Characters that exist in one script only, chosen because official texts use them often. Characters
# that both scripts share
# in some meaning (后, 里, 面, 台, 准, 干, 发 as a surname …) are left out, so that a hit is always a slip.
TRADITIONAL_ONLY = set(
    "個們來時會對應與為過還這進開關間問題員務區國際歷經濟點條說話語請讓認識證據錄號碼單據類實現處辦門戶類"
    "資訊資費質買賣責貨賬頁順須預領頭題顯飲館驗體飯種總級組結給統維網線練續變麼麗樣檢樓橋機權決沒況溫滿"
    "減測準無煩燈獨獲環產畫異當療發監盤確禮離稱積穩竊競筆節簡籤紀約納紙納終絕絡綠編緊縣縮織罰聯聲職聽腦臨舉舊"
)
SIMPLIFIED_ONLY = set(
    "个们来时会对应与为过还这进开关间问题员务区国际历经济点条说话语请让认识证据录号码单类实现处办门户"
    "资讯费质买卖责货账页顺须预领头显饮馆验体饭种总级组结给统维网线练续变么丽样检楼桥机权决没况温满"
    "减测无烦灯独获环产画异当疗发监盘确礼离称积稳窃竞笔节简签纪约纳纸终绝络绿编紧县缩织罚联声职听脑临举旧"
)
SHARED = TRADITIONAL_ONLY & SIMPLIFIED_ONLY
WRONG = {"zh_Hant": SIMPLIFIED_ONLY - SHARED, "zh_Hans": TRADITIONAL_ONLY - SHARED}
"""For each language, characters its readers would take for a mistake."""


def strangers(known: Catalog, locale: str) -> list[tuple[str, str]]:
    """(translation, its characters of the other script)."""
    found = []
    for entry in known:
        forms = entry.string if isinstance(entry.string, (tuple, list)) else [entry.string]
        for text in forms:
            wrong = "".join(sorted(set(text) & WRONG[locale]))
            if wrong and entry.id:
                found.append((text, wrong))
    return found
