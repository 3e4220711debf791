"""Small services for measuring and for tests: the demo city with another process in one of its services.

Serves the benchmarks, the kill test and the tests of casework. Everything else of the city stays as it is.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

CITY = Path(__file__).resolve().parents[1] / "places" / "lanting"
SERVICE, ITEM, UNIT = "elder-allowance", "elder_allowance", "civil-affairs"
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:minben="urn:minben:bpmn:1" id="d" targetNamespace="urn:x">'
)
DECIDE = f'<userTask id="decide" minben:item="{ITEM}" minben:result="{ITEM}"/>'


def flow(source: str, target: str, condition: str = "") -> str:
    """A sequence flow with the id `source_target`."""
    inner = f"<conditionExpression>{condition}</conditionExpression>" if condition else ""
    return f'<sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>'


def chain(*names: str) -> str:
    """Flows from each node to the next."""
    return "".join(map(flow, names, names[1:]))


def process(body: str, around: str = "") -> str:
    """A BPMN file: `body` inside the process `p` with its start `s` and end `e`, `around` beside it."""
    inside = f'<process id="p" isExecutable="true"><startEvent id="s"/>{body}<endEvent id="e"/></process>'
    return f"{HEAD}{around}{inside}</definitions>"


def changed(folder: Path, files: Mapping[str, str]) -> None:
    """A copy of the demo city in this folder, with these files in the place of its own."""
    import shutil

    shutil.copytree(CITY, folder)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


def publish(bpmn: str, service: str = SERVICE) -> str:
    """Put the city in force in the present tenant with this process in one service; answers the pack's digest.

    The worked cases of that service no longer fit and are not looked at.
    """
    from minben.platform.catalogue.actions import publish as put_in_force
    from minben.platform.catalogue.models import Pack
    from minben.platform.journal.actor import system
    from minben.platform.journal.queries import now
    from minben.platform.journal.tenancy import current_tenant

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(CITY.rglob("*")):
            if path.is_file():
                name = str(path.relative_to(CITY))
                mine = name == f"services/{service}/process.bpmn"
                archive.writestr(zipfile.ZipInfo(name), bpmn if mine else path.read_bytes())
    digest = hashlib.sha256(packed.getvalue()).hexdigest()
    Pack.objects.get_or_create(
        digest=digest, defaults={"place": CITY.name, "archive": packed.getvalue(), "loaded_at": now()}
    )
    put_in_force(system(current_tenant()), digest)
    return digest


def sent(pack: str, person: str = "110101193001010018", service: str = SERVICE, key: str = "") -> str:
    """An act that begins a case of the service; answers its number."""
    from minben.platform.catalogue.queries import pinned
    from minben.platform.journal.actor import Actor
    from minben.platform.journal.tenancy import current_tenant

    actor = Actor(current_tenant(), f"person-{person}", person)
    return _submit()(actor, person, pack, pinned(pack, service)[1], key=key)


@cache
def _submit() -> Any:
    from minben.platform.casework.actions.drafting import open_case
    from minben.platform.journal.actions import act

    @act("casework.submit")
    def submit(record: Any, person: str, pack: str, service: Any) -> str:
        return open_case(record, person, pack, service, {}, {}, "portal").number

    return submit


def begin(pack: str, person: str = "110101193001010018", service: str = SERVICE, key: str = "") -> Any:
    """A case of the service, begun by an act of its own."""
    from minben.platform.casework.models import Case

    return Case.objects.get(number=sent(pack, person, service, key))
