"""The archive package explains and proves itself; what is past its time is destroyed with proof."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import zipfile
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from minben.kernel import ledger
from minben.platform.casework import actions, archive, queries
from minben.platform.casework.actions import Refusal
from minben.platform.casework.models import Case, CaseItem, Clock, Destruction, Document
from minben.platform.journal import queries as journal
from tests.platform.casework.test_journey import applicant, officer, task_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed_case(submitted_case: Case) -> Case:
    clerk, task = officer("market-regulation"), task_of(submitted_case, "food_permit")
    actions.accept(clerk, task.pk)
    actions.decide(clerk, task.pk, "granted")
    actions.send_message(applicant(submitted_case), submitted_case.number, "Thank you.")
    actions.withdraw(applicant(submitted_case), submitted_case.number)
    submitted_case.refresh_from_db()
    return submitted_case


def opened(case: Case) -> dict[str, bytes]:
    row = Document.objects.get(case=case, kind="archive")
    with zipfile.ZipFile(io.BytesIO(bytes(row.content))) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def test_an_open_case_is_not_archived(submitted_case: Case) -> None:
    with pytest.raises(Refusal, match="not_now"):
        actions.archive_case(officer("market-regulation"), submitted_case.number)


def test_the_package_lists_and_proves_what_it_holds(closed_case: Case) -> None:
    digest = actions.archive_case(officer("market-regulation"), closed_case.number)
    files = opened(closed_case)
    assert (
        hashlib.sha256(bytes(Document.objects.get(case=closed_case, kind="archive").content)).hexdigest()
        == digest
    )
    listed = dict(line.split("  ", 1)[::-1] for line in files["manifest.txt"].decode().splitlines())
    assert listed == {
        name: hashlib.sha256(content).hexdigest() for name, content in files.items() if name != "manifest.txt"
    }
    stated = json.loads(files["case.json"])
    food = next(item for item in stated["items"] if item["item"] == "food_permit")
    assert food["decisions"][0]["outcome"] == "granted"
    assert {clock["scope"] for clock in food["clocks"]} >= {"acceptance", "promise", "statutory"}
    assert stated["messages"][0]["text"] == "Thank you."
    assert stated["answers"]["person.id_number"] == closed_case.person
    assert any(name.startswith("documents/") and name.endswith(".pdf") for name in files)
    with pytest.raises(Refusal, match="not_now"):
        actions.archive_case(officer("market-regulation"), closed_case.number)


def test_each_entry_of_the_package_verifies_against_its_checkpoint(closed_case: Case) -> None:
    actions.archive_case(officer("market-regulation"), closed_case.number)
    files = opened(closed_case)
    _origin, size, root, *_ = files["checkpoint.txt"].decode().splitlines()
    lines = [json.loads(line) for line in files["journal.jsonl"].decode().splitlines()]
    assert len(lines) >= 5
    for line in lines:
        leaf = ledger.leaf_hash(base64.b64decode(line["leaf"]), journal.suite())
        path = [bytes.fromhex(step) for step in line["path"]]
        assert ledger.verify_inclusion(
            leaf, line["number"], int(size), path, base64.b64decode(root), journal.suite()
        )


def test_the_time_of_keeping_is_the_longest_of_the_items(closed_case: Case) -> None:
    closed = closed_case.closed_at.astimezone(ZoneInfo("Asia/Shanghai")).date()  # the city's day, not UTC's
    assert closed_case.keep_until == date(closed.year + 10, closed.month, closed.day)


def test_destruction_waits_for_its_day_and_leaves_proof(closed_case: Case) -> None:
    clerk = officer("market-regulation")
    with pytest.raises(Refusal, match="not_archived"):
        actions.destroy(clerk, closed_case.number)
    digest = actions.archive_case(clerk, closed_case.number)
    with pytest.raises(Refusal, match="too_early"):
        actions.destroy(clerk, closed_case.number)
    past = journal.now().date() - timedelta(days=2)
    Case.objects.filter(pk=closed_case.pk).update(keep_until=past)
    assert [case.number for case in queries.past_their_time(journal.now().date())] == [closed_case.number]
    shas = sorted(Document.objects.filter(case=closed_case).values_list("sha256", flat=True))
    actions.destroy(clerk, closed_case.number)
    assert not Case.objects.filter(number=closed_case.number).exists()
    for model in (CaseItem, Clock, Document):
        assert not model.objects.filter(case_id=closed_case.pk).exists()
    proof = Destruction.objects.get(number=closed_case.number)
    assert (proof.archive, proof.deleted["documents"]) == (digest, shas)
    entry = journal.entries("case", closed_case.number).get(act="casework.destroy")
    assert entry.facts["destroyed"]["documents"] == shas
    assert journal.verify().sound, "the journal still proves that the case was, and what became of it"


def test_every_table_of_a_case_is_known_to_the_archive() -> None:
    tables = {model._meta.db_table for model in archive._owned()}
    assert {"casework_clock", "casework_certificate", "supervision_reminder", "casework_proceeding"} <= tables


def test_the_verbs_export_and_destroy(closed_case: Case, tmp_path) -> None:
    from typer.testing import CliRunner

    from minben.cli import app

    out = tmp_path / "case.zip"

    def run(*words: str) -> tuple[int, str]:
        result = CliRunner().invoke(app, ["archive", *words, "--tenant", "lanting"])
        return result.exit_code, result.output

    assert run("export", "no-such-case", "--out", str(out))[0] == 2
    code, _ = run("export", closed_case.number, "--out", str(out))
    assert code == 0
    assert (
        hashlib.sha256(out.read_bytes()).hexdigest()
        == Document.objects.get(case=closed_case, kind="archive").sha256
    )
    assert run("due") == (0, "")
    past = journal.now().date() - timedelta(days=2)
    Case.objects.filter(pk=closed_case.pk).update(keep_until=past)
    assert closed_case.number in run("due")[1]
    assert Case.objects.filter(pk=closed_case.pk).exists()
    assert "destroyed" in run("due", "--destroy")[1]
    assert not Case.objects.filter(pk=closed_case.pk).exists()
