"""What analysts do: bring a log, take it away, ask for long work; and the worker: finish it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from django.db.models import Max

from minben.kernel.eventlog import EventLog, read_choices
from minben.kernel.finding import refuse
from minben.platform.casework.actions.files import plain_name
from minben.platform.journal.actions import Record, act
from minben.platform.studio import reading
from minben.platform.studio.drafting import model_of
from minben.platform.studio.models import Job, LogChoices, LogStudy, RuleDraft, Upload

GIVEN_UP, WORN_OUT = "given up", "worn out"  # why a job has no result


class Overtaken(ValueError):
    """The draft was changed since the page was shown: nothing is written over."""


class Gone(LookupError):
    """What was to be acted on is not there (any more)."""


@act("studio.keep_log")
def keep_log(record: Record, name: str, content: bytes, columns: Mapping[str, str]) -> int:
    """Keep an uploaded log for the tenant's analysts; answers its number. InputError when it cannot be read."""
    log = reading.read(name, content, columns)
    number = (Upload.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    row = Upload(number=number, name=plain_name(name), suffix=reading.suffix_of(name), columns=dict(columns))
    row.content, row.sha256 = content, hashlib.sha256(content).hexdigest()
    row.cases, row.events = len(log.cases), len(log)
    row.brought_by, row.brought_at = record.actor.account, record.now
    row.save()
    record.about("log", str(number), sha256=row.sha256, cases=row.cases, events=row.events)
    return number


@act("studio.remove_log")
def remove_log(record: Record, number: int) -> int:
    """Take an uploaded log away for good; the journal keeps that it was here."""
    row = Upload.objects.filter(number=number).first()
    if row is None:
        raise Gone(number)
    record.about("log", str(number), removed=True, sha256=row.sha256)
    LogStudy.objects.filter(kind="upload", log_id=str(number)).delete()
    LogChoices.objects.filter(kind="upload", log=str(number)).delete()
    row.delete()
    return number


@act("studio.choose")
def choose(record: Record, kind: str, log: str, said: Mapping[str, str], without: EventLog) -> None:
    """Say what to do about what is suspicious in a log, for everybody who studies it; the log itself stays as it is.

    `without` is what is left of it. InputError for a choice that does not fit, or when nothing is left.
    """
    read_choices(said)
    if not len(without):
        raise refuse(without.origin, "Nothing is left of the log.", "Drop less.")
    row = LogChoices.objects.filter(kind=kind, log=log).first() or LogChoices(kind=kind, log=log)
    row.said, row.chosen_by, row.chosen_at = dict(said), record.actor.account, record.now
    row.save()
    record.about("log", log, source=kind, choices=dict(said))


@act("studio.ask")
def ask(
    record: Record, kind: str, source: Mapping[str, str], name: str, options: Mapping[str, object]
) -> int:
    """Ask for long work on a log; answers its number. The worker takes it up."""
    number = (Job.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    job = Job(number=number, kind=kind, source=dict(source), name=name, options=dict(options))
    job.language = str(options.get("language", ""))
    job.asked_by, job.asked_at = record.actor.account, record.now
    job.save()
    record.about("job", str(number), work=kind, source=dict(source), options=dict(options))
    return number


@act("studio.give_up")
def give_up(record: Record, number: int) -> int:
    """The work is no longer wanted; a worker at it stops at its next step."""
    row = Job.objects.filter(number=number, done_at=None).first()
    if row is None:
        raise Gone(number)
    row.done_at, row.trouble, row.leased_until = record.now, GIVEN_UP, None
    row.save()
    record.about("job", str(number), given_up=True)
    return number


@act("studio.finish")
def finish(record: Record, number: int, result: bytes = b"", trouble: str = "") -> bool:
    """The worker is done, or says why it cannot be; False when somebody finished or gave up before."""
    row = Job.objects.filter(number=number).first()
    done = row is not None and row.done_at is None
    if row is not None and done:
        row.result, row.trouble, row.done_at, row.progress = result, trouble, record.now, 1.0
        row.leased_until = None
        row.save()
    digest = hashlib.sha256(result).hexdigest() if result else ""
    record.about("job", str(number), finished=done, sha256=digest, trouble=trouble)
    return done


@act("studio.begin_draft")
def begin_draft(record: Record, service: str, base: str, name: str, content: bytes) -> int:
    """Begin a draft of a service's rules, seen by its owner only; answers its number. InputError for what is no DMN."""
    model_of(content)
    number = (RuleDraft.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    row = RuleDraft(number=number, service=service, base=base, name=name, content=content)
    row.owner, row.begun_at, row.changed_at = record.actor.account, record.now, record.now
    row.save()
    record.about("rule_draft", str(number), service=service, sha256=hashlib.sha256(content).hexdigest())
    return number


@act("studio.change_draft")
def change_draft(record: Record, number: int, content: bytes, revision: int) -> int:
    """Keep a changed draft of one's own; answers its new revision. Overtaken when `revision` is not the last one."""
    row = _own_draft(record, number)
    if row.revision != revision:
        raise Overtaken(number)
    model_of(content)
    row.content, row.revision, row.changed_at = content, revision + 1, record.now
    row.save()
    record.about("rule_draft", str(number), service=row.service, sha256=hashlib.sha256(content).hexdigest())
    return revision + 1


@act("studio.remove_draft")
def remove_draft(record: Record, number: int) -> int:
    """Throw a draft of one's own away."""
    row = _own_draft(record, number)
    record.about("rule_draft", str(number), service=row.service, removed=True)
    row.delete()
    return number


def _own_draft(record: Record, number: int) -> RuleDraft:
    row = RuleDraft.objects.filter(number=number, owner=record.actor.account).first()
    if row is None:
        raise Gone(number)
    return row
