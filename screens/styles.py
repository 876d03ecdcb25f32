"""Style sheets that are parsed once: Textual parses all of them anew for each screen and theme."""

from __future__ import annotations

from collections.abc import Mapping

from textual.cache import LRUCache
from textual.css.stylesheet import Stylesheet

MOST_SOURCES = 1024


class ParsedOnce(Stylesheet):
    """Keeps what was parsed until the colours are other ones; the sources of a running desk do not change."""

    def __init__(self, *, variables: Mapping[str, str]) -> None:
        super().__init__(variables=dict(variables))
        self._known_variables = dict(variables)
        # Textual's own room for 64 is less than a desk's screens and widgets have: then each time all of them are parsed.
        self._parse_cache = LRUCache(MOST_SOURCES)

    def copy(self) -> ParsedOnce:
        """As Textual's own; used where a style sheet is edited while the app runs."""
        made = ParsedOnce(variables=self._known_variables)
        made.source = self.source.copy()
        return made

    def set_variables(self, variables: dict[str, str]) -> None:
        """Takes other colours; the same ones change nothing."""
        if variables != self._known_variables:
            self._known_variables = dict(variables)
            super().set_variables(variables)

    def reparse(self) -> None:
        """Puts the rules together again; only sources that are new, or whose colours are, are parsed."""
        self.parse()
