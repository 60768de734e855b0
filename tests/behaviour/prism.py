"""Prism, a mock server written by others, which answers from a description alone.

It checks what it is sent, so it tells whether the requests of a client are right, and
it answers with the examples of the description or with random values.
"""

from __future__ import annotations

import random
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

_HERE = Path(__file__).parent
PROGRAM = _HERE / "node_modules" / ".bin" / "prism"
_LONGEST_START = 90.0
_LONGEST_END = 5.0
_PAUSE = 0.05
_PORTS = range(20_000, 30_000)


class PrismError(Exception):
    """The mock server cannot be started."""


@dataclass(frozen=True)
class MockServer:
    """A running mock server."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def url(self) -> str:
        """The base URL for clients."""
        return f"http://127.0.0.1:{self.port}"

    def wait(self) -> None:
        """Return when it takes connections.

        Raises:
            PrismError: It ended, or it takes too long.
        """
        end = time.monotonic() + _LONGEST_START
        while not _accepts(self.port):
            if self.process.poll() is not None:
                message = f"prism ended with {self.process.returncode}"
            elif time.monotonic() > end:
                message = f"prism did not start within {_LONGEST_START} seconds"
            else:
                time.sleep(_PAUSE)
                continue
            message += f":\n{self.log.read_text()}"
            raise PrismError(message)

    def stop(self) -> None:
        """End this process and no other."""
        self.process.terminate()
        try:
            self.process.wait(_LONGEST_END)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@dataclass
class MockServers:
    """The mock servers of a test session, each started when it is first needed."""

    logs: Path
    program: Path = PROGRAM
    _running: dict[tuple[Path, tuple[str, ...]], MockServer] = field(
        default_factory=dict[tuple[Path, tuple[str, ...]], MockServer]
    )

    def url(self, spec: Path, *options: str) -> str:
        """Return the address of a server for a description.

        Raises:
            PrismError: It cannot be started.
        """
        key = spec, options
        if key not in self._running:
            log = self.logs / f"{spec.stem}{''.join(options)}.log"
            self._running[key] = _start(self.program, spec, options, log)
            self._running[key].wait()
        return self._running[key].url

    def stop(self) -> None:
        """End all of them."""
        for server in self._running.values():
            server.stop()


def _start(
    program: Path, spec: Path, options: tuple[str, ...], log: Path
) -> MockServer:
    node = shutil.which("node")
    if node is None:
        message = "the behaviour tests need Node.js 20 or newer on the PATH"
        raise PrismError(message)
    if not program.exists():
        message = "Prism is not installed: run `npm ci --prefix tests/behaviour`"
        raise PrismError(message)
    port = _free_port()
    command = (node, program, "mock", "-h", "127.0.0.1", "-p", str(port))
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, "-v", "warn", *options, spec],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    return MockServer(process, port, log)


def _free_port() -> int:
    """Return a port below those that the system gives to others meanwhile.

    Raises:
        PrismError: There is none.
    """
    for port in random.sample(_PORTS, len(_PORTS)):
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            continue
        return port
    message = "no port is free"
    raise PrismError(message)


def _accepts(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
