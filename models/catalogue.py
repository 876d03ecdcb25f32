"""One language's messages, found one by one in the compiled catalogue (`.mo`) that gettext defines.

Python's own gettext reads all of a catalogue before the first message: 2,700 of them for the hundred that a first screen says.
The format is described in the manual of GNU gettext, "The Format of GNU MO Files"; its messages are sorted.
"""

from __future__ import annotations

from struct import unpack_from

_MAGIC = 0x950412DE


class Catalogue:
    """The messages of `data`, a whole `.mo` file in UTF-8 whose language has one form for every count; empty for none."""

    def __init__(self, data: bytes = b"") -> None:
        self._data = data
        self._order = "<" if data[:4] == _MAGIC.to_bytes(4, "little") else ">"
        self._count, self._messages, self._translations = unpack_from(f"{self._order}8xIII", data) if data else (0, 0, 0)
        self._known: dict[str, str] = {}

    def gettext(self, message: str) -> str:
        """The message in this language, or as it is where the catalogue has none."""
        said = self._known.get(message)
        if said is None:
            said = self._known[message] = self._found(message) or message
        return said

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        """The message for `count` things, which has one form here; in English where the catalogue has none."""
        return self._found(f"{singular}\0{plural}") or (singular if count == 1 else plural)

    def _found(self, message: str) -> str:
        """What stands for a message, found by halves; empty where there is none."""
        wanted = message.encode()
        low, high = 0, self._count
        while low < high:
            middle = (low + high) // 2
            here = self._text(self._messages, middle)
            if here == wanted:
                return self._text(self._translations, middle).decode()
            low, high = (middle + 1, high) if here < wanted else (low, middle)
        return ""

    def _text(self, table: int, number: int) -> bytes:
        length, start = unpack_from(f"{self._order}II", self._data, table + 8 * number)
        return self._data[start : start + length]
