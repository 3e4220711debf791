"""How fast the studio's pages of a large log answer: in a server process that has just started, and in a warm one.

Serves whoever promises analysts a chart within two seconds. Makes a throw-away SQLite database in a temporary folder,
loads the demo city, brings the log as an analyst would and lets the worker study it; then every page is asked for in
a new process (cold) and again in the same one (warm). The peer is the plain way: reading and mining the file when the
page is asked for.

    .venv/bin/python benchmarks/studio_pages.py [LOG]     (default: road_traffic_fines.xes.gz in MINBEN_LOGS)
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))
TARGET = 2.0  # seconds
PAGES = ("process", "variants", "dots", "deviations", "compare", "log", "whatif")
FILES = ("picture", "model")
CHARTS = ("variants.csv", "deviations.csv", "dots.svg", "waiting.svg")
ANALYST = "analyst-ruan"


def main() -> None:
    """Fill, study, measure, print."""
    log = Path(sys.argv[1] if len(sys.argv) > 1 else f"{os.environ['MINBEN_LOGS']}/road_traffic_fines.xes.gz")
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(MINBEN_HOME=folder, MINBEN_DATABASE_URL=f"sqlite:///{folder}/db.sqlite3")
        os.environ["DJANGO_SETTINGS_MODULE"] = "minben.platform.settings"
        _start()
        from minben.platform.training.demo import load

        load(ROOT / "places" / "lanting", history=False, say=lambda _: None)
        plain = _bring(log)
        print(f"{'page':28} {'cold wall':>10} {'cold cpu':>9} {'warm wall':>10} {'warm cpu':>9}  (seconds)")
        worst = 0.0
        for page in addresses():
            cold, warm = _measured(page)
            worst = max(worst, cold[1])
            print(f"{_short(page):28} {cold[0]:10.2f} {cold[1]:9.2f} {warm[0]:10.2f} {warm[1]:9.2f}")
        print(
            f"plain way (read and mine on asking): {plain:.1f} s of CPU, {plain / worst:.1f} times the slowest"
        )
        print(f"slowest cold page: {worst:.2f} s of CPU; target {TARGET:g} s")


def _start() -> None:
    import django

    django.setup()


def addresses() -> list[str]:
    """Every page and chart of the log with number 1."""
    from django.urls import reverse

    from minben.kernel.mining import SHEETS

    where = ["upload", "1"]
    found = [reverse(f"studio:{name}", args=where) for name in (*PAGES, *FILES)]
    found += [reverse("studio:taken", args=[*where, key]) for key in CHARTS]
    return found + [reverse("studio:sheet", args=[*where, key]) for key in SHEETS]


def _short(address: str) -> str:
    return address.partition("/upload/1/")[2] or "process"


def _bring(log: Path) -> float:
    """Keep the log, let the worker study it; the CPU seconds of reading and mining it in the plain way."""
    from minben.kernel.eventlog import read_log
    from minben.kernel.mining import analyse, discovered
    from minben.platform.journal.actor import system
    from minben.platform.journal.tenancy import scope
    from minben.platform.studio import actions, tasks

    with scope("lanting"):
        actions.keep_log(system("lanting"), log.name, log.read_bytes(), {})
    begun, cpu = time.perf_counter(), time.process_time()
    tasks.study_once("benchmark")
    print(
        f"{log.name}: studied by the worker in {time.process_time() - cpu:.1f} s of CPU"
        f" ({time.perf_counter() - begun:.1f} s)"
    )
    cpu = time.process_time()
    events = read_log(log)
    analyse(events, discovered(events)[0])
    return time.process_time() - cpu


def _measured(page: str) -> tuple[tuple[float, float], tuple[float, float]]:
    """(wall, CPU) of the first and of the third request in a new process; starting Django is not counted."""
    told = subprocess.run(
        [sys.executable, __file__, "--ask", page],
        env=dict(os.environ),
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    cold, cold_cpu, warm, warm_cpu = map(float, told)
    return (cold, cold_cpu), (warm, warm_cpu)


def ask(page: str) -> None:
    """In a new process: once on an unrelated page, so that the server is up; then the page, three times."""
    _start()
    from django.conf import settings
    from django.test import Client

    from minben.platform.identity.queries import account

    settings.ALLOWED_HOSTS.append("testserver")
    client = Client()
    client.force_login(account(ANALYST), backend="django.contrib.auth.backends.ModelBackend")
    client.get("/")
    times = []
    for _round in range(3):
        wall, cpu = time.perf_counter(), time.process_time()
        answer = client.get(page)
        times.append((time.perf_counter() - wall, time.process_time() - cpu))
        assert answer.status_code == 200, (page, answer.status_code)
    print(*times[0], *times[2])


if __name__ == "__main__":
    ask(sys.argv[2]) if sys.argv[1:2] == ["--ask"] else main()
