"""How well a service answers what somebody typed. Serves whoever looks for a service in their own words.

Either script, homophones and wrong characters (by sound), pinyin without tones, English with slips, whole sentences.
Everything here is a function of text; what a service is called and what people call it comes from its pack.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import opencc
from pypinyin import lazy_pinyin

HAN = re.compile(r"[\u3400-\u9fff]+")
LATIN = re.compile(r"[a-z0-9]+")
# What people say around the thing they want; it tells nothing about the thing.
FILLERS = re.compile(
    "我想要|我想|我要|请问|怎么|如何|怎样|在哪里|哪里|在哪|什么|需要|手续|申请|办理|办事|可以|一家|一个|一间|以上|有没有|"
    "[我想要的了吗呢么办给在和与有去能把被及]"
)
STOP = frozenset(
    re.findall(
        "[a-z]+",
        "a an and are at be can do for from get give go have having how i in is it me my need of on one or our "
        "please start the there this to want we what when where which with you your",
    )
)
# Sounds that many speakers do not tell apart.
SAME_SOUND = (
    (re.compile("zh"), "z"),
    (re.compile("ch"), "c"),
    (re.compile("sh"), "s"),
    (re.compile("ng"), "n"),
)
LEAST = 0.45  # below this a service is no answer
NEAR = 0.45  # of the best answer's worth: what is worth less is left out
SOUND, PART, SLIP = 0.8, 0.75, 0.8  # worth of a match by sound, of a part, of a word with a slip


@lru_cache(maxsize=1)
def _simplified() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def fold(text: str) -> str:
    """Text for comparing: one script, lower case, full-width forms narrowed."""
    return _simplified().convert(unicodedata.normalize("NFKC", text)).lower().strip()


@dataclass(frozen=True)
class Said:
    """A text made ready for comparing: runs of Chinese characters, their pairs, sounds, and other words."""

    runs: tuple[str, ...]
    pairs: frozenset[str]
    sound: str
    words: tuple[str, ...]


@lru_cache(maxsize=4096)
def said(text: str) -> Said:
    """Read what somebody typed or what a pack says."""
    plain = fold(text)
    runs = tuple(HAN.findall(FILLERS.sub(" ", plain))) or tuple(HAN.findall(plain))
    pairs = frozenset(run[i : i + 2] for run in runs for i in range(max(1, len(run) - 1)))
    words = tuple(LATIN.findall(plain))
    telling = tuple(word for word in words if word not in STOP) or words
    return Said(runs, pairs, sound("".join(runs)) or _sounded("".join(words)), telling)


def sound(characters: str) -> str:
    """How Chinese characters sound: pinyin without tones and gaps, sounds that are often confused made the same."""
    return _sounded("".join(lazy_pinyin(characters)))


def _sounded(letters: str) -> str:
    for pattern, same in SAME_SOUND:
        letters = pattern.sub(same, letters)
    return letters


@dataclass(frozen=True)
class Name:
    """One thing a service is called, and how much it tells: 1 for its name, less for what is only near."""

    said: Said
    weight: float


def names(texts: Iterable[tuple[str, float]]) -> list[Name]:
    """(text, weight) pairs made ready for comparing, each once with its greatest weight."""
    best: dict[str, float] = {}
    for text, weight in texts:
        best[fold(text)] = max(weight, best.get(fold(text), 0.0))
    return [Name(said(text), weight) for text, weight in best.items() if text]


def worth(query: str, called: Sequence[Name]) -> float:
    """How well the names answer the query, 0 (not at all) and up; what is below LEAST is no answer."""
    asked = said(query)
    if not (asked.runs or asked.words):
        return 0.0
    return max(_by_characters(asked, called), _by_sound(asked, called), _by_words(asked, called))


def _by_characters(asked: Said, called: Sequence[Name]) -> float:
    """Chinese: how much of the question the names cover, each pair of characters by its best name."""
    if not asked.runs:
        return 0.0
    covered = [
        max((name.weight for name in called if _holds(name, pair)), default=0.0) for pair in asked.pairs
    ]
    whole = max((name.weight for name in called if _within(name.said, asked)), default=0.0)
    return max(sum(covered) / len(covered), whole * PART)


def _holds(name: Name, pair: str) -> bool:
    return any(pair in run for run in name.said.runs)


def _within(name: Said, asked: Said) -> bool:
    """Whether a name of two characters or more stands whole in the question."""
    return any(len(run) > 1 and any(run in other for other in asked.runs) for run in name.runs)


def _by_sound(asked: Said, called: Sequence[Name]) -> float:
    """Pinyin, or characters that only sound right: a name's sound is the question's, or stands in it."""
    heard = asked.sound
    if len(heard) < 5:
        return 0.0
    found = 0.0
    for name in called:
        for run in name.said.runs:
            own = sound(run)
            if len(run) > 1 and (own == heard or (len(own) > 5 and (own in heard or slips(own, heard) <= 1))):
                found = max(found, name.weight * SOUND)
            elif len(heard) > 5 and heard in own:
                found = max(found, name.weight * SOUND * PART)
    return found


def _by_words(asked: Said, called: Sequence[Name]) -> float:
    """Other languages: how many of the telling words the names know, with room for a slip or an ending."""
    if not asked.words or asked.runs:
        return 0.0
    known = [(word, name.weight) for name in called for word in name.said.words if word not in STOP]
    each = [max((weight * likeness(word, own) for own, weight in known), default=0.0) for word in asked.words]
    return sum(each) / len(each) if sum(one > 0 for one in each) * 2 > len(each) else 0.0


def likeness(word: str, own: str) -> float:
    """1 for the same word, less for another ending or a slip, 0 for another word."""
    if word == own:
        return 1.0
    short, long = sorted((word, own), key=len)
    if len(short) > 3 and long.startswith(short) and len(long) - len(short) < 4:
        return 0.9
    room = 0 if len(short) < 5 else 1 if len(short) < 8 else 2
    return SLIP if room and word[0] == own[0] and slips(word, own) <= room else 0.0


def slips(one: str, other: str) -> int:
    """Letters added, lost, changed, or two neighbours swapped (optimal string alignment)."""
    if abs(len(one) - len(other)) > 2:
        return 3
    before, last = list[int](), list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, against in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]


def best(found: Sequence[tuple[str, float]]) -> list[str]:
    """Ids of (id, worth) pairs that are answers, the best first; what is far below the best is left out."""
    top = max((value for _, value in found), default=0.0)
    told = [(value, one) for one, value in found if value >= max(LEAST, top * NEAR)]
    return [one for _value, one in sorted(told, key=lambda pair: -pair[0])]
