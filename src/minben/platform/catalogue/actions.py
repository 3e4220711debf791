"""Loading places, publishing and withdrawing services, importing other catalogues."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from pathlib import Path

from minben.kernel.finding import Finding, InputError
from minben.kernel.pack import Service, check_place
from minben.kernel.worktime import changed_days, corrected, parse_calendar, write_calendar
from minben.platform.catalogue import queries, search
from minben.platform.catalogue.models import CalendarNotice, ImportedItem, Pack, PlaceInForce, Publication
from minben.platform.catalogue.parcels import Parcel
from minben.platform.identity.queries import NoUnit, local_unit
from minben.platform.journal import memory
from minben.platform.journal.actions import Record, act
from minben.platform.journal.queries import now

IMPORT_COLUMNS = ("department", "name", "item_code")


def store_pack(folder: Path) -> str:
    """Check a place folder and keep it by its digest; InputError with every finding when it is not sound."""
    errors = [finding for finding in check_place(folder) if finding.severity == "error"]
    if errors:
        raise InputError(errors)
    archive = _zip(folder)
    digest = hashlib.sha256(archive).hexdigest()
    Pack.objects.get_or_create(
        digest=digest, defaults={"place": folder.name, "archive": archive, "loaded_at": now()}
    )
    return digest


@act("catalogue.receive")
def receive(record: Record, parcel: Parcel) -> bool:
    """Keep the pack of a believed parcel; False, and nothing changes, when it is here already."""
    row, fresh = Pack.objects.get_or_create(
        digest=parcel.digest,
        defaults={"place": parcel.place, "archive": parcel.archive, "loaded_at": record.now},
    )
    record.about("place", row.place, pack=parcel.digest, signed_by=parcel.signed_by, fresh=fresh)
    return fresh


def _zip(folder: Path) -> bytes:
    """The folder as a zip whose bytes depend on names and contents only."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not any(
                part.startswith((".", "__")) for part in path.relative_to(folder).parts
            ):
                info = zipfile.ZipInfo(str(path.relative_to(folder)), date_time=(2000, 1, 1, 0, 0, 0))
                info.compress_type = zipfile.ZIP_DEFLATED
                packed.writestr(info, path.read_bytes())
    return buffer.getvalue()


@act("catalogue.publish")
def publish(record: Record, pack: str) -> list[str]:
    """Put a stored pack in force: new versions of its services replace old ones; running cases keep theirs."""
    place = queries.place(pack)
    record.about("place", place.id, pack=pack)
    latest = PlaceInForce.objects.order_by("-since", "-id").first()
    if latest is None or latest.pack != pack:
        PlaceInForce.objects.create(pack=pack, since=record.now)
    offered = {name: service for name, service in place.services.items() if _can_be_done_here(service)}
    changed = [name for name, service in offered.items() if _put_in_force(record, pack, service)]
    for row in Publication.objects.filter(withdrawn_at=None).exclude(service__in=list(offered)):
        row.withdrawn_at = record.now
        row.save()
    record.facts["services"] = changed
    return changed


def _can_be_done_here(service: Service) -> bool:
    """Whether the tenant has a unit for every authority: a county offers what its own departments may decide."""
    try:
        for item in service.items:
            local_unit(item.authority)
    except NoUnit:
        return False
    return True


def _put_in_force(record: Record, pack: str, service: Service) -> bool:
    current = Publication.objects.filter(withdrawn_at=None, service=service.id).first()
    if current is not None and current.digest == service.digest:
        return False
    if current is not None:
        current.withdrawn_at = record.now
        current.save()
    Publication.objects.create(
        service=service.id, version=service.version, digest=service.digest, pack=pack, published_at=record.now
    )
    return True


def read_items(path: Path) -> list[dict[str, str]]:
    """Rows of a catalogue file (CSV with department, name, item_code, …); InputError names line and column."""
    try:
        content = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        advice = "Save the file as UTF-8 (in a spreadsheet: “CSV UTF-8”)."
        raise InputError([Finding(path.name, line, "", "The text is not UTF-8.", advice)]) from None
    with io.StringIO(content, newline="") as file:
        reader = csv.DictReader(file)
        absent = [column for column in IMPORT_COLUMNS if column not in (reader.fieldnames or [])]
        if absent:
            advice = f"The first line must name the columns {', '.join(IMPORT_COLUMNS)}."
            raise InputError(
                [Finding(path.name, 1, column, "This column is absent.", advice) for column in absent]
            )
        rows = list(reader)
    findings = [
        Finding(path.name, line, column, "This cell is empty.", "Fill it in or remove the line.")
        for line, row in enumerate(rows, start=2)
        for column in IMPORT_COLUMNS
        if not (row.get(column) or "").strip()
    ]
    if findings:
        raise InputError(findings)
    return rows


@act("catalogue.import")
def import_items(record: Record, source: str, rows: list[dict[str, str]]) -> dict[str, int]:
    """Bring another catalogue's items in, whole or not at all; items already there are left alone."""
    before = set(ImportedItem.objects.filter(source=source).values_list("code", "name"))
    fresh: dict[tuple[str, str], ImportedItem] = {}
    for row in rows:
        mark = (row["item_code"].strip(), row["name"].strip())
        if mark not in before:
            fresh.setdefault(mark, _imported(record.actor.tenant, source, row))
    ImportedItem.objects.bulk_create(fresh.values(), batch_size=200)
    counts = {"rows": len(rows), "added": len(fresh)}
    record.about("catalogue", source, **counts)
    return counts


def _imported(tenant: str, source: str, row: dict[str, str]) -> ImportedItem:
    department, name = row["department"].strip(), row["name"].strip()
    main, kind = ((row.get(name) or "").strip() for name in ("main_item", "item_type"))
    return ImportedItem(
        tenant_id=tenant,
        source=source,
        department=department,
        name=name,
        code=row["item_code"].strip(),
        item_type=kind.zfill(2)[:4] if kind else "",
        main_item="" if main == "未分类" else main,
        region_code=(row.get("region_code") or "").strip(),
        department_code=(row.get("department_code") or "").strip(),
        search=search.fold(f"{department} {name}"),
    )


@act("catalogue.correct_calendar")
def correct_calendar(record: Record, content: str) -> str:
    """Put a notice's years in force for every clock of the tenant; `content` is CSV, InputError when it is unsound.

    Answers the digest by which clocks name the calendar they were counted by. Open clocks are counted anew by
    casework, case by case; decisions already made keep theirs.
    """
    newer = parse_calendar("notice", content)
    before = queries.notice_in_force()
    known = queries.current_place().calendar
    if newer.zone != known.zone:
        advice = f"State the zone {known.zone}."
        raise InputError(
            [Finding("notice", 0, "zone", f"The city keeps {known.zone}, not {newer.zone}.", advice)]
        )
    whole = corrected(queries.notice_calendar(before), newer) if before else newer
    text = write_calendar(whole, "csv")
    digest = hashlib.sha256(text.encode()).hexdigest()
    counted = corrected(known, queries.notice_calendar(before)) if before else known
    moved = changed_days(counted, corrected(known, whole))
    record.about("calendar", known.id, source=newer.source, digest=digest, before=before)
    record.facts["years"] = {str(year): standing for year, standing in newer.years.items()}
    record.facts["days"] = [day.isoformat() for day in moved[:400]]
    if digest != before:
        memory.changed()
        CalendarNotice.objects.create(digest=digest, content=text, since=record.now)
    return digest
