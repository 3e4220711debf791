"""Kill -9 at any instant: no acknowledged act is lost, none is done twice, every case is what its journal says.

    python -m benchmarks.kill [--kills 1000] [--seed 1] [--clients 4] [--postgres postgresql://user:password@host:port/name]

Clients (applicants and officers) and workers act under load, each in a process of its own, on a database of its own
in a temporary folder (SQLite, with full synchronisation) or on the PostgreSQL server named, whose user must be able to
create databases. At random moments one of them is killed (SIGKILL); its successor goes on after the last act that was
acknowledged, and so repeats the one that perhaps was done, with the same key. In the end everything that was kept is
compared with everything that was acknowledged. The seed decides who is killed and when, not how far each had come.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from benchmarks import packs

CITY = "lanting"
WORKERS = 2
LEASE = timedelta(seconds=2)  # so that what a dead worker held is soon another's
WAIT = '<messageEventDefinition messageRef="m"/>'
# A message to whoever waits, a task with a limit that comes round, a wait for another case's message with a way out.
BODY = (
    f'<intermediateThrowEvent id="tell">{WAIT}</intermediateThrowEvent>'
    + packs.DECIDE
    + '<boundaryEvent id="remind" attachedToRef="decide" cancelActivity="false"><timerEventDefinition>'
    "<timeCycle>R2/PT0S</timeCycle></timerEventDefinition></boundaryEvent>"
    '<scriptTask id="note" minben:result="reminded"><script>if reminded = null then 1 else reminded + 1</script>'
    '</scriptTask><endEvent id="noted"/><eventBasedGateway id="either"/>'
    f'<intermediateCatchEvent id="hear">{WAIT}</intermediateCatchEvent>'
    '<intermediateCatchEvent id="late"><timerEventDefinition><timeDuration>PT3S</timeDuration>'
    '</timerEventDefinition></intermediateCatchEvent><exclusiveGateway id="on"/>'
    + packs.chain("s", "tell", "decide", "either", "hear", "on", "e")
    + packs.chain("either", "late", "on")
    + packs.chain("remind", "note", "noted")
)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--postgres", default="", help="the address of a server; SQLite without it")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as home, database(Path(home), args.postgres) as address:
        os.environ |= {"MINBEN_HOME": home, "MINBEN_DATABASE_URL": address, "MINBEN_DEMO": "1"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "minben.platform.settings"
        import logging

        import django

        django.setup()
        logging.disable(logging.ERROR)  # whoever is killed in the middle of a sentence need not finish it
        pack = told(load)
        found = attack(pack, Path(home), args.kills, args.seed, args.clients)
        faults = told(lambda: check(Path(home), args.clients))
    store = "PostgreSQL" if args.postgres else "SQLite"
    print(
        f"{store}: {args.kills} kills in {found['seconds']:.0f} s, {found['acknowledged']} acts acknowledged, "
        f"{faults.pop('kept')} kept in {faults.pop('cases')} cases, {faults.pop('timers')} timers and "
        f"{faults.pop('messages')} messages in effect."
    )
    for name, what in faults.items():
        print(f"  {name}: {len(what)}{' ' + str(what[:5]) if what else ''}")
    sys.exit(1 if any(faults.values()) else 0)


@contextmanager
def database(home: Path, server: str) -> Iterator[str]:
    """The address of an empty database, gone afterwards."""
    if not server:
        yield f"sqlite:///{home}/kill.sqlite3"
        return
    import psycopg

    parts, name = urlsplit(server), f"minben_kill_{os.getpid()}"
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as admin:
        admin.execute(f"create database {name}")
    try:
        yield urlunsplit(parts._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as admin:
            admin.execute(f"drop database {name} with (force)")


def told(work: Callable[[], Any]) -> Any:
    """What the work answers, done in a process of its own: this one never opens the database, for it forks."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        status = 1
        try:
            os.write(writing, json.dumps(work()).encode())
            status = 0
        except BaseException:
            import traceback

            traceback.print_exc()
        finally:
            os._exit(status)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read()
    if os.waitpid(child, 0)[1] != 0:
        raise SystemExit("The preparation failed; see above.")
    return json.loads(answer)


def load() -> str:
    """The demo city with the process of this test in one service; the digest of its pack."""
    from minben.platform.journal.tenancy import scope
    from minben.platform.training.demo import load as settle

    settle(packs.CITY, history=False, say=lambda _: None)
    with scope(CITY):
        pack = packs.publish(packs.process(BODY, '<message id="m" name="papers"/>'))
        packs.begin(pack)  # unpacks it, so that the others only read
    return pack


# --- the attack ---


def attack(pack: str, home: Path, kills: int, seed: int, clients: int) -> dict[str, Any]:
    """Start everybody, kill one at a time, start a successor; then let all come to rest."""
    warm(pack)
    dice, begun = random.Random(seed), time.monotonic()
    crew: dict[int, Callable[[], None]] = {}
    roles = [*(lambda n=n: client(n, pack, home) for n in range(clients)), *(worker,) * WORKERS]
    for role in roles:
        crew[hire(role)] = role
    for _ in range(kills):
        time.sleep(dice.uniform(0.01, 0.2))
        victim = dice.choice(sorted(crew))
        os.kill(victim, signal.SIGKILL)
        os.waitpid(victim, 0)
        role = crew.pop(victim)
        crew[hire(role)] = role
    (home / "rest").touch()
    for one in crew:
        os.waitpid(one, 0)
    acknowledged = sum(len(acks(home, number)) for number in range(clients))
    return {"seconds": time.monotonic() - begun, "acknowledged": acknowledged}


def warm(pack: str) -> None:
    """One case from beginning to end, so that everybody who is forked from here has read and compiled everything."""
    from django.db import connections

    from minben.platform.casework.tasks import drain
    from minben.platform.journal.tenancy import scope

    case = ""
    for step in range(3):
        with scope(CITY):
            answer = do(-1, step, case, pack)
        case = case or answer
    drain("warm", CITY)
    connections.close_all()


def hire(role: Callable[[], None]) -> int:
    child = os.fork()
    if child == 0:
        try:
            role()
        finally:
            os._exit(0)
    return child


def acks(home: Path, number: int) -> list[Any]:
    """What was acknowledged to this client, in order; a line that death cut short was not."""
    file = home / f"client-{number}"
    lines = file.read_bytes().split(b"\n")[:-1] if file.exists() else []
    return [json.loads(line) for line in lines if line]


def client(number: int, pack: str, home: Path) -> None:
    """Begin a case, accept it, decide it, and so on from where the predecessor's acknowledgements end."""
    from minben.platform.journal.tenancy import scope

    known = acks(home, number)
    note = os.open(home / f"client-{number}", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.write(note, b"\n")  # ends a line that was cut short
    for step in count(len(known)):
        if step % 3 == 0 and (home / "rest").exists():
            return
        with scope(CITY):
            answer = do(number, step, known[step - step % 3] if step % 3 else "", pack)
        os.write(note, json.dumps(answer).encode() + b"\n")
        known.append(answer)


def do(number: int, step: int, case: str, pack: str) -> Any:
    """One act under its key; the same answer when it is repeated."""
    from minben.platform.casework import actions
    from minben.platform.casework.models import Task
    from minben.platform.journal.actor import Actor

    key = f"{number}-{step}"
    if step % 3 == 0:
        return packs.begin(pack, f"person-{number}", key=key).number
    officer = Actor(CITY, f"officer-{number}", "", "", ("officer",), (packs.UNIT,))
    task = Task.objects.get(case__number=case, node="decide").pk
    if step % 3 == 1:
        return actions.accept(officer, task, key=key)
    return actions.decide(officer, task, "granted", "as the law says", key=key)


def worker() -> None:
    """Timers and messages, until all clients rest and nothing is due."""
    from minben.platform.casework import tasks

    tasks.LEASE = LEASE
    rest = Path(os.environ["MINBEN_HOME"]) / "rest"
    idle = 0.0
    while idle < 2 * LEASE.total_seconds() + 2:
        done = tasks.drain(f"worker-{os.getpid()}", CITY)
        idle = 0.0 if done or not rest.exists() else idle + 0.1
        time.sleep(0.1 if rest.exists() else 0.01)


# --- what was kept ---


def check(home: Path, clients: int) -> dict[str, Any]:
    """Faults by name, each a list that must be empty; and how much there was."""
    from django.db.models import Count

    from minben.platform.casework import upkeep
    from minben.platform.casework.models import Case, Decision, Posting, Task, Timer
    from minben.platform.journal import queries as journal
    from minben.platform.journal.models import Command, Entry
    from minben.platform.journal.tenancy import scope

    with scope(CITY):
        kept = {(row.key, row.account.partition("-")[0]): row.answer for row in Command.objects.all()}
        who = ("person", "officer", "officer")
        promised = {
            (f"{number}-{step}", who[step % 3]): answer
            for number in range(clients)
            for step, answer in enumerate(acks(home, number))
        }
        fired = [
            (entry.ref, entry.facts["timer"])
            for entry in Entry.objects.filter(act="casework.fire")
            if "moves" in entry.facts
        ]
        once = ("casework.submit", "casework.accept", "casework.decide")
        twice = [case for name in once for case in _again(name)]
        verdict = journal.verify()
        return {
            "kept": Entry.objects.count(),
            "cases": Case.objects.count(),
            "timers": len(fired),
            "messages": Posting.objects.exclude(done_at=None).count(),
            "acknowledged and lost": [key for key, answer in promised.items() if kept.get(key) != answer],
            "acts done twice": twice,
            "timers fired twice": _doubles(fired),
            "cases decided twice": list(
                Decision.objects.values_list("case__number").annotate(n=Count("id")).filter(n__gt=1)
            ),
            "messages delivered twice": _delivered_twice(),
            "commands without their entry": _unmatched(),
            "cases that are not what their journal says": upkeep.astray(),
            "cases whose tasks or timers are not their state's": [
                case.number for case in Case.objects.all() if not _rows_agree(case, Task, Timer)
            ],
            "ledger altered, missing or badly signed": [
                *verdict.altered,
                *verdict.missing,
                *verdict.bad_heads,
            ],
            "held": [one.case.number for one in upkeep.standstills() if one.queue == "trouble"],
        }


def _again(act: str) -> list[str]:
    """Cases in whose journal an act stands twice that can be done once only."""
    from minben.platform.journal.models import Entry

    return _doubles(Entry.objects.filter(act=act, kind="case").values_list("ref", flat=True))


def _delivered_twice() -> list[Any]:
    """Each case sends one message; it arrives once."""
    from minben.platform.journal.models import Entry

    return _doubles(
        entry.facts["sender"]
        for entry in Entry.objects.filter(act="casework.deliver_message")
        if "sender" in entry.facts
    )


def _doubles(values: Any) -> list[Any]:
    from collections import Counter

    return sorted(value for value, number in Counter(values).items() if number > 1)


def _unmatched() -> list[str]:
    """What is answered again when it is repeated stands in the journal; acts without a key leave no command."""
    from collections import Counter

    from minben.platform.journal.models import Command, Entry

    entries = Counter(Entry.objects.values_list("act", flat=True))
    return sorted(Counter(Command.objects.values_list("act", flat=True)) - entries)


def _rows_agree(case: Any, tasks: Any, timers: Any) -> bool:
    """Open tasks and armed timers are those for which the state waits."""
    state = case.state
    asked = {key for key, node in state.get("tokens", {}).items() if node == "decide"}
    armed = {key for key in state.get("waits", {}) if key.partition("#")[0] in ("remind", "late")}
    opened = set(tasks.objects.filter(case=case, open=True).values_list("key", flat=True))
    running = set(
        timers.objects.filter(case=case, kind="process", done_at=None).values_list("key", flat=True)
    )
    return (opened, running) == (asked, armed)


if __name__ == "__main__":
    main()
