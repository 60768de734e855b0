"""What it costs to import a client of GitHub's API, and to call it once."""

from __future__ import annotations

from functools import partial

from .github import answer, description, generators
from .importing import above_interpreter
from .measuring import Case, interleave
from .packages import serve
from .tables import Table
from .workbench import Workbench

_FIRST_CALL = "the first call"


def measure(bench: Workbench) -> Table:
    """Return CPU and memory of both for each tool, above a bare interpreter."""
    tools = generators(bench)
    packages = {tool.name: tool.package(bench) for tool in tools}
    held = bench.scratch / "license.json"
    held.write_text(answer(description(bench)), "utf-8")
    ours = packages[tools[0].name]
    with serve(held) as url:
        cases = [Case("nothing", "python", partial(ours.use, "pass"))]
        for group, programs in (
            ("the package", [f"import {tool.module}" for tool in tools]),
            (_FIRST_CALL, [tool.first_call for tool in tools]),
        ):
            cases += [
                Case(group, tool.name, partial(packages[tool.name].use, program, url))
                for tool, program in zip(tools, programs, strict=True)
            ]
        results = interleave(cases, bench.repetitions)
    return above_interpreter("Importing the client of GitHub's API", results)
