"""Why a case does not move is said in the reader's language, whatever the kernel has to say."""

from __future__ import annotations

import ast
import inspect
import re

import pytest
from django.utils import translation

from minben.kernel.process import migrate as kernel_function
from minben.platform.casework import migrating
from minben.platform.oversight import wording

KERNEL = inspect.getmodule(kernel_function)


def sentences() -> list[str]:
    """Every sentence with which the kernel or casework refuses a migration, its holes filled."""
    found = []
    for module in (KERNEL, migrating):
        tree = ast.parse(inspect.getsource(module))  # type: ignore[arg-type]
        aside = {
            id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values
        }
        aside |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # what documents
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                parts = [one.value if isinstance(one, ast.Constant) else "review" for one in node.values]
                found.append("".join(map(str, parts)))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in aside:
                found.append(node.value)
    said = {
        one for one in found if re.fullmatch(r"(The |A |No |Something |review (was|lies)).+(\.|review)", one)
    }
    return sorted(said - {"A plan says review and nothing else."})


def test_there_are_sentences() -> None:
    assert len(sentences()) >= 12


@pytest.mark.parametrize("language", ["zh-hant", "zh-hans"])
def test_every_reason_is_said_in_the_readers_language(language: str) -> None:
    with translation.override(language):
        left = [
            one for one in sentences() if re.search(r"[A-Za-z]{3}", wording.reason(one).replace("review", ""))
        ]
    assert left == []
