"""Turns downloaded packages and catalogues into what a page loads. Serves set-up, the wheel build and
the tests.

    python -m minben.platform.design.assets build [NODE_MODULES]
    python -m minben.platform.design.assets messages [ROOT]

Needs no Django settings and no Sass: govuk-frontend's shipped CSS is adjusted by text rules, because
only the typeface
and the crown have to go (both are reserved for the United Kingdom's own site; the code is MIT).
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
VENDOR = HERE / "static" / "design" / "vendor"
PLATFORM = HERE.parent
SHIPPED = ("govuk-frontend",)

FONT_RULE = re.compile(r"@font-face\s*\{[^}]*\}")
FONT_FAMILY = re.compile(r"font-family:\s*(?:GDS Transport,\s*arial,\s*)?sans-serif")
CROWN_RULE = re.compile(r"[^{}]*(?:__crown|__copyright-logo|govuk-logo)[^{}]*\{[^{}]*\}")
SOURCE_MAP = re.compile(r"(?:/\*|//)# sourceMappingURL=\S+(?:\s*\*/)?\s*$")

START = """
document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();
"""

MIT = """Permission is hereby granted, free of charge, to any person obtaining a copy of this software
and associated
documentation files (the "Software"), to deal in the Software without restriction, including without
limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the
Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial
portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT
LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL
THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF
CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""


class AssetError(Exception):
    """What the build needs and did not find, and what to do about it."""


def build(node_modules: Path, target: Path = VENDOR) -> None:
    """Write `govuk.css`, `govuk.js` and `THIRD-PARTY-NOTICES.txt` into `target`, made if absent.

    Raises AssetError when the package is missing or still refers to a file that is not shipped.
    """
    dist = node_modules / "govuk-frontend" / "dist" / "govuk"
    if not dist.is_dir():
        raise AssetError(f"{dist} is missing. Run `npm ci` at the root of the repository first.")
    target.mkdir(parents=True, exist_ok=True)
    css = plain_css((dist / "govuk-frontend.min.css").read_text("utf-8"))
    js = SOURCE_MAP.sub("", (dist / "govuk-frontend.min.js").read_text("utf-8")) + START
    (target / "govuk.css").write_text(css, "utf-8")
    (target / "govuk.js").write_text(js, "utf-8")
    (target / "THIRD-PARTY-NOTICES.txt").write_text(notices(node_modules), "utf-8")


def plain_css(css: str) -> str:
    """The style sheet without reserved typeface and crown, every family set by our own `--minben-font`."""
    for rule in (FONT_RULE, CROWN_RULE, SOURCE_MAP):
        css = rule.sub("", css)
    css = FONT_FAMILY.sub("font-family:var(--minben-font)", css)
    left = re.findall(r"url\([^)]*\)|GDS Transport", css)
    if left:
        raise AssetError(
            f"The style sheet still names {sorted(set(left))}. Teach assets.plain_css to drop them."
        )
    return css


def notices(node_modules: Path) -> str:
    """The licences of the packages whose code reaches a browser, one section each."""
    head = "Code of others that Minben's pages carry, and its licences.\n"
    return head + "".join(notice(node_modules / name) for name in SHIPPED)


def notice(package: Path) -> str:
    """One package's name, version, authors and full licence text. Raises AssetError if the text is not
    known."""
    about: dict[str, Any] = json.loads((package / "package.json").read_text("utf-8"))
    title = f"{about['name']} {about['version']} ({about.get('license', 'no licence named')})"
    return f"\n{'=' * len(title)}\n{title}\n{'=' * len(title)}\n\n{licence_text(package, about)}\n"


def licence_text(package: Path, about: dict[str, Any]) -> str:
    """The text shipped with the package; for a package that only names MIT, the MIT text with its author."""
    files = sorted(path for path in package.glob("LICEN[CS]E*") if path.is_file())
    if files:
        return "\n".join(path.read_text("utf-8") for path in files)
    author = about.get("author", "")
    name = author.get("name", "") if isinstance(author, dict) else author
    if about.get("license") == "MIT" and name:
        return f"Copyright (c) {name}\n\n{MIT}"
    raise AssetError(f"{package} ships no licence text. Read its licence and add it to assets.licence_text.")


def catalogues(root: Path) -> Iterator[Path]:
    """Every `locale/<language>/LC_MESSAGES/django.po` under `root`, in order of path."""
    return iter(sorted(root.glob("**/locale/*/LC_MESSAGES/django.po")))


def compile_messages(root: Path = PLATFORM) -> int:
    """Compile each catalogue into the `.mo` beside it if it is older or absent. Returns how many were
    written.

    Uses Babel, so no GNU gettext is needed. Entries marked fuzzy are left out: a guess is not a translation.
    """
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    written = 0
    for source in catalogues(root):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as read:
            catalogue = read_po(read, locale=source.parent.parent.name)
        with target.open("wb") as write:
            write_mo(write, catalogue)
        written += 1
    return written


def main(arguments: list[str]) -> int:
    """Run one verb; the exit code is 0 when done, 1 when something is missing, 2 for an unknown verb."""
    verb, *rest = arguments or [""]
    try:
        if verb == "build":
            build(Path(rest[0]) if rest else Path("node_modules"))
        elif verb == "messages":
            compile_messages(Path(rest[0]) if rest else PLATFORM)
        else:
            sys.stderr.write("Say `build [NODE_MODULES]` or `messages [ROOT]`.\n")
            return 2
    except AssetError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
