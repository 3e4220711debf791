"""The repository about itself: its map is true, its sizes are kept, it names no host and no machine."""

from __future__ import annotations

import ast
import re
import statistics
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def tracked(*patterns: str) -> list[Path]:
    """Files that belong to the project (tracked, or new and not ignored)."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return [ROOT / line for line in sorted(set(listed)) if (ROOT / line).is_file()]


def rows(document: str) -> dict[str, str]:
    """Rows of a document's tables: first cell (without backticks) -> the rest."""
    found = {}
    for line in (ROOT / document).read_text().splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("|") and not set(cells[0]) <= set("-: "):
            found[cells[0].strip("`")] = " | ".join(cells[1:])
    return found


def test_the_map_has_a_true_line_for_every_folder_of_the_product() -> None:
    listed = rows("MAP.md")
    folders = {
        str(path.parent.relative_to(ROOT))
        for path in tracked("src/**", "places/*/**", "docs/**", "benchmarks/**")
    }
    packages = {folder for folder in folders if (ROOT / folder / "__init__.py").exists()}
    wanted = {
        folder
        for folder in packages | {"places", "docs", "benchmarks", ".ci", "tests"}
        if not re.search(
            r"/(migrations|templatetags|contrib|software|folder|sqlite|management|commands|actions|views)(/|$)",
            folder,
        )
    }
    assert not (missing := sorted(wanted - set(listed))), f"MAP.md has no line for {missing}"
    gone = [name for name in listed if "/" in name and not (ROOT / name).exists()]
    assert not gone, f"MAP.md names what does not exist: {gone}"


def test_the_glossary_says_each_word_once_in_three_languages() -> None:
    lines = [line for line in (ROOT / "GLOSSARY.md").read_text().splitlines() if line.startswith("|")][2:]
    words = [line.strip("|").split("|") for line in lines]
    names = [cells[0].strip().lower() for cells in words]
    doubled = sorted({name for name in names if names.count(name) > 1})
    assert not doubled, f"GLOSSARY.md defines twice: {doubled}"
    thin = [
        cells[0].strip() for cells in words if len(cells) < 4 or not all(cell.strip() for cell in cells[:4])
    ]
    assert not thin, f"GLOSSARY.md lacks a language or a meaning for: {thin}"


SOURCES = [path for path in tracked("src/**/*.py") if "/migrations/" not in str(path)]


def functions() -> list[tuple[str, int]]:
    """Every function of the product with its length in lines, docstring not counted."""
    found = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                doc = node.body[0] if ast.get_docstring(node) else None
                length = (node.end_lineno or 0) - node.lineno + 1
                length -= ((doc.end_lineno or 0) - doc.lineno + 1) if doc else 0
                found.append((f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", length))
    return found


def test_functions_are_short() -> None:
    lengths = sorted(length for _, length in functions())
    assert statistics.median(lengths) <= 9
    assert lengths[int(0.95 * len(lengths))] <= 40


def test_files_are_short() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for path in SOURCES
        if (count := len(path.read_text().splitlines())) > 600
    }
    assert not long, f"Split these by idea: {long}"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_says_whom_or_what_it_serves(path: Path) -> None:
    text = path.read_text()
    assert not text.strip() or ast.get_docstring(ast.parse(text)), "a module needs a docstring"


# Put together here, so that this file does not name what it forbids.
HOSTS = ["registry." + "npmjs", "pypi" + ".org", "files.python" + "hosted", "deb." + "debian"]
MACHINE = ["/work" + "/", "farm-" + "studio", "farm-" + "bench", "/root" + "/"]


def test_no_file_names_a_package_registry_or_a_machine() -> None:
    guilty = []
    for path in tracked():
        if path.suffix in {".png", ".mo", ".otc", ".woff2"}:
            continue
        text = path.read_text(errors="ignore")
        guilty += [f"{path.relative_to(ROOT)}: {word}" for word in HOSTS + MACHINE if word in text]
    assert not guilty, guilty


def test_locks_carry_hashes_only() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text()
        assert text.count("==") <= text.count("--hash=")
        assert "://" not in text
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text()


def test_changelog_version_is_the_package_version() -> None:
    from minben import __version__

    declared = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert declared is not None
    assert declared[1] == __version__
    assert "## Unreleased" in (ROOT / "CHANGELOG.md").read_text()


def test_links_in_documents_lead_somewhere() -> None:
    broken = []
    for path in tracked("*.md", "docs/**/*.md"):
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text()):
            if "://" not in target and not (path.parent / target).exists():
                broken.append(f"{path.relative_to(ROOT)} -> {target}")
    assert not broken, broken


def test_every_verb_is_described_in_the_reference() -> None:
    import typer.main

    from minben.cli import app

    page = (ROOT / "docs/reference/commands.md").read_text()
    command = typer.main.get_command(app)
    missing = [name for name in command.commands if f"minben {name}" not in page]  # type: ignore[attr-defined]
    assert not missing, f"docs/reference/commands.md does not describe: {missing}"


def test_every_setting_is_described_in_the_reference() -> None:
    page = (ROOT / "docs/reference/settings.md").read_text()
    names = set(re.findall(r'"(MINBEN_[A-Z_]+)"', (ROOT / "src/minben/platform/settings.py").read_text()))
    missing = sorted(name for name in names if f"`{name}`" not in page)
    assert not missing, f"docs/reference/settings.md does not describe: {missing}"


def test_test_files_bear_names_of_their_own() -> None:
    """Test files in folders that are no packages are imported by their bare names: two alike cannot be collected."""
    alone = [
        path for path in (ROOT / "tests").rglob("test_*.py") if not (path.parent / "__init__.py").exists()
    ]
    names = [path.name for path in alone]
    assert alone
    assert not {name for name in names if names.count(name) > 1}
