"""A description that grows: every name of before is there, and means what it did."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from specloom import ir
from specloom.config import ApiSettings, Project
from specloom.diagnostics import Diagnostics
from specloom.lock import LOCK
from specloom.pipeline import Understanding, understand
from specloom.plan import ApiPlan, EnumerationAlias, Method, ModelClass

PATHS = (
    *("/repos", "/repos/{id}", "/repos/{id}/close", "/repos/{id}/close/{n}"),
    *("/repos/login", "/repos/login/{n}", "/repos:close", "/repos/{id}:close"),
    *("/v2/repos", "/v2/repos/{id}/close", "/orgs/{org}/repos", "/root", "/"),
    *("/repos/{id}/get_stream", "/repos-x", "/repos_x/{id}", "/v2"),
)
METHODS = ("get", "post", "put", "patch", "delete")
PARAMETERS = (
    *(("query", "pageSize"), ("header", "pageSize"), ("query", "page_size")),
    *(("query", "body"), ("query", "content_type"), ("query", "id"), ("query", "self")),
)
LINE = {
    "type": "object",
    "properties": {
        "sku": {"type": "string"},
        "id": {"type": "string", "readOnly": True},
        "kind": {"enum": ["a", "b"], "x-immutable": True},
    },
}
ERROR = {
    "type": "object",
    "properties": {"codeName": {"enum": ["x", "y"]}, "at": {"type": "object"}},
}
SCHEMAS: Mapping[str, Mapping[str, object]] = {
    "line": LINE,
    "error": ERROR,
    "other error": {"type": "object", "properties": {"text": {"type": "string"}}},
    "order": {"$ref": "#/components/schemas/Order"},
    "shop error": {"$ref": "#/components/schemas/shop.Error"},
    "bank error": {"$ref": "#/components/schemas/bank.Error"},
    "Line": {"$ref": "#/components/schemas/Line"},
    "many": {"type": "array", "items": {**LINE, "minProperties": 1}},
    "text": {"type": "string"},
}
COMPONENTS = {
    "Order": {
        "type": "object",
        "properties": {
            "id": {"type": "string", "readOnly": True},
            "line": {"$ref": "#/components/schemas/Line"},
            "state": {"enum": ["open", "shut"]},
            "own": LINE,
        },
    },
    "Line": LINE,
    "shop.Error": ERROR,
    "bank.Error": {"type": "object", "properties": {"text": {"type": "string"}}},
}
MEDIA_TYPES = (
    *("application/json", "application/merge-patch+json", "image/*"),
    *("text/event-stream", "multipart/form-data"),
)


@dataclass(frozen=True)
class Operation:
    """An operation of both descriptions, or of the grown one alone.

    What it has is told by a flag: whether the description had it from the beginning.
    """

    path: str
    method: str
    was: bool
    name: bool
    parameters: tuple[tuple[tuple[str, str], bool], ...]
    body: tuple[tuple[str, str, bool], ...]
    responses: tuple[tuple[str, str, str, bool], ...]

    def written(self, number: int, *, grown: bool) -> dict[str, object]:
        """Return it as the first or the grown description has it."""
        told: dict[str, object] = {
            "parameters": [
                {"in": place, "name": name, "schema": {"type": "string"}}
                for (place, name), was in self.parameters
                if was or grown
            ],
            "responses": self._answers(grown=grown),
        }
        held = [(kind, media) for kind, media, was in self.body if was or grown]
        if held and self.method != "get":
            told["requestBody"] = {"required": True, "content": _content(held)}
        if self.name and grown:
            told["operationId"] = f"close{number}"
        return told

    def _answers(self, *, grown: bool) -> dict[str, object]:
        found: dict[str, list[tuple[str, str]]] = {}
        for status, kind, media, was in self.responses:
            if was or grown:
                found.setdefault(status, []).append((kind, media))
        told: dict[str, object] = {
            status: {"description": "It.", "content": _content(held)}
            for status, held in found.items()
        }
        return {**told, "204": {"description": "Nothing."}}


def _content(held: Iterable[tuple[str, str]]) -> dict[str, object]:
    return {media: {"schema": SCHEMAS[kind]} for kind, media in held}


KINDS = st.sampled_from(sorted(SCHEMAS))
OPERATIONS = st.lists(
    st.builds(
        Operation,
        path=st.sampled_from(PATHS),
        method=st.sampled_from(METHODS),
        was=st.booleans(),
        name=st.booleans(),
        parameters=st.lists(
            st.tuples(st.sampled_from(PARAMETERS), st.booleans()),
            unique_by=lambda one: one[0],
            max_size=4,
        ).map(tuple),
        body=st.lists(
            st.tuples(KINDS, st.sampled_from(MEDIA_TYPES), st.booleans()),
            unique_by=lambda one: one[1],
            max_size=2,
        ).map(tuple),
        responses=st.lists(
            st.tuples(
                st.sampled_from(["200", "201", "400", "404", "5XX"]),
                KINDS,
                st.sampled_from(MEDIA_TYPES),
                st.booleans(),
            ),
            unique_by=lambda one: (one[0], one[2]),
            max_size=4,
        ).map(tuple),
    ),
    unique_by=lambda one: (one.path, one.method),
    min_size=2,
    max_size=7,
)


RENAMES = st.dictionaries(st.sampled_from(sorted(COMPONENTS)), st.none()).map(
    lambda drawn: {name: f"New{name.replace('.', '')}" for name in drawn}
)
"""Names that the user gives to components."""


def document(operations: Iterable[Operation], *, grown: bool) -> str:
    paths: dict[str, dict[str, object]] = {}
    for number, one in enumerate(operations):
        if one.was or grown:
            written = one.written(number, grown=grown)
            paths.setdefault(one.path, {})[one.method] = written
    return json.dumps(
        {
            "openapi": "3.1.0",
            "info": {"title": "Shop", "version": "1"},
            "paths": paths,
            "components": {"schemas": COMPONENTS},
        }
    )


def understood(
    folder: Path,
    text: str,
    rename: Mapping[str, str] | None = None,
    only: tuple[str, ...] = (),
) -> Understanding:
    spec = folder / "shop.json"
    spec.write_text(text)
    api = ApiSettings(
        key="shop", spec=spec, package="shop", only=only, rename=rename or {}
    )
    project = Project(base=folder, output=folder / "out", apis=(api,))
    return understand(project, Diagnostics())


# --- what is published, and what it means ------------------------------------------


def called(plan: ApiPlan) -> Iterator[tuple[str, Method]]:
    for resource in plan.resources:
        for method in resource.all_methods:
            yield f"{resource.dotted}.{method.name}", method


def names(plan: ApiPlan) -> dict[str, object]:
    """Return every public name with what it stands for."""
    found: dict[str, object] = {}
    for name, method in called(plan):
        told = method.operation
        found[f"method {name}"] = (told.method, told.path)
        for one in (*method.path_arguments, *method.arguments):
            found[f"argument {one.name} of {name}"] = (
                one.parameter.place,
                one.parameter.name,
            )
        if method.body is not None:
            for content in (method.body.content, *method.body.others):
                found[f"body {said(content.type, plan)} of {name}"] = True
    for resource in plan.resources:
        found[f"class {resource.dotted}"] = (resource.module, resource.name)
    for held in plan.definitions.values():
        found[f"definition {held.name}"] = type(held)
        match held:
            case ModelClass():
                found[f"use of {held.name}"] = held.request
                for field in held.fields:
                    found[f"field {field.name} of {held.name}"] = (
                        field.property.name,
                        said(field.property.type, plan),
                    )
            case EnumerationAlias():
                found[f"values of {held.name}"] = held.enumeration.values
            case _:
                pass
    return found


def answers(plan: ApiPlan) -> dict[str, str]:
    """Return the type of each answer."""
    return {
        f"{told.method} {told.path} {response.status} {content.media_type}": said(
            content.type, plan
        )
        for _, method in called(plan)
        for told in (method.operation,)
        for response in told.responses
        for content in response.content
    }


def said(type_: ir.Type, plan: ApiPlan) -> str:
    match type_:
        case ir.Ref(key):
            return plan.definitions[key].name
        case ir.Array(items):
            return f"[{said(items, plan)}]"
        case ir.Nullable(of):
            return f"{said(of, plan)}?"
        case _:
            return repr(type_)


@given(OPERATIONS, RENAMES)
@settings(deadline=None, max_examples=150)
def test_every_name_of_before_means_what_it_did(
    operations: list[Operation], rename: Mapping[str, str]
) -> None:
    assume(any(one.was for one in operations))
    with TemporaryDirectory() as name:
        folder = Path(name)
        before = understood(folder, document(operations, grown=False), rename)
        (folder / LOCK).write_bytes(before.lock.render())
        after = understood(folder, document(operations, grown=True), rename)
    (old,), (new,) = before.plan.apis, after.plan.apis
    then, now = names(old), names(new)
    assert {name: now.get(name) for name in then} == then
    assert answers(new).items() >= answers(old).items()


@given(OPERATIONS, RENAMES, st.data())
@settings(deadline=None, max_examples=100)
def test_a_part_has_the_names_of_the_whole_and_leaves_them_to_it(
    operations: list[Operation], rename: Mapping[str, str], data: st.DataObject
) -> None:
    assume(any(one.was for one in operations))
    path = data.draw(st.sampled_from([one.path for one in operations if one.was]))
    with TemporaryDirectory() as name:
        folder = Path(name)
        before = understood(folder, document(operations, grown=False), rename)
        (folder / LOCK).write_bytes(before.lock.render())
        grown = document(operations, grown=True)
        part = understood(folder, grown, rename, only=(path,))
        (folder / LOCK).write_bytes(part.lock.render())
        after = understood(folder, grown, rename)
    (old,), (some,), (new,) = before.plan.apis, part.plan.apis, after.plan.apis
    then, there, now = names(old), names(some), names(new)
    both = then.keys() & there.keys()
    assert {name: there[name] for name in both} == {name: then[name] for name in both}
    assert {name: now.get(name) for name in then} == then
    was = answers(old)
    assert {
        where: type_ for where, type_ in answers(some).items() if where in was
    }.items() <= was.items()
    assert answers(new).items() >= was.items()
