"""Draw a demo city's registers from a seed: invented people, households, businesses. Serves `minben invent`.

The same `registers/invent.yaml` gives the same bytes. Nobody described exists: region codes are unassigned (99xxxx),
mobile numbers begin with a prefix not in use, and every number carries its right check character.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from minben.kernel.intake import credit_code_check_character, id_number_check_character

_ORGANISATION = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
Record = dict[str, str]
Table = list[Record]


def invent(folder: Path) -> dict[str, bytes]:
    """Path inside the place folder -> CSV bytes, for every register; nothing is written here."""
    plan = yaml.safe_load((folder / "registers" / "invent.yaml").read_text("utf-8"))
    city = _City(plan, np.random.default_rng(int(plan["seed"])))
    city.fixed()
    while len(city.tables["population"]) < int(plan["people"]):
        city.household()
    city.births()
    city.properties()
    while len(city.tables["business"]) < int(plan["businesses"]):
        city.business()
    return {f"registers/{name}/records.csv": _csv(table) for name, table in sorted(city.tables.items())}


def citizen_number(first17: str) -> str:
    """The 18 characters for 6 region digits, 8 of birth and 3 serial digits (odd: male)."""
    return f"{first17}{id_number_check_character(first17)}"


def credit_code(prefix: str, first8: str) -> str:
    """The 18 characters for 8 of category and region and 8 of the organisation code, checked by GB 11714 (MOD 11)."""
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(_ORGANISATION.index(char) * weight for char, weight in zip(first8, weights, strict=True))
    check = {10: "X", 11: "0"}.get(11 - total % 11, str(11 - total % 11))
    return f"{prefix}{first8}{check}{credit_code_check_character(prefix + first8 + check)}"


def _csv(table: Table) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(table[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(table)
    return out.getvalue().encode()


def _flag(value: object) -> str:
    return "true" if value else "false"


class _City:
    """The tables while they are being drawn; the order of draws is the order of the records."""

    def __init__(self, plan: Mapping[str, Any], dice: np.random.Generator) -> None:
        self.plan = plan
        self.dice = dice
        self.today: date = plan["today"]
        self.regions: list[dict[str, Any]] = plan["regions"]
        names = (
            "population",
            "household",
            "business",
            "property",
            "health_certificate",
            "credit",
            "benefit",
            "birth",
        )
        self.tables: dict[str, Table] = {name: [] for name in names}
        self.fixed_people: dict[str, Record] = {}
        self.serials: dict[str, int] = {}

    # --- dice ---

    def pick(self, values: Sequence[Any]) -> Any:
        return values[int(self.dice.integers(len(values)))]

    def chance(self, share: float) -> bool:
        return bool(self.dice.random() < share)

    def region(self) -> dict[str, Any]:
        weights = np.array([region["weight"] for region in self.regions], dtype=float)
        return self.regions[int(self.dice.choice(len(self.regions), p=weights / weights.sum()))]

    def given(self) -> str:
        size = 1 if self.chance(0.25) else 2
        return "".join(self.pick(self.plan["given"]) for _ in range(size))

    def address(self, region: Mapping[str, Any]) -> str:
        return f"{region['name']}{self.pick(self.plan['streets'])}{int(self.dice.integers(1, 400))}號"

    def born(self, youngest: int, oldest: int) -> date:
        days = int(self.dice.integers(youngest * 365, oldest * 365 + 300))
        return self.today - timedelta(days=days)

    # --- people ---

    def fixed(self) -> None:
        """The people of `people_fixed`, one household each, couples together."""
        for one in self.plan["people_fixed"]:
            region = next(region for region in self.regions if region["id"] == one["region"])
            number = citizen_number(region["code"] + one["birth_date"].strftime("%Y%m%d") + one["serial"])
            household = self.new_household(region, number, in_city=not one.get("outside"))
            self.fixed_people[one["key"]] = self.person(one, number, region, household)
        for one in self.plan["people_fixed"]:
            if "spouse" in one:
                spouse = self.fixed_people[one["spouse"]]["id_number"]
                self.fixed_people[one["key"]]["spouse_id"] = spouse
        for birth in self.plan["births_fixed"]:
            self.birth(birth)

    def birth(self, one: Mapping[str, Any]) -> None:
        parents = {f"{role}_id": self.fixed_people[one[role]]["id_number"] for role in ("mother", "father")}
        own = {key: str(value) for key, value in one.items() if key not in ("mother", "father")}
        self.tables["birth"].append({"record_number": own.pop("record_number"), **parents, **own})

    def births(self) -> None:
        """Newborns of invented couples in the last year, as hospitals reported them."""
        fixed = {person["id_number"] for person in self.fixed_people.values()}
        youngest, oldest = (self.today.replace(year=self.today.year - age).isoformat() for age in (22, 42))
        mothers = [
            one
            for one in self.tables["population"]
            if one["sex"] == "female" and one["spouse_id"] and oldest < one["birth_date"] < youngest
        ]
        mothers = [one for one in mothers if one["id_number"] not in fixed][: int(self.plan["births"])]
        for serial, mother in enumerate(mothers, len(self.tables["birth"]) + 1):
            born = self.today - timedelta(days=int(self.dice.integers(1, 360)))
            self.tables["birth"].append(
                {
                    "record_number": f"B{born.year}{serial:06d}",
                    "mother_id": mother["id_number"],
                    "father_id": mother["spouse_id"],
                    "born_at": born.isoformat(),
                    "hospital": str(self.pick(self.plan["hospitals"])),
                    "sex": "female" if self.chance(0.49) else "male",
                    "weight": str(int(self.dice.integers(2300, 4400))),
                }
            )

    def new_household(self, region: Mapping[str, Any], head: str, *, in_city: bool) -> Record:
        number = f"H{len(self.tables['household']) + 1:06d}"
        record = {
            "household_number": number,
            "head_id": head,
            "address": self.address(region),
            "region": str(region["id"]) if in_city else "elsewhere",
            "in_city": _flag(in_city),
        }
        self.tables["household"].append(record)
        return record

    def person(
        self, one: Mapping[str, Any], number: str, region: Mapping[str, Any], household: Record
    ) -> Record:
        """Add the person to every register that knows people."""
        record = {
            "id_number": number,
            "name": str(one["name"]),
            "sex": str(one["sex"]),
            "birth_date": one["birth_date"].isoformat(),
            "address": household["address"],
            "region": str(region["id"]),
            "household_number": household["household_number"],
            "spouse_id": "",
            "phone": f"{self.plan['mobile_prefix']}{len(self.tables['population']) + 1:08d}",
            "alive": _flag(one.get("alive", True)),
        }
        self.tables["population"].append(record)
        level = "serious" if one.get("breach") else "normal"
        self.tables["credit"].append(
            {"id_number": number, "level": level, "serious_breach": _flag(one.get("breach"))}
        )
        self.tables["benefit"].append(
            {
                "id_number": number,
                "card_number": f"LTSS{len(self.tables['benefit']) + 1:010d}",
                "elder_allowance": _flag(one.get("receiving")),
                "medical_insurance": _flag(one.get("insured", self.chance(0.92))),
            }
        )
        if one.get("health_valid_until"):
            self.health(number, one["health_valid_until"])
        return record

    def health(self, number: str, until: date) -> None:
        serial = len(self.tables["health_certificate"]) + 1
        self.tables["health_certificate"].append(
            {
                "id_number": number,
                "certificate_number": f"LTHC{serial:06d}",
                "valid_from": (until - timedelta(days=364)).isoformat(),
                "valid_until": until.isoformat(),
                "hospital": str(self.pick(self.plan["hospitals"])),
            }
        )

    def household(self) -> None:
        """One invented household: a head, perhaps a spouse, perhaps children."""
        region = self.region()
        surname = str(self.pick(self.plan["surnames"]))
        head_born = self.born(20, 101)
        head = self.draw(surname, head_born, region)
        household = self.new_household(region, head[0], in_city=self.chance(0.94))
        first = self.person(head[1], head[0], region, household)
        if not self.chance(0.6):
            return
        other_sex = "female" if first["sex"] == "male" else "male"
        born = min(
            head_born + timedelta(days=int(self.dice.integers(-1500, 1500))), self.today - timedelta(7300)
        )
        partner = self.draw(str(self.pick(self.plan["surnames"])), born, region, other_sex)
        second = self.person(partner[1], partner[0], region, household)
        first["spouse_id"], second["spouse_id"] = second["id_number"], first["id_number"]
        parents_age = (self.today - max(head_born, born)).days // 365
        if 23 <= parents_age < 60:
            for _ in range(int(self.dice.integers(0, 3))):
                child = self.draw(surname, self.born(0, min(parents_age - 21, 30)), region)
                self.person(child[1], child[0], region, household)

    def draw(
        self, surname: str, born: date, region: Mapping[str, Any], sex: str = ""
    ) -> tuple[str, dict[str, object]]:
        """Identity number and traits of one invented person; serial numbers below 900 leave room for the fixed."""
        sex = sex or ("male" if self.chance(0.5) else "female")
        stem = region["code"] + born.strftime("%Y%m%d")
        serial = self.serials[stem + sex] = self.serials.get(stem + sex, 1 if sex == "male" else 0) + 2
        age = (self.today - born).days // 365
        traits: dict[str, object] = {
            "name": surname + self.given(),
            "sex": sex,
            "birth_date": born,
            "alive": not (age > 60 and self.chance((age - 60) / 250)),
            "breach": age >= 18 and self.chance(0.02),
            "receiving": age >= 80 and self.chance(0.6),
        }
        if 18 <= age < 65 and self.chance(0.12):
            traits["health_valid_until"] = self.today + timedelta(days=int(self.dice.integers(-200, 365)))
        return citizen_number(f"{stem}{serial:03d}"), traits

    # --- things ---

    def properties(self) -> None:
        for one in self.plan["properties_fixed"]:
            region = next(region for region in self.regions if region["id"] == one["region"])
            owner = self.fixed_people[one["owner"]]["id_number"]
            self.property(one["certificate_number"], owner, one["usage"], one["floor_area"], region)
        for serial in range(int(self.plan["properties"])):
            owner = self.pick(self.tables["population"])["id_number"]
            usage = "residential" if self.chance(0.6) else "commercial" if self.chance(0.85) else "industrial"
            self.property(
                f"LT{serial + 1:08d}", owner, usage, int(self.dice.integers(40, 600)), self.region()
            )

    def property(self, number: str, owner: str, usage: str, area: int, region: Mapping[str, Any]) -> None:
        self.tables["property"].append(
            {
                "certificate_number": number,
                "owner_id": owner,
                "address": self.address(region),
                "usage": usage,
                "floor_area": str(area),
                "region": str(region["id"]),
            }
        )

    def business(self) -> None:
        serial = len(self.tables["business"]) + 1
        fixed = [one for one in self.plan["people_fixed"] if "business" in one]
        region = self.region()
        if serial <= len(fixed):
            one = fixed[serial - 1]
            owner, name = self.fixed_people[one["key"]], str(one["business"])
            region = next(region for region in self.regions if region["id"] == one["region"])
        else:
            owner = self.pick(self.tables["population"])
            name = f"{region['name']}{self.pick(self.plan['trade_names'])}{self.pick(self.plan['trades'])}"
        code = credit_code(f"92{region['code']}", f"MAL{serial:05d}")
        established = self.today - timedelta(days=int(self.dice.integers(60, 6000)))
        self.tables["business"].append(
            {
                "credit_code": code,
                "name": name,
                "legal_person_id": owner["id_number"],
                "kind": "individual" if self.chance(0.7) or serial <= len(fixed) else "company",
                "status": "open" if serial <= len(fixed) or self.chance(0.88) else "closed",
                "address": self.address(region),
                "region": str(region["id"]),
                "established": established.isoformat(),
            }
        )
