"""A person at a terminal: runs a program in a pseudo-terminal, types, and reads what it paints."""

from __future__ import annotations

import codecs
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte

KEYS: Mapping[str, str] = {
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "enter": "\r",
    "tab": "\t",
    "shift+tab": "\x1b[Z",
    "escape": "\x1b",
    "backspace": "\x7f",
    "space": " ",
    **{f"f{n}": f"\x1bO{letter}" for n, letter in enumerate("PQRS", 1)},
    **{f"f{n}": f"\x1b[{code}~" for n, code in zip(range(5, 13), (15, 17, 18, 19, 20, 21, 23, 24), strict=True)},
    **{f"ctrl+{letter}": chr(ord(letter) & 31) for letter in "abcdefgjklnopqrstuvwxyz"},
}
"""The bytes that xterm sends for a key, by Textual's name of the key."""

LEAVES_THE_SCREEN = b"\x1b[?1049l"
"""What a program writes when it gives the terminal back."""

PATIENCE = 60.0
"""So many seconds a busy or slow machine may take for what should be there at once."""

_MISREAD_BY_PYTE = re.compile(
    r"\x1b\[[<>=][\d;:]*[A-Za-z]|\x1b\[\?[\d;]*(?:\$p|[mu])|\x1b[P_^][^\x1b\x07]*(?:\x1b\\|\x07)|[\u200b-\u200f\ufe00-\ufe0f]"
)
_UNFINISHED = re.compile(r"\x1b(?:\[[<>=?]?[\d;:]*\$?|[P_^][^\x1b\x07]*\x1b?)?\Z")


def _hear_signals() -> None:
    """Has every signal do what it does by default: of a run in the background a program would inherit that some are ignored."""
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


class Terminal:
    """One program on one terminal, read by a thread of its own so that the program never waits for the test.

    Every wait ends as soon as its text is painted, and fails with the whole screen in its message.
    """

    def __init__(
        self, arguments: Sequence[str], *, columns: int = 120, rows: int = 40, environment: Mapping[str, str], folder: Path
    ) -> None:
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.Stream(self._screen)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._unfinished = ""
        self._painted = threading.Condition()
        self._ended = False
        self._came_at = 0.0
        self.written = bytearray()
        self._master, slave = pty.openpty()
        self._tell_size()
        # The shell opens the terminal as leader of a new session, so it becomes the controlling one and a hang-up is heard.
        self._process = subprocess.Popen(
            ["sh", "-c", 'exec "$@" <"$0" >"$0" 2>&1', os.ttyname(slave), *arguments],
            env={name: value for name, value in environment.items() if name not in ("COLUMNS", "LINES")},
            cwd=folder,
            start_new_session=True,
            preexec_fn=_hear_signals,
        )
        self._stop, self._stopped = os.pipe()
        self._reader = threading.Thread(target=self._read, args=(slave,), name="terminal", daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    @property
    def process_id(self) -> int:
        """The program's process."""
        return self._process.pid

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _read(self, slave: int) -> None:
        """Feeds the screen until the program has gone; the slave is held open until the program has opened it too."""
        while True:
            readable, _, _ = select.select([self._master, self._stop], [], [])
            if self._stop in readable:
                break
            try:
                data = os.read(self._master, 1 << 16)
            except OSError:  # EIO: nobody holds the terminal any more
                break
            self._came_at = time.monotonic()
            if slave >= 0:
                os.close(slave)
                slave = -1
            with self._painted:
                self._feed(data)
                self._painted.notify_all()
        if slave >= 0:
            os.close(slave)
        with self._painted:
            self._ended = True
            self._painted.notify_all()

    def _feed(self, data: bytes) -> None:
        self.written += data
        text = _MISREAD_BY_PYTE.sub("", self._unfinished + self._decoder.decode(data))
        cut = _UNFINISHED.search(text)
        self._unfinished = text[cut.start() :] if cut else ""
        self._stream.feed(text[: cut.start()] if cut else text)

    def _tell_size(self) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", self._screen.lines, self._screen.columns, 0, 0))

    def _write(self, data: bytes) -> None:
        while data:
            data = data[os.write(self._master, data[:1024]) :]

    def press(self, *keys: str) -> None:
        """Presses keys by name, one after the other without a pause, as somebody types ahead."""
        self._write("".join(KEYS[key] for key in keys).encode())

    def type(self, text: str) -> None:
        """Types text, as an input method commits it."""
        self._write(text.encode())

    def paste(self, text: str) -> None:
        """Pastes text in brackets, as terminals do."""
        self._write(f"\x1b[200~{text}\x1b[201~".encode())

    def resize(self, columns: int, rows: int) -> None:
        """Changes the size of the terminal's window and clears it: what is read afterwards was painted at the new size."""
        with self._painted:
            self._screen.resize(rows, columns)
            self._screen.erase_in_display(2)
            self._tell_size()

    def text(self) -> str:
        """What is on the screen, a wide character once."""
        with self._painted:
            return self._text()

    def _text(self) -> str:
        lines = (self._screen.buffer[y] for y in range(self._screen.lines))
        return "\n".join("".join(line[x].data for x in range(self._screen.columns)).rstrip() for line in lines)

    def wait_for(self, *expected: str, within: float = PATIENCE) -> float:
        """Waits until all of `expected` is on the screen at once; returns when it was (seconds of `time.monotonic`)."""
        return self._wait(lambda: all(text in self._text() for text in expected), f"{expected!r} on the screen", within)

    def wait_until_gone(self, *unwanted: str, within: float = PATIENCE) -> float:
        """Waits until nothing of `unwanted` is on the screen; returns when that was."""
        return self._wait(lambda: not any(text in self._text() for text in unwanted), f"{unwanted!r} to go", within)

    def _wait(self, condition: Callable[[], bool], what: str, within: float) -> float:
        end = time.monotonic() + within
        with self._painted:
            while not condition():
                left = end - time.monotonic()
                if left <= 0 or self._ended:
                    raise AssertionError(f"waited {within} s for {what}; exit {self._process.poll()}; screen:\n{self._text()}")
                self._painted.wait(left)
            return time.monotonic()

    def signal(self, number: signal.Signals) -> None:
        """Sends the program a signal."""
        self._process.send_signal(number)

    def hang_up(self) -> None:
        """Takes the terminal away, as a lost connection does."""
        if self._master >= 0:
            os.write(self._stopped, b".")
            self._reader.join()
            for descriptor in (self._master, self._stop, self._stopped):
                os.close(descriptor)
            self._master = -1

    def wait_for_exit(self, *, within: float = PATIENCE) -> int:
        """The program's exit status, once all that it wrote has been read; fails if it doesn't end in time."""
        try:
            status = self._process.wait(within)
            self._reader.join(within)
            return status
        except subprocess.TimeoutExpired:
            raise AssertionError(f"still running after {within} s; screen:\n{self.text()}") from None

    def close(self) -> None:
        """Ends the program, by a hang-up and, where it doesn't hear that, by force."""
        self.hang_up()
        try:
            self._process.wait(3)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
