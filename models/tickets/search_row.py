"""The words by which a ticket is found, written with every change of them.

Only what is the ticket's own: customers and products are found in their own tables, so that a changed name leads to all of
their tickets at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from models import database, search
from models.search import SearchIndex


def write(ticket_id: int) -> None:
    """Makes a new ticket findable."""
    search.write(SearchIndex.TICKETS, ticket_id, _text(ticket_id))


@contextmanager
def rewriting(ticket_id: int) -> Iterator[None]:
    """Keeps a ticket findable by what it says after the block."""
    before = _text(ticket_id)
    yield
    search.replace(SearchIndex.TICKETS, ticket_id, before, _text(ticket_id))


def _text(ticket_id: int) -> str:
    (words,) = database.rows("SELECT number, problem, solution FROM ticket WHERE id = ?", (ticket_id,))
    return "\n".join(words)


def write_words(words: Mapping[int, Sequence[str]]) -> None:
    """Makes new tickets findable whose words are at hand: by their ids number, problem and solution."""
    search.write_many(SearchIndex.TICKETS, {ticket_id: "\n".join(said) for ticket_id, said in words.items()})
