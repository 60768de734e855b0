"""Published CloudFormation types: a sample of what cfn-lint ships, or all of them.

`tests/run -m corpus tests/unit/test_cloudformation_types.py` reads every one.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest
from tests.narrowing import is_array, is_object

from specloom.config import Formatter, Options, Target, project_for
from specloom.diagnostics import Diagnostics, SpecError
from specloom.graph import operation_types, reachable
from specloom.ir import Access, Api, Model, Role, View
from specloom.pipeline import render, understand

_SAMPLE = 150
_HANDLERS = {
    Role.CREATE: "create",
    Role.GET: "read",
    Role.UPDATE: "update",
    Role.DELETE: "delete",
    Role.LIST: "list",
}


@cache
def types() -> tuple[Path, ...]:
    """Every type, in an order that says nothing about what it is."""
    found = find_spec("cfnlint")
    assert found is not None
    assert found.origin is not None
    folder = Path(found.origin).parent / "data" / "schemas" / "resources"
    paths = sorted(folder.glob("*.json"), key=lambda path: _digest(path.name))
    assert len(paths) > 1_000
    return tuple(paths)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def understood(path: Path) -> None:
    """Read, plan and write one type; hold it to what must be true of all."""
    targets = (Target.DOCS, Target.PROVIDER)
    options = Options(formatter=Formatter.NONE, targets=targets)
    project = project_for(path, "things", options)
    diagnostics = Diagnostics()
    found = understand(project, diagnostics)
    assert not diagnostics.errors
    api = found.plan.apis[0].api
    assert all(one.at.line for one in diagnostics)
    hold(api, json.loads(path.read_text("utf-8")))
    if api.resources:
        render(found, project, None)
    else:
        with pytest.raises(SpecError, match="1 diagnostics"):
            render(found, project, None)


def hold(api: Api, told: dict[str, object]) -> None:
    """Compare what was read with the type."""
    handlers = told.get("handlers")
    held = handlers if is_object(handlers) else {}
    operations = [one for resource in api.resources for one in resource.operations]
    found = {_HANDLERS[one.role] for one in operations}
    assert len(operations) == len(found)
    # A type may have a handler of updates and nothing that can be changed.
    assert found <= held.keys() <= found | {"update"}
    assert len(api.resources) == bool(held)
    for resource in api.resources:
        assert resource.cloud_control is not None
        assert resource.cloud_control.type_name == told["typeName"]
        identifiers = told.get("primaryIdentifier", [])
        assert is_array(identifiers)
        assert len(resource.cloud_control.identifiers) == len(identifiers)
    for one in operations:
        if one.body is None:
            continue
        roots = [content.type for content in one.body.content]
        for definition in reachable(roots, api.definitions).values():
            if isinstance(definition, Model):
                accesses = {p.access for p in definition.properties}
                assert Access.READ_ONLY not in accesses
                if one.body.view is View.UPDATE and definition.key.view is View.UPDATE:
                    assert Access.CREATE_ONLY not in accesses
    for one in operations:
        answers = list(operation_types(one)) if one.body is None else []
        for definition in reachable(answers, api.definitions).values():
            if isinstance(definition, Model) and definition.key.view is View.READ:
                assert Access.WRITE_ONLY not in {
                    p.access for p in definition.properties
                }


@pytest.mark.parametrize("path", types()[:_SAMPLE], ids=lambda path: path.stem)
def test_a_published_type_is_read(path: Path) -> None:
    understood(path)


@pytest.mark.corpus
@pytest.mark.parametrize("path", types()[_SAMPLE:], ids=lambda path: path.stem)
def test_every_other_published_type_is_read(path: Path) -> None:
    understood(path)
