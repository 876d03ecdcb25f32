"""How a list finds the rows that hold the words typed: gathered by the rarest word, or tested one by one in the list's order.

Gathering a word that a tenth of all tickets hold costs more the more tickets there are; walking the list costs what a page
needs where many rows fit, but the whole list where few do. So it is found out first, in bounded time: a rare word is gathered;
else the first rows of the list are looked at, and where enough of them fit the list is walked, else words with few hits gathered.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from functools import lru_cache

from models import database, paging
from models.paging import AtLeast, Key, Listing, Scope
from models.tickets.word_filter import Part, Word, joined, words_of

RARE_HITS = 500
"""Up to so many hits are gathered at once, and counted in a millisecond."""
FEW_HITS = 10_000
"""Up to so many hits are gathered: some 15 ms ..."""
FEW_SHARE = 0.02
"""... and up to this share of all tickets: where more fit, a page is a short walk."""
LOOKS = (500, 5_000)
"""So many of a list's first rows are looked at: some 2 ms; and where too few of them fit, more."""
OFTEN = 0.05
"""Where this share of the first few fits, nothing else is found out: a page is a short walk."""
ENOUGH = 0.004
"""The share of them that must fit: else a page would be a long walk."""
COUNTED = 2_000
"""Of a list that is walked so many rows are counted; it goes on after them."""
COUNTED_BESIDE = 500
"""Of one that is not shown, only counted, so many."""
KEPT_SECONDS = 20
"""How long it holds what was found out about words."""


@dataclass(frozen=True)
class Found:
    """The rows of `view` that hold some words, as a scope of their own; `walked` says that each row is tested in order."""

    view: Scope
    scope: Scope
    walked: bool

    def count(self, listing: Listing) -> int:
        """How many rows there are; AtLeast so many where that takes long to find out."""
        if not self.walked:
            return paging.count(listing, self.scope)
        looked, fits = paging.look(listing, self.view, _tests(self), COUNTED)
        return fits if looked < COUNTED else AtLeast(fits)

    def rank(self, listing: Listing, key: Key) -> int:
        """How many rows stand before `key`."""
        return paging.rank(listing, self.scope, key)


def found(listing: Listing, view: Scope, text: str) -> Found:
    """The rows of `view` that hold the words of `text`; the view itself where there are none."""
    words = words_of(text)
    if not words:
        return Found(view, view, False)
    return _planned(listing, view, text, *_now())


def count_beside(listing: Listing, view: Scope, text: str) -> int:
    """How many rows of a view that is not shown hold the words; AtLeast so many, and found out in less, where many tickets do."""
    words = words_of(text)
    if not words:
        return paging.count(listing, view)
    if (hits := _few_hits(listing, words, FEW_HITS)) is not None:
        return paging.count(listing, _gathered(view, words, hits))
    looked, fits = paging.look(listing, view, joined(tuple(word.test for word in words), " AND "), COUNTED_BESIDE)
    return fits if looked < COUNTED_BESIDE else AtLeast(fits)


def _now() -> tuple[int, int]:
    """For which database, and since when, what was found out holds."""
    return database.generation(), int(time.monotonic() / KEPT_SECONDS)


@lru_cache(maxsize=64)
def _planned(listing: Listing, view: Scope, text: str, _database: int, _while: int) -> Found:
    words = words_of(text)
    test = joined(tuple(word.test for word in words), " AND ")
    walked = Found(view, _with(view, [word.test for word in words]), True)
    rare = _few_hits(listing, words, min(RARE_HITS, FEW_HITS))
    if rare is not None:
        return Found(view, _gathered(view, words, rare), False)
    looked, fits = paging.look(listing, view, test, LOOKS[0])
    if looked < LOOKS[0] or fits >= OFTEN * LOOKS[0]:
        return walked
    few = _few_hits(listing, words, FEW_HITS)
    if few is not None:
        return Found(view, _gathered(view, words, few), False)
    for limit in LOOKS:
        looked, fits = paging.look(listing, view, test, limit)
        if looked < limit or fits >= ENOUGH * limit:
            return walked
    return Found(view, _gathered(view, words, [_hits(word, FEW_HITS + 1, *_now()) for word in words]), False)


def _few_hits(listing: Listing, words: list[Word], few: int) -> list[int] | None:
    """How many hits each word has, where one of them has `few` and FEW_SHARE at most."""
    hits = [_hits(word, few + 1, *_now()) for word in words]
    if min(hits) > few:
        return None
    ((newest,),) = database.rows(f"SELECT max(id) FROM {listing.table}")
    return hits if min(hits) <= FEW_SHARE * (newest or 0) else None


def _gathered(view: Scope, words: list[Word], hits: list[int]) -> Scope:
    """The rows of a view that hold the words, gathered by the one with the fewest hits."""
    rarest = hits.index(min(hits))
    return _with(view, [word.condition if at == rarest else word.test for at, word in enumerate(words)])


def _with(view: Scope, parts: list[Part]) -> Scope:
    return replace(
        view,
        conditions=(*view.conditions, *(sql for sql, _values in parts)),
        values=(*view.values, *(value for _sql, values in parts for value in values)),
    )


def _tests(found: Found) -> Part:
    own = len(found.view.conditions)
    return " AND ".join(found.scope.conditions[own:]), found.scope.values[len(found.view.values) :]


@lru_cache(maxsize=256)
def _hits(word: Word, most: int, _database: int, _while: int) -> int:
    """About how many tickets hold a word, up to `most`; PostgreSQL's planner is asked, which gathers all to count."""
    if database.on_postgresql():
        sql, values = word.hits()
        ((plan,),) = database.rows(f"EXPLAIN (FORMAT JSON) {sql}", values)
        return int(plan[0]["Plan"]["Plan Rows"])
    sql, values = word.hits(most)
    ((count,),) = database.rows(f"SELECT count(*) FROM (SELECT 1 FROM ({sql}) LIMIT ?)", (*values, most))
    return int(count)
