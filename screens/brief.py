"""Says the same picture in fewer bytes: Textual ends every run of one style with a reset and begins the next from nothing.

A run that differs from the last one in its ink only needs 17 bytes and not 40, one in the same style none at all. Nothing is
taken from a sequence that isn't known, and every write ends without a style, as Textual's own do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from textual.app import App
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver

PENS_KEPT = 4096
"""How many changes of style are remembered: a screen has some fifty."""

_STYLE = re.compile(r"\x1b\[([0-9;:]*)m")
_PLACE = r"\x1b\[\d+;\d+H"
_PLACES = re.compile(rf"(?:{_PLACE})*")
_NEXT_LINE = re.compile(rf"\n(?={_PLACE})")
"""A line's end before a place: the place says it all."""
_LINE_BEGIN = re.compile(r"(\x1b\[\d+);1H")

_BY_END = {
    "22": ("1", "2"),
    "23": ("3",),
    "24": ("4", "21"),
    "25": ("5", "6"),
    "27": ("7",),
    "28": ("8",),
    "29": ("9",),
    "54": ("51", "52"),
    "55": ("53",),
}
_ENDS = {one: end for end, ones in _BY_END.items() for one in ones}
"""What ends each attribute (ECMA-48); bold and dim have one end."""
_VALUES = {"2": 3, "5": 1}
"""How many numbers follow a colour that is mixed, or one of the palette."""
_UNSEEN_ON_BLANKS = frozenset({"1", "2", "3"})


class BriefDriver(LinuxDriver):
    """Writes to the terminal what Textual writes, less what says nothing new."""

    def write(self, data: str) -> None:
        """Writes `data`."""
        super().write(brief(data))


class PaintsBriefly(App[None]):
    """An app that spares the line to its terminal."""

    def get_driver_class(self) -> type[Driver]:
        """As Textual's, but for the terminals of Linux and macOS; a driver that somebody named himself stays."""
        found = super().get_driver_class()
        return BriefDriver if found is LinuxDriver else found


@dataclass(frozen=True)
class _Pen:
    """What a sequence of styles comes to: attributes, ink and paper by their codes, empty for the terminal's own."""

    attributes: frozenset[str] = frozenset()
    ink: str = ""
    paper: str = ""


def brief(data: str) -> str:
    """The same cells in the same styles, in fewer bytes; begins and ends without a style, as `data` must."""
    pieces = _STYLE.split(_NEXT_LINE.sub("", data))
    if len(pieces) == 1:
        return data
    said: list[str] = []
    pen = wanted = ""
    for text, style in zip(pieces[::2], (*pieces[1::2], ""), strict=True):
        if text:
            if wanted != pen and not _PLACES.fullmatch(text) and not (text.isspace() and _same_on_blanks(pen, wanted)):
                said.append(_change(pen, wanted))
                pen = wanted
            said.append(_LINE_BEGIN.sub(r"\1H", text) if "\x1b" in text else text)
        wanted = _added(wanted, style)
    said.append(_change(pen, ""))
    return "".join(said)


def _added(style: str, more: str) -> str:
    """A style after one more sequence, which begins anew with a 0."""
    if more in ("", "0") or more.startswith("0;"):
        return more[2:]
    return f"{style};{more}" if style else more


@lru_cache(PENS_KEPT)
def _change(before: str, after: str) -> str:
    """What turns one style into another, the shorter of the difference and a new beginning."""
    if before == after:
        return ""
    anew = f"\x1b[{'0;' if before and after else ''}{after}m"
    old, new = _pen(before), _pen(after)
    if old is None or new is None:
        return anew
    ends = {_ENDS[one] for one in old.attributes - new.attributes}
    codes = [*sorted(ends), *sorted(one for one in new.attributes if one not in old.attributes or _ENDS[one] in ends)]
    codes += [new.ink or "39"] if new.ink != old.ink else []
    codes += [new.paper or "49"] if new.paper != old.paper else []
    return min(f"\x1b[{';'.join(codes)}m", anew, key=len) if codes else ""


@lru_cache(PENS_KEPT)
def _same_on_blanks(one: str, other: str) -> bool:
    """Whether blanks look the same in two styles: nothing shows but the paper and lines."""
    pens = _pen(one), _pen(other)
    if pens[0] is None or pens[1] is None or "7" in pens[0].attributes | pens[1].attributes:
        return False
    return pens[0].paper == pens[1].paper and pens[0].attributes ^ pens[1].attributes <= _UNSEEN_ON_BLANKS


@lru_cache(PENS_KEPT)
def _pen(style: str) -> _Pen | None:
    """What a style's codes come to; None where one isn't known."""
    attributes: set[str] = set()
    ink = paper = ""
    codes = iter(style.split(";") if style else ())
    for code in codes:
        if code in _ENDS:
            attributes.add(code)
        elif code in ("38", "48"):
            kind = next(codes, "")
            if kind not in _VALUES:
                return None
            values = [next(codes, "") for _value in range(_VALUES[kind])]
            colour = ";".join((code, kind, *values))
            ink, paper = (colour, paper) if code == "38" else (ink, colour)
        elif code in ("39", "49") or (len(code) in (2, 3) and code[:-1] in ("3", "4", "9", "10")):
            own = "" if code in ("39", "49") else code
            ink, paper = (own, paper) if code[:-1] in ("3", "9") else (ink, own)
        else:
            return None
    return _Pen(frozenset(attributes), ink, paper)
