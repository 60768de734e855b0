"""What names that users give are checked against."""

from __future__ import annotations

import json
from collections import UserDict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from specloom.config import ApiSettings, Project
from specloom.diagnostics import Diagnostics
from specloom.lock import Lock
from specloom.pipeline import understand
from specloom.planning import make_plan

KEY = "shop"


class Walked(UserDict[str, Mapping[str, str]]):
    """Names of a lock, and how often somebody went through all of their kinds."""

    walks = 0

    def __iter__(self) -> Iterator[str]:
        self.walks += 1
        return super().__iter__()


def walks(folder: Path, count: int) -> int:
    """Tell how often a lock is walked through for so many resources, all renamed."""
    done = {"responses": {"204": {"description": "Done."}}}
    paths = {
        f"/r{n}": {"get": {"operationId": f"get{n}", **done}} for n in range(count)
    }
    spec = folder / f"{count}.json"
    spec.write_text(
        json.dumps(
            {
                "openapi": "3.1.0",
                "info": {"title": "Shop", "version": "1"},
                "paths": paths,
            }
        )
    )
    api = ApiSettings(key=KEY, spec=spec, package=KEY)
    project = Project(base=folder, output=folder / "out", apis=(api,))
    before = understand(project, Diagnostics())
    names = {f"get{n}": f"fetch{n}" for n in range(count)}
    chains = {f"/r{n}": f"all.r{n}.rows" for n in range(count)}
    renamed = replace(api, rename={**names, **chains})
    lock = Walked(before.lock.of(KEY))
    diagnostics = Diagnostics()
    plan = make_plan(
        replace(project, apis=(renamed,)),
        {KEY: before.plan.apis[0].api},
        Lock({KEY: lock}),
        diagnostics,
    ).apis[0]
    assert [*diagnostics] == []
    assert plan.resources[1].dotted == "all.r1.rows"
    assert plan.resources[1].methods[0].name == "fetch1"
    return lock.walks


def test_a_lock_is_walked_through_as_often_for_many_resources_as_for_few(
    tmp_path: Path,
) -> None:
    assert walks(tmp_path, 40) == walks(tmp_path, 4)
