"""Rules about sentences: every key in all three locales, and none that nobody reads. Serves translators."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from minben.kernel.finding import Finding
from minben.kernel.pack.decode import suggest
from minben.kernel.pack.load import Loaded
from minben.kernel.pack.model import LOCALES, Item, Place, Service
from minben.kernel.pack.spoken import MARK, names
from minben.kernel.pack.texts import OWN, item_words
from minben.kernel.pack.vocabulary import DOMAINS, SECTORS

PLACE = ("name", "about", "practice.name", "certificate.verify")
SERVICE = ("name", "summary", "public_value")
OPTIONAL = ("keywords",)
VOCABULARIES = ("events.", "lines.", "remedies.")  # a place may offer more than its services use today
REFORM = ("title", "summary", "need", "gain", "transition")
HALF_WIDTH = re.compile("(?<=[\u3400-\u9fff」』）])[,;:?!()]|[()](?=[\u3400-\u9fff])")
"""Western punctuation beside a Chinese character: a slip of the keyboard (GB/T 15834)."""


def check_place_texts(place: Place, loaded: Loaded) -> Iterator[Finding]:
    """Missing and unused keys of the place's translations."""
    wanted = set(_place_keys(place))
    shared = {
        word for service in place.services.values() for item in service.items for word in item_words(item)
    }
    shared -= set(OWN)
    yield from _missing(wanted, loaded.own_texts, loaded)
    yield from _half_width(loaded)
    yield from _unused(wanted | shared, VOCABULARIES, loaded.own_texts, loaded)


def _place_keys(place: Place) -> Iterator[str]:
    yield from PLACE
    yield from (f"regions.{region.id}" for region in place.regions)
    for unit in place.units:
        yield f"units.{unit.id}"
        yield from [unit.address_key] if unit.address_key else []
    yield from (f"posts.{post.id}" for post in place.posts)
    yield from (f"registers.{register}" for register in place.registers)
    yield from (f"sectors.{sector}" for sector in ("A", *SECTORS))
    yield from (f"domains.{domain}" for domain in DOMAINS)
    yield from (f"laws.{law}" for law in place.laws)
    yield from (f"rules.{rule.id}.{word}" for rule in place.supervision.rules for word in ("name", "says"))
    yield from (f"holidays.{part}" for name in place.calendar.rest.values() for part in name.split("、"))
    for element in place.elements.values():
        yield from (f"elements.{element.id}.label", f"elements.{element.id}.help")
        yield from (f"elements.{element.id}.choices.{choice}" for choice in element.choices)
    for service in place.services.values():
        yield from (f"lines.{item.central_guiding_dept}" for item in service.items)


def check_service_texts(service: Service, loaded: Loaded) -> Iterator[Finding]:
    """Missing and unused keys of a service's translations; items may lean on the place's shared sentences."""
    own = {
        *SERVICE,
        service.public_value,
        *_form_keys(service),
        *_reason_keys(service),
        *_reform_keys(service),
    }
    own |= {"offer"} if service.proactive is not None else set()
    items = {f"items.{item.id}.{word}" for item in service.items for word in item_words(item)}
    yield from _missing(own, loaded.own_texts, loaded)
    yield from _missing(items, service.texts, loaded)
    yield from _missing({MARK + name for name in names(service)}, loaded.own_texts, loaded, LOCALES[1:])
    yield from _half_width(loaded)
    used = own | items | set(OPTIONAL) | set(_allowed(service.items))
    yield from _unused(used, (MARK,), loaded.own_texts, loaded)


def _allowed(items: Iterable[Item]) -> Iterator[str]:
    """Shared sentences of the service, and those an item gives when it asks a visit."""
    for item in items:
        yield f"items.{item.id}.onsite_reason"
        yield from (word for word in item_words(item) if word not in OWN)


def _form_keys(service: Service) -> Iterator[str]:
    yield from (f"form.{page.id}.title" for page in service.form)


def _reason_keys(service: Service) -> Iterator[str]:
    """The codes that a `<item>_reasons` decision may give: the texts in its table's output column."""
    for node in service.nodes():
        if node.options.get("result", "").endswith("_reasons"):
            for law in service.laws:
                found = law.decisions.get(node.options.get("decision", ""))
                for rule in getattr(found.logic, "rules", ()) if found is not None else ():
                    yield f"reasons.{rule.results[0].strip().strip(chr(34))}"


def _reform_keys(service: Service) -> Iterator[str]:
    for reform in service.reforms:
        words = [
            *REFORM,
            *(f"affected.{one.unit}" for one in reform.affected),
            *(f"alternatives.{one}" for one in reform.alternatives),
            *(f"questions.{one}" for one in reform.questions),
        ]
        yield from (f"reforms.{reform.id}.{word}" for word in words)


def _missing(
    wanted: set[str],
    texts: Mapping[str, Mapping[str, str]],
    loaded: Loaded,
    locales: Iterable[str] = LOCALES,
) -> Iterator[Finding]:
    for locale in locales:
        for key in sorted(wanted - set(texts[locale])):
            file = loaded.path(f"translations/{locale}.yaml")
            line = min(1, loaded.line(f"translations/{locale}.yaml"))
            yield Finding(file, line, key, f"The text {key} is missing in {locale}.", "Write it.")


def _half_width(loaded: Loaded) -> Iterator[Finding]:
    for locale in LOCALES[:2]:
        name = f"translations/{locale}.yaml"
        for key, text in loaded.own_texts[locale].items():
            found = HALF_WIDTH.search(text) if name in loaded.spots else None
            if found is not None:
                message = f"The text {key} has the Western mark {found.group()} beside a Chinese character."
                yield Finding(
                    loaded.path(name),
                    loaded.line(name, key),
                    key,
                    message,
                    "Write the Chinese mark: ，；：？！（）.",
                )


def _unused(
    used: set[str], prefixes: tuple[str, ...], texts: Mapping[str, Mapping[str, str]], loaded: Loaded
) -> Iterator[Finding]:
    for locale in LOCALES:
        name = f"translations/{locale}.yaml"
        for key in texts[locale]:
            if key not in used and not key.startswith(prefixes or ("\0",)):
                advice = f"Remove it. {suggest(key, dict.fromkeys(sorted(used - set(texts[locale])), True))}"
                line = loaded.line(name, key) if name in loaded.spots else 0
                yield Finding(loaded.path(name), line, key, f"Nobody reads the text {key}.", advice)
