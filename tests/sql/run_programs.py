"""Runs Python programs, each in a process of its own.

They are forks of this one, which has imported the libraries and the packages named in
its arguments: that takes a tenth of the time of fresh interpreters, and a program still
has nothing of what another did. Reads a list of programs as JSON from the standard
input, writes what became of them.
"""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import runpy
import sys
import tempfile
import traceback
from typing import NoReturn

HERE = ("127.0.0.1", "localhost", "::1")
LIBRARIES = ("asyncio", "httpx2", "pydantic", "ssl")


def run(program: str) -> dict[str, object]:
    """Return the exit code and the output of a program."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        child = os.fork()
        if child == 0:
            os.dup2(output.fileno(), 1)
            os.dup2(errors.fileno(), 2)
            _end(program)
        _, status = os.waitpid(child, 0)
        texts: list[str] = []
        for file in (output, errors):
            file.seek(0)
            texts.append(file.read().decode("utf-8", "replace"))
    return {"code": os.waitstatus_to_exitcode(status), "texts": texts}


def _end(program: str) -> NoReturn:
    """Run a program to its end and leave; whatever it raises, it has ended badly."""
    code = 1
    try:
        runpy.run_path(program, run_name="__main__")
        sys.stdout.flush()
        code = 0
    finally:
        if code:
            traceback.print_exc()
            sys.stderr.flush()
        os._exit(code)


def _stay_here(event: str, arguments: tuple[object, ...]) -> None:
    """Refuse to reach for another machine (audit event of `socket`)."""
    if event == "socket.getaddrinfo" and arguments[0] not in HERE:
        message = f"{arguments[0]} is another machine"
        raise OSError(message)
    if event == "socket.connect":
        address = arguments[1]
        if isinstance(address, tuple) and address[0] not in HERE:
            message = f"{address[0]} is another machine"
            raise OSError(message)


def main() -> None:
    """Run all programs of the list."""
    sys.addaudithook(_stay_here)
    for name in LIBRARIES:
        importlib.import_module(name)
    for name in sys.argv[1:]:
        package = importlib.import_module(name)
        for module in pkgutil.walk_packages(
            getattr(package, "__path__", None) or [], f"{name}."
        ):
            importlib.import_module(module.name)
    programs = json.loads(sys.stdin.read())
    json.dump([run(program) for program in programs], sys.stdout)


if __name__ == "__main__":
    main()
