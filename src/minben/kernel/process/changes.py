"""What a new version changes against the old one, in sentences. Serves the people who approve a version.

Steps are the same when their ids are: a renamed step is renamed, not removed and added.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .describe import Row, describe
from .model import GATEWAYS, Node, Process
from .words import word


def changes(
    before: Process, after: Process, *, language: str = "zh-Hant", following: bool = True
) -> list[str]:
    """One sentence for each change that a reader of the process would notice; empty when there is none.

    Without `following`, what comes after a step is left out: the picture shows it better.
    """
    old = {node.id: node for node in before.nodes}
    new = {node.id: node for node in after.nodes}
    rows = [{row.node: row for row in describe(one, language=language)} for one in (before, after)]
    found = [word("gone", language, _name(rows[0], node)) for node in before.nodes if _seen(node, new)]
    found += [word("new", language, _name(rows[1], node)) for node in after.nodes if _seen(node, old)]
    for node in after.nodes:
        if node.id in old:
            was, now = rows[0].get(node.id), rows[1].get(node.id)
            found += _changed(old[node.id], node, was, now, language)
            if following and was is not None and now is not None:
                found += _followed(was, now, language)
    return found


def _seen(node: Node, other: Mapping[str, Node]) -> bool:
    """Whether the node is on one side only and is news: what is chosen or met on the way is told by what follows."""
    silent = node.kind == "exclusive" or (node.kind in GATEWAYS and not node.name)
    return node.id not in other and not silent


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


def _followed(was: Row, now: Row, language: str) -> Iterable[str]:
    if was.next != now.next:
        stop = word("comma", language)
        yield word("leads", language, now.step, stop.join(was.next) or "—", stop.join(now.next) or "—")


def _name(rows: dict[str, Row], node: Node) -> str:
    return rows[node.id].step if node.id in rows else node.name or node.id
