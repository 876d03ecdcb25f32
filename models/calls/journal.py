"""What a desk has not yet handed to the database: drafts, kept in a small file of this machine so that nothing typed is lost."""

from __future__ import annotations


class Journal:
    """The drafts of this machine's desks."""
