"""What an XES file says before its first case comes back as it was."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minben.kernel.eventlog import Event, Header, Part, from_events, read_log, read_xes, write_xes
from minben.kernel.eventlog.header import DEFAULT, read_header

LOGS = Path(os.environ.get("MINBEN_LOGS", "../shared/logs"))
FILE = """<?xml version="1.0"?>
<!-- made elsewhere -->
<log xes.version="2.0" xes.features="nested-attributes" xmlns="http://www.xes-standard.org/">
<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
<global scope="trace"><string key="concept:name" value="DEFAULT"/>
<date key="end" value="1970-01-01T00:00:00Z"/></global>
<global scope="event"><string key="concept:name" value="DEFAULT"/></global>
<classifier name="Activity and life cycle" keys="concept:name lifecycle:transition"/>
<string key="source" value="收件系統"><int key="version" value="3"/></string>
<trace><string key="concept:name" value="1"/><event><string key="concept:name" value="in"/></event></trace>
</log>
"""


def test_extensions_globals_classifiers_and_attributes_of_the_log_are_written_back(tmp_path: Path) -> None:
    (tmp_path / "a.xes").write_text(FILE, "utf-8")
    log = read_xes(tmp_path / "a.xes")
    assert log.header is not None
    assert [part.tag for part in log.header.parts] == [
        "extension",
        "global",
        "global",
        "classifier",
        "string",
    ]
    assert log.header.parts[4].parts == (Part("int", (("key", "version"), ("value", "3"))),)
    assert (log.header.version, log.header.features) == ("2.0", "nested-attributes")
    for name in ("b.xes", "c.xes.gz"):
        write_xes(log, tmp_path / name)
        again = read_xes(tmp_path / name)
        assert again.header == log.header
        assert again.trace(0) == ("in",)
    assert "end" not in log.case_columns, "a global is no value"


WORD = st.text(st.characters(codec="utf-8", exclude_categories=("C",)), max_size=6)
PART = st.recursive(
    st.builds(lambda value: Part("string", (("key", "k"), ("value", value))), WORD),
    lambda inner: st.builds(
        lambda value, parts: Part("string", (("key", "k"), ("value", value)), tuple(parts)),
        WORD,
        st.lists(inner, max_size=3),
    ),
    max_leaves=8,
)


@settings(max_examples=40)
@given(st.lists(PART, min_size=1, max_size=5), WORD)
def test_any_header_comes_back(
    tmp_path_factory: pytest.TempPathFactory, parts: list[Part], features: str
) -> None:
    header = Header("1849-2016", features, tuple(parts))
    path = tmp_path_factory.mktemp("header") / "x.xes"
    write_xes(replace(from_events([Event("1", "in", 0)]), header=header), path)
    assert read_header(path) == header


def test_a_log_that_came_from_elsewhere_gets_a_header_of_ours(tmp_path: Path) -> None:
    write_xes(from_events([Event("1", "in", 0)]), tmp_path / "a.xes")
    assert read_xes(tmp_path / "a.xes").header == DEFAULT


@pytest.mark.skipif(not LOGS.is_dir(), reason="MINBEN_LOGS: real logs are not here")
@pytest.mark.parametrize("name", ["receipt_wabo.xes.gz", "sepsis.xes.gz", "BPIC15_1.xes.gz"])
def test_headers_of_real_logs_come_back(name: str, tmp_path: Path) -> None:
    log = read_log(LOGS / name)
    assert log.header is not None
    write_xes(log, tmp_path / "again.xes.gz")
    assert read_header(tmp_path / "again.xes.gz") == log.header
