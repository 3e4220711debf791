"""One act: one transaction, one entry, once per key; nothing altered stays hidden."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from minben.kernel import ledger
from minben.platform.journal import bulk, memory, queries, vault
from minben.platform.journal.actions import Unrecorded, act, note_reading, sign_head
from minben.platform.journal.actor import system
from minben.platform.journal.models import Entry, Node, Size, SubjectKey
from minben.platform.journal.store import DatabaseNodes
from minben.platform.journal.tenancy import NoTenant, current_tenant, scope
from minben.platform.journal.witness import check

pytestmark = pytest.mark.django_db


@act("test.say")
def say(record, word: str) -> str:
    record.about("word", word)
    record.seal("person-1", secret=word)
    return word


@act("test.silent")
def silent(record) -> None:
    SubjectKey.objects.create(subject="left behind", wrapped=b"")


@pytest.mark.demonstrates("R95")
def test_an_act_is_one_entry_with_actor_time_and_object(city: str) -> None:
    before = queries.size()
    say(system(city), "spring")
    entry = Entry.objects.order_by("-number").first()
    assert queries.size() == before + 1
    assert (entry.actor, entry.act, entry.kind, entry.ref) == ("system", "test.say", "word", "spring")
    assert entry.recorded_at == entry.happened_at


def test_a_repeated_key_answers_again_without_acting(city: str) -> None:
    first = say(system(city), "orchid", key="k1")
    size = queries.size()
    assert say(system(city), "another word", key="k1") == first
    assert queries.size() == size


def test_an_act_that_says_nothing_did_not_happen(city: str) -> None:
    with pytest.raises(Unrecorded):
        silent(system(city))
    assert not SubjectKey.objects.filter(subject="left behind").exists()


def test_personal_facts_are_not_in_the_entry_and_die_with_the_key(city: str) -> None:
    say(system(city), "pavilion")
    entry = Entry.objects.order_by("-number").first()
    assert b"pavilion" not in bytes(entry.sealed)
    assert vault.unseal("person-1", entry.sealed) == {"secret": "pavilion"}
    assert vault.erase("person-1")
    with pytest.raises(vault.Erased):
        vault.unseal("person-1", entry.sealed)
    assert queries.verify().sound, "erasing a person must leave every proof intact"


@pytest.mark.demonstrates("R95")
@pytest.mark.parametrize(("column", "value"), [("actor", "nobody"), ("ref", "x"), ("facts", '{"a":1}')])
def test_an_edited_row_is_found_by_its_number(city: str, column: str, value: str) -> None:
    say(system(city), "stream")
    number = Entry.objects.order_by("-number").first().number
    with connection.cursor() as cursor:  # as an administrator with SQL would
        cursor.execute(
            f"update journal_entry set {column} = %s where tenant_id = %s and number = %s",
            [value, city, number],
        )
    assert queries.verify().altered == (number,)


def test_a_deleted_row_is_found(city: str) -> None:
    say(system(city), "cup")
    last = Entry.objects.order_by("-number").first()
    Entry.objects.filter(pk=last.pk).delete()
    assert last.number in queries.verify().missing


def test_a_rebuilt_log_fails_against_the_witness(city: str, tmp_path) -> None:
    for word in "abc":
        say(system(city), word)
    memory = tmp_path / "heads.json"
    assert check([city], memory)[0].consistent is None
    say(system(city), "d")
    assert check([city], memory)[0].consistent is True
    entry = Entry.objects.order_by("number").first()
    entry.actor = "somebody else"
    entry.leaf = ledger.leaf_hash(queries.canonical(entry), queries.suite())
    entry.save()
    Node.objects.all().delete()
    nodes = ledger.MemoryStore()
    for number, row in enumerate(Entry.objects.order_by("number")):
        ledger.append(nodes, number, bytes(row.leaf), queries.suite())
        stored = DatabaseNodes()
        ledger.append(stored, number, bytes(row.leaf), queries.suite())
        stored.flush()
    report = check([city], memory)[0]
    assert report.consistent is False
    assert not report.sound


def test_signed_heads_hold_and_a_forged_one_does_not(city: str) -> None:
    say(system(city), "heads")
    head = sign_head()
    assert head is not None
    assert sign_head() is None, "nothing new, nothing to sign"
    assert queries.verify().bad_heads == ()
    head.note = head.note.replace("\n", "\n", 1) + "forged"
    head.save()
    assert queries.verify().bad_heads == (head.size,)


def test_an_entry_proves_its_place_in_the_log(city: str) -> None:
    say(system(city), "proof")
    say(system(city), "later")
    entry = Entry.objects.filter(ref="proof").first()
    proof = queries.proof(entry)
    root = ledger.parse_checkpoint(proof.note).root
    assert ledger.verify_inclusion(proof.leaf, proof.number, proof.size, proof.path, root, queries.suite())
    assert not ledger.verify_inclusion(
        b"\0" * 32, proof.number, proof.size, proof.path, root, queries.suite()
    )


def test_no_tenant_no_rows() -> None:
    with pytest.raises(NoTenant):
        list(Entry.objects.all())
    with pytest.raises(NoTenant):
        current_tenant()


@pytest.mark.demonstrates("R102")
def test_tenants_do_not_see_each_other(city: str) -> None:
    say(system(city), "here")
    with scope("liushang"):
        assert not Entry.objects.filter(ref="here").exists()
        note_reading(system("liushang"), "case", "there", "test", [])
    assert not Entry.objects.filter(ref="there").exists()


def test_a_row_cannot_point_into_another_tenant(submitted_case) -> None:
    from minben.platform.casework.models import Notice

    def stray() -> None:
        with transaction.atomic(), scope("liushang"):
            Notice.objects.create(
                case=submitted_case, person="x", kind="received", at=submitted_case.submitted_at
            )
            connection.check_constraints()

    with pytest.raises(IntegrityError):
        stray()


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="row-level security is PostgreSQL's")
class TestRowLevelSecurity:
    """The database refuses what a forgotten filter would let through."""

    def test_every_tenant_table_is_forced(self, city: str) -> None:
        from django.apps import apps

        from minben.platform.journal.tenancy import TenantModel

        tables = [model._meta.db_table for model in apps.get_models() if issubclass(model, TenantModel)]
        with connection.cursor() as cursor:
            cursor.execute("select relname from pg_class where relrowsecurity and relforcerowsecurity")
            forced = {row[0] for row in cursor.fetchall()}
            cursor.execute("select rolsuper or rolbypassrls from pg_roles where rolname = current_user")
            assert cursor.fetchone()[0] is False, "the tests' role could bypass row-level security"
        assert set(tables) <= forced

    def test_raw_sql_sees_only_the_tenant_in_force(self, city: str) -> None:
        say(system(city), "mine")
        with scope("liushang"), connection.cursor() as cursor:
            cursor.execute("select count(*) from journal_entry where ref = 'mine'")
            assert cursor.fetchone()[0] == 0
            cursor.execute("update journal_entry set actor = 'x' where ref = 'mine'")
            assert cursor.rowcount == 0

    def test_a_row_cannot_be_written_for_another_tenant(self, city: str) -> None:
        from django.db.utils import DatabaseError

        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "insert into journal_subjectkey (tenant_id, subject, wrapped) values ('liushang', 's', '')"
            )


def test_the_frontier_kept_is_that_of_the_tree_and_is_found_again_when_absent(city: str) -> None:
    for number in range(5):
        say(system(city), f"leaf {number}")
        if number == 2:
            Size.objects.update(frontier=b"")  # a log of an earlier release
    memory_ = ledger.MemoryStore()
    leaves = [bytes(leaf) for leaf in Entry.objects.order_by("number").values_list("leaf", flat=True)]
    for place, leaf in enumerate(leaves):
        ledger.append(memory_, place, leaf, queries.suite())
    assert queries.root() == ledger.root(memory_, len(leaves), queries.suite())
    kept = Size.objects.get()
    assert bytes(kept.frontier) == DatabaseNodes().frontier(kept.size), "what the nodes say"
    assert not Node.objects.filter(level=0).exists(), "leaves stand in their entries only"


@act("test.reorganise")
def reorganise(record, name: str) -> list[str]:
    """Reads, changes and reads again."""
    record.about("word", name)
    before = recall_names()
    memory.changed()
    SubjectKey.objects.create(subject=name, wrapped=b"")
    return [before, recall_names()]


@act("test.names")
def names(record) -> str:
    record.about("word", "names")
    return recall_names()


def recall_names() -> str:
    return memory.recall(
        "test names", lambda: " ".join(sorted(SubjectKey.objects.values_list("subject", flat=True)))
    )


def test_reference_data_is_read_again_after_an_act_that_changes_it(city: str) -> None:
    SubjectKey.objects.all().delete()
    assert names(system(city)) == ""
    SubjectKey.objects.create(subject="a", wrapped=b"")
    assert names(system(city)) == "", "only an act that says so makes others read again"
    assert reorganise(system(city), "b") == ["", "a b"]
    assert names(system(city)) == "a b"
    assert recall_names() == "a b"


@act("test.erase")
def erase(record) -> bytes:
    record.about("word", "erase")
    sealed = vault.seal("person-9", {"word": "gone"})
    assert vault.unseal("person-9", sealed) == {"word": "gone"}
    vault.erase("person-9")
    with pytest.raises(vault.Erased):
        vault.unseal("person-9", sealed)
    return ""


def test_an_erased_key_is_gone_within_the_same_act(city: str) -> None:
    erase(system(city))


def test_new_and_changed_rows_are_written_in_one_statement(city: str, django_assert_num_queries) -> None:
    old = SubjectKey.objects.create(subject="old", wrapped=b"1")
    old.wrapped = b"2"
    new = [SubjectKey(subject=f"new-{number}", wrapped=b"3") for number in range(3)]
    with django_assert_num_queries(1):
        bulk.write([new[0], old, new[1], new[2]])
    stored = {row.subject: (row.pk, bytes(row.wrapped)) for row in SubjectKey.objects.filter(pk__gte=old.pk)}
    assert stored == {"old": (old.pk, b"2"), **{row.subject: (row.pk, b"3") for row in new}}
    with scope("elsewhere"), pytest.raises(NoTenant):
        bulk.write([old])


def test_rows_are_read_as_the_model_layer_reads_them(city: str) -> None:
    for word in ("read", "again"):
        say(system(city), word)
    found = bulk.read(Entry, act="test.say", ref="again")
    stored = Entry.objects.get(act="test.say", ref="again")
    assert [vars(row) | {"_state": None} for row in found] == [vars(stored) | {"_state": None}]
    assert type(found[0].recorded_at.tzinfo) is type(stored.recorded_at.tzinfo)
    assert [row.ref for row in bulk.read(Entry, act="test.say")] == ["read", "again"]
    assert bulk.read(Entry, act="test.say", ref="nothing") == []
    with scope("elsewhere"):
        assert bulk.read(Entry, act="test.say") == []
