"""How the desk looks: colours for good and for poor terminals, borders of ASCII, the bell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from textual.theme import Theme

from models.i18n import N_


class Colours(Enum):
    """The sets of colours a person can choose; the value is the name people read."""

    DARK = N_("Dark")
    CONTRAST = N_("High contrast")
    SIXTEEN = N_("Sixteen colours")

    @property
    def theme(self) -> str:
        """The name under which Textual knows the set."""
        return f"desk-{self.name.lower()}"


@dataclass(frozen=True)
class Look:
    """A person's or a site's choice of looks; `ascii_borders` is for terminals that draw box characters two cells wide.

    `keys` are other keys for commands, by their id, as they were written.
    """

    colours: Colours = Colours.DARK
    ascii_borders: bool = False
    bell: bool = True
    keys: Mapping[str, str] = field(default_factory=dict)


def _cursor(text: str, here: str, plain: str, elsewhere: str) -> dict[str, str]:
    """The cursor's row: `text` on `here` in the list that has the keys, `plain` on `elsewhere` in the others."""
    return {
        "block-cursor-foreground": text,
        "block-cursor-background": here,
        "block-cursor-blurred-foreground": plain,
        "block-cursor-blurred-background": elsewhere,
    }


THEMES = (
    Theme(
        name=Colours.DARK.theme,
        primary="#4f9bd9",
        secondary="#7fb7a3",
        warning="#e0b040",
        error="#e86060",
        success="#6cc070",
        accent="#c9a0dc",
        foreground="#d8dde3",
        background="#14181d",
        surface="#1b2027",
        panel="#252c35",
        dark=True,
        variables=_cursor("#0b0f14", "#4f9bd9", "#d8dde3", "#263f55"),
    ),
    Theme(
        name=Colours.CONTRAST.theme,
        primary="#00d7ff",
        secondary="#ffffff",
        warning="#ffff00",
        error="#ff5f5f",
        success="#5fff5f",
        accent="#ff87ff",
        foreground="#ffffff",
        background="#000000",
        surface="#000000",
        panel="#1c1c1c",
        dark=True,
        text_alpha=1.0,
        variables=_cursor("#000000", "#00d7ff", "#ffffff", "#00404d"),
    ),
    Theme(
        name=Colours.SIXTEEN.theme,
        primary="#00ffff",
        secondary="#c0c0c0",
        warning="#ffff00",
        error="#ff0000",
        success="#00ff00",
        accent="#ff00ff",
        foreground="#c0c0c0",
        background="#000000",
        surface="#000000",
        panel="#000080",
        dark=True,
        luminosity_spread=0.0,
        text_alpha=1.0,
        variables=_cursor("#000000", "#00ffff", "#ffffff", "#000080"),
    ),
)
