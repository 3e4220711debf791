"""Pictures and step lists of the city's services speak the reader's language, in every service and reform."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from minben.kernel.pack import before_and_after, in_words, read_place
from minben.kernel.process import describe, draw

PLACE = Path(__file__).resolve().parents[2] / "places/lanting"
HAN = re.compile("[\u3400-\u9fff]")
TRADITIONAL = re.compile("[審檢證條處確補發辦領現當並對無門務營業執後開]")


@pytest.mark.parametrize("service", ["open-a-restaurant", "birth-of-a-child", "elder-allowance"])
def test_a_reader_of_english_or_of_simplified_characters_meets_no_other_writing(service: str) -> None:
    place = read_place(PLACE)
    found = place.services[service]
    versions = [found, *(one for each in found.reforms for one in before_and_after(place, found, each))]
    for version in versions:
        for locale, foreign in (("en", HAN), ("zh-Hans", TRADITIONAL)):
            told = in_words(version.process, version, place, locale)
            rows = describe(told, language=locale)
            shown = draw(told, language=locale) + " ".join(f"{one.step} {one.who} {one.next}" for one in rows)
            assert not foreign.search(shown), foreign.search(shown)
            assert "list contains" not in shown
