"""How limits are counted is data: the law's own setting, else the service's, else the place's, and no other source."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from zoneinfo import ZoneInfo

from minben.kernel.pack import Place, read_place, terms
from minben.kernel.worktime import Counting, Limit, due

ZONE = ZoneInfo("Asia/Shanghai")
COUNTING = (
    'counting: {count_start_day: false, cutoff: "17:00", roll_forward: true, due_time: "23:59", '
    "basis: civil-code 201}"
)
MEASURES = "lanting-elder-allowance-measures: {number: 蘭亭令2號（示範）, adopted: 2025-11-01, in_force: 2026-01-01, "


def ends(place: Place, scope: str, received: str) -> str:
    """The last moment of one limit of the elder allowance."""
    service = place.services["elder-allowance"]
    found = terms(place, service, service.items[0])[scope]
    start = datetime.fromisoformat(received).replace(tzinfo=ZONE)
    return f"{due(start, found.limit, place.calendar, found.counting).at:%Y-%m-%dT%H:%M}"


def test_the_place_says_how_limits_are_counted_where_no_law_does(city: Callable) -> None:
    copy = city("elder-allowance")
    assert ends(read_place(copy.folder), "acceptance", "2026-03-02T18:00") == "2026-03-10T23:59"
    copy.change("place.yaml", COUNTING, 'counting: {cutoff: "19:00", due_time: "17:30"}')
    assert ends(read_place(copy.folder), "acceptance", "2026-03-02T18:00") == "2026-03-09T17:30"
    copy.change("place.yaml", 'counting: {cutoff: "19:00", due_time: "17:30"}', "")
    assert read_place(copy.folder).counts == Counting()


def test_a_service_may_count_otherwise_and_its_law_rules_over_both(city: Callable) -> None:
    copy = city("elder-allowance")
    copy.change(
        "services/elder-allowance/service.yaml",
        "public_value: ",
        "counting: {count_start_day: true}\npublic_value: ",
    )
    place = read_place(copy.folder)
    assert ends(place, "acceptance", "2026-03-02T10:00") == "2026-03-06T23:59"
    assert place.counting(Limit(1, "workday")).cutoff == time(17), "a limit of no service goes by the place"
    copy.change("laws.yaml", MEASURES, MEASURES + 'counting: {due_time: "12:00", roll_forward: false}, ')
    place = read_place(copy.folder)
    assert ends(place, "delivery", "2026-03-02T10:00") == "2026-03-16T12:00"
    assert ends(place, "acceptance", "2026-03-02T10:00") == "2026-03-06T23:59", "another law's limit"


def test_every_complaint_is_answered_within_the_one_limit_of_the_place(city: Callable) -> None:
    copy = city("elder-allowance")
    copy.change("supervision.yaml", "complaint_reply: {value: 5,", "complaint_reply: {value: 8,")
    place = read_place(copy.folder)
    service = place.services["elder-allowance"]
    remedies = {remedy.kind: place.within(remedy) for remedy in service.items[0].remedies}
    assert remedies["complain"] == terms(place, service, service.items[0])["complaint"].limit
    assert remedies["complain"] == Limit(8, "workday", "lanting-one-thing-measures 12")
    assert remedies["consult"] is None
