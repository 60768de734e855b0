"""A document that grows renames nothing that is published."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specloom.config import ApiSettings, Project, ProviderSettings, Service
from specloom.diagnostics import Diagnostics
from specloom.errors import InternalError
from specloom.lock import LOCK, RESOURCES
from specloom.pipeline import understand
from specloom.plan import ModelClass
from specloom.planning.naming import unique
from specloom.published import COPIES, DEFINITIONS

from .shop import (
    EVENTS,
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


INLINE = "get ~1a/response 200 application~1json/read"


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


@pytest.fixture
def shop(folder: Path) -> Callable[..., dict[str, str]]:
    """Publish a shop: its operations by their methods, streams with ``...``."""

    def published(rename: Mapping[str, str], **operations: set[str]) -> dict[str, str]:
        places = {"orders": "/v1/orders", "order": "/v1/orders/{id}"}
        paths: dict[str, dict[str, object]] = {}
        for name, media_types in operations.items():
            content: dict[str, object] = {key: {} for key in sorted(media_types)}
            answers = {"200": {"description": "It.", "content": content}}
            paths[places[name]] = {"get": {"operationId": name, "responses": answers}}
        (folder / "shop.json").write_text(document({}, paths))
        understanding = understood(folder, rename)
        (folder / LOCK).write_bytes(understanding.lock.render())
        (resource,) = understanding.plan.apis[0].resources
        found = {method.name: method.operation.id for method in resource.methods}
        return found | {
            method.twin.name: f"{method.operation.id}..."
            for method in resource.methods
            if method.twin is not None
        }

    return published


def test_a_method_that_streams_goes_on_to_as_the_user_has_called_it(
    shop: Callable[..., dict[str, str]],
) -> None:
    called = {"orders": "follow"}
    for _ in range(2):
        assert shop(called, orders={EVENTS}) == {"follow": "orders"}
    both = {"orders": "orders", "follow": "orders..."}
    for _ in range(2):
        assert shop(called, orders={EVENTS, JSON}) == both
    more = shop(called, orders={EVENTS, JSON}, order={JSON})
    assert more == {**both, "get": "order"}
    assert shop(called, orders={EVENTS}) == {"follow": "orders"}


def test_the_whole_answer_keeps_its_name_beside_a_given_one(
    folder: Path, shop: Callable[..., dict[str, str]]
) -> None:
    """Also where the rules would give it to an operation that comes later."""
    called = {"orders": "follow"}
    shop({"orders": "get"}, orders={EVENTS})
    both = shop({"orders": "get"}, orders={EVENTS, JSON})
    assert both == {"orders": "orders", "get": "orders..."}
    shop(called, orders={EVENTS})
    assert shop(called, orders={EVENTS, JSON})["orders"] == "orders"
    shop(called, orders={EVENTS, JSON}, order={JSON})
    ((message, way_out),) = refused(folder, {**called, "order": "orders"})
    assert message == (
        "order cannot be called orders: orders is published for the whole answer of "
        "GET /v1/orders"
    )
    assert way_out == "give another name in rename"


def test_the_name_of_a_stream_that_is_taken_back_is_free(
    shop: Callable[..., dict[str, str]],
) -> None:
    named = {"follow": "orders", "get": "order"}
    assert shop({"orders": "follow"}, orders={EVENTS}, order={JSON}) == named
    moved = {"orders": "orders", "follow": "order"}
    assert shop({"order": "follow"}, orders={EVENTS}, order={JSON}) == moved
    assert shop({}, orders={EVENTS}, order={JSON}) == {
        "orders": "orders",
        "get": "order",
    }


def test_a_published_stream_gives_its_name_to_nothing_else(
    folder: Path, shop: Callable[..., dict[str, str]]
) -> None:
    both = shop({"orders": "talk"}, orders={EVENTS, JSON})
    assert both == {"talk": "orders", "talk_stream": "orders..."}
    ((message, _),) = refused(folder, {"orders": "talk_stream"})
    assert message == (
        "orders cannot be called talk_stream: talk_stream is published for the items "
        "of GET /v1/orders, as they arrive"
    )


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
