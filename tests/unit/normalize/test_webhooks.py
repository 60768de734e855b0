"""What the API sends of its own accord, and which operations follow on a response."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.describing import ROOT, Reading, names, read, read_file

from specloom.diagnostics import Diagnostics
from specloom.ir import (
    Api,
    Link,
    Literal,
    Model,
    Ref,
    Response,
    Subscription,
    View,
    Webhook,
)
from specloom.normalize import normalize
from specloom.normalize.webhooks import merged
from specloom.sources import open_source

SNIPPETS = ROOT / "tests" / "snippets"


def sent(reading: Reading, name: str) -> Webhook:
    (found,) = [one for one in reading.api.webhooks if one.name == name]
    return found


def payload(reading: Reading, name: str) -> Model:
    body = sent(reading, name).body
    assert body is not None
    type_ = body.content[0].type
    assert isinstance(type_, Ref)
    found = reading.api.definitions[type_.key]
    assert isinstance(found, Model)
    return found


def of(path: str) -> Reading:
    return read_file(SNIPPETS / path)


def test_a_payload_is_what_is_received() -> None:
    reading = of("webhooks.yaml")
    added = payload(reading, "thing.added")
    assert added.key.view is View.READ
    assert names(reading.model("Thing")) == ["id"]  # read-only, and nothing write-only


def test_an_answer_is_what_is_sent() -> None:
    (answer,) = sent(of("webhooks.yaml"), "thing.gone").responses
    (content,) = answer.content
    assert isinstance(content.type, Ref)
    assert content.type.key.view is View.INPUT


def test_parameters_of_the_path_item_are_those_of_its_operation() -> None:
    (header,) = sent(of("webhooks.yaml"), "thing.added").parameters
    assert (header.name, header.place.value) == ("X-Signature", "header")


def test_each_inline_payload_has_a_name_of_its_own() -> None:
    item = (
        "{post: {requestBody: {content: {application/json: {schema: "
        "{type: object, properties: {id: {type: string}}}}}}, "
        "responses: {'200': {description: Done.}}}}"
    )
    reading = read(f"paths: {{}}\nwebhooks: {{a.added: {item}, b.added: {item}}}")
    keys = {payload(reading, name).key for name in ("a.added", "b.added")}
    assert len(keys) == 2


def test_an_extension_is_read_where_it_reads_like_webhooks() -> None:
    reading = of("webhooks-3.0.yaml")
    assert [one.name for one in reading.api.webhooks] == ["thing-added", "things-added"]


@pytest.mark.parametrize("value", ["true", "[1]", "{a: {b: {c: 1}}}", "{a: []}", "''"])
def test_an_extension_of_another_form_is_passed_by(value: str) -> None:
    reading = read(
        f"""
        openapi: 3.0.3
        info: {{title: Things, version: 1.0.0}}
        paths: {{}}
        x-webhooks: {value}
        """
    )
    assert reading.api.webhooks == ()
    assert [one for one in reading.diagnostics if one.severity.value == "error"] == []


def test_what_an_extension_has_is_held_to_its_form() -> None:
    text = """
    openapi: 3.0.3
    info: {title: Things, version: 1.0.0}
    paths: {}
    x-webhooks: {added: {post: {requestBody: 5}}}
    """
    (found,) = [d for d in read(text).diagnostics if d.code == "degraded-wrong-type"]
    assert found.at.pointer == "/x-webhooks/added/post/requestBody"


def test_a_callback_that_operations_share_is_one() -> None:
    reading = of("callbacks.yaml")
    shared = sent(reading, "onChange")
    assert [(s.operation, s.expression) for s in shared.subscriptions] == [
        ("createThing", "{$request.body#/notify}"),
        ("replaceThing", "{$request.body#/notify}"),
    ]
    assert len([one for one in reading.api.webhooks if one.name == "onEnd"]) == 2


def callback(number: int, answer: str) -> Webhook:
    asked = Subscription(f"ask{number}", "POST", f"/{number}", "{$request.body#/to}")
    link = Link("next", "get", "GET", "/things", body=Literal({"say": [answer, 1]}))
    responses = (Response("200", links=(link,)),)
    return Webhook("onEnd", "POST", responses=responses, subscriptions=(asked,))


def test_callbacks_of_one_name_are_not_compared_with_each_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared = 0

    def equal(one: Link, other: object) -> bool:
        nonlocal compared
        compared += 1
        return isinstance(other, Link) and one.body == other.body

    monkeypatch.setattr(Link, "__eq__", equal)
    several = [callback(n, f"answer {n % 300}") for n in range(600)]
    found = merged(several)
    assert [[s.operation for s in one.subscriptions] for one in found] == [
        [f"ask{n}", f"ask{n + 300}"] for n in range(300)
    ]
    assert compared <= 2 * len(several)


def test_a_webhook_is_no_callback() -> None:
    (asked,) = merged([callback(1, "Done.")])
    webhook = replace(asked, subscriptions=())
    assert merged([webhook, webhook, asked, asked]) == (
        webhook,
        webhook,
        replace(asked, subscriptions=asked.subscriptions * 2),
    )


def links(reading: Reading, identity: str) -> tuple[Link, ...]:
    return tuple(
        link for r in reading.operation(identity).responses for link in r.links
    )


LINKED = """
paths:
  /things:
    post:
      operationId: createThing
      responses:
        '201':
          description: The new thing.
          links:
            {name}: {link}
  /things/{{id}}:
    get:
      operationId: getThing
      parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]
      responses: {{'204': {{description: Done.}}}}
components:
  links:
    Read: {{operationId: getThing, parameters: {{id: $response.body#/id}}}}
"""


@pytest.mark.parametrize(
    "link",
    [
        "operationId: getThing",
        "operationRef: '#/paths/~1things~1{id}/get'",
        "operationRef: '#/paths/~1things~1%7Bid%7D/get'",
        "operationRef: 'things.yaml#/paths/~1things~1{id}/get'",
        "$ref: '#/components/links/Read'",
    ],
)
def test_a_link_leads_to_an_operation(link: str) -> None:
    given = "" if "$ref" in link else ", parameters: {id: $response.body#/id}"
    reading = read(LINKED.format(name="read", link=f"{{{link}{given}}}"))
    (found,) = links(reading, "createThing")
    assert (found.operation, found.path) == ("getThing", "/things/{id}")
    assert found.parameters == (("id", Literal("$response.body#/id")),)


@pytest.mark.parametrize(
    ("link", "step"),
    [
        ("{operationId: getThings}", "/operationId"),
        ("{operationRef: 'https://example.com/api#/paths/~1a/get'}", "/operationRef"),
        ("{operationRef: '#/paths/~1nothing/get'}", "/operationRef"),
        ("{operationRef: '#/nowhere'}", "/operationRef"),
        ("{description: None of them.}", ""),
    ],
)
def test_a_link_that_leads_nowhere_is_reported_where_it_stands(
    link: str, step: str
) -> None:
    reading = read(LINKED.format(name="read", link=link))
    assert links(reading, "createThing") == ()
    (said,) = [one for one in reading.diagnostics if one.construct == "links"]
    assert said.at.pointer == f"/paths/~1things/post/responses/201/links/read{step}"


def selected(path: str, *only: str) -> Api:
    diagnostics = Diagnostics()
    source = open_source(SNIPPETS / path, diagnostics)
    return normalize(source, diagnostics, only)


@pytest.mark.parametrize(
    ("only", "webhooks", "models"),
    [
        (("thing.added",), {"thing.added"}, {"ThingAdded", "Thing"}),
        (("thing.gone",), {"thing.gone"}, {"ThingGone", "Done"}),
        (("thing.gone", "ping"), {"thing.gone", "ping"}, {"ThingGone", "Done"}),
    ],
)
def test_webhooks_are_selected_by_name(
    only: tuple[str, ...], webhooks: set[str], models: set[str]
) -> None:
    api = selected("webhooks.yaml", *only)
    assert {one.name for one in api.webhooks} == webhooks
    assert {key.path[0] for key in api.definitions} == models


def test_callbacks_come_with_their_operation() -> None:
    api = selected("callbacks.yaml", "createThing")
    assert {one.name for one in api.webhooks} == {"onChange", "onEnd"}
    assert all(len(one.subscriptions) == 1 for one in api.webhooks)
    assert selected("callbacks.yaml", "getThing").webhooks == ()


def test_a_path_selects_no_webhook() -> None:
    diagnostics = Diagnostics()
    source = open_source(Path(SNIPPETS / "webhooks.yaml"), diagnostics)
    normalize(source, diagnostics, ("/**",))
    assert [one.code for one in diagnostics.errors] == ["unknown-selection"]


def test_a_webhook_may_have_an_empty_name() -> None:
    reading = read(
        """
        paths: {}
        webhooks: {'': {post: {responses: {'200': {description: Done.}}}}}
        """
    )
    assert [one.name for one in reading.api.webhooks] == [""]
