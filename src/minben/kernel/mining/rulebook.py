"""Rules as a text that people write and other tools read: one DECLARE constraint a line (`Response[Accept, Decide]`).

Serves inspectors who bring their own rules to a log. Names with a comma, a bracket or a quotation mark stand in
quotation marks, doubled inside.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from minben.kernel.finding import Finding, InputError
from minben.kernel.mining.templates import TEMPLATES, UNARY, Constraint

RULE_NAMES = {template: template.replace("_", " ").title() for template in TEMPLATES} | {
    "co_existence": "Co-Existence",
    "not_co_existence": "Not Co-Existence",
}
_KEYS = {re.sub(r"[\W_]", "", name).lower(): key for key, name in RULE_NAMES.items()}
_LINE = re.compile(r"^([\w \-]+)\[(.*)\]\s*(?:\|\s*)*$")
_PART = re.compile(r'\s*("(?:[^"]|"")*"|[^,"]+?)\s*(?:,|$)')
_OTHER = ("activity ", "bind ", "#")  # lines of the format that say nothing about order


def written(rules: Iterable[Constraint]) -> str:
    """One rule a line; `read_rules` gives them back."""
    return "".join(
        f"{RULE_NAMES[one.template]}[{', '.join(map(_quoted, _activities(one)))}]\n" for one in rules
    )


def read_rules(text: str, file: str = "rules") -> tuple[Constraint, ...]:
    """The rules of a text, in its order. InputError names every line that is none, with advice."""
    found: list[Constraint] = []
    wrong: list[Finding] = []
    for line, words in enumerate(text.lstrip("\ufeff").splitlines(), 1):
        if words.strip() and not words.lstrip().startswith(_OTHER):
            one = _rule(words.strip())
            if isinstance(one, Constraint):
                found.append(one)
            else:
                wrong.append(Finding(file, line, "", *one))
    if not found and not wrong:
        wrong.append(
            Finding(file, 0, "", "There is no rule in it.", "Write one a line: Response[Accept, Decide]")
        )
    if wrong:
        raise InputError(wrong)
    return tuple(found)


def _rule(words: str) -> Constraint | tuple[str, str]:
    """The rule of a line, or what is wrong with it and what to do."""
    parts = _LINE.match(words)
    if parts is None:
        advice = "Write Response[Accept, Decide]; conditions on data are not read."
        return f"This is no rule: {words[:60]}", advice
    template = _KEYS.get(re.sub(r"[\W_]", "", parts[1]).lower())
    if template is None:
        return f"There is no template {parts[1].strip()}.", f"Known: {', '.join(RULE_NAMES.values())}."
    names = list(_names(parts[2]))
    wanted = 1 if template in UNARY else 2
    if len(names) != wanted or not all(names):
        return (
            f"{RULE_NAMES[template]} speaks of {wanted}, not of {len(names)}.",
            "Put names with a comma in quotation marks.",
        )
    return Constraint(template, *names)


def _names(words: str) -> Iterator[str]:
    at = 0
    while at < len(words):
        part = _PART.match(words, at)
        if part is None:
            yield ""
            return
        name = part[1]
        yield name[1:-1].replace('""', '"') if name.startswith('"') else name
        at = part.end()


def _activities(rule: Constraint) -> tuple[str, ...]:
    return (rule.first,) if rule.template in UNARY else (rule.first, rule.second)


def _quoted(name: str) -> str:
    plain = not re.search(r'[,"\[\]]', name) and name == name.strip()
    return name if plain else '"' + name.replace('"', '""') + '"'
