"""What must be settled about the terminal before Textual is imported, and after a desk has ended."""

from __future__ import annotations

import io
import os
import select
import sys

ENVIRONMENT = {
    "TEXTUAL_DISABLE_KITTY_KEY": "1",
    "TEXTUAL_ANIMATIONS": "none",
    "TEXTUAL_FPS": "30",
    "TEXTUAL_SMOOTH_SCROLL": "0",
}
"""Read by Textual at import. The Kitty key protocol breaks what a Chinese input method commits; 30 frames a second are enough
and spare a slow line; a person's own settings win."""


def prepare() -> None:
    """Sets the environment and makes the standard streams speak UTF-8, whatever the locale says."""
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def has_few_colours() -> bool:
    """Whether the terminal promises no more than 16 colours: ssh hands COLORTERM on to nobody, so TERM has the last word."""
    promised = os.environ.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit")
    return not promised and not os.environ.get("TERM", "").endswith(("256color", "direct", "kitty", "dumb"))


def is_there() -> bool:
    """Whether a person sits at both ends: keys come from a terminal and the screen goes to one."""
    return all(stream is not None and stream.isatty() for stream in (sys.__stdin__, sys.__stderr__))


class Hangup:
    """Notices that the terminal is gone, which Textual takes for silence and reads at full speed (Textual PR 6690)."""

    def __init__(self, descriptor: int = 0) -> None:
        self._poll = select.poll()
        self._poll.register(descriptor, 0)

    def happened(self) -> bool:
        """Whether nobody is at the other end any more."""
        return any(events & (select.POLLHUP | select.POLLERR | select.POLLNVAL) for _descriptor, events in self._poll.poll(0))
