"""Long work: asked for by analysts of the tenant only, done once, taken up again after a worker died."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from minben.platform.casework.models import Case
from minben.platform.catalogue import queries as catalogue
from minben.platform.journal.models import Entry
from minben.platform.journal.queries import now
from minben.platform.journal.tenancy import scope
from minben.platform.studio import queries, tasks, whatif
from minben.platform.studio.models import Job, Upload
from tests.platform.casework.test_eventlog import handled
from tests.platform.conftest import apply_for
from tests.platform.studio.test_logs import bring

ROOT = Path(__file__).resolve().parents[3]
STEPS = (("receive", 0), ("check papers", 20), ("check place", 45), ("decide", 60), ("send letter", 61))
LOG = "case_id,activity,timestamp,resource\n" + "".join(
    f"c{case},{step},2026-{1 + hours // 720:02d}-{1 + hours % 720 // 24:02d}T{hours % 24:02d}:00:00+08:00,p{at % 3}\n"
    for case in range(40)
    for at, (step, hour) in enumerate(STEPS)
    for hours in [case * 9 + hour + (case * at) % 7]
)
SMALL = {"replications": "5", "cases": "50", "seed": "7"}


@pytest.fixture
def analyst(db: None, as_role: Callable) -> Client:
    """The city's analyst with a log of forty permits."""
    client = as_role("analyst")
    client.cookies["django_language"] = "en"
    assert bring(client, "permits.csv", LOG.encode()).status_code == 302
    return client


def ask(client: Client, kind: str = "redesign", key: str = "", **said: object) -> int:
    """Ask for work and answer its number."""
    address = reverse("studio:whatif", args=["upload", "1"])
    answer = client.post(address, {"kind": kind, "key": key, **SMALL, **said})
    assert answer.status_code == 302, answer.content.decode()
    return int(answer["Location"].rstrip("/").rpartition("/")[2])


def page(client: Client, number: int) -> str:
    return client.get(reverse("studio:job", args=[number])).content.decode()


@pytest.mark.demonstrates("R48", "R65", "R176")
@pytest.mark.django_db
def test_proposals_are_asked_for_done_and_shown_with_confidence(analyst: Client) -> None:
    number = ask(analyst)
    waiting = analyst.get(reverse("studio:job", args=[number]))
    assert waiting["Refresh"] == "3"
    assert "waits for a worker" in waiting.content.decode()
    assert tasks.run_once("w1") == 1
    done = analyst.get(reverse("studio:job", args=[number]))
    assert "Refresh" not in done
    text = done.content.decode()
    for told in (
        "a case saves on average",
        "95 % confidence",
        "What the log shows",
        "This assumes",
        "To watch",
    ):
        assert told in text, told
    assert 'style="' not in text
    assert tasks.run_once("w2") == 0, "done work is not done again"
    taken = analyst.get(reverse("studio:job_file", args=[number, "as-is.bpmn"]))
    assert b"userTask" in taken.content
    assert analyst.get(reverse("studio:job_file", args=[number, "nothing"])).status_code == 404
    assert [row.number for row in queries.jobs()] == [number]


@pytest.mark.django_db
def test_the_same_seed_gives_the_same_result_and_another_another(analyst: Client) -> None:
    numbers = [ask(analyst, "simulate", f"k{at}", seed=seed) for at, seed in enumerate(("3", "3", "4"))]
    assert tasks.run_once("w1") == 3
    first, again, other = (bytes(Job.objects.get(number=number).result) for number in numbers)
    assert first == again
    assert first != other


@pytest.mark.django_db
def test_a_simulation_says_how_far_to_trust_it_and_can_be_studied(analyst: Client) -> None:
    number = ask(analyst, "simulate")
    tasks.run_once("w1")
    text = page(analyst, number)
    comparison, fidelity = whatif.compared(bytes(Job.objects.get(number=number).result))
    said = "the simulated present matches" if comparison.believable else "Do not rank by these numbers"
    assert said in text
    assert fidelity is not None
    assert "Likeness of the order of steps" in text
    answer = analyst.post(reverse("studio:study", args=[number]), {"key": "s"})
    assert answer.status_code == 302
    assert analyst.get(answer["Location"]).status_code == 200
    assert Upload.objects.get(number=2).cases == 40


@pytest.mark.django_db
def test_steps_that_may_not_be_touched_are_left_alone(analyst: Client) -> None:
    free, locked = ask(analyst, key="a"), ask(analyst, key="b", locked=[step for step, _ in STEPS])
    tasks.run_once("w1")
    counts = [
        len(whatif.compared(bytes(Job.objects.get(number=number).result))[0].results)
        for number in (free, locked)
    ]
    assert counts[0] > counts[1]


@pytest.mark.django_db
def test_work_that_cannot_be_done_says_why(analyst: Client) -> None:
    few = "\n".join(LOG.splitlines()[:16])
    bring(analyst, "few.csv", few.encode())
    address = reverse("studio:whatif", args=["upload", "2"])
    analyst.post(address, {"kind": "simulate", "key": "k", **SMALL})
    tasks.run_once("w1")
    assert "The log has 3 cases." in page(analyst, 1)
    analyst.post(reverse("studio:remove", args=[1]), {"key": "r"})
    with pytest.raises(AssertionError):
        ask(analyst)


@pytest.mark.django_db
def test_odd_wishes_are_refused(analyst: Client) -> None:
    address = reverse("studio:whatif", args=["upload", "1"])
    for said in ({"cases": "1000000"}, {"replications": "1"}, {"locked": ["no such step"]}, {"seed": "x"}):
        assert analyst.post(address, {"kind": "redesign", **SMALL, **said}).status_code == 400
    assert analyst.post(address, {"kind": "delete", **SMALL}).status_code == 200
    assert Job.objects.count() == 0


@pytest.mark.django_db
def test_only_analysts_of_the_tenant_see_the_work(analyst: Client, sign_in: Callable) -> None:
    number = ask(analyst)
    tasks.run_once("w1")
    addresses = [
        reverse("studio:whatif", args=["upload", "1"]),
        reverse("studio:job", args=[number]),
        reverse("studio:job_file", args=[number, "as-is.bpmn"]),
    ]
    posts = [reverse(f"studio:{verb}", args=[number]) for verb in ("give_up", "study")]
    for address in (*addresses, *posts):
        assert Client().get(address).status_code == 302
        for stranger in ("citizen-wang", "officer-fang", "leader-mei", "inspector-yan"):
            assert sign_in(stranger).get(address).status_code == 403
            assert sign_in(stranger).post(address).status_code == 403
    with scope("liushang"):
        assert queries.job(number) is None
        assert queries.jobs() == []


@pytest.mark.django_db
def test_work_given_up_stops_and_keeps_nothing(analyst: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    number = ask(analyst)
    heard: list[float] = []
    original = tasks._Telling.__call__

    def telling(self: tasks._Telling, share: float) -> None:
        heard.append(share)
        if len(heard) == 5:
            analyst.post(reverse("studio:give_up", args=[number]), {"key": "g"})
        original(self, share)

    monkeypatch.setattr(tasks._Telling, "__call__", telling)
    assert tasks.run_once("w1") == 0
    row = Job.objects.get(number=number)
    assert bytes(row.result) == b""
    assert "gave this work up" in page(analyst, number)
    assert max(heard) < 1.0
    assert analyst.post(reverse("studio:give_up", args=[number]), {"key": "h"}).status_code == 404


@pytest.mark.django_db
def test_a_lease_keeps_others_away_until_it_runs_out(analyst: Client) -> None:
    ask(analyst)
    with scope("lanting"):
        held = tasks.take("w1", timedelta(seconds=60))
        assert held is not None
        assert tasks.take("w2") is None
        Job.objects.update(leased_until=now() - timedelta(seconds=1))
        again = tasks.take("w2")
        assert again is not None
        assert again.attempts == 2
    with pytest.raises(tasks.Lost):
        tasks._Telling("lanting", Job, held.pk, "w1", timedelta(seconds=60))(0.5)


@pytest.mark.django_db
def test_work_that_kills_every_worker_is_closed_with_a_reason(analyst: Client) -> None:
    number = ask(analyst)
    Job.objects.update(attempts=tasks.GIVE_UP, leased_until=now() - timedelta(seconds=1))
    assert tasks.run_once("w1") == 1
    assert "stopped three times" in page(analyst, number)


@pytest.mark.django_db
def test_an_error_of_ours_is_tried_again_and_then_said(
    analyst: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = ask(analyst)

    def broken(*_: object) -> dict[str, bytes]:
        raise ZeroDivisionError("no cases")

    monkeypatch.setattr(whatif, "work", broken)
    assert tasks.run_once("w1") == 1
    assert "ZeroDivisionError" in page(analyst, number)
    assert Job.objects.get(number=number).attempts == tasks.GIVE_UP


@pytest.mark.django_db
def test_asking_and_finishing_are_journalled(analyst: Client) -> None:
    number = ask(analyst, "simulate", key="same")
    assert ask(analyst, "simulate", key="same") == number, "the same form sent twice asks once"
    tasks.run_once("w1")
    acts = Entry.objects.filter(kind="job", ref=str(number)).order_by("number")
    assert [entry.act for entry in acts] == ["studio.ask", "studio.finish"]
    assert acts[1].facts["sha256"]


@pytest.mark.demonstrates("R135")
@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_s_job_is_taken_up_again(tmp_path: Path) -> None:
    """A real worker process is killed in the middle; another, started later, does the job."""
    environment = {
        **os.environ,
        "MINBEN_HOME": str(tmp_path),
        "MINBEN_DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3",
        "DJANGO_SETTINGS_MODULE": "minben.platform.settings",
        "PYTHONPATH": str(ROOT / "src"),
    }

    def run(code: str) -> subprocess.Popen:
        script = "import django; django.setup()\n" + code
        return subprocess.Popen(
            [sys.executable, "-c", script], env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True
        )

    (tmp_path / "log.csv").write_text(LOG)
    setting_up = run(
        "from pathlib import Path\n"
        "from minben.platform.training.demo import load\n"
        "from minben.platform.journal.actor import system\n"
        "from minben.platform.journal.tenancy import scope\n"
        "from minben.platform.studio import actions\n"
        "load(Path('places/lanting'), history=False, say=lambda _: None)\n"
        "with scope('lanting'):\n"
        f"    actions.keep_log(system('lanting'), 'log.csv', Path(r'{tmp_path}/log.csv').read_bytes(), {{}})\n"
        "    options = {'replications': 60, 'cases': 1500, 'seed': 5, 'language': 'en'}\n"
        "    actions.ask(system('lanting'), 'simulate', {'kind': 'upload', 'id': '1'}, 'log.csv', options)\n"
    )
    assert setting_up.wait(timeout=120) == 0
    looking = (
        "from minben.platform.journal.tenancy import scope\n"
        "from minben.platform.studio.models import Job\n"
        "with scope('lanting'):\n"
        "    job = Job.objects.get()\n"
        "print(job.attempts, job.progress, job.done_at is not None, len(job.result), job.trouble)\n"
    )

    def look() -> list[str]:
        return run(looking).communicate(timeout=60)[0].split()

    working = (
        "from datetime import timedelta\n"
        "from minben.platform.studio.tasks import run_once\n"
        "print(run_once('{name}', timedelta(seconds=3)))\n"
    )
    first = run(working.format(name="first"))
    for _ in range(200):
        if float(look()[1]) > 0.1:
            break
        time.sleep(0.1)
    first.send_signal(signal.SIGKILL)
    first.wait(timeout=10)
    attempts, progress, done, size, *_ = look()
    assert (attempts, done, size) == ("1", "False", "0")
    assert 0.1 < float(progress) < 1.0, "it was killed in the middle"
    time.sleep(3.1)  # its lease runs out
    second = run(working.format(name="second"))
    assert second.communicate(timeout=120)[0].strip() == "1"
    attempts, progress, done, size, *trouble = look()
    assert (attempts, float(progress), done, trouble) == ("2", 1.0, "True", [])
    assert int(size) > 1000


@pytest.mark.django_db
def test_a_service_is_tried_out_as_it_is_deployed(
    as_role: Callable, submitted_case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = as_role("analyst")
    handled(submitted_case)
    handled(apply_for("open-a-restaurant", "citizen-other"))
    address = reverse("studio:whatif", args=["service", "open-a-restaurant"])
    asked = client.get(address, headers={"accept-language": "en"}).content.decode()
    assert "Decided: Food business permit" in asked
    client.post(address, {"kind": "redesign", "key": "k", **SMALL}, headers={"accept-language": "en"})
    monkeypatch.setattr(whatif, "FEWEST", 2)
    assert tasks.run_once("w1") == 1
    row = Job.objects.get()
    assert row.trouble == ""
    process = whatif.compared(bytes(row.result))[0].process
    published = catalogue.service("open-a-restaurant")
    assert published is not None
    assert [node.id for node in process.nodes] == [node.id for node in published.service.process.nodes]
    assert "Decided: Food business permit" in {node.name for node in process.nodes}
