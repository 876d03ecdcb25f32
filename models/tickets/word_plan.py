"""How a list finds the rows that hold the words typed: gathered by the rarest word, looked up among its hits, or tested.

Gathering a word costs what its hits are, walking the list in its order what a page needs: little where many rows fit, the
whole list where few do. To look a row up among the hits costs a tenth of testing it. So it is found out first, in bounded
time, how many hits there are and how many of the list's first rows fit; whichever way is taken, the answer is the same.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache

from models import database, paging
from models.paging import AtLeast, Key, Listing, Part, Scope
from models.tickets.word_filter import Gathering, Word, joined, words_of

RARE_HITS = 500
"""Up to so many hits are gathered without looking at the list: some 2 ms."""
FEW_HITS = 2_500
"""Up to so many are gathered where few of the list's first rows fit: some 8 ms, for each is a row to fetch."""
FEW_FAR = 10_000
"""The same among all tickets, where a page of them would be a long walk: for several words, and for hits that are all old."""
A_PAGE = 70
FAR = 100_000
"""Such are those of which a page reaches so many tickets back: some 10 ms to look up."""
FEW_SHARE = 0.02
"""No more than this share of all tickets is gathered."""
FEW_OWNERS = 1_000
"""By the tickets of so many customers and products all tickets are found without a look too: 3 ms, for no row is fetched."""
LOOKED_AT = 500
"""So many of a list's first rows are looked at: 1 ms."""
OFTEN = 0.02
"""Where this share of them fits, a page is a short walk: each row is tested."""
SHORT_LIST = 5_000
"""A list of no more rows is walked: some 10 ms; so many rows of longer ones are looked at for words with MANY_HITS."""
MANY_HITS = 20_000
"""Words with more hits than these are worth a second look: to put so many together takes longer than most walks."""
ENOUGH = 0.005
"""The share of the rows looked at that must fit then: else a page would be a long walk."""
ENOUGH_ON_SERVER = 0.004
"""The same on PostgreSQL, which only estimates how many hits there are and has no quicker way to look them up."""
COUNTED_HITS = 2_500
"""So many rows are counted where not each row is tested; the list goes on after them."""
COUNTED = 2_000
"""Of a list that is walked so many rows are counted."""
COUNTED_BESIDE = 500
"""Of one that is not shown, only counted, so many."""
KEPT_SECONDS = 20
"""How long it holds what was found out about words."""


class Way(Enum):
    """How the rows are found."""

    GATHERED = "gathered"
    """All that hold the rarest word are fetched and sorted."""
    PROBED = "probed"
    """The list is walked, and each row looked up among those that hold the rarest word."""
    WALKED = "walked"
    """The list is walked, and each row tested."""


@dataclass(frozen=True)
class Found:
    """The rows of `view` that hold some words, as a scope of their own; `counted` is the one by which they are counted."""

    view: Scope
    scope: Scope
    counted: Scope
    test: Part
    way: Way

    def count(self, listing: Listing) -> int:
        """How many rows there are; AtLeast so many where that takes long to find out."""
        if not self.test[0]:
            return paging.count(listing, self.scope)
        if self.way is not Way.WALKED:
            return paging.count_up_to(listing, self.counted, COUNTED_HITS)
        return _looked_through(listing, self.view, self.test, COUNTED)

    def rank(self, listing: Listing, key: Key) -> int:
        """How many rows stand before `key`."""
        return paging.rank(listing, self.scope, key)


def found(listing: Listing, view: Scope, text: str) -> Found:
    """The rows of `view` that hold the words of `text`; the view itself where there are none."""
    if not words_of(text):
        return Found(view, view, view, ("", ()), Way.WALKED)
    return _planned(listing, view, text, *_now())


def count_beside(listing: Listing, view: Scope, text: str) -> int:
    """How many rows of a view that is not shown hold the words; AtLeast so many, and found out in less, where many tickets do."""
    words = words_of(text)
    if not words:
        return paging.count(listing, view)
    if not _counts_are_sure(words):
        counted = _looked_through(listing, view, _tests(words), COUNTED_BESIDE)
        if not isinstance(counted, AtLeast) or counted >= OFTEN * COUNTED_BESIDE:
            return counted
    few = min(_few(listing, view), FEW_HITS)
    hits = _hits_of(words, view, few)
    if min(hits) <= few:
        return paging.count(listing, _gathered(view, words, hits))
    return _looked_through(listing, view, _tests(words), COUNTED_BESIDE)


def _looked_through(listing: Listing, view: Scope, test: Part, limit: int) -> int:
    looked, fits = paging.look(listing, view, test, limit)
    return fits if looked < limit else AtLeast(fits)


def _now() -> tuple[int, int]:
    """For which database, and since when, what was found out holds."""
    return database.generation(), int(time.monotonic() / KEPT_SECONDS)


@lru_cache(maxsize=64)
def _planned(listing: Listing, view: Scope, text: str, _database: int, _while: int) -> Found:
    words = words_of(text)
    way, hits = _way(listing, view, words)
    test = _tests(words)
    if way is Way.WALKED:
        scope = _with(view, [test])
        return Found(view, scope, scope, test, way)
    gathered = _gathered(view, words, hits)
    scope = gathered if way is Way.GATHERED else _probed(view, words, hits)
    return Found(view, scope, scope if _only_open(view) else gathered, test, way)


def _way(listing: Listing, view: Scope, words: list[Word]) -> tuple[Way, list[int]]:
    """Which way is the shortest, and about how many hits each word has; these as far as they were needed for that."""
    in_order, sure = _comes_in_order(view, words), _counts_are_sure(words)
    if sure and in_order and _hits(_owners(words[0]), FEW_OWNERS + 1, False, *_now()) <= FEW_OWNERS:
        return Way.GATHERED, []
    hits = _hits_of(words, view, RARE_HITS)
    if sure and min(hits) <= RARE_HITS:
        return Way.GATHERED, hits
    looked, fits = paging.look(listing, view, _tests(words), LOOKED_AT)
    if looked < LOOKED_AT or fits >= OFTEN * LOOKED_AT:
        return Way.WALKED, hits
    few = _few(listing, view)
    hits = _hits_of(words, view, few)
    if min(hits) <= min(few, FEW_HITS) or (min(hits) <= few and _reaches_far(listing, words)):
        return Way.GATHERED, hits
    if database.on_postgresql():
        often = paging.has(listing, view, _tests(words), SHORT_LIST, int(ENOUGH_ON_SERVER * SHORT_LIST))
        return (Way.WALKED if often else Way.GATHERED), hits
    if in_order:
        return Way.GATHERED, hits
    if paging.count_up_to(listing, view, SHORT_LIST) < SHORT_LIST:
        return Way.WALKED, hits
    hits = _hits_of(words, view, MANY_HITS)
    often = min(hits) > MANY_HITS and (
        fits >= ENOUGH * LOOKED_AT or paging.has(listing, view, _tests(words), SHORT_LIST, int(ENOUGH * SHORT_LIST))
    )
    return (Way.WALKED if often else Way.PROBED), hits


def _counts_are_sure(words: list[Word]) -> bool:
    """PostgreSQL's planner takes a long word for rare, since it takes the pairs of one to have nothing to do with each other."""
    return not database.on_postgresql() or all(way.check is None for word in words for way in word.found)


def _few(listing: Listing, view: Scope) -> int:
    """Up to how many hits may be gathered."""
    return min(FEW_HITS if _only_open(view) else FEW_FAR, int(FEW_SHARE * _newest(listing)))


def _newest(listing: Listing) -> int:
    ((newest,),) = database.rows(f"SELECT max(id) FROM {listing.table}")
    return newest or 0


def _reaches_far(listing: Listing, words: list[Word]) -> bool:
    """Whether a page of all tickets with these words reaches far back, as their numbers tell."""
    if len(words) > 1 or database.on_postgresql():
        return True
    written = (way.inner for way in words[0].found if way.column == "id")
    last = [database.rows(f"{sql} ORDER BY 1 DESC LIMIT 1 OFFSET ?", (*values, A_PAGE)) for sql, values in written]
    return not any(found and found[0][0] > _newest(listing) - FAR for found in last)


def _tests(words: list[Word]) -> Part:
    return joined(tuple(word.test for word in words), " AND ")


def _only_open(view: Scope) -> bool:
    return "t.open" in view.conditions


def _comes_in_order(view: Scope, words: list[Word]) -> bool:
    """Whether nearly all hits are found with the time that this list is sorted by, so that no other row is fetched."""
    if len(words) > 1 or view.conditions or view.within or view.order.columns != Gathering.ORDER:
        return False
    written = tuple(way for way in words[0].found if not way.by_owner)
    return not written or _hits(Word(written, words[0].test), FEW_HITS + 1, False, *_now()) <= FEW_HITS


def _owners(word: Word) -> Word:
    """What counts the customers and products by which a word is found."""
    return Word(tuple(Gathering("id", way.inner) for way in word.found if way.by_owner), word.test)


def _gathered(view: Scope, words: list[Word], hits: list[int]) -> Scope:
    """The rows of a view that hold the words, gathered by the one with the fewest hits."""
    if _comes_in_order(view, words):
        return Scope(view.order, (), sources=tuple(way.opened() for way in words[0].found))
    scope = _with(view, _parts(view, words, hits, probed=False))
    if not view.within:
        return scope
    limit = joined(view.within, " OR ")
    return replace(_with(scope, [(f"({limit[0]})", limit[1])]), prefix="", within=())


def _probed(view: Scope, words: list[Word], hits: list[int]) -> Scope:
    """The same, looked up among those that the word with the fewest hits gathers."""
    return _with(view, _parts(view, words, hits, probed=True))


def _parts(view: Scope, words: list[Word], hits: list[int], *, probed: bool) -> list[Part]:
    rarest, only_open = hits.index(min(hits)), _only_open(view)
    return [word.condition(only_open=only_open, probed=probed) if at == rarest else word.test for at, word in enumerate(words)]


def _with(view: Scope, parts: list[Part]) -> Scope:
    return replace(
        view,
        conditions=(*view.conditions, *(sql for sql, _values in parts)),
        values=(*view.values, *(value for _sql, values in parts for value in values)),
    )


def _hits_of(words: list[Word], view: Scope, most: int) -> list[int]:
    """About how many hits each word has, up to one more than `most`."""
    return [_hits(word, most + 1, _only_open(view), *_now()) for word in words]


@lru_cache(maxsize=256)
def _hits(word: Word, most: int, only_open: bool, _database: int, _while: int) -> int:
    """About how many tickets hold a word, up to `most`; PostgreSQL's planner is asked, which gathers all to count."""
    if not word.found:
        return 0
    if database.on_postgresql():
        sql, values = word.hits(only_open=False)
        ((plan,),) = database.rows(f"EXPLAIN (FORMAT JSON) {sql}", values)
        return int(plan[0]["Plan"]["Plan Rows"])
    sql, values = word.hits(only_open=only_open, most=most)
    ((count,),) = database.rows(f"SELECT count(*) FROM (SELECT 1 FROM ({sql}) LIMIT ?)", (*values, most))
    return int(count)
