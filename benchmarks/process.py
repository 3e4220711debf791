"""Tasks per CPU second of the token game in memory, beside SpiffWorkflow in the same run, on the same models.

    python -m benchmarks.process [--peer PYTHON] [--seconds N]

Three models: five script tasks in sequence; four parallel user tasks and a join; a loop of ten passes. PYTHON is an
interpreter of a throw-away environment where SpiffWorkflow (LGPL) is installed; it is no dependency of ours. Both
read the same BPMN file; reading and compiling are not measured. Best of five slices, so that other load on the
machine disturbs little; CPU seconds, not wall time.

Beside them: what a task costs when a case has had a hundred and ten thousand of them, what is left of a case that has
ended, and how long a model of 150 elements takes from the file to the game. Each has a bar; the exit code is 1 when one
is missed.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import time
from collections.abc import Callable

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><definitions id="d" targetNamespace="urn:x" '
    'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:minben="urn:minben:bpmn:1">'
    '<process id="p" isExecutable="true"><startEvent id="s"/>'
)
TAIL = '<endEvent id="e"/></process></definitions>'


def flow(source: str, target: str, condition: str = "") -> str:
    inner = f"<conditionExpression>{condition}</conditionExpression>" if condition else ""
    return f'<sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>'


def script(name: str, variable: str, text: str, python: bool) -> str:
    """FEEL gives a value, which minben stores under the result's name; the peer's Python assigns."""
    said = f"{variable} = {text}" if python else text
    return f'<scriptTask id="{name}" minben:result="{variable}"><script>{said}</script></scriptTask>'


def sequence(python: bool) -> tuple[str, int]:
    names = ["s", *(f"t{n}" for n in range(5)), "e"]
    tasks = "".join(script(name, "x", "1 + 1", python) for name in names[1:-1])
    return HEAD + tasks + "".join(map(flow, names, names[1:])) + TAIL, 5


def parallel(_: bool) -> tuple[str, int]:
    names = [f"u{n}" for n in range(4)]
    nodes = '<parallelGateway id="f"/><parallelGateway id="j"/>' + "".join(
        f'<userTask id="{n}"/>' for n in names
    )
    flows = [flow("s", "f"), *(flow("f", n) for n in names), *(flow(n, "j") for n in names), flow("j", "e")]
    return HEAD + nodes + "".join(flows) + TAIL, 4


def loop(python: bool) -> tuple[str, int]:
    """Eleven tasks: one sets the counter, one is done ten times."""
    nodes = script("z", "n", "0", python) + script("t", "n", "n + 1", python)
    nodes += '<exclusiveGateway id="m"/><exclusiveGateway id="x" default="x_e"/>'
    flows = [
        flow("s", "z"),
        flow("z", "m"),
        flow("m", "t"),
        flow("t", "x"),
        flow("x", "m", "n &lt; 10"),
        flow("x", "e"),
    ]
    return HEAD + nodes + "".join(flows) + TAIL, 11


MODELS: dict[str, Callable[[bool], tuple[str, int]]] = {
    "five script tasks in sequence": sequence,
    "four parallel user tasks and a join": parallel,
    "a loop of ten": loop,
}


def rate(run: Callable[[], None], tasks: int, seconds: float) -> float:
    """Tasks per CPU second, the best of five slices."""
    best = 0.0
    for _ in range(5):
        begin, runs = time.process_time(), 0
        while time.process_time() - begin < seconds:
            run()
            runs += 1
        best = max(best, runs * tasks / (time.process_time() - begin))
    return best


def ours(text: str) -> Callable[[], None]:
    from minben.kernel import process

    program = process.compile(process.read_bpmn(text.encode())[0])

    def run() -> None:
        state, effects = process.start(program)
        for effect in effects:
            if isinstance(effect, process.Open):
                state, _ = process.step(program, state, process.Completed(effect.key))
        assert state.ended == "completed"

    return run


def theirs(text: str) -> Callable[[], None]:
    from lxml import etree
    from SpiffWorkflow.bpmn.parser import BpmnParser  # type: ignore[import-not-found]
    from SpiffWorkflow.bpmn.workflow import BpmnWorkflow  # type: ignore[import-not-found]
    from SpiffWorkflow.util.task import TaskState  # type: ignore[import-not-found]

    parser = BpmnParser()
    parser.add_bpmn_xml(etree.fromstring(text.encode()))
    spec = parser.get_spec("p")

    def run() -> None:
        workflow = BpmnWorkflow(spec)
        workflow.do_engine_steps()
        for task in workflow.get_tasks(state=TaskState.READY, manual=True):
            task.run()
        workflow.do_engine_steps()
        assert workflow.completed

    return run


# --- age, size, loading ---

BARS = {"times the peer": 10.0, "dearer with age": 1.25, "bytes of an ended case": 1024.0, "ms to load": 50.0}


def aged(passes: int) -> tuple[float, int]:
    """CPU microseconds of a task in a case of so many user tasks, each an event; bytes of its state at the end."""
    from minben.kernel import process

    text = loop(False)[0].replace("scriptTask", "userTask").replace("n &lt; 10", f"n &lt; {passes}")
    program = process.compile(process.read_bpmn(re.sub("<script>.*?</script>", "", text).encode())[0])
    state, effects = process.start(program)
    begin, number = time.process_time(), 0
    while todo := [one for one in effects if isinstance(one, process.Open)]:
        state, effects = process.step(program, state, process.Completed(todo[0].key, {"n": number}))
        number += 1
    spent = time.process_time() - begin
    assert state.ended == "completed"
    assert number == passes + 1
    return 1e6 * spent / number, len(json.dumps(process.as_json(state), separators=(",", ":")))


def loaded(elements: int = 150) -> float:
    """CPU milliseconds to read and compile a model of so many steps, gateways and flows; the best of five."""
    from minben.kernel import process

    names = ["s", *(f"t{n}" for n in range(elements // 2)), "e"]
    tasks = "".join(f'<userTask id="{name}" name="{name}"/>' for name in names[1:-1])
    text = (HEAD + tasks + "".join(map(flow, names, names[1:])) + TAIL).encode()
    best = float("inf")
    for _ in range(5):
        begin = time.process_time()
        process.compile(process.read_bpmn(text)[0])
        best = min(best, time.process_time() - begin)
    return 1000 * best


def measure(peer: bool, seconds: float) -> dict[str, float]:
    made = {name: model(peer) for name, model in MODELS.items()}
    return {
        name: rate((theirs if peer else ours)(text), tasks, seconds) for name, (text, tasks) in made.items()
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peer", default="", help="a Python interpreter where SpiffWorkflow is installed")
    parser.add_argument("--seconds", type=float, default=0.5)
    parser.add_argument("--as-peer", action="store_true", help="measure SpiffWorkflow in this interpreter")
    args = parser.parse_args()
    if args.as_peer:
        print(json.dumps(measure(True, args.seconds)))
        return 0
    peer: dict[str, float] = {}
    if args.peer:
        command = [args.peer, __file__, "--as-peer", "--seconds", str(args.seconds)]
        peer = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    missed: list[str] = []
    for name, mine in measure(False, args.seconds).items():
        if not peer:
            print(f"{name:38} minben {mine:9,.0f} tasks/s  (no peer)")
            continue
        times = mine / peer[name]
        print(f"{name:38} minben {mine:9,.0f} tasks/s  SpiffWorkflow {peer[name]:9,.0f}  {times:5.1f} times")
        missed += [name] * (times < BARS["times the peer"])
    young, old = min(aged(100) for _ in range(5)), min(aged(10_000) for _ in range(3))
    print(f"a task of a case that has had    100: {young[0]:6.1f} µs")
    print(f"a task of a case that has had 10,000: {old[0]:6.1f} µs, {old[0] / young[0]:.2f} times")
    print(f"what is left of it when it has ended: {old[1]:6,} bytes")
    load = loaded()
    print(f"a model of 150 elements, read and compiled: {load:.1f} ms")
    found = {"dearer with age": old[0] / young[0], "bytes of an ended case": old[1], "ms to load": load}
    missed += [name for name, value in found.items() if value > BARS[name]]
    print("Every bar is kept." if not missed else f"MISSED: {', '.join(missed)}")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
