"""Client packages that tests import, one at a time."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from tests.describing import client_files

from specloom.plan import ApiPlan


@contextmanager
def imported(plan: ApiPlan, folder: Path) -> Generator[ModuleType]:
    """Write a package into a folder and import its models."""
    for file in client_files(plan):
        target = folder / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(file.content, "utf-8")
    sys.path.insert(0, str(folder))
    try:
        yield importlib.import_module(f"{plan.package}.models")
    finally:
        sys.path.remove(str(folder))
        for name in list(sys.modules):
            if name.partition(".")[0] == plan.package:
                del sys.modules[name]
