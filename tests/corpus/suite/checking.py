"""What others say of the packages: the interpreter, pyright and mypy.

Many packages are checked at once, since most of what a type checker reads is the same
for all: the libraries that they use.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

_BIN = Path(sys.executable).parent
_IMPORT = """
import importlib, json, pkgutil, sys, traceback
for name in json.loads(sys.argv[1]):
    try:
        package = importlib.import_module(name)
        for found in pkgutil.walk_packages(package.__path__, f"{name}."):
            importlib.import_module(found.name)
        with package.Client(base_url="https://example.com") as client:
            for attribute, held in vars(package.Client).items():
                if isinstance(held, property):
                    getattr(client, attribute)
    except Exception as error:
        print(name, *traceback.format_exception_only(error), sep=": ")
    for loaded in [one for one in sys.modules if one.partition(".")[0] == name]:
        del sys.modules[loaded]
"""
"""Imports every module and makes an object of each resource."""


def imported(folder: Path, packages: Sequence[str]) -> str:
    """Return what an interpreter says against packages; nothing where all is well.

    Args:
        folder: Where the projects lie, each in a folder that is called as its package.
        packages: Their import names.
    """
    paths = [str(folder / package) for package in packages]
    program = f"import sys; sys.path[:0] = {paths!r}\n{_IMPORT}"
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-B", "-c", program, json.dumps(packages)],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return ran.stdout + ran.stderr


def pyright(folder: Path, packages: Sequence[str]) -> str:
    """Return what pyright finds in packages when it is strict, one finding a line.

    The runtime is the same in all packages: it is checked in the first one.
    """
    settings = {
        "typeCheckingMode": "strict",
        "include": list(packages),
        "exclude": [f"{package}/{package}/_runtime" for package in packages[1:]],
        "executionEnvironments": [
            {"root": package, "extraPaths": [package]} for package in packages
        ],
    }
    place = folder / f"pyrightconfig-{packages[0]}.json"
    place.write_text(json.dumps(settings), "utf-8")
    ran = subprocess.run(
        [
            *(_BIN / "pyright", "--outputjson", "--project", place),
            *("--pythonpath", sys.executable),
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode not in (0, 1):
        return ran.stdout + ran.stderr
    return "".join(
        f"{Path(found['file']).relative_to(folder)}:"
        f"{found['range']['start']['line'] + 1}: {found['message']}\n"
        for found in json.loads(ran.stdout)["generalDiagnostics"]
        if found["severity"] == "error"
    )


def mypy(folder: Path, packages: Sequence[str]) -> str:
    """Return what mypy finds in packages when it is strict, one finding a line."""
    names = [word for package in packages for word in ("-p", package)]
    paths = ":".join(str(folder / package) for package in packages)
    options = ("--strict", "--no-error-summary", "--config-file=")
    ran = subprocess.run(
        [
            _BIN / "mypy",
            *options,
            "--cache-dir",
            folder / f".mypy-{packages[0]}",
            *names,
        ],
        cwd=folder,
        env={"MYPYPATH": paths, "PATH": str(_BIN)},
        capture_output=True,
        text=True,
        check=False,
    )
    return ran.stdout + ran.stderr
