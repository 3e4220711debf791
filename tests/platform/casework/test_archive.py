"""The archive package explains and proves itself; what is past its time is destroyed with proof."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from minben.kernel import ledger
from minben.platform.casework import actions, archive, queries, unpacking
from minben.platform.casework.actions import Refusal
from minben.platform.casework.models import Case, CaseItem, Clock, Destruction, Document
from minben.platform.journal import queries as journal
from minben.platform.journal.actor import Actor
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


def head(unit: str = "market-regulation") -> Actor:
    return replace(officer(unit), account=f"head-{unit}", roles=("leader",))


def past(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(keep_until=journal.now().date() - timedelta(days=2))


def test_destruction_waits_for_its_day_needs_two_people_and_leaves_proof(closed_case: Case) -> None:
    clerk, number = officer("market-regulation"), closed_case.number
    with pytest.raises(Refusal, match="not_archived"):
        actions.propose_destruction(clerk, number)
    digest = actions.archive_case(clerk, number)
    with pytest.raises(Refusal, match="too_early"):
        actions.propose_destruction(clerk, number)
    past(closed_case)
    assert [case.number for case in queries.past_their_time(journal.now().date())] == [number]
    shas = sorted(Document.objects.filter(case=closed_case).values_list("sha256", flat=True))
    with pytest.raises(Refusal, match="not_yours"):
        actions.propose_destruction(officer("fire-rescue"), number)
    proposed = actions.propose_destruction(clerk, number)
    with pytest.raises(Refusal, match="waiting"):
        actions.propose_destruction(clerk, number)
    for who, why in (
        (clerk, "own"), (replace(clerk, roles=("officer", "leader")), "own"), (head("fire-rescue"), "not_yours"),
        (replace(clerk, account="colleague"), "head_only"),
    ):  # fmt: skip
        with pytest.raises(Refusal, match=why):
            actions.settle_destruction(who, proposed, agree=True)
    assert Case.objects.filter(number=number).exists()
    actions.settle_destruction(head(), proposed, agree=True)
    assert not Case.objects.filter(number=number).exists()
    for model in (CaseItem, Clock, Document):
        assert not model.objects.filter(case_id=closed_case.pk).exists()
    proof = Destruction.objects.get(number=number)
    assert (proof.archive, proof.deleted["documents"]) == (digest, shas)
    assert (proof.proposed_by, proof.confirmed_by) == (clerk.account, head().account)
    entry = journal.entries("case", number).get(act="casework.settle_destruction")
    assert entry.facts["destroyed"]["documents"] == shas
    assert entry.facts["proposed_by"] == clerk.account
    assert journal.verify().sound, "the journal still proves that the case was, and what became of it"


def test_a_refused_destruction_keeps_the_case(closed_case: Case) -> None:
    clerk = officer("market-regulation")
    actions.archive_case(clerk, closed_case.number)
    past(closed_case)
    actions.settle_destruction(head(), actions.propose_destruction(clerk, closed_case.number), agree=False)
    assert Case.objects.filter(pk=closed_case.pk).exists()
    assert not Destruction.objects.exists()
    assert actions.propose_destruction(clerk, closed_case.number), "it can be proposed again"


def test_only_the_office_that_led_it_archives_a_case(closed_case: Case) -> None:
    with pytest.raises(Refusal, match="not_yours"):
        actions.archive_case(officer("fire-rescue"), closed_case.number)


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
    past(closed_case)
    assert closed_case.number in run("due")[1]
    told = CliRunner().invoke(app, ["archive", "verify", str(out)])
    assert told.exit_code == 0, told.output
    assert f"case {closed_case.number}" in told.output
    assert "all proved" in told.output
    assert CliRunner().invoke(app, ["archive", "verify", str(tmp_path / "none.zip")]).exit_code == 2
    out.write_bytes(out.read_bytes()[:-40])
    assert CliRunner().invoke(app, ["archive", "verify", str(out)]).exit_code == 1


def rebuilt(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "name", ["case.json", "journal.jsonl", "checkpoint.txt", "manifest.txt", "README.txt"]
)
def test_whatever_is_altered_missing_or_added_is_named(closed_case: Case, name: str) -> None:
    actions.archive_case(officer("market-regulation"), closed_case.number)
    files = opened(closed_case)
    assert unpacking.opened(rebuilt(files)).faults == ()
    without = {one: content for one, content in files.items() if one != name}
    assert name in {where for where, _ in unpacking.opened(rebuilt(without)).faults}
    other = b"y" if files[name][-9:-8] == b"x" else b"x"
    altered = {**files, name: files[name][:-9] + other + files[name][-8:]}
    assert unpacking.opened(rebuilt(altered)).faults
    more = {**files, "documents/9-more.pdf": b"%PDF"}
    assert ("documents/9-more.pdf", "The manifest does not list it.") in unpacking.opened(
        rebuilt(more)
    ).faults


def test_an_entry_that_was_changed_with_its_manifest_is_still_found(closed_case: Case) -> None:
    actions.archive_case(officer("market-regulation"), closed_case.number)
    files = opened(closed_case)
    lines = [json.loads(line) for line in files["journal.jsonl"].decode().splitlines()]
    lines[0]["leaf"] = base64.b64encode(base64.b64decode(lines[0]["leaf"]) + b" ").decode()
    files["journal.jsonl"] = "\n".join(json.dumps(line) for line in lines).encode()
    listed = [
        f"{hashlib.sha256(content).hexdigest()}  {name}"
        for name, content in files.items()
        if name != "manifest.txt"
    ]
    files["manifest.txt"] = "\n".join(listed).encode()
    faults = unpacking.opened(rebuilt(files)).faults
    assert [where for where, _ in faults] == ["journal.jsonl:1"]
