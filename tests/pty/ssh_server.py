"""An sshd of the test's own on loopback, set as docs/deployment.md shows, and a line that counts and can be cut."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.pty.terminal import Terminal

SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
MISSING = [name for name in ("sshd", "ssh", "ssh-keygen") if not (SSHD if name == "sshd" else shutil.which(name))]
"""What a test of this kind lacks on this machine."""
USER = next((entry.pw_name for entry in pwd.getpwall() if entry.pw_uid == os.getuid()), None)
if USER is None:
    MISSING.append("a name for this user")

SETTINGS = """
Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host_key
PidFile none
StrictModes no
UsePAM no
AuthorizedKeysFile {folder}/client_key.pub
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
PrintMotd no
PrintLastLog no
Match User {user}
    ForceCommand {command}
    DisableForwarding yes
    PermitUserRC no
    ClientAliveInterval 15
    ClientAliveCountMax 2
"""


class Line:
    """Carries bytes between clients and a port, counts those that come back, and can be cut like a cable."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.arrived = 0
        """Bytes that went to clients."""
        self._ends: list[socket.socket] = []
        threading.Thread(target=self._take, daemon=True).start()

    def _take(self) -> None:
        while True:
            try:
                client, _address = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self._to))
            self._ends += [client, server]
            for source, target in ((client, server), (server, client)):
                threading.Thread(target=self._carry, args=(source, target, target is client), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, back: bool) -> None:
        try:
            while data := source.recv(65536):
                target.sendall(data)
                self.arrived += len(data) if back else 0
            target.shutdown(socket.SHUT_WR)
        except OSError:
            return

    def cut(self) -> None:
        """Ends every connection at once, without a word to either side."""
        ends, self._ends = self._ends, []
        for end in ends:
            end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def close(self) -> None:
        """Takes no more clients."""
        self._listener.close()
        self.cut()


class Host:
    """A machine that people come to by ssh; whatever they ask for, they get `command`."""

    def __init__(self, folder: Path, line: Line) -> None:
        self._folder = folder
        self.line = line

    def arguments(self, *words: str) -> list[str]:
        """The ssh command of a person who asks for `words`."""
        options = ["StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "LogLevel=ERROR", "IdentitiesOnly=yes"]
        told = [part for option in options for part in ("-o", option)]
        key = str(self._folder / "client_key")
        return ["ssh", "-tt", "-F", "none", "-i", key, "-p", str(self.line.port), *told, f"{USER}@127.0.0.1", *words]

    def comes(self, *words: str, columns: int = 80, rows: int = 24) -> Terminal:
        """Somebody connects from a terminal of that size."""
        environment = {"PATH": os.environ["PATH"], "HOME": str(self._folder), "TERM": "xterm-256color", "LANG": "C.UTF-8"}
        return Terminal(self.arguments(*words), columns=columns, rows=rows, environment=environment, folder=ROOT)


def shell_command(arguments: list[str], environment: Mapping[str, str]) -> str:
    """The one line for ForceCommand that runs a program in this checkout with these variables only."""
    told = " ".join(f"{name}='{value}'" for name, value in environment.items() if name != "TERM")
    quoted = " ".join(f"'{word}'" for word in arguments)
    return f"cd '{ROOT}' && exec env -i TERM=\"$TERM\" {told} {quoted}"


@cache
def _refusal() -> str:
    """What sshd says where it lets nobody in here: to a locked account, or to a terminal that isn't one's own to give."""
    with tempfile.TemporaryDirectory() as name, _serving(Path(name) / "ssh", "echo let in") as found:
        said = subprocess.run(
            found.arguments(), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False
        )
        return "" if "let in" in said.stdout else (Path(name) / "ssh" / "log").read_text()


@contextmanager
def host(folder: Path, command: str) -> Iterator[Host]:
    """Runs an sshd whose only answer is `command`, with a line to it; ends it after the block. Skips where none can serve."""
    if _refusal():
        pytest.skip(f"sshd lets nobody in here: {_refusal()}")
    with _serving(folder, command) as found:
        yield found


@contextmanager
def _serving(folder: Path, command: str) -> Iterator[Host]:
    assert SSHD is not None
    folder.mkdir(mode=0o700, exist_ok=True)
    for name in ("host_key", "client_key"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)], check=True)
    if os.getuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = folder / "sshd_config"
    settings.write_text(SETTINGS.format(port=port, folder=folder, user=USER, command=command), "utf-8")
    log = folder / "log"
    server = subprocess.Popen([SSHD, "-D", "-f", str(settings), "-E", str(log)], stdin=subprocess.DEVNULL, start_new_session=True)
    line = Line(port)
    try:
        _wait_for_port(port, server, log)
        yield Host(folder, line)
    finally:
        line.close()
        server.send_signal(signal.SIGTERM)
        server.wait(60)


def _wait_for_port(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and server.poll() is None:
        with socket.socket() as probe:
            probe.settimeout(0.2)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
    raise AssertionError(f"sshd does not answer: {log.read_text() if log.exists() else ''}")


def processes_of(url: str) -> list[int]:
    """The desks that run on a database, by their command lines."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if words[1:3] == [b"-m", b"workstation"] and url.encode() in words:
                found.append(int(entry.name))
    return found
