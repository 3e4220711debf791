"""What a new version changes against the old one, in sentences. Serves the people who approve a version.

Steps are the same when their ids are: a renamed step is renamed, not removed and added.
"""

from __future__ import annotations

from collections.abc import Iterable

from .describe import Row, describe
from .model import Node, Process
from .words import word


def changes(before: Process, after: Process, *, language: str = "zh-Hant") -> list[str]:
    """One sentence for each change that a reader of the process would notice; empty when there is none."""
    old = {node.id: node for node in before.nodes}
    new = {node.id: node for node in after.nodes}
    rows = [{row.node: row for row in describe(one, language=language)} for one in (before, after)]
    found = [word("gone", language, _name(rows[0], node)) for node in before.nodes if node.id not in new]
    found += [word("new", language, _name(rows[1], node)) for node in after.nodes if node.id not in old]
    for node in after.nodes:
        if node.id in old:
            found += _changed(old[node.id], node, rows[0].get(node.id), rows[1].get(node.id), language)
    return found


def _changed(old: Node, new: Node, was: Row | None, now: Row | None, language: str) -> Iterable[str]:
    if was is None or now is None:  # gateways are told by what comes before them
        return
    if was.step != now.step:
        yield word("renamed", language, was.step, now.step)
    if was.who != now.who:
        yield word("moved", language, now.step, was.who, now.who)
    if old.kind != new.kind:
        yield word("otherwise_done", language, now.step, word(old.kind, language), word(new.kind, language))
    if old.timer != new.timer:
        yield word("timed", language, now.step, old.timer or "—", new.timer or "—")
    if was.next != now.next:
        stop = word("comma", language)
        yield word("leads", language, now.step, stop.join(was.next) or "—", stop.join(now.next) or "—")


def _name(rows: dict[str, Row], node: Node) -> str:
    return rows[node.id].step if node.id in rows else node.name or node.id
