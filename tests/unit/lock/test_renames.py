"""New names beside published ones."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from specloom.diagnostics import Diagnostics, SpecError
from specloom.lock import LOCK, Lock
from specloom.published import COPIES, DEFINITIONS

from .shop import (
    GROWN,
    JSON,
    PART,
    SMALL,
    document,
    inline,
    operation,
    publish,
    refused,
    schema,
    understood,
)


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


def test_a_given_name_is_not_locked(folder: Path) -> None:
    lock = understood(folder, {"shop.Error": "Mishap", "GET /v1/orders": "all"}).lock
    assert DEFINITIONS not in lock.of("shop")


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
