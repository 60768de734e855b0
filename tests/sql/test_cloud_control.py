"""Every statement about a CloudFormation type does what its page says."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from tests.narrowing import is_array, is_object
from tests.sql.cloud_control_engine import AnswerError, Engine, Rows, picked_view
from tests.sql.cloud_control_publishing import (
    Published,
    Sample,
    TypePage,
    committed,
    publish_types,
)
from tests.sql.cloud_control_server import REGION, Cloud, serving
from tests.sql.cloud_control_types import ResourceType, at
from tests.sql.registry import ProviderError
from tests.unit.pages import named, section, tables
from tests.unit.sql_checker import RefusedError, read

CONNECT = "AWS::Connect::IntegrationAssociation"
DIALECTS = ("sqlite3", "postgres")


@dataclass
class Run:
    """A page's statements for one thing: what is known of it, and what was done."""

    engine: Engine
    cloud: Cloud
    type: ResourceType
    known: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def identifier(self) -> str:
        """Identifies the thing, as the parts that the reader knows."""
        return "|".join(self.known["_".join(path)] for path in self.type.identifiers)

    def created(self, source: str | None) -> None:
        """Create the thing; without a statement it is there already."""
        if source is None:
            identifier = self.cloud.add(self.type, {})
        else:
            event = self.engine.change(source, self.known)
            assert event["OperationStatus"] == "SUCCESS"
            identifier = event["Identifier"]
        (state,) = self.cloud.things[self.type.name].values()
        scalars = {n: str(v) for n, v in state.items() if isinstance(v, str | int)}
        parts = zip(self.type.identifiers, identifier.split("|"), strict=True)
        self.known |= scalars | {"_".join(path): part for path, part in parts}

    def do(self, sample: Sample) -> None:
        """Run another statement, and see that it has done its work."""
        source, things = sample.block.body, self.cloud.things[self.type.name]
        match sample.does:
            case "get" | "list":
                for dialect in DIALECTS:
                    self.selected(sample, dialect)
            case "update":
                before = dict(things[self.identifier])
                self.engine.change(source, self.known)
                assert things[self.identifier].keys() >= before.keys()
            case _:
                self.engine.change(source, self.known)
                assert things == {}

    def selected(self, sample: Sample, dialect: str) -> None:
        """Compare what a query returns with the thing."""
        found = self.engine.select(sample.block.body, self.known, dialect)
        assert found.columns == read(sample.block.body, objects=str).columns
        (row,) = found.rows
        told = dict(zip(found.columns, row, strict=True))
        assert told.pop("region") == REGION
        assert told.pop("Identifier") == self.identifier
        state = self.cloud.readable(self.type, self.identifier)
        if sample.does == "get":
            assert len(told) == len(readable(self.type))
            for name, value in state.items():
                assert same(told[column_of(name, told)], value), name
        else:
            parts = [next(at(state, path)) for path in self.type.identifiers]
            assert len(told) == len(parts)
            assert all(map(same, told.values(), parts))


def readable(type_: ResourceType) -> set[str]:
    """Return the names of the properties that are not only written."""
    hidden = {path[0] for path in type_.paths("writeOnlyProperties") if not path[1:]}
    return type_.document["properties"].keys() - hidden


def column_of(name: str, columns: Mapping[str, Any]) -> str:
    """Return the column of a property: the same letters and digits."""
    (found,) = (one for one in columns if folded(one) == folded(name))
    return found


def folded(name: str) -> str:
    return re.sub("[^a-z0-9]", "", name.lower())


def same(column: Any, value: Any) -> bool:
    """Tell whether a column holds a value: texts as they are, all else as JSON."""
    if isinstance(value, str):
        return bool(column == value)
    if isinstance(column, str):
        column = json.loads(column)
    return bool(column == value)


def run(published: Published, page: TypePage) -> list[str]:
    """Run all statements of a page; return what was done, in order."""
    samples = page.samples("sql")
    done: list[str] = []
    for create in [one for one in samples if one.does == "create"] or [None]:
        cloud = Cloud([page.type])
        with serving(cloud) as address:
            ran = Run(Engine(published.registry, address), cloud, page.type)
            ran.created(create.block.body if create else None)
            for sample in samples:
                if sample.does != "create":
                    ran.do(sample)
        done += cloud.done
    return done


# --- types ----------------------------------------------------------------------------


@cache
def published_types() -> tuple[Path, ...]:
    """Return every type that cfn-lint ships, in an order that says nothing of it."""
    found = find_spec("cfnlint")
    assert found is not None
    assert found.origin is not None
    folder = Path(found.origin).parent / "data" / "schemas" / "resources"
    return tuple(sorted(folder.glob("*.json"), key=lambda path: _digest(path.name)))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


# Its schema says of a text that it is one of two kinds and, beside that, how long it
# is: the kinds are what its types keep.
_KNOWN = {"AWS::Lambda::ResourcePolicy": "ResourceArn"}
_SAMPLE = 24


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """Types whose digests come first."""
    folder = tmp_path_factory.mktemp("types")
    return publish_types(published_types()[:_SAMPLE], folder)


def test_the_committed_statements_do_what_they_say() -> None:
    held = committed()
    (page,) = held.pages.values()
    assert run(held, page) == [
        "CreateResource",
        *["GetResource"] * 2,
        *["ListResources"] * 2,
        "DeleteResource",
    ]


def test_statements_about_published_types_do_what_they_say(
    published: Published,
) -> None:
    done: set[str] = set()
    assert len(published.pages) >= _SAMPLE - 2
    for name, page in published.pages.items():
        if name in _KNOWN:
            with pytest.raises(AnswerError, match=_KNOWN[name]):
                run(published, page)
            continue
        here = run(published, page)
        wanted = {one for one in _ACTIONS if page.type.can(one)}
        assert {_ACTIONS[one] for one in wanted} == set(here), name
        done |= set(here)
    assert done == set(_ACTIONS.values())


_ACTIONS = {
    "create": "CreateResource",
    "read": "GetResource",
    "list": "ListResources",
    "update": "UpdateResource",
    "delete": "DeleteResource",
}
