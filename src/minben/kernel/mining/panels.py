"""The report's sections for the deeper questions: each a sentence, a table, and what the figures rest on. Serves
readers of the report and of the studio, which shows the same parts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from minben.kernel.mining.page import Bar, Cell, Head, heading, note, table
from minben.kernel.mining.texts import Language, duration, number, percent, say

_ROWS = 12


def panels(analysis: dict[str, Any], language: Language) -> list[tuple[str, str]]:
    """(key, HTML) of every question that the analysis holds and the log can answer, in the order of the report."""
    page = _Panels(language)
    order: list[tuple[str, Callable[[Any], str]]] = [
        ("working_time", page.working_time),
        ("causes", page.causes),
        ("bottlenecks", page.bottlenecks),
        ("reasons", page.reasons),
        ("deviations", page.deviations),
        ("rules", page.rules),
        ("places", page.places),
        ("drift", page.drift),
        ("first_time_right", page.first_time_right),
        ("workload", page.workload),
        ("obstacles", page.obstacles),
        ("relation", page.relation),
    ]
    return [(key, shown(analysis[key])) for key, shown in order if analysis.get(key) is not None]


class _Panels:
    """One language."""

    def __init__(self, language: Language) -> None:
        self._language: Language = language

    def say(self, key: str, **values: object) -> str:
        return say(key, self._language, **values)

    def time(self, hours: float | None) -> str:
        return duration(hours, self._language)

    def signed(self, hours: float) -> str:
        return ("\u2212" if hours < 0 else "+") + self.time(abs(hours))

    def _table(self, keys: Sequence[str], rows: Sequence[Sequence[Cell]], key: str) -> str:
        """`|` is a bar; columns after the first hold numbers."""
        heads = [
            Head("", hidden=True) if name == "|" else Head(self.say(name), numeric=at > 0)
            for at, name in enumerate(keys)
        ]
        return table(heads, rows, caption=self.say(key)) if rows else ""

    def working_time(self, found: dict[str, Any]) -> str:
        sentence = self.say(
            "s_working",
            days=number(found["median_days"], 1),
            workdays=number(found["median_workdays"]),
            p90=number(found["p90_workdays"]),
        )
        told = note(sentence)
        if found["limit"] is not None:
            shares = {key: percent(found[name]) for key, name in _SHARES}
            told += note(self.say("s_limit", late=number(found["late"]), limit=found["limit"], **shares))
        return told + note(self.say("x_calendar", calendar=found["calendar"] or self.say("weekdays")))

    def causes(self, found: dict[str, Any]) -> str:
        rows = [
            (
                self.say("w_" + part["cause"]),
                Bar(part["share"], "warm"),
                self.time(part["hours"]),
                percent(part["share"]),
                percent(part["impact"]),
            )
            for part in found["parts"]
        ]
        told = note(self.say("x_estimated")) if found["estimated"] else ""
        total = self.say("x_causes", waiting=self.time(found["waiting"]), unjudged=number(found["unjudged"]))
        return (
            told
            + self._table(("c_cause", "|", "c_total", "c_share", "c_impact"), rows, "causes")
            + note(total)
        )

    def bottlenecks(self, found: list[dict[str, Any]]) -> str:
        rows = [
            (
                row["activity"],
                Bar(row["share"], "warm"),
                number(row["queue"], 1),
                self.time(row["median"]),
                self.time(row["p90"]),
                "–" if row["later"] is None else number(row["later"], 2),
            )
            for row in found[:_ROWS]
        ]
        keys = ("c_activity", "|", "c_queue", "c_median", "c_p90", "c_later")
        return self._table(keys, rows, "bottlenecks") + note(self.say("x_bottlenecks"))

    def workload(self, found: dict[str, Any]) -> str:
        rows = [
            (row["resource"], Bar(row["share"]), *(number(row[key]) for key in ("events", "cases", "days")))
            for row in found["rows"][:_ROWS]
        ]
        if not rows:
            return ""
        sentence = self.say("s_workload", people=number(found["people"]), gini=number(found["unevenness"], 2))
        keys = ("c_person", "|", "c_events", "c_cases", "c_days")
        return note(sentence) + self._table(keys, rows, "workload") + note(self.say("x_workload"))

    def first_time_right(self, found: dict[str, Any]) -> str:
        rows = [
            (row["activity"], Bar(row["once"] / row["cases"]), number(row["once"]), number(row["cases"]))
            for row in found["activities"][:_ROWS]
        ]
        sentence = self.say("s_first", share=percent(found["share"]), cases=number(found["cases"]))
        keys = ("c_activity", "|", "c_once", "c_cases")
        return note(sentence) + self._table(keys, rows, "first_time_right") + note(self.say("x_first"))

    def drift(self, found: list[dict[str, Any]]) -> str:
        if not found:
            return note(self.say("x_no_drift"))
        return "".join(map(self._change, found)) + note(self.say("x_drift"))

    def _change(self, one: dict[str, Any]) -> str:
        rows = [
            (
                row["source"] + (f" → {row['target']}" if row["target"] else ""),
                percent(row["before"]),
                percent(row["after"]),
            )
            for row in one["moved"]
        ]
        sentence = self.say(
            "s_drift",
            when=one["until"][:10],
            before=number(one["cases_before"]),
            after=number(one["cases_after"]),
            one=self.time(one["median_before"]),
            two=self.time(one["median_after"]),
        )
        return note(sentence) + self._table(("c_step", "c_before", "c_after"), rows, "drift")

    def reasons(self, found: dict[str, Any]) -> str:
        if not found["late"]:
            return ""
        target = self.say("t_limit", name=found["target"]) if found["target"] else self.say("t_slowest")
        counts = {key: number(found[key]) for key in ("cases", "late")}
        sentence = self.say("s_reasons", base=percent(found["base"]), target=target, **counts)
        rows = [
            (
                self.say("r_and").join(self.say("r_" + one["kind"], **one) for one in rule["conditions"]),
                Bar(rule["confidence"], "late"),
                percent(rule["confidence"]),
                f"{percent(rule['low'])} – {percent(rule['high'])}",
                number(rule["cases"]),
                f"×{number(rule['lift'], 2)}",
            )
            for rule in found["rules"]
        ]
        keys = ("c_rule", "|", "c_late", "c_interval", "c_cases", "c_lift")
        told = self._table(keys, rows, "reasons") or note(self.say("x_none"))
        return note(sentence) + told + note(self.say("x_reasons", tried=number(found["tried"])))

    def deviations(self, found: dict[str, Any]) -> str:
        words = {key: number(found[key]) for key in ("cases", "conforming")}
        told = note(
            self.say("s_deviations", process=found["process"], fitness=percent(found["fitness"]), **words)
        )
        if found["unjudged"]:
            told += note(self.say("x_unjudged", count=number(found["unjudged"])))
        rows = [
            (
                self.say(
                    "v_"
                    + row["kind"]
                    + ("" if row["other"] or row["kind"] not in ("early", "late") else "_alone"),
                    **{**row, "cases": number(row["cases"])},
                ),
                Bar(row["share"], "late"),
                percent(row["share"]),
            )
            for row in found["rows"][: 2 * _ROWS]
        ]
        return told + self._table(("c_deviation", "|", "c_share"), rows, "deviations")

    def rules(self, found: dict[str, Any]) -> str:
        told = note(self.say("s_rules", found=number(found["found"])))
        keys = ("c_keeps", "|", "c_set_off", "c_kept", "c_breaking")
        for part in ("given", "always", "nearly"):
            rows = [self._rule(row) for row in (found[part] or ())[:_ROWS]]
            told += (heading(self.say("h_" + part)) + self._table(keys, rows, "h_" + part)) if rows else ""
        return told

    def _rule(self, row: dict[str, Any]) -> tuple[Cell, ...]:
        sentence = self.say("d_" + row["template"], first=row["first"], second=row["second"])
        return (
            sentence,
            Bar(row["confidence"]),
            number(row["set_off"]),
            percent(row["confidence"]),
            ", ".join(row["breaking"]) or "–",
        )

    def places(self, found: dict[str, Any]) -> str:
        slowest = max(row["median"] for row in found["places"]) or 1.0
        rows = [
            (
                row["name"],
                Bar(row["median"] / slowest),
                *(self.time(row[key]) for key in ("median", "mean", "p90")),
                number(row["cases"]),
                number(row["steps"], 1),
            )
            for row in found["places"]
        ]
        keys = ("c_place", "|", "c_median", "c_mean", "c_p90", "c_cases", "c_steps")
        return self._table(keys, rows, "places") + self._contrast(found["contrast"])

    def _contrast(self, found: dict[str, Any] | None) -> str:
        if not found:
            return ""
        sentence = self.say(
            "s_places",
            slower=found["slower"],
            faster=found["faster"],
            ratio=number(found["ratio"], 2),
            **{key: self.signed(found[key]) for key in ("hours", "low", "high")},
        )
        rows = [
            (row["activity"], *(self.signed(row[key]) for key in ("hours", "often", "longer")))
            for row in found["gaps"][:_ROWS]
        ]
        keys = ("c_activity", "c_gap", "c_often", "c_longer_each")
        return note(sentence) + self._table(keys, rows, "places") + note(self.say("x_places"))

    def obstacles(self, found: dict[str, Any]) -> str:
        rows = [
            (
                self.say("o_" + row["kind"]),
                number(row["total"]),
                number(row["cases"]),
                number(row["per_case"], 2),
            )
            for row in found["rows"]
        ]
        told = self._table(("c_obstacle", "c_total", "c_cases", "c_per_case"), rows, "obstacles")
        told += "".join(note(sentence) for sentence in self._habits(found))
        if found["unseen"]:
            kinds = ", ".join(self.say("o_" + kind) for kind in found["unseen"])
            told += note(self.say("x_unseen", kinds=kinds))
        for kind, steps in found["steps"].items():
            words = {"kind": self.say("p_" + kind), "steps": ", ".join(steps[:_ROWS])}
            told += note(self.say("x_caught", **words))
        return told

    def _habits(self, found: dict[str, Any]) -> list[str]:
        """What happens by habit, and how long leaders are waited for."""
        told = [
            self.say("s_agreeing", by=row["by"], approvals=number(row["approvals"]), **_interval(row))
            for row in found["agreeing"][:_ROWS]
        ]
        told += [
            self.say(
                "s_meeting",
                activity=row["activity"],
                day=self.say(f"d_{row['weekday']}"),
                share=percent(row["share"]),
                count=number(row["count"]),
            )
            for row in found["meetings"][:_ROWS]
        ]
        if found["attention"] is not None:
            told.append(self.say("s_attention", time=self.time(found["attention"])))
        return told

    def relation(self, found: dict[str, Any]) -> str:
        if not found["cases"]:
            return ""
        rho, low, high = (number(value, 2) for value in found["together"])
        told = note(self.say("s_together", rho=rho, low=low, high=high))
        if found["r2"] is not None:
            told = note(self.say("s_relation", cases=number(found["cases"]), r2=percent(found["r2"]))) + told
        rows = [
            (
                self.say("o_" + row["variable"]),
                f"{number(row['rho'], 2)} ({number(row['rho_low'], 2)} – {number(row['rho_high'], 2)})",
                _longer(row),
                number(row["cases"]),
            )
            for row in found["rows"]
        ]
        kinds = [
            (
                self.say(f"y_{int(row['complex'])}{int(row['obstructed'])}"),
                Bar(row["share"]),
                number(row["cases"]),
                percent(row["share"]),
                self.time(row["median"]),
            )
            for row in found["kinds"]
        ]
        told += self._table(("c_variable", "c_rho", "c_longer", "c_cases"), rows, "relation")
        told += heading(self.say("c_kind"))
        told += self._table(("c_kind", "|", "c_cases", "c_share", "c_median"), kinds, "c_kind")
        return told + "".join(note(self.say("l_" + limit)) for limit in found["limits"])


_SHARES = (("share", "share_late"), ("low", "low"), ("high", "high"))


def _interval(row: dict[str, Any]) -> dict[str, str]:
    return {key: percent(row[key]) for key in ("share", "low", "high")}


def _longer(row: dict[str, Any]) -> str:
    if row["longer"] is None:
        return "–"
    return f"{percent(row['longer'])} ({percent(row['longer_low'])} – {percent(row['longer_high'])})"
