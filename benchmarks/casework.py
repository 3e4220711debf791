"""Stored tasks a second with full synchronisation, one client: the bare engine, casework, a peer; due timers.

    python -m benchmarks.casework [--peer PYTHON] [--postgres postgresql://user:password@host:port/name] [--seconds N]
                                  [--timers 10000] [--open 100000] [--only bare,casework,timers]

bare: each task is one transaction that reads an instance's state, plays one step, writes the state and one journal
row. SQLite: WAL, synchronous=FULL. PostgreSQL: fsync on, one round trip to read, one to write. The peer
(SpiffWorkflow, LGPL; PYTHON is an interpreter of a throw-away environment where it is installed) does the same on
SQLite with its own JSON, read and written whole, as it must be.

casework: the same transaction through every table of casework: journal entry with its Merkle leaf, idempotency key,
task, item, clocks, decision, notice. Submitting, accepting and deciding are an act each, with their statements
counted. The models of the bare engine are cases from beginning to end: script tasks are played inside the act that
leads to them; each of the four user tasks is one department's item, accepted by one act and decided by another, or
accepted and decided on the spot by one. The peer's task is one commit of its state and a line; here an act also keeps
the journal's entry with its leaf, the clocks that the law sets, the document of the decision and the notice to the
applicant: the commits of both are printed.

timers: that many process timers due at once, done by the worker, beside a tenth of them; and all again beside that
many open cases (item, task, clock, two timers each) with timers that are not due. The cost of a due timer should not
depend on either.

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
from itertools import count
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
    parser.add_argument("--beside", default="{}", help="what the peer did in this run (JSON)")
    args = parser.parse_args()
    if args.as_peer:
        print(json.dumps(_bare_rates(_theirs, args.seconds)))
    elif args.as_platform:
        _platform(args)
    else:
        _all(args)


def _all(args: argparse.Namespace) -> None:
    wanted = args.only.split(",")
    peer = _peer(args) if {"bare", "casework"} & set(wanted) else {}
    if "bare" in wanted:
        _bare(args, peer)
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
            command += ["--beside", json.dumps(peer if name == "SQLite" else {})]
            print(f"{name}, through all of casework's tables", flush=True)
            subprocess.run(command, check=True, env=environment)


# --- the bare engine ---


def _peer(args: argparse.Namespace) -> dict[str, list[float]]:
    """Model -> the peer's tasks a second by the clock and by CPU time, on SQLite; empty without a peer."""
    if not args.peer:
        return {}
    command = [args.peer, __file__, "--as-peer", "--seconds", str(args.seconds)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[1])}
    return json.loads(
        subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout
    )


def _bare(args: argparse.Namespace, peer: dict[str, list[float]]) -> None:
    rates = {"SQLite": _bare_rates(_ours, args.seconds)}
    if args.postgres:
        rates["PostgreSQL"] = _bare_rates(lambda name: _ours(name, args.postgres), args.seconds)
    for store, found in rates.items():
        for name, (wall, cpu) in found.items():
            line = f"bare, {store:10} {name:38} minben {wall:7,.0f} tasks/s ({cpu:7,.0f} a CPU second)"
            print(line + _compared(cpu, peer.get(name) if store == "SQLite" else None), flush=True)


def _compared(cpu: float, peer: list[float] | None) -> str:
    """The peer's rates, and how many times as many tasks a CPU second are done here."""
    if peer is None:
        return ""
    return f"  SpiffWorkflow {peer[0]:6,.0f} ({peer[1]:6,.0f})  {cpu / peer[1]:5.1f} times"


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
        _models(args.seconds, json.loads(args.beside))
    if "timers" in args.as_platform:
        _timers(args.timers, args.open)


def _acts(seconds: float) -> None:
    """Submitting, accepting and deciding."""
    from benchmarks import packs
    from minben.platform.casework import actions
    from minben.platform.casework.models import Task
    from minben.platform.journal.actor import Actor
    from minben.platform.journal.tenancy import scope

    officer = Actor(CITY, "officer", "", "", ("officer",), (packs.UNIT,))
    with scope(CITY):
        plain = packs.publish(packs.process(packs.DECIDE + packs.chain("s", "decide", "e")))
    key = count()

    def submit() -> int:
        with scope(CITY):
            packs.sent(plain, key=f"send-{next(key)}")
        return 1

    def office(work: Callable[..., Any], queue: list[int], *said: str) -> int:
        with scope(CITY):
            work(officer, queue.pop(), *said, key=f"act-{len(queue)}")
        return 1

    submit()
    _say("submit, an act", _rate(submit, seconds), _statements(submit))
    with scope(CITY):
        tasks = list(Task.objects.filter(case__pack=plain).values_list("pk", flat=True))
    accepted = list(tasks)
    work = (("accept", actions.accept, tasks), ("decide: the case ends", actions.decide, accepted))
    for name, act, queue in work:
        said = ("granted",) if act is actions.decide else ()
        counted = _statements(lambda act=act, queue=queue, said=said: office(act, queue, *said))
        rate = _once(lambda act=act, queue=queue, said=said: office(act, queue, *said), len(queue))
        _say(f"{name}, an act", rate, counted)


def _models(seconds: float, beside: dict[str, list[float]]) -> None:
    """The models of the bare engine as cases, from the act that submits to the last decision."""
    from benchmarks import packs
    from benchmarks.process import loop, sequence
    from minben.platform.journal.tenancy import scope

    with scope(CITY):
        scripted, looped = (packs.publish(model(False)[0]) for model in (sequence, loop))
        four = packs.publish(_four_items(), "open-a-restaurant")

    def played(pack: str, tasks: int) -> int:
        with scope(CITY):
            packs.sent(pack)
        return tasks

    runs: dict[str, Run] = {
        "five script tasks in sequence": lambda: played(scripted, 5),
        "four parallel user tasks and a join": lambda: _joined(four),
        "the same, each decided on the spot": lambda: _joined(four, on_the_spot=True),
        "a loop of ten": lambda: played(looped, 11),
    }
    with scope(CITY):
        assert packs.begin(scripted).closed_at is not None
        assert packs.begin(looped).closed_at is not None
    for name, run in runs.items():
        run()
        wall, cpu = _rate(run, seconds)
        line = f"  {name:38} {wall:7,.0f} tasks/s ({cpu:7,.0f} a CPU second)"
        model = "four parallel user tasks and a join" if "on the spot" in name else name
        print(line + _compared(cpu, beside.get(model)) + COMMITS.get(name, ""), flush=True)


COMMITS = {  # the peer makes four durable commits for its four tasks
    "four parallel user tasks and a join": ", nine durable commits beside four",
    "the same, each decided on the spot": ", five durable commits beside four",
}
ITEMS = ("food_permit", "sign", "fire_inspection", "health_certificate")


def _four_items() -> str:
    """Four user tasks of four departments, and a join."""
    from benchmarks import packs

    nodes = (
        '<parallelGateway id="f"/><parallelGateway id="j"/>' + packs.chain("s", "f") + packs.chain("j", "e")
    )
    for number, item in enumerate(ITEMS):
        nodes += f'<userTask id="u{number}" minben:item="{item}" minben:result="{item}"/>'
        nodes += packs.chain("f", f"u{number}", "j")
    return packs.process(nodes)


def _joined(pack: str, on_the_spot: bool = False) -> int:
    """One case of that service, from beginning to end: nine acts, or five when each is decided on the spot."""
    from benchmarks import packs
    from minben.platform.casework import actions
    from minben.platform.casework.models import Case, Task
    from minben.platform.journal.actor import Actor
    from minben.platform.journal.tenancy import scope

    with scope(CITY):
        number = packs.sent(pack, service="open-a-restaurant")
        for task in Task.objects.filter(case__number=number):
            officer = Actor(CITY, "officer", "", "", ("officer",), (task.unit,))
            if not on_the_spot:
                actions.accept(officer, task.pk)
            actions.decide(officer, task.pk, "granted")
        assert Case.objects.get(number=number).closed_at is not None
    return len(ITEMS)


def _once(run: Run, number: int) -> list[float]:
    """The rate over this many runs, which can be done once only: best tenth."""
    best = [0.0, 0.0]
    for _ in range(10):
        wall, cpu, share = time.perf_counter(), time.process_time(), max(1, number // 10)
        done = sum(run() for _ in range(share))
        spent = (time.perf_counter() - wall, time.process_time() - cpu)
        best = [max(one, done / each) for one, each in zip(best, spent, strict=True)]
    return best


def _statements(run: Run) -> int:
    """How many statements one run makes, its transaction's beginning and end aside."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as caught:
        run()
    said = [query["sql"].strip().upper() for query in caught.captured_queries]
    return sum(not one.startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")) for one in said)


def _say(name: str, rate: list[float], statements: int) -> None:
    line = f"  {name:38} {rate[0]:7,.0f} a second ({rate[1]:7,.0f} a CPU second)"
    print(f"{line}, {statements} statements", flush=True)


def _timers(timers: int, open_: int) -> None:
    """CPU time and wall time of one due timer, for few and many, alone and beside many open cases."""
    from benchmarks import packs
    from minben.platform.casework.tasks import drain
    from minben.platform.journal.tenancy import scope

    remind = (
        '<boundaryEvent id="w" attachedToRef="decide" cancelActivity="false"><timerEventDefinition>'
        '<timeDuration>P30D</timeDuration></timerEventDefinition></boundaryEvent><endEvent id="noted"/>'
    )
    with scope(CITY):
        body = packs.DECIDE + remind + packs.chain("s", "decide", "e") + packs.chain("w", "noted")
        seed = packs.begin(packs.publish(packs.process(body)))
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
    """So many cases like this one, whole: item, task, clock and timers; the process's timer due now or in a month."""
    from datetime import timedelta

    from django.db import transaction

    from minben.platform.casework.models import Case, CaseItem, Clock, Task, Timer
    from minben.platform.journal.queries import now
    from minben.platform.journal.tenancy import scope

    with scope(CITY), transaction.atomic():
        begun = Case.objects.count()
        numbers = f"with recursive n(n) as (select 1 union all select n + 1 from n where n < {number}) "
        _insert(Case, f"one.id = {seed.pk}", "n", {"number": f"'copy-' || ({begun} + n.n)"}, numbers)
        last = Case.objects.order_by("-id").values_list("id", flat=True)[number]
        copied = f"one.case_id = {seed.pk} and made.id > {last}"
        _insert(CaseItem, copied, "casework_case made", {"case_id": "made.id"})
        of_item = {"case_id": "made.case_id", "caseitem_id": "made.id"}
        copied = f"one.case_id = {seed.pk} and made.case_id > {last}"
        for table in (Task, Clock, Timer):
            _insert(table, copied, "casework_caseitem made", of_item)
        if due:
            copies = Timer.objects.filter(kind="process", case__gt=last)
            copies.update(due_at=now() - timedelta(seconds=1))


def _insert(model: Any, where: str, beside: str, changed: dict[str, str], numbers: str = "") -> None:
    """Copy rows of a table within the database: millions in a minute."""
    from django.db import connection

    columns = [field.column for field in model._meta.concrete_fields if not field.primary_key]
    quoted = ", ".join(f'"{column}"' for column in columns)
    values = ", ".join(changed.get(column, f'one."{column}"') for column in columns)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into {table} ({quoted}) {numbers} select {values} from {table} one, {beside} where {where}"
        )


if __name__ == "__main__":
    main()
