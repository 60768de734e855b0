"""`specloom.lock`: a document that grows renames nothing."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specloom.cli import run
from specloom.config import ApiSettings, Project, ProviderSettings, Service
from specloom.diagnostics import Diagnostics, SpecError
from specloom.errors import InternalError
from specloom.lock import LOCK, RESOURCES, Lock, write_lock
from specloom.pipeline import Understanding, understand
from specloom.plan import ModelClass
from specloom.planning.naming import unique
from specloom.published import COPIES, DEFINITIONS

CONFIGURATION = """\
[tool.specloom]
formatter = "none"

[tool.specloom.apis.shop]
spec = "shop.json"
package = "shop-client"
targets = ["client"]
"""


def operation(answer: str, *parameters: tuple[str, str]) -> dict[str, object]:
    schema = {"$ref": f"#/components/schemas/{answer}"}
    return {
        "parameters": [
            {"name": name, "in": place, "schema": {"type": "string"}}
            for place, name in parameters
        ],
        "responses": {
            "200": {
                "description": "It.",
                "content": {"application/json": {"schema": schema}},
            }
        },
    }


def schema(*properties: str) -> dict[str, object]:
    return {
        "type": "object",
        "properties": {name: {"type": "string"} for name in properties},
    }


def document(
    schemas: Mapping[str, object], paths: Mapping[str, Mapping[str, object]]
) -> str:
    return json.dumps(
        {
            "openapi": "3.1.0",
            "info": {"title": "Shop", "version": "1"},
            "paths": paths,
            "components": {"schemas": schemas},
        }
    )


SMALL = document(
    {"shop.Error": schema("fooBar")},
    {"/v1/orders": {"get": operation("shop.Error", ("query", "pageSize"))}},
)
GROWN = document(
    {"bank.Error": schema("a"), "shop.Error": schema("foo_bar", "fooBar")},
    {
        "/v1/bank/orders": {"get": operation("bank.Error")},
        "/v1/orders": {
            "get": operation(
                "shop.Error", ("header", "pageSize"), ("query", "pageSize")
            )
        },
    },
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project folder, which is the working directory."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    project = tmp_path / "project"
    project.mkdir()
    (project / "pyproject.toml").write_text(CONFIGURATION)
    (project / "shop.json").write_text(SMALL)
    monkeypatch.chdir(project)
    return project


def understood(
    folder: Path,
    rename: Mapping[str, str] | None = None,
    only: tuple[str, ...] = (),
    diagnostics: Diagnostics | None = None,
) -> Understanding:
    spec = folder / "shop.json"
    api = ApiSettings(
        key="shop", spec=spec, package="shop", rename=rename or {}, only=only
    )
    project = Project(base=folder, output=folder / "out", apis=(api,))
    return understand(project, diagnostics or Diagnostics())


def publish(folder: Path) -> Lock:
    lock = understood(folder).lock
    (folder / LOCK).write_bytes(lock.render())
    return lock


def test_a_document_that_grows_renames_nothing(folder: Path) -> None:
    before = publish(folder).of("shop")
    (folder / "shop.json").write_text(GROWN)
    after = understood(folder).lock.of("shop")
    for kind, names in before.items():
        assert after[kind].items() >= names.items(), kind
    assert after[DEFINITIONS] == {
        "shop.Error/read": "Error",
        "bank.Error/read": "BankError",
    }


def test_without_a_lock_the_same_growth_would_rename(folder: Path) -> None:
    before = understood(folder).lock.of("shop")
    (folder / "shop.json").write_text(GROWN)
    after = understood(folder).lock.of("shop")
    for kind in (DEFINITIONS, "arguments of GET /v1/orders"):
        assert not after[kind].items() >= before[kind].items(), kind


JSON = "application/json"
EVENTS = "text/event-stream"
INLINE = "get ~1a/response 200 application~1json/read"


def inline(**more: object) -> dict[str, object]:
    content = {"application/json": {"schema": schema("fooBar")}}
    answers = {"200": {"description": "It.", "content": content}}
    return {"responses": answers, **more}


def test_an_operation_id_that_comes_later_renames_nothing(folder: Path) -> None:
    (folder / "shop.json").write_text(document({}, {"/a": {"get": inline()}}))
    before = publish(folder).of("shop")
    grown = {"/a": {"get": inline(operationId="readIt")}}
    (folder / "shop.json").write_text(document({}, grown))
    after = understood(folder).lock.of("shop")
    assert before[DEFINITIONS]
    for kind in (DEFINITIONS, f"fields of {INLINE}"):
        assert after[kind] == before[kind]


def test_a_field_keeps_its_name_when_another_is_spelled_so(folder: Path) -> None:
    publish(folder)
    (folder / "shop.json").write_text(GROWN)
    found = understood(folder).lock.of("shop")["fields of shop.Error/read"]
    assert found["fooBar"] == "foo_bar"
    assert found["foo_bar"] not in {"foo_bar", ""}


def test_an_argument_keeps_its_name(folder: Path) -> None:
    publish(folder)
    (folder / "shop.json").write_text(GROWN)
    found = understood(folder).lock.of("shop")["arguments of GET /v1/orders"]
    assert found == {
        "query pageSize": "page_size",
        "header pageSize": "page_size_header",
    }


def refused(folder: Path, rename: Mapping[str, str]) -> list[tuple[str, str | None]]:
    """Return what is said about new names that cannot be had."""
    diagnostics = Diagnostics()
    with pytest.raises(SpecError):
        understood(folder, rename, diagnostics=diagnostics)
    assert {one.code for one in diagnostics.errors} == {"rename-conflict"}
    return [(one.message, one.help) for one in diagnostics.errors]


def test_a_given_name_takes_no_published_one_away(folder: Path) -> None:
    publish(folder)
    (folder / "shop.json").write_text(GROWN)
    assert refused(folder, {"bank.Error": "Error"}) == [
        (
            (
                "bank.Error cannot be called Error: Error is published for the schema "
                "shop.Error"
            ),
            "rename shop.Error as well, or give another name in rename",
        )
    ]
    swapped = {"bank.Error": "Error", "shop.Error": "BankError"}
    plan = understood(folder, swapped).plan.apis[0]
    names = {key.path[0]: held.name for key, held in plan.definitions.items()}
    assert names == swapped


def test_a_name_of_what_is_gone_can_be_given(folder: Path) -> None:
    (folder / "shop.json").write_text(GROWN)
    publish(folder)
    (folder / "shop.json").write_text(SMALL)
    plan = understood(folder, {"shop.Error": "BankError"}).plan.apis[0]
    assert [held.name for held in plan.definitions.values()] == ["BankError"]


def test_nor_does_a_name_that_is_made_of_it(folder: Path) -> None:
    line = {"type": "object", "properties": {"line": schema("n")}}
    text = document(
        {"Order": line, "SaleLine": schema("m")},
        {"/a": {"get": operation("Order")}, "/b": {"get": operation("SaleLine")}},
    )
    (folder / "shop.json").write_text(text)
    publish(folder)
    assert refused(folder, {"Order": "Sale"}) == [
        (
            (
                "Order cannot be called Sale: SaleLine is published for the schema "
                "SaleLine"
            ),
            "rename SaleLine as well, or give another name in rename",
        )
    ]


def test_who_goes_by_the_name_of_an_equal_keeps_no_name_from_it(folder: Path) -> None:
    def state() -> dict[str, object]:
        held = {"type": "object", "properties": {"state": schema("n")}}
        content = {"application/json": {"schema": held}}
        return {"responses": {"200": {"description": "It.", "content": content}}}

    a, b = {"operationId": "a", **state()}, {"operationId": "b", **state()}
    (folder / "shop.json").write_text(
        document({}, {"/a": {"get": a}, "/b": {"get": b}})
    )
    assert publish(folder).of("shop")[COPIES]
    names = {"AResponse", "AResponseState"}
    assert named(folder) == named(folder, {"a": "A"}) == names


def named(folder: Path, rename: Mapping[str, str] | None = None) -> set[str]:
    plan = understood(folder, rename).plan.apis[0]
    return {held.name for held in plan.definitions.values()}


def resources() -> dict[str, Mapping[str, object]]:
    def named(name: str) -> dict[str, object]:
        return {"operationId": name, **operation("A")}

    return {
        "/users": {"get": named("listUsers"), "post": named("addUser")},
        "/users/{id}": {"get": named("getUser")},
        "/teams": {"get": named("listTeams")},
    }


@pytest.mark.parametrize(
    ("rename", "message", "way_out"),
    [
        (
            {"addUser": "get"},
            (
                "addUser cannot be called get: get is published for "
                "getUser (GET /users/{id})"
            ),
            "rename getUser as well",
        ),
        (
            {"/teams": "users"},
            "/teams cannot be called users: users is published for /users",
            "rename /users as well",
        ),
        (
            {"/teams": "users.get.teams"},
            (
                "/teams cannot be called users.get.teams: users.get is published for "
                "getUser (GET /users/{id})"
            ),
            "rename getUser as well",
        ),
    ],
)
def test_a_published_method_or_resource_keeps_its_name(
    folder: Path, rename: Mapping[str, str], message: str, way_out: str
) -> None:
    (folder / "shop.json").write_text(document({"A": schema("a")}, resources()))
    publish(folder)
    otherwise = f"{way_out}, or give another name in rename"
    assert refused(folder, rename) == [(message, otherwise)]


def test_names_can_be_exchanged_on_purpose(folder: Path) -> None:
    (folder / "shop.json").write_text(document({"A": schema("a")}, resources()))
    publish(folder)
    rename = {
        "addUser": "get",
        "getUser": "create",
        "/teams": "users",
        "/users": "teams",
    }
    plan = understood(folder, rename).plan.apis[0]
    called = {
        f"{one.dotted}.{method.name}": method.operation.id
        for one in plan.resources
        for method in one.methods
    }
    assert called == {
        "teams.list_": "listUsers",
        "teams.get": "addUser",
        "teams.create": "getUser",
        "users.get": "listTeams",
    }
    below = understood(folder, {"/teams": "users.teams"}).plan.apis[0]
    assert {one.dotted for one in below.resources} == {"users", "users.teams"}


def test_a_published_webhook_keeps_its_name(folder: Path) -> None:
    told = json.loads(SMALL)
    told["webhooks"] = {name: {"post": inline()} for name in ("made", "paid")}
    (folder / "shop.json").write_text(json.dumps(told))
    publish(folder)
    assert refused(folder, {"made": "paid"}) == [
        (
            "made cannot be called paid: paid is published for the webhook paid",
            "rename paid as well, or give another name in rename",
        )
    ]
    (folder / LOCK).unlink()
    ((message, _),) = refused(folder, {"made": "con"})
    assert message.startswith("made cannot be called con: something else is")


def test_a_given_name_is_not_locked(folder: Path) -> None:
    lock = understood(folder, {"shop.Error": "Mishap", "GET /v1/orders": "all"}).lock
    assert DEFINITIONS not in lock.of("shop")


PART = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "kind": {"type": "string", "x-immutable": True},
    },
}


def sent() -> dict[str, object]:
    part = {"$ref": "#/components/schemas/Part"}
    whole = {"type": "object", "properties": {"part": part}}
    return inline(requestBody={"content": {JSON: {"schema": whole}}})


def test_the_part_of_a_request_keeps_its_name_when_another_one_comes_before(
    folder: Path,
) -> None:
    first = {"/a": {"post": sent()}}
    (folder / "shop.json").write_text(document({"Part": PART}, first))
    before = publish(folder).of("shop")[DEFINITIONS]
    assert before["Part/create"] == "Part"
    grown = {"/a": {"patch": sent(), "post": sent()}}
    (folder / "shop.json").write_text(document({"Part": PART}, grown))
    after = understood(folder).lock.of("shop")[DEFINITIONS]
    assert after.items() >= before.items()
    assert after["Part/update"] == "PartUpdate"


def test_an_action_stays_one_whatever_comes_at_its_path_or_below(folder: Path) -> None:
    paths: dict[str, Mapping[str, object]] = {
        "/repos/{id}": {"get": operation("A")},
        "/repos/{id}/close": {"post": operation("A")},
    }
    (folder / "shop.json").write_text(document({"A": schema("a")}, paths))
    before = publish(folder).of("shop")
    assert before["methods of repos"]["POST /repos/{id}/close"] == "close"
    grown = {
        "/repos/{id}/close": {"get": operation("A"), "post": operation("A")},
        "/repos/{id}/close/{n}": {"get": operation("A")},
    }
    (folder / "shop.json").write_text(document({"A": schema("a")}, paths | grown))
    plan = understood(folder).plan.apis[0]
    called = {
        f"{resource.dotted}.{method.name}": method.operation.path
        for resource in plan.resources
        for method in resource.methods
    }
    assert called == {
        "repos.get": "/repos/{id}",
        "repos.close": "/repos/{id}/close",
        "repos.get_repos_id_close": "/repos/{id}/close",
        "repos.close_.get": "/repos/{id}/close/{n}",
    }


def test_a_resource_stays_one_though_its_path_reads_like_an_action_later(
    folder: Path,
) -> None:
    first: dict[str, Mapping[str, object]] = {
        "/users/login": {"post": operation("A")},
        "/teams": {"get": operation("A")},
    }
    (folder / "shop.json").write_text(document({"A": schema("a")}, first))
    before = publish(folder).of("shop")
    assert before["methods of users/login"] == {"POST /users/login": "create"}
    grown = {"/users/{name}": {"get": operation("A")}} | first
    (folder / "shop.json").write_text(document({"A": schema("a")}, grown))
    after = understood(folder).lock.of("shop")
    assert after["methods of users/login"] == before["methods of users/login"]
    assert after[RESOURCES].items() >= before[RESOURCES].items()


def test_servers_keep_their_names(folder: Path) -> None:
    def published(*urls: str) -> Mapping[str, str]:
        told = json.loads(SMALL)
        told["servers"] = [{"url": url} for url in urls]
        (folder / "shop.json").write_text(json.dumps(told))
        return publish(folder).of("shop")["servers"]

    first = published("https://a.example/v1", "https://b.example/v1")
    grown = published(
        *("https://a.example/v2", "https://a.example/v1", "https://b.example/v1")
    )
    assert grown.items() >= first.items()


def test_a_callback_keeps_its_names_when_another_operation_asks_for_it_too(
    folder: Path,
) -> None:
    asks = inline(callbacks={"paid": {"$ref": "#/components/callbacks/Paid"}})
    event = {"type": "object", "properties": {"at": schema("n")}}
    body: dict[str, object] = {"content": {JSON: {"schema": event}}}
    item = {"post": inline(requestBody=body)}

    def published(paths: Mapping[str, Mapping[str, object]]) -> Mapping[str, str]:
        told = json.loads(document({}, paths))
        told["components"]["callbacks"] = {"Paid": {"{$request.query.url}": item}}
        (folder / "shop.json").write_text(json.dumps(told))
        return publish(folder).of("shop")[DEFINITIONS]

    first = {"/b": {"post": asks}}
    before = published(first)
    assert len(before) == 4  # the answers of both, the payload, what it holds
    assert published({"/a": {"post": asks}} | first).items() >= before.items()


def test_what_is_gone_is_forgotten(folder: Path) -> None:
    (folder / "shop.json").write_text(GROWN)
    publish(folder)
    (folder / "shop.json").write_text(SMALL)
    kept = understood(folder).lock.of("shop")
    assert set(kept[DEFINITIONS]) == {"shop.Error/read"}


def test_what_was_not_asked_for_keeps_its_name(folder: Path) -> None:
    before = publish(folder).of("shop")
    (folder / "shop.json").write_text(GROWN)
    part = understood(folder, only=("/v1/bank/orders",)).lock
    assert part.of("shop")[DEFINITIONS]["shop.Error/read"] == "Error"
    (folder / LOCK).write_bytes(part.render())
    after = understood(folder).lock.of("shop")
    for kind, names in before.items():
        assert after[kind].items() >= names.items(), kind


def test_a_part_goes_by_the_name_of_an_equal_that_was_not_asked_for(
    folder: Path,
) -> None:
    """Its fields are called as that one's are, too."""

    def answering(*properties: str, **more: object) -> dict[str, object]:
        state = schema(*properties)
        held = {"type": "object", "properties": {**more, "state": state}}
        content = {"application/json": {"schema": held}}
        return {"responses": {"200": {"description": "It.", "content": content}}}

    def written(*properties: str) -> str:
        told = answering(*properties), answering(*properties, n={"type": "string"})
        return document({}, {"/a": {"get": told[0]}, "/b": {"get": told[1]}})

    (folder / "shop.json").write_text(written("fooBar"))
    first = publish(folder).of("shop")
    (name,) = set(first[COPIES].values())
    (folder / "shop.json").write_text(written("foo_bar", "fooBar"))
    part = understood(folder, only=("/b",))
    fields = {
        held.name: [field.name for field in held.fields]
        for held in part.plan.apis[0].definitions.values()
        if isinstance(held, ModelClass)
    }
    assert fields[name][1] == "foo_bar"
    kept = part.lock.of("shop")
    assert kept[DEFINITIONS] == first[DEFINITIONS]
    assert kept[COPIES] == first[COPIES]
    (folder / LOCK).write_bytes(part.lock.render())
    again = understood(folder).lock.of("shop")
    assert again[DEFINITIONS] == first[DEFINITIONS]
    assert again[COPIES] == first[COPIES]


def test_a_second_version_leaves_the_resources_of_the_first_alone(folder: Path) -> None:
    shop = folder / "shop.json"
    first: dict[str, Mapping[str, object]] = {
        "/v1/orders": {"get": operation("A")},
        "/v1/users/{id}/tags": {"get": operation("A")},
    }
    shop.write_text(document({"A": schema("a")}, first))
    before = publish(folder).of("shop")[RESOURCES]
    assert before == {"v1/orders": "orders", "v1/users/tags": "users.tags"}
    second = {"/v2/orders": {"get": operation("A")}}
    shop.write_text(document({"A": schema("a")}, second | first))
    after = understood(folder).lock.of("shop")[RESOURCES]
    assert after == {**before, "v2/orders": "v2.orders"}


@pytest.mark.parametrize("length", range(77, 83))
def test_a_path_of_any_length_makes_names_that_can_be_read_again(
    folder: Path, length: int
) -> None:
    """A long chain of attributes is cut, and a hash is added: not as one of them."""
    paths: dict[str, Mapping[str, object]] = {
        f"/{'a' * length}/bc": {"get": operation("A")},
        "/b": {"get": operation("A")},
    }
    (folder / "shop.json").write_text(document({"A": schema("a")}, paths))
    first = publish(folder)
    names = first.of("shop")[RESOURCES]
    assert len(names[f"{'a' * length}/bc"]) > 80 or length == 77
    parts = ".".join(names.values()).split(".")
    assert not any(part.startswith("_") for part in parts)
    assert understood(folder).lock == first


def test_the_path_of_a_resource_may_have_another_name(folder: Path) -> None:
    plan = understood(folder, {"/v1/orders": "sales.orders"}).plan.apis[0]
    assert [one.dotted for one in plan.resources] == ["sales.orders"]
    assert [one.dotted for one in plan.groups] == ["sales"]


@pytest.mark.parametrize(
    "rename",
    [
        {"bank.Error": "Same", "shop.Error": "Same"},
        {"shop.Error": "Model"},
        {"/v1/orders": "close"},
        {"/v1/orders": "same", "/v1/bank/orders": "same"},
    ],
)
def test_a_name_that_cannot_be_had_is_told(
    folder: Path, rename: Mapping[str, str]
) -> None:
    (folder / "shop.json").write_text(GROWN)
    diagnostics = Diagnostics()
    with pytest.raises(SpecError):
        understood(folder, rename, diagnostics=diagnostics)
    assert {one.code for one in diagnostics} == {"rename-conflict"}


@pytest.mark.parametrize(
    "rename",
    [
        {"bank.Error": "Same", "shop.Error": "Same"},
        {"/v1/orders": "same", "/v1/bank/orders": "same"},
    ],
)
def test_one_name_for_two_is_told_of_both(
    folder: Path, rename: Mapping[str, str]
) -> None:
    (folder / "shop.json").write_text(GROWN)
    one, other = sorted(rename)
    name = rename[one]
    told = {
        message: way_out and sorted(way_out.split()[1:4:2])
        for message, way_out in refused(folder, rename)
    }
    assert told == {
        f"{one} cannot be called {name}: {other} is given the same name": [one, other],
        f"{other} cannot be called {name}: {one} is given the same name": [one, other],
    }


@pytest.mark.parametrize(
    ("name", "reason", "way_out"),
    [
        ("str", "classes begin with a capital letter", "for example Str"),
        ("row", "classes begin with a capital letter", "for example Row"),
        (
            *("Row_of_all", "classes have no underscore in their names"),
            "for example RowOfAll",
        ),
    ],
)
def test_a_class_is_given_no_name_of_another_kind(
    folder: Path, name: str, reason: str, way_out: str
) -> None:
    message = f"shop.Error cannot be called {name}: {reason}"
    assert refused(folder, {"shop.Error": name}) == [(message, way_out)]


PARTS = document(
    {
        "Line": {"type": "object", "properties": {"kind": {"enum": ["x", "y"]}}},
        "Err": {"type": "object", "properties": {"x": {"enum": ["a", "b"]}}},
    },
    {"/a": {"get": operation("Line")}, "/b": {"get": operation("Err")}},
)


@pytest.mark.parametrize(
    ("rename", "problems"),
    [
        (
            {"Line": "Row", "Err": "RowKind"},
            {
                "Line": "RowKind would be the name of Line/kind and of Err",
                "Err": "RowKind would be the name of Err and of Line/kind",
            },
        ),
        (
            {"Line": "Err", "Err": "ErrKind"},
            {
                "Line": "ErrKind would be the name of Line/kind and of Err",
                "Err": "ErrKind would be the name of Err and of Line/kind",
            },
        ),
        ({"Line": "Model"}, {"Line": "Model is needed by Python or by the package"}),
    ],
)
def test_a_refused_name_is_told_with_what_is_made_of_it(
    folder: Path, rename: Mapping[str, str], problems: Mapping[str, str]
) -> None:
    (folder / "shop.json").write_text(PARTS)
    assert [message for message, _ in refused(folder, rename)] == [
        f"{subject} cannot be called {rename[subject]}: {problem}"
        for subject, problem in problems.items()
    ]


def test_parts_of_a_renamed_schema_that_read_alike_are_told_apart(folder: Path) -> None:
    kinds = {"kind": {"enum": ["x", "y"]}, "Kind": {"enum": ["a", "b"]}}
    line = {"Line": {"type": "object", "properties": kinds}}
    (folder / "shop.json").write_text(
        document(line, {"/a": {"get": operation("Line")}})
    )
    (plan,) = understood(folder, {"Line": "Row"}).plan.apis
    names = {one.name for one in plan.definitions.values()}
    assert len(names) == 3
    assert all(name.startswith("Row") for name in names)


def test_the_new_name_of_an_operation_is_its_methods_alone(folder: Path) -> None:
    told = {"operationId": "readIt", **inline()}
    paths = {"/a": {"get": told}, "/b": {"get": {**told, "operationId": "readB"}}}
    (folder / "shop.json").write_text(document({}, paths))
    before = publish(folder).of("shop")
    renamed = understood(folder, {"readIt": "fetch", "readB": "fetch"})
    (plan,) = renamed.plan.apis
    assert {m.name for r in plan.resources for m in r.methods} == {"fetch"}
    assert renamed.lock.of("shop").get(DEFINITIONS) == before.get(DEFINITIONS)


def test_equals_of_a_renamed_one_keep_its_name_in_a_part(folder: Path) -> None:
    def content(held: Mapping[str, object]) -> dict[str, object]:
        answer = {"description": "It.", "content": {JSON: {"schema": held}}}
        return {"get": {"responses": {"200": answer}}}

    line = {"type": "object", "properties": {"kind": {"enum": ["x", "y"]}}}
    whole = {"/a": content({"$ref": "#/components/schemas/Line"}), "/b": content(line)}
    (folder / "shop.json").write_text(document({"Line": line}, whole))

    def published(
        rename: Mapping[str, str], only: tuple[str, ...] = ()
    ) -> tuple[set[str], Lock]:
        held = understood(folder, rename, only)
        (folder / LOCK).write_bytes(held.lock.render())
        return {one.name for one in held.plan.apis[0].definitions.values()}, held.lock

    rename = {"Line": "Row"}
    names, lock = published(rename)
    assert names == {"Row", "RowKind", "GetBResponse"}
    assert published(rename, ("/b",)) == ({"RowKind", "GetBResponse"}, lock)
    assert published(rename) == (names, lock)
    assert published({})[0] == {"Line", "LineKind", "GetBResponse"}


def test_a_renamed_schema_has_in_a_part_the_names_of_the_whole(folder: Path) -> None:
    """What one of its uses is called depends on the others."""
    content = {JSON: {"schema": {"$ref": "#/components/schemas/Part"}}}
    written = {
        "requestBody": {"content": content},
        "responses": {"204": {"description": "It."}},
    }
    paths: dict[str, Mapping[str, object]] = {
        "/a": {"post": written},
        "/b": {"patch": written},
    }
    text = document({"Part": PART}, paths)
    (folder / "shop.json").write_text(text)

    def published(*only: str) -> set[str]:
        held = understood(folder, {"Part": "Piece"}, only)
        (folder / LOCK).write_bytes(held.lock.render())
        return {one.name for one in held.plan.apis[0].definitions.values()}

    whole = published()
    assert whole == {"PieceCreate", "PieceUpdate"}
    assert published("/a") == {"PieceCreate"}
    assert published("/b") == {"PieceUpdate"}
    assert published() == whole
    answer = {"description": "It.", "content": content}
    paths["/c"] = {"get": {"responses": {"200": answer}}}
    (folder / "shop.json").write_text(document({"Part": PART}, paths))
    assert published() == {*whole, "Piece"}


def test_generate_writes_it_and_check_wants_it(folder: Path) -> None:
    assert run(["generate", "-q"]) == 0
    written = (folder / LOCK).read_bytes()
    assert json.loads(written)["apis"].keys() == {"shop_client"}
    assert run(["check", "-q"]) == 0
    (folder / LOCK).unlink()
    assert run(["check", "-q"]) == 1
    assert run(["generate", "-q"]) == 0
    assert (folder / LOCK).read_bytes() == written


def test_a_lost_one_is_missed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["generate", "-q"]) == 0
    written = (folder / LOCK).read_bytes()
    (folder / LOCK).unlink()
    assert run(["check"]) == 1
    told = capsys.readouterr()
    assert told.out == "specloom.lock: missing, though the files were made with it\n"
    assert "restore it" in told.err
    assert run(["generate"]) == 0
    assert "missing-lock" not in capsys.readouterr().err  # no name has changed
    assert (folder / LOCK).read_bytes() == written
    (folder / LOCK).unlink()
    (folder / "shop.json").write_text(GROWN)
    assert run(["generate"]) == 0
    told = capsys.readouterr()
    assert "warning[missing-lock]: `specloom.lock` was there when" in told.err
    assert run(["generate"]) == 0
    assert "missing-lock" not in capsys.readouterr().err


def test_the_first_one_is_not_missed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["check"]) == 1
    assert "though" not in capsys.readouterr().out
    assert run(["generate"]) == 0
    assert "missing-lock" not in capsys.readouterr().err
    assert run(["generate", "shop.json", "--package", "shop", "-o", "out"]) == 0
    assert "missing-lock" not in capsys.readouterr().err
    (folder / "out" / LOCK).unlink()
    (folder / "shop.json").write_text(GROWN)
    assert run(["generate", "shop.json", "--package", "shop", "-o", "out"]) == 0
    told = capsys.readouterr().err
    assert "warning[missing-lock]: `out/specloom.lock` was there when" in told


def test_check_does_not_trust_an_edited_one(folder: Path) -> None:
    assert run(["generate", "-q"]) == 0
    assert run(["check", "-q"]) == 0
    text = (folder / LOCK).read_text()
    (folder / LOCK).write_text(text.replace('"Error"', '"Mistake"'))
    assert run(["check", "-q"]) == 1
    assert run(["generate", "-q"]) == 0
    models = folder / "generated/python/shop-client/shop_client/models/orders.py"
    assert "class Mistake(Model):" in models.read_text()
    assert run(["check", "-q"]) == 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"specloom.lock": 2, "apis": {}}',
        '{"specloom.lock": 1}',
        '{"specloom.lock": 1, "providers": {}, "apis": {"s": {"a": {"b": "import"}}}}',
        '{"specloom.lock": 1, "apis": {"shop": {"a": {"b": "x()"}}}, "providers": {}}',
        '{"specloom.lock": 1, "apis": {"shop": {"a": []}}, "providers": {}}',
        '{"specloom.lock": 1, "apis": {}, "providers": {"a": {"b": {"c": "d e"}}}}',
    ],
)
def test_what_is_no_lock_is_told(
    text: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / LOCK).write_text(text)
    assert run(["generate"]) == 2
    told = capsys.readouterr().err
    assert told.startswith("specloom.lock")
    assert "error[invalid-lock]" in told
    assert not (folder / "generated").exists()


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        *(("resources", "_core"), ("resources", "a._core")),
        *(("resources", "__init__"), ("resource modules", "__init__")),
    ],
)
def test_a_name_that_is_the_clients_own_is_told(
    kind: str, name: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_lock(folder / LOCK, Lock({"shop_client": {kind: {"v1/orders": name}}}))
    assert run(["generate"]) == 2
    assert "error[invalid-lock]" in capsys.readouterr().err


CONFLICT = """\
{
  "apis": {
    "shop_client": {
      "definitions": {
<<<<<<< ours
        "bank.Error/read": "Error",
||||||| base
=======
        "shop.Error/read": "Error",
>>>>>>> theirs
        "Order/read": "Order"
      }
    }
  },
=======
  "providers": {},
<<<<<<<
  "specloom.lock": 1
>>>>>>>
}
"""


def test_what_a_merge_has_left_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / LOCK).write_text(CONFLICT)
    assert run(["generate"]) == 2
    told = capsys.readouterr().err
    assert [line for line in told.splitlines() if "error[" in line] == [
        f"specloom.lock:{line}:1: error[merge-conflict]: a merge has left two versions "
        "of these lines"
        for line in (5, 15, 17)
    ]
    assert "    5 | <<<<<<< ours" in told
    assert "help: keep the lines of both" in told


def test_two_of_one_name_after_a_merge_are_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = {"bank.Error/read": "Error", "shop.Error/read": "Error"}
    write_lock(folder / LOCK, Lock({"shop_client": {DEFINITIONS: names}}))
    assert run(["generate"]) == 2
    told = capsys.readouterr().err
    assert "`shop.Error/read` is called `Error`, and so is `bank.Error/read`" in told
    write_lock(folder / LOCK, Lock({"shop_client": {COPIES: names}}))
    assert run(["generate", "-q"]) == 0


@pytest.mark.parametrize("text", ["", " \n"])
def test_an_empty_one_is_told(
    text: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / LOCK).write_text(text)
    assert run(["generate"]) == 2
    assert "the file is empty: what was published is lost" in capsys.readouterr().err


def test_what_cannot_be_read_does_not_count_as_none(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / LOCK).mkdir()
    assert run(["generate"]) == 2
    assert "specloom.lock: error[invalid-lock]: this is no" in capsys.readouterr().err
    (folder / LOCK).rmdir()
    write_lock(folder / "other", Lock())
    (folder / LOCK).symlink_to("other")
    assert run(["generate"]) == 2
    assert "this is a symbolic link" in capsys.readouterr().err


def test_a_method_that_streams_goes_on_to_as_the_user_has_called_it(
    folder: Path,
) -> None:
    def methods(*media_types: str) -> tuple[str, str | None]:
        content: dict[str, object] = {key: {} for key in media_types}
        answers = {"200": {"description": "It.", "content": content}}
        paths = {"/v1/orders": {"get": {"operationId": "get", "responses": answers}}}
        (folder / "shop.json").write_text(document({}, paths))
        understanding = understood(folder, rename)
        (folder / LOCK).write_bytes(understanding.lock.render())
        (method,) = understanding.plan.apis[0].resources[0].methods
        return method.name, method.twin.name if method.twin is not None else None

    rename = {"get": "follow"}
    assert methods(EVENTS) == methods(EVENTS) == ("follow", None)
    assert methods(EVENTS, JSON) == methods(EVENTS, JSON) == ("get", "follow")
    rename = {}
    assert methods(EVENTS, JSON) == ("get", "follow")


def test_the_whole_answer_of_a_method_that_streams_has_a_name_that_can_be_read(
    folder: Path,
) -> None:
    names: list[str] = []
    for media_types in ((EVENTS,), (JSON, EVENTS)):
        content: dict[str, object] = {key: {} for key in media_types}
        answers = {"200": {"description": "It.", "content": content}}
        paths = {"/v1/orders": {"get": {"operationId": "get", "responses": answers}}}
        (folder / "shop.json").write_text(document({}, paths))
        understanding = understood(folder)
        (folder / LOCK).write_bytes(understanding.lock.render())
        names = [m.name for m in understanding.plan.apis[0].resources[0].all_methods]
        assert names[-1] == "get"
    assert names == ["get_whole", "get"]


@pytest.mark.parametrize("later", [{JSON: {}, EVENTS: {}}, {JSON: {}}])
def test_a_method_that_streams_goes_on_to(
    folder: Path, later: dict[str, object]
) -> None:
    """What gives the whole answer, where that is described later, is another one."""

    def methods(content: dict[str, object]) -> dict[str, str | None]:
        answers = {"200": {"description": "It.", "content": content}}
        paths = {"/v1/orders": {"get": {"operationId": "x", "responses": answers}}}
        (folder / "shop.json").write_text(document({}, paths))
        understanding = understood(folder)
        (folder / LOCK).write_bytes(understanding.lock.render())
        (method,) = understanding.plan.apis[0].resources[0].methods
        return {method.name: method.twin.name if method.twin is not None else None}

    assert methods({EVENTS: {}}) == {"get": None}
    first = methods(later)
    assert first == ({"x": "get"} if EVENTS in later else {"get": None})
    assert methods(later) == first
    assert methods({EVENTS: {}}) == {"get": None}


def test_names_that_are_gone_are_told_once(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "shop.json").write_text(GROWN)
    assert run(["generate"]) == 0
    assert "removed-names" not in capsys.readouterr().err
    with (folder / "pyproject.toml").open("a") as settings:
        settings.write('[tool.specloom.apis.shop.rename]\n"get /v1/orders" = "get"\n')
    assert run(["generate"]) == 0
    assert "removed-names" not in capsys.readouterr().err
    (folder / "shop.json").write_text(SMALL)
    assert run(["generate"]) == 0
    assert (
        "warning[removed-names]: published names of shop_client are gone: `BankError`, "
        "`bank.orders.get`\n" in capsys.readouterr().err
    )
    assert run(["generate"]) == 0
    assert "removed-names" not in capsys.readouterr().err


def test_a_bare_command_keeps_it_with_its_output(folder: Path) -> None:
    assert run(["generate", "shop.json", "--package", "shop", "-o", "out", "-q"]) == 0
    (folder / "shop.json").write_text(GROWN)
    assert run(["generate", "shop.json", "--package", "shop", "-o", "out", "-q"]) == 0
    found = json.loads((folder / "out" / LOCK).read_bytes())
    assert found["apis"]["shop"]["definitions"]["shop.Error/read"] == "Error"
    assert not (folder / LOCK).exists()


def test_a_project_goes_on_with_the_lock_of_a_bare_command(folder: Path) -> None:
    command = ["generate", "shop.json", "--package", "shop-client", "-o", "out", "-q"]
    assert run(command) == 0
    (folder / "shop.json").write_text(GROWN)
    (folder / "out" / LOCK).rename(folder / LOCK)
    assert run(["generate", "-q"]) == 0
    found = json.loads((folder / LOCK).read_bytes())
    assert found["apis"]["shop_client"][DEFINITIONS]["shop.Error/read"] == "Error"


def test_tables_of_a_provider_keep_their_names(folder: Path) -> None:
    first = ApiSettings(key="v1", spec=folder / "shop.json", package="shop-v1")
    second = ApiSettings(key="v2", spec=folder / "shop.json", package="shop-v2")

    def tables(*apis: ApiSettings) -> dict[str, list[str]]:
        service = Service(name="sales", apis=tuple(api.key for api in apis))
        provider = ProviderSettings(name="shop", services=(service,))
        project = Project(
            base=folder, output=folder / "out", apis=apis, providers=(provider,)
        )
        found = understand(project, Diagnostics())
        (folder / LOCK).write_bytes(found.lock.render())
        (held,) = found.plan.providers[0].services
        return {r.name: sorted(r.methods.values()) for r in held.resources}

    assert tables(first) == {"orders": ["get_v1_orders"]}
    text = (folder / "shop.json").read_text()
    named = json.loads(text)
    named["paths"]["/v1/orders"]["get"]["operationId"] = "listOrders"
    (folder / "shop.json").write_text(json.dumps(named))
    assert tables(first, second) == {
        "orders": ["get_v1_orders"],
        "orders_v1": ["list_orders"],
    }


def test_a_slash_in_the_name_of_a_component_makes_no_twin(folder: Path) -> None:
    nested = {"type": "object", "properties": {"b": schema("c")}}
    text = document(
        {"A": nested, "A/b": schema("d")},
        {"/a": {"get": operation("A")}, "/b": {"get": operation("A~1b")}},
    )
    (folder / "shop.json").write_text(text)
    names = understood(folder).lock.of("shop")[DEFINITIONS]
    assert set(names) == {"A/read", "A/b/read", "A~1b/read"}
    assert len(set(names.values())) == len(names)


def test_a_name_that_looks_like_a_last_resort_ends_nothing() -> None:
    digest = unique({"x": ("a",), "y": ("a",)}, identity=str)["x"]
    found = unique({"x": ("a",), "y": ("a",), "z": (digest,)}, identity=str)
    assert found["z"] != found["x"]
    taken = unique({"x": ("a",), "y": ("a",)}, reserved={digest}, identity=str)
    assert taken["x"] not in {digest, "a"}


def test_two_things_of_one_identity_are_our_mistake() -> None:
    with pytest.raises(InternalError):
        unique({"x": ("a",), "y": ("a",)}, identity=lambda _: "same")


def test_what_a_dead_run_has_left_is_in_nobodys_way(folder: Path) -> None:
    staged = folder / f".{LOCK}.{os.getpid()}"
    staged.write_text("half")
    write_lock(folder / LOCK, Lock())
    assert (folder / LOCK).read_bytes() == Lock().render()
    assert not staged.exists()


WORDS = st.lists(st.sampled_from(["a", "A", "aB", "a_b", "A_b", "ab"]), unique=True)


@given(WORDS, WORDS)
@settings(deadline=None)
def test_settled_names_stay_whatever_is_added(
    before: list[str], more: list[str]
) -> None:
    def named(words: list[str], known: Mapping[str, str]) -> dict[str, str]:
        wanted = {word: (word.lower(), word.lower() + "_") for word in words}
        return unique(wanted, settled=known, identity=str)

    first = named(before, {})
    later = named([*more, *(w for w in before if w not in more)], first)
    assert {word: later[word] for word in before} == first
    assert len(set(later.values())) == len(later)
