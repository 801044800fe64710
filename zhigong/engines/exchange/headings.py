"""Titles of columns: what a title means, however it is written."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import normalize

from zhigong.engines.exchange.contract import Field

EXACT, INSIDE = 3, 2  # how sure a title is
LONGEST_TITLE = 18  # a longer text is an instruction, not a title

# Titles about somebody else than the person of the row.
OTHERS = (
    "配偶", "家属", "父亲", "母亲", "父母", "子女", "紧急", "介绍人", "经办人", "填表", "填报",
    "制表", "法定代表", "法人代表", "负责人", "主席", "联络员", "推荐人", "户主", "监护", "指导员",
)  # fmt: skip

_BRACKETED = re.compile(r"[\(\[\{【〔〖《<「『][^\)\]\}】〕〗》>」』]*[\)\]\}】〕〗》>」』]")
_NOISE = re.compile(r"[\W_]+")
_NUMBERED = re.compile(r"^(\d{1,2}|[一二三四五六七八九十]{1,2})[、..]\s*")


@dataclass(frozen=True, slots=True)
class Match:
    """A field a title may mean: how sure, and how long the words that said so."""

    field: str
    sureness: int
    length: int


@lru_cache(maxsize=4096)
def normalise_title(text: str) -> str:
    """Return a title without blanks, brackets and what stands in them, marks and numbering."""
    plain = _NUMBERED.sub("", normalize("NFKC", text).strip())
    bare = _NOISE.sub("", _BRACKETED.sub("", plain)).lower()
    return bare or _NOISE.sub("", plain).lower()


@lru_cache(maxsize=4096)
def _with_brackets(text: str) -> str:
    return _NOISE.sub("", normalize("NFKC", text)).lower()


class Titles:
    """The titles of a kind's fields, ready for comparing."""

    def __init__(self, fields: Sequence[Field]) -> None:
        self._exact: dict[str, str] = {}
        self._inside: list[tuple[str, str]] = []
        for field in fields:
            for word in (field.title, *field.synonyms, *field.exact):
                self._exact.setdefault(normalise_title(word), field.code)
            self._inside += [(normalise_title(word), field.code) for word in field.synonyms]
        self._inside.sort(key=lambda pair: -len(pair[0]))
        self._known: dict[str, tuple[Match, ...]] = {}

    def meanings(self, text: str) -> tuple[Match, ...]:
        """Return the fields a title may mean, the surest first; empty when it means none."""
        if text not in self._known:
            self._known[text] = self._find(text)
        return self._known[text]

    def _find(self, text: str) -> tuple[Match, ...]:
        title = normalise_title(text)
        if not title or len(title) > LONGEST_TITLE or len(text) > 60:
            return ()
        for form in (title, _with_brackets(text)):
            if form in self._exact:
                return (Match(self._exact[form], EXACT, len(form)),)
        if title.isdigit():
            return ()
        found: dict[str, Match] = {}
        for word, code in self._inside:
            if word in title and not _is_of_others(title, word):
                found.setdefault(code, Match(code, INSIDE, len(word)))
        return tuple(sorted(found.values(), key=lambda match: -match.length)[:2])


def _is_of_others(title: str, word: str) -> bool:
    rest = title.replace(word, "")
    return any(other in rest for other in OTHERS)
