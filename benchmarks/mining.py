"""Reading, questions and alignments on real logs: CPU seconds beside pm4py and r4pm in the same run.

    python -m benchmarks.mining [folder of logs]

Each question stands beside its bar; memory of reading is the growth of the peak in a process of its own.
The peers are measured where they are installed (pip install pm4py polars pyarrow r4pm, in an environment of their own:
pm4py is AGPL and no part of the product). Logs: BPIC12 and road_traffic_fines for reading, road_traffic_fines for
questions; alignments on the nets that our inductive miner (noise 0.2) and split miner find, the same for each tool.
Ratio first: how many times the peer's CPU time is ours.
"""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from minben.kernel import mining
from minben.kernel.eventlog import EventLog, read_log
from minben.kernel.process import Process, write_bpmn

LOGS = Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("MINBEN_LOGS", "../shared/logs"))


def peer(name: str) -> Any:
    """A peer's module, or None."""
    with contextlib.redirect_stdout(io.StringIO()):
        return import_module(name) if find_spec(name) else None


def cpu(work: Callable[[], Any], runs: int = 3) -> float:
    """The least CPU seconds of some runs."""
    spent = []
    for _ in range(runs):
        begun = time.process_time()
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            work()
        spent.append(time.process_time() - begun)
    return min(spent)


def line(what: str, own: float, peers: dict[str, float | None]) -> None:
    """One row: ours in milliseconds, each peer's ratio and milliseconds."""
    told = [f"{what:<46} minben {own * 1000:>9.2f} ms"]
    for name, spent in peers.items():
        told.append(
            f"{name} absent" if spent is None else f"{name} ×{spent / own:.1f} ({spent * 1000:.1f} ms)"
        )
    print("   ".join(told), flush=True)


GROWTH = """
import resource, sys
{setup}
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
before = peak()
kept = {work}
print(peak() - before)
"""
READERS = {
    "minben": ("from minben.kernel.eventlog import read_log", "read_log(sys.argv[1])"),
    "r4pm.df": ("import r4pm", "r4pm.df.import_xes(sys.argv[1])"),
}


def growth(setup: str, work: str, path: str) -> float | None:
    """MiB by which the peak of a fresh process grows; None when it cannot be run here."""
    code = GROWTH.format(setup=setup, work=work)
    done = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True, check=False)
    return float(done.stdout) if done.returncode == 0 else None


def memory() -> None:
    """Of reading, each reader in a process of its own."""
    for name in ("BPIC12", "road_traffic_fines"):
        grown = {who: growth(*how, str(LOGS / f"{name}.xes.gz")) for who, how in READERS.items()}
        told = [f"{who} {'absent' if size is None else f'{size:.0f} MiB'}" for who, size in grown.items()]
        print(f"memory of reading {name:<28} {'   '.join(told)}", flush=True)


def reading() -> None:
    """XES.gz into memory, all attributes."""
    r4pm, pm4py = peer("r4pm"), peer("pm4py")
    for name in ("BPIC12", "road_traffic_fines"):
        path = str(LOGS / f"{name}.xes.gz")
        others = {
            "r4pm.df": cpu(lambda path=path: r4pm.df.import_xes(path)) if r4pm else None,
            "pm4py": cpu(lambda path=path: own_reader(pm4py, path), 1) if pm4py else None,
        }
        line(f"read {name}", cpu(lambda path=path: read_log(path)), others)


def own_reader(pm4py: Any, path: str) -> Any:
    """pm4py's own Python reader, not the Rust one that it takes when installed."""
    return pm4py.read_xes(path, variant="line_by_line")


Asked = tuple[str, float, Callable[[], Any], dict[str, Callable[[], Any]]]


def questions(log: EventLog, frame: Any, pm4py: Any, table: Any) -> Iterator[Asked]:
    """Name, bar in ms, ours, the peers'. Polars asks a table of text columns, sorted by case and time."""
    yield (
        "directly-follows graph",
        8,
        lambda: mining.directly_follows(log, times=False),
        _both(pm4py, lambda: pm4py.discover_dfg(frame), table, lambda: _follows(table).len().collect()),
    )
    yield (
        "variants",
        8,
        lambda: mining.variants(log),
        _both(pm4py, lambda: pm4py.get_variants(frame), table, lambda: _traces(table)),
    )
    yield (
        "durations of cases",
        8,
        lambda: mining.throughput(log),
        _both(pm4py, lambda: pm4py.get_all_case_durations(frame), table, lambda: _spans(table)),
    )
    yield (
        "directly-follows graph with times",
        25,
        lambda: mining.directly_follows(log),
        _both(pm4py, lambda: pm4py.discover_performance_dfg(frame), table, lambda: _timed(table)),
    )
    yield (
        "rework",
        25,
        lambda: mining.rework(log),
        _both(pm4py, lambda: pm4py.get_rework_cases_per_activity(frame), table, lambda: _again(table)),
    )
    yield "handovers", 25, lambda: mining.handovers(log), _both(None, None, table, lambda: _hands(table))
    yield (
        "first and last activities",
        8,
        lambda: mining.start_end(log),
        _both(
            pm4py, lambda: (pm4py.get_start_activities(frame), pm4py.get_end_activities(frame)), None, None
        ),
    )


def _both(pm4py: Any, one: Any, table: Any, two: Any) -> dict[str, Callable[[], Any]]:
    told = {"pm4py": one if pm4py else None, "polars": two if table is not None else None}
    return {name: work for name, work in told.items() if work is not None}


def _table(log: EventLog) -> Any:
    """Text columns of case, activity and person, and the moment."""
    polars = peer("polars")
    if polars is None:
        return None
    names = {
        "case": [log.cases[at] for at in log.case_index.tolist()],
        "activity": [log.activities[at] for at in log.activity.tolist()],
        "who": [log.resources[at] if at >= 0 else None for at in log.resource.tolist()],
    }
    return polars.DataFrame({**names, "time": log.time}).lazy()


def _follows(table: Any) -> Any:
    from polars import col

    until = table.with_columns(
        to=col("activity").shift(-1), until=col("time").shift(-1), after=col("case").shift(-1)
    )
    return until.filter(col("case") == col("after")).group_by("activity", "to")


def _timed(table: Any) -> Any:
    from polars import col

    gap = col("until") - col("time")
    return _follows(table).agg(gap.mean().alias("mean"), gap.median().alias("median")).collect()


def _traces(table: Any) -> Any:
    return table.group_by("case").agg("activity").group_by("activity").len().collect()


def _spans(table: Any) -> Any:
    from polars import col

    return table.group_by("case").agg(col("time").max() - col("time").min()).collect()


def _again(table: Any) -> Any:
    from polars import col

    return (
        table.group_by("case", "activity").len().filter(col("len") > 1).group_by("activity").len().collect()
    )


def _hands(table: Any) -> Any:
    from polars import col

    until = table.with_columns(to=col("who").shift(-1), after=col("case").shift(-1))
    changed = until.filter((col("case") == col("after")) & (col("who") != col("to")))
    return changed.group_by("who", "to").len().collect()


def asking() -> None:
    """Questions to a log in memory, 561 thousand events."""
    path, pm4py = LOGS / "road_traffic_fines.xes.gz", peer("pm4py")
    log = read_log(path)
    frame = pm4py.read_xes(str(path)) if pm4py else None
    for name, bar, own, others in questions(log, frame, pm4py, _table(log)):
        spent = cpu(own, 15)
        told = {who: cpu(work, 3) for who, work in others.items()}
        line(f"{name} (at most {bar} ms{'' if spent * 1000 <= bar else ': MISSED'})", spent, told)


def nets(log: EventLog) -> Iterator[tuple[str, Process]]:
    """The models to align with."""
    yield "inductive 0.2", mining.to_process(mining.discover(log, 0.2), log)
    yield "split", mining.split_miner(mining.variants(log), epsilon=0.1, eta=0.4)


def aligning() -> None:
    """Optimal alignments of every variant, milliseconds a variant."""
    pm4py = peer("pm4py")
    for name in ("receipt_wabo", "BPIC20_DomesticDeclarations", "road_traffic_fines", "sepsis"):
        path = LOGS / f"{name}.xes.gz"
        log = read_log(path)
        distinct = mining.variants(log)
        for kind, model in nets(log):
            with contextlib.suppress(mining.NoAutomaton):
                own = cpu(lambda model=model, distinct=distinct: ours(model, distinct))
                other = None
                if pm4py and name not in ("receipt_wabo", "sepsis"):  # they take minutes there
                    other = theirs(pm4py, path, model) / len(distinct)
                line(f"align {name}, {kind}, a variant", own / len(distinct), {"pm4py": other})


def ours(model: Process, distinct: tuple[mining.Variant, ...]) -> mining.Conformance:
    """From the process to all costs, precision included."""
    return mining.conformance(mining.automaton(model), mining.Prefixes(distinct))


def theirs(pm4py: Any, path: Path, model: Process) -> float:
    """CPU seconds for the same model through BPMN, the log already in memory."""
    with tempfile.NamedTemporaryFile(suffix=".bpmn") as file:
        file.write(write_bpmn(model))
        file.flush()
        net = pm4py.convert_to_petri_net(pm4py.read_bpmn(file.name))
    frame = pm4py.read_xes(str(path))
    return cpu(lambda: pm4py.fitness_alignments(frame, *net), 1)


def main() -> None:
    """Everything, or a loud word when the logs are absent."""
    if not LOGS.exists():
        sys.exit(f"There are no logs in {LOGS}: say the folder.")
    reading()
    memory()
    asking()
    aligning()


if __name__ == "__main__":
    main()
