"""A network between a desk and its server that can be slow, fall silent, or be pulled like a cable."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.conftest import ROOT


class Cable:
    """Carries a server's Unix socket to a TCP address.

    As root on Linux the far end lies in a network namespace of its own, so that pulling the cable drops packets without a
    word to either end. Elsewhere only the process in between falls silent (`real` is False), which the system's own
    keepalives can't notice.
    """

    def __init__(self, socket: Path) -> None:
        self.real = os.geteuid() == 0 and shutil.which("ip") is not None
        self._name = f"stress{os.getpid()}"
        self._stack = ExitStack()
        if self.real:
            self._lay()
        inside = ["ip", "netns", "exec", self._name] if self.real else []
        host = self._address(2) if self.real else "127.0.0.1"
        self._proxy = subprocess.Popen(
            [*inside, sys.executable, "-m", "tests.stress.proxy", host, "0", str(socket)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._stack.callback(self._end_proxy)
        self.url = f"postgresql://postgres@{host}:{int(self._heard())}/postgres"

    def _lay(self) -> None:
        near, far = f"n{os.getpid()}", f"f{os.getpid()}"
        self._far = far
        _run("ip", "netns", "add", self._name)
        self._stack.callback(_run, "ip", "netns", "del", self._name)
        _run("ip", "link", "add", near, "type", "veth", "peer", "name", far, "netns", self._name)
        _run("ip", "addr", "add", f"{self._address(1)}/30", "dev", near)
        _run("ip", "link", "set", near, "up")
        self._inside("ip", "addr", "add", f"{self._address(2)}/30", "dev", far)
        self._inside("ip", "link", "set", far, "up")

    def _address(self, end: int) -> str:
        """An address of one of the ends, in a small network that no other run on this machine has."""
        high, low = divmod(os.getpid() % (1 << 14), 1 << 6)
        return f"10.213.{high}.{4 * low + end}"

    def _inside(self, *command: str) -> None:
        _run("ip", "netns", "exec", self._name, *command)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stack.close()

    def _end_proxy(self) -> None:
        self._proxy.kill()
        self._proxy.wait()

    def _heard(self) -> str:
        assert self._proxy.stdout is not None
        return self._proxy.stdout.readline()

    def _say(self, command: str) -> None:
        assert self._proxy.stdin is not None
        self._proxy.stdin.write(f"{command}\n")
        self._proxy.stdin.flush()
        self._heard()

    def slow(self, seconds: float) -> None:
        """Every question takes so long to reach the server; 0 as before."""
        self._say(f"delay {seconds}")

    def silence(self) -> None:
        """The far end keeps every connection open and says nothing any more."""
        self._say("halt")

    def pull(self) -> None:
        """Packets get nowhere; nobody is told."""
        if self.real:
            self._inside("ip", "link", "set", self._far, "down")
        else:
            self.silence()

    def mend(self) -> None:
        """Everything passes again at once."""
        if self.real:
            self._inside("ip", "link", "set", self._far, "up")
        self._say("pass")


def _run(*command: str) -> Sequence[str]:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
