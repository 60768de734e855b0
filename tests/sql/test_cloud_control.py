"""Every statement about a CloudFormation type does what its page says."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from tests.behaviour.packages import ROOT
from tests.sql.cloud_control_engine import AnswerError, Engine
from tests.sql.cloud_control_publishing import (
    Published,
    Sample,
    TypePage,
    committed,
    publish_types,
)
from tests.sql.cloud_control_server import REGION, Cloud, RefusedRequestError, serving
from tests.sql.cloud_control_types import ResourceType, at
from tests.sql.registry import ProviderError, read_registry
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
        # What a list needs and the thing has not is told by AWS alone.
        told = dict.fromkeys(self.type.needed_by_list, "something")
        scalars = {n: str(v) for n, v in state.items() if isinstance(v, str | int)}
        parts = zip(self.type.identifiers, identifier.split("|"), strict=True)
        self.known |= told | scalars | {"_".join(path): part for path, part in parts}

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
    return set(type_.document["properties"]) - hidden


def column_of(name: str, columns: Mapping[str, Any]) -> str:
    """Return the column of a property: the same letters and digits.

    A property that is called as a column of StackQL's own is has something behind.
    """
    is_taken = folded(name) in ("identifier", "region")
    (found,) = (
        one
        for one in columns
        if folded(one) == folded(name)
        or (is_taken and re.fullmatch(rf"{folded(name)}_[0-9a-f]+", one))
    )
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
    creations: list[Sample | None] = [one for one in samples if one.does == "create"]
    for create in creations or [None]:
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
    """Return the types that cfn-lint ships and Cloud Control serves.

    Their order says nothing of them.
    """
    found = find_spec("cfnlint")
    assert found is not None
    assert found.origin is not None
    folder = Path(found.origin).parent / "data" / "schemas" / "resources"
    paths = sorted(folder.glob("*.json"), key=lambda path: _digest(path.name))
    return tuple(one for one in paths if '"handlers"' in one.read_text("utf-8"))


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
    assert len(published.pages) == _SAMPLE
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


# --- one page of a list is not all ----------------------------------------------------


def test_a_list_returns_every_page() -> None:
    held = committed()
    (page,) = held.pages.values()
    cloud = Cloud([page.type])
    for name in ("a", "b", "c"):
        cloud.add(page.type, {"InstanceId": name})
    (source,) = (one.block.body for one in page.samples("sql") if one.does == "list")
    with serving(cloud) as address:
        found = Engine(held.registry, address).select(source, {})
    assert [row[0] for row in found.rows] == ["a", "b", "c"]
    assert cloud.done == ["ListResources"] * 3


# --- these tests can fail -------------------------------------------------------------

BROKEN_STATEMENTS = [
    ("create", "  InstanceId,", "  Instance,"),
    ("create", "'LEX_BOT'", "'LEX'"),
    ("create", "  InstanceId,\n", "  IntegrationAssociationId,\n"),
    ("create", "INSERT INTO", "UPDATE"),
    ("create", "'us-east-1'", "'eu-west-1'"),
    ("get", "  instance_id,", "  InstanceId,"),
    ("get", "integration_associations", "integrations"),
    ("get", "|{{ IntegrationArn }}", ""),
    ("get", "AND Identifier", "AND Ident"),
    ("list", "  Identifier,", "  Id,"),
    ("list", "WHERE region = 'us-east-1'", "WHERE region = 'mars'"),
    ("delete", "AND Identifier", "AND identifier"),
    ("delete", "{{ InstanceId }}|{{ IntegrationType }}", "{{ InstanceId }}"),
    ("delete", "DELETE FROM", "DELETE"),
]


@pytest.mark.parametrize(("does", "before", "after"), BROKEN_STATEMENTS)
def test_a_broken_statement_is_found(does: str, before: str, after: str) -> None:
    held = committed()
    (page,) = held.pages.values()
    (good,) = (one.block.body for one in page.samples("sql") if one.does == does)
    assert before in good
    text = page.text.replace(good, good.replace(before, after))
    with pytest.raises((ProviderError, RefusedError, AnswerError, AssertionError)):
        run(held, TypePage(page.type, text))


BROKEN_PROVIDERS = [
    ("algorithm: naive_DesiredState", "algorithm: naive_State"),
    ("algorithm: naive_DesiredState", "algorithm: naive"),
    ("algorithm: drop_double_underscore_params", "algorithm: none"),
    ('"TypeName": "AWS::Connect::IntegrationAssociation"', '"Type": "AWS"'),
    ("default: CloudApiService.CreateResource", "default: CreateResource"),
    ("mediaType: application/x-amz-json-1.0", "mediaType: application/json"),
    ("objectKey: $.ProgressEvent", "objectKey: $.Event"),
    ("x-stackQL-stringOnly: true", "x-stackQL-stringOnly: false"),
    ("$.InstanceId'", "$.instance_id'"),
    ("AS instance_id", "AS instance"),
    ("(Properties, 'InstanceId')", "(Properties, 'Instance')"),
    ("requiredParams == [ Identifier ]", "requiredParams == [ Id ]"),
    ('sqlDialect == "postgres"', 'sqlDialect == "mysql"'),
    ("FROM aws.cloud_control.resources", "FROM aws.cloud_control.every"),
    ("WHERE TypeName =", "WHERE Type ="),
    ("https://cloudcontrolapi.{region}", "https://cloudcontrol.{region}"),
]


@pytest.mark.parametrize(("before", "after"), BROKEN_PROVIDERS)
def test_a_broken_provider_is_found(before: str, after: str, tmp_path: Path) -> None:
    copy = tmp_path / "aws"
    shutil.copytree(ROOT / "generated" / "stackql" / "aws", copy)
    (file,) = copy.glob("*/services/connect.yaml")
    text = file.read_text("utf-8")
    assert before in text
    file.write_text(text.replace(before, after), "utf-8")
    (page,) = committed().pages.values()
    wrong = (ProviderError, AnswerError, AssertionError, KeyError, ValueError)
    with pytest.raises(wrong):
        run(Published(read_registry(tmp_path), {page.type.name: page}), page)


def test_cloud_control_refuses_what_aws_refuses(published: Published) -> None:
    """What the server of these tests lets pass, they would not see."""
    type_ = next(
        page.type
        for page in published.pages.values()
        if page.type.can("update") and page.type.paths("createOnlyProperties")
    )
    cloud = Cloud([type_])
    identifier = cloud.add(type_, {})
    (fixed, *_), (own, *_) = (
        type_.paths(key) for key in ("createOnlyProperties", "readOnlyProperties")
    )
    told = {"TypeName": type_.name, "Identifier": identifier}

    def refused(action: str, **more: object) -> str:
        with pytest.raises(RefusedRequestError) as raised:
            cloud.do(action, {**told, **more})
        return raised.value.code

    def patch(op: str, path: str, value: object = "x") -> str:
        return json.dumps([{"op": op, "path": path, "value": value}])

    for path in ("/" + "/".join(fixed), "/" + "/".join(own)):
        code = refused("UpdateResource", PatchDocument=patch("add", path))
        assert code == "NotUpdatableException"
    for document in (patch("replace", "/None"), patch("set", "/A"), "[]", "{}", "x"):
        code = refused("UpdateResource", PatchDocument=document)
        assert code == "ValidationException"
    assert refused("GetResource", Identifier="other") == "ResourceNotFoundException"
    assert refused("GetResource", TypeName="A::B::C") == "TypeNotFoundException"
    assert refused("GetResource", Identifier=7) == "SerializationException"
    assert refused("RenameResource") == "UnknownOperationException"
