"""Stored tasks a second with full synchronisation, one client: the bare engine, casework, a peer; due timers.

    python -m benchmarks.casework [--peer PYTHON] [--postgres postgresql://user:password@host:port/name] [--seconds N]
                                  [--timers 10000] [--open 100000] [--only bare,casework,timers]

bare: each task is one transaction that reads an instance's state, plays one step, writes the state and one journal
row. SQLite: WAL, synchronous=FULL. PostgreSQL: fsync on, one round trip to read, one to write. The peer
(SpiffWorkflow, LGPL; PYTHON is an interpreter of a throw-away environment where it is installed) does the same on
SQLite with its own JSON, read and written whole, as it must be.

casework: the same transaction through every table of casework: journal entry with its Merkle leaf, idempotency key,
task, item, clocks, decision, notice. Submitting, accepting and deciding are an act each.

timers: that many process timers due at once, done by the worker, beside a tenth of them; and all again beside that
many open cases with timers that are not due. The cost of a due timer should not depend on either.

Wall-clock rates are the best of five slices, for the disk and other load disturb them; beside them CPU time.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

SLICES = 5
CITY = "lanting"
Run = Callable[[], int]  # one instance from beginning to end; how many tasks it stored


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--peer", default="", help="a Python interpreter where SpiffWorkflow is installed")
    parser.add_argument(
        "--postgres", default="", help="the address of a server on which databases may be created"
    )
    parser.add_argument("--seconds", type=float, default=1.0, help="of a slice")
    parser.add_argument("--timers", type=int, default=10_000)
    parser.add_argument("--open", type=int, default=100_000)
    parser.add_argument("--only", default="bare,casework,timers")
    parser.add_argument("--as-peer", action="store_true", help="measure SpiffWorkflow in this interpreter")
    parser.add_argument("--as-platform", default="", help="measure these parts on this database")
    args = parser.parse_args()
    if args.as_peer:
        print(json.dumps(_bare_rates(_theirs, args.seconds)))
    elif args.as_platform:
        _platform(args)
    else:
        _all(args)


def _all(args: argparse.Namespace) -> None:
    wanted = args.only.split(",")
    if "bare" in wanted:
        _bare(args)
    parts = [one for one in wanted if one != "bare"]
    stores = {"SQLite": "", **({"PostgreSQL": args.postgres} if args.postgres else {})}
    for name, server in stores.items() if parts else ():
        from benchmarks.kill import database

        with tempfile.TemporaryDirectory() as home, database(Path(home), server) as address:
            environment = {
                **os.environ, "MINBEN_HOME": home, "MINBEN_DATABASE_URL": address,
                "DJANGO_SETTINGS_MODULE": "minben.platform.settings",
            }  # fmt: skip
            command = [sys.executable, "-m", "benchmarks.casework", "--as-platform", ",".join(parts)]
            command += [
                "--timers",
                str(args.timers),
                "--open",
                str(args.open),
                "--seconds",
                str(args.seconds),
            ]
            print(f"{name}, through all of casework's tables", flush=True)
            subprocess.run(command, check=True, env=environment)


# --- the bare engine ---


def _bare(args: argparse.Namespace) -> None:
    peer: dict[str, list[float]] = {}
    if args.peer:
        command = [args.peer, __file__, "--as-peer", "--seconds", str(args.seconds)]
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[1])}
        said = subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout
        peer = json.loads(said)
    rates = {"SQLite": _bare_rates(_ours, args.seconds)}
    if args.postgres:
        rates["PostgreSQL"] = _bare_rates(lambda name: _ours(name, args.postgres), args.seconds)
    for store, found in rates.items():
        for name, (wall, cpu) in found.items():
            line = f"bare, {store:10} {name:38} minben {wall:7,.0f} tasks/s ({cpu:7,.0f} a CPU second)"
            if store == "SQLite" and peer:
                their_wall, their_cpu = peer[name]
                line += (
                    f"  SpiffWorkflow {their_wall:6,.0f} ({their_cpu:6,.0f})  {cpu / their_cpu:5.1f} times"
                )
            print(line, flush=True)


def _bare_rates(make: Callable[[str], Any], seconds: float) -> dict[str, list[float]]:
    found = {}
    for name in ("five script tasks in sequence", "four parallel user tasks and a join", "a loop of ten"):
        with make(name) as run:
            found[name] = _rate(run, seconds)
    return found


def _rate(run: Run, seconds: float) -> list[float]:
    """Tasks a second by the clock and by CPU time, each the best of the slices."""
    best = [0.0, 0.0]
    for _ in range(SLICES):
        wall, cpu, tasks = time.perf_counter(), time.process_time(), 0
        while time.perf_counter() - wall < seconds:
            tasks += run()
        spent = (time.perf_counter() - wall, time.process_time() - cpu)
        best = [max(one, tasks / each) for one, each in zip(best, spent, strict=True)]
    return best


@contextmanager
def _ours(name: str, server: str = "") -> Iterator[Run]:
    from benchmarks.process import MODELS
    from minben.kernel import process

    text, _ = MODELS[name](False)
    text = text.replace("scriptTask", "serviceTask")  # done by the caller, so that each is a transaction
    text = re.sub("<script>.*?</script>", "", text)
    program = process.compile(process.read_bpmn(text.encode())[0])
    with _postgres_rows(server) if server else _sqlite_rows() as (begin, step):

        def run() -> int:
            state, effects = process.start(program)
            number, tasks = begin(_text(process.as_json(state))), 0
            todo = [one.key for one in effects if isinstance(one, process.Open)]
            while todo:
                key = todo.pop()

                def play(stored: str, key: str = key) -> tuple[str, str]:
                    state = process.from_json(json.loads(stored))
                    data = {"n": state.data.get("n", -1) + 1} if name == "a loop of ten" else {"x": 2}
                    state, effects = process.step(program, state, process.Completed(key, data))
                    todo.extend(one.key for one in effects if isinstance(one, process.Open))
                    return _text(process.as_json(state)), _text(
                        {"event": "completed", "key": key, "data": data}
                    )

                step(number, play)
                tasks += 1
            return tasks

        yield run


def _text(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


@contextmanager
def _sqlite_rows() -> Iterator[Any]:
    with (
        tempfile.TemporaryDirectory() as home,
        closing(sqlite3.connect(f"{home}/bare.sqlite3", isolation_level=None)) as store,
    ):
        store.execute("pragma journal_mode=wal")
        store.execute("pragma synchronous=full")
        store.execute("create table instance (id integer primary key, state text not null)")
        store.execute(
            "create table journal (id integer primary key, instance integer not null, facts text not null)"
        )

        def begin(state: str) -> int:
            return store.execute("insert into instance (state) values (?)", (state,)).lastrowid or 0

        def step(number: int, play: Callable[[str], tuple[str, str]]) -> None:
            store.execute("begin immediate")
            (before,) = store.execute("select state from instance where id = ?", (number,)).fetchone()
            state, facts = play(before)
            store.execute("update instance set state = ? where id = ?", (state, number))
            store.execute("insert into journal (instance, facts) values (?, ?)", (number, facts))
            store.execute("commit")

        yield begin, step


@contextmanager
def _postgres_rows(server: str) -> Iterator[Any]:
    import psycopg

    from benchmarks.kill import database

    instance = "create table instance (id bigserial primary key, version int default 0, state text)"
    journal = "create table journal (id bigserial primary key, instance bigint, facts text)"
    with (
        tempfile.TemporaryDirectory() as home,
        database(Path(home), server) as address,
        psycopg.connect(address, autocommit=True) as store,
    ):
        store.execute(instance)
        store.execute(journal)

        def begin(state: str) -> int:
            found = store.execute(
                "insert into instance (state) values (%s) returning id", (state,)
            ).fetchone()
            return found[0]  # type: ignore[index]

        def step(number: int, play: Callable[[str], tuple[str, str]]) -> None:
            """Optimistic: read, play, write if nobody else did meanwhile; the write is one statement."""
            version, before = store.execute(
                "select version, state from instance where id = %s", (number,)
            ).fetchone()  # type: ignore[misc]
            state, facts = play(before)
            written = store.execute(
                "with kept as (update instance set state = %s, version = version + 1 "
                "where id = %s and version = %s returning id) "
                "insert into journal (instance, facts) select id, %s from kept",
                (state, number, version, facts),
            )
            assert written.rowcount == 1

        yield begin, step


@contextmanager
def _theirs(name: str) -> Iterator[Run]:
    from lxml import etree
    from SpiffWorkflow.bpmn.parser import BpmnParser  # type: ignore[import-not-found]
    from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer  # type: ignore[import-not-found]
    from SpiffWorkflow.bpmn.workflow import BpmnWorkflow  # type: ignore[import-not-found]
    from SpiffWorkflow.util.task import TaskState  # type: ignore[import-not-found]

    from benchmarks.process import MODELS

    parser = BpmnParser()
    parser.add_bpmn_xml(etree.fromstring(MODELS[name](True)[0].encode()))
    spec, serializer = parser.get_spec("p"), BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure())
    work = ("ScriptTask", "UserTask")

    def settle(workflow: Any) -> list[Any]:
        """Everything that is not work goes on by itself; the work that is ready."""
        while True:
            ready = workflow.get_tasks(state=TaskState.READY)
            plain = [task for task in ready if type(task.task_spec).__name__ not in work]
            if not plain:
                return ready
            for task in plain:
                task.run()
            workflow.refresh_waiting_tasks()

    with _sqlite_rows() as (begin, step):

        def run() -> int:
            workflow = BpmnWorkflow(spec)
            settle(workflow)
            number, tasks, left = begin(serializer.serialize_json(workflow)), 0, True

            def play(stored: str) -> tuple[str, str]:
                nonlocal left
                workflow = serializer.deserialize_json(stored)
                task = settle(workflow)[0]
                task.run()
                left = bool(settle(workflow))
                assert left or workflow.completed
                return serializer.serialize_json(workflow), _text({"task": task.task_spec.name})

            while left:
                step(number, play)
                tasks += 1
            return tasks

        yield run


# --- the platform ---


def _platform(args: argparse.Namespace) -> None:
    import django

    django.setup()
    from benchmarks import packs
    from minben.platform.training.demo import load

    load(packs.CITY, history=False, say=lambda _: None)
    if "casework" in args.as_platform:
        _acts(args.seconds)
    if "timers" in args.as_platform:
        _timers(args.timers, args.open)


def _acts(seconds: float) -> None:
    """Submitting, accepting and deciding; and five script tasks inside the act that submits."""
    from benchmarks import packs
    from minben.platform.casework import actions
    from minben.platform.casework.models import Task
    from minben.platform.journal.actor import Actor
    from minben.platform.journal.tenancy import scope

    officer = Actor(CITY, "officer", "", "", ("officer",), (packs.UNIT,))
    with scope(CITY):
        plain = packs.publish(packs.process(packs.DECIDE + packs.chain("s", "decide", "e")))
        scripts = "".join(
            f'<scriptTask id="t{n}" minben:result="x"><script>1 + 1</script></scriptTask>' for n in range(5)
        )
        names = ("s", *(f"t{n}" for n in range(5)), "decide", "e")
        scripted = packs.publish(packs.process(scripts + packs.DECIDE + packs.chain(*names)))
    tasks: list[int] = []

    def submit(pack: str) -> int:
        with scope(CITY):
            case = packs.begin(pack)
            tasks.append(Task.objects.get(case=case).pk)
        return 1

    def office(work: Callable[..., Any], queue: list[int], *said: str) -> int:
        if not queue:
            raise StopIteration
        with scope(CITY):
            work(officer, queue.pop(), *said)
        return 1

    _say("submit", _rate(lambda: submit(plain), seconds))
    _say(
        "five script tasks in the act that submits",
        [5 * one for one in _rate(lambda: submit(scripted), seconds)],
    )
    accepted = list(tasks)
    number = len(tasks)
    _say("accept", _once(lambda: office(actions.accept, tasks), number))
    decided = _once(lambda: office(actions.decide, accepted, "granted"), number)
    _say("decide: the task is done, the case ends", decided)


def _once(run: Run, number: int) -> list[float]:
    """The rate over this many runs, which can be done once only: best tenth."""
    best = [0.0, 0.0]
    for _ in range(10):
        wall, cpu, share = time.perf_counter(), time.process_time(), max(1, number // 10)
        done = sum(run() for _ in range(share))
        spent = (time.perf_counter() - wall, time.process_time() - cpu)
        best = [max(one, done / each) for one, each in zip(best, spent, strict=True)]
    return best


def _say(name: str, rate: list[float]) -> None:
    print(f"  {name:46} {rate[0]:7,.0f} a second ({rate[1]:7,.0f} a CPU second)", flush=True)


def _timers(timers: int, open_: int) -> None:
    """CPU time and wall time of one due timer, for few and many, alone and beside many open cases."""
    from benchmarks import packs
    from minben.platform.casework.tasks import drain
    from minben.platform.journal.tenancy import scope

    waiting = (
        '<intermediateCatchEvent id="w"><timerEventDefinition><timeDuration>P30D</timeDuration>'
        "</timerEventDefinition></intermediateCatchEvent>"
    )
    with scope(CITY):
        pack = packs.publish(packs.process(waiting + packs.chain("s", "w", "e")))
        seed = packs.begin(pack)
    for beside in (0, open_):
        if beside:
            _copies(seed, beside, due=False)
        for number in (timers // 10, timers):
            _copies(seed, number, due=True)
            wall, cpu = time.perf_counter(), time.process_time()
            done = drain("bench", CITY)
            spent = (time.perf_counter() - wall, time.process_time() - cpu)
            assert done == number, f"{done} of {number} timers took effect"
            each = [1000 * one / number for one in spent]
            beside_ = f"beside {beside:,} open cases" if beside else "alone"
            print(
                f"  {number:7,} timers due at once, {beside_}: {each[0]:.2f} ms each ({each[1]:.2f} ms CPU)",
                flush=True,
            )


def _copies(seed: Any, number: int, *, due: bool) -> None:
    """So many cases like this one, their timers due now or in a month."""
    from datetime import timedelta

    from minben.platform.casework.models import Case, Timer
    from minben.platform.journal.queries import now
    from minben.platform.journal.tenancy import scope

    with scope(CITY):
        timer, begun = Timer.objects.get(case=seed), Case.objects.count()
        when = now() - timedelta(seconds=1) if due else timer.due_at
        for first in range(0, number, 5000):
            size = min(5000, number - first)
            names = [f"copy-{begun + first + one}" for one in range(size)]
            fields = {name: getattr(seed, name) for name in _PLAIN}
            Case.objects.bulk_create(Case(tenant_id=CITY, number=name, **fields) for name in names)
            made = Case.objects.filter(number__in=names)
            Timer.objects.bulk_create(
                Timer(tenant_id=CITY, case=case, kind="process", key=timer.key, due_at=when) for case in made
            )


_PLAIN = (
    "service", "pack", "digest", "person", "account", "channel", "lead", "status", "sealed", "sources", "state",
    "submitted_at", "entry",
)  # fmt: skip


if __name__ == "__main__":
    main()
