"""The judges of the calls notice what they are there for."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import strategies as st
from tests.behaviour.recorder import Reply, Request
from tests.drawing import Drawing, NothingValidError, examples

from .calls.comparing import difference, same
from .calls.described import Called, Description
from .calls.drawn import Arguments, arguments
from .calls.schemas import Schemas, Use
from .calls.serving import Exchange
from .calls.wire import faults

OPERATION: dict[str, Any] = {
    "parameters": [
        {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}},
        {"name": "tags", "in": "query", "schema": {"type": "array"}},
        {
            "name": "words",
            "in": "query",
            "style": "pipeDelimited",
            "explode": False,
            "schema": {"type": "array"},
        },
        {
            "name": "deep",
            "in": "query",
            "style": "deepObject",
            "explode": True,
            "schema": {"type": "object"},
        },
        {"name": "X-Some", "in": "header", "schema": {"type": "array"}},
        {"name": "size", "in": "cookie", "schema": {"type": "integer"}},
    ],
    "requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}},
    "responses": {},
}
GIVEN = Arguments(
    {
        ("path", "id"): 5,
        ("query", "tags"): ["a b", "c&d"],
        ("query", "words"): ["x", "y"],
        ("query", "deep"): {"a": {"b": True}},
        ("header", "X-Some"): ["e", "f"],
        ("cookie", "size"): 3,
    },
    "application/json",
    {"at": "2024-02-29T12:30:00Z"},
)
TARGET = "/things/5?tags=a%20b&tags=c%26d&words=x%7Cy&deep%5Ba%5D%5Bb%5D=true"
HEADERS = {"content-type": "application/json", "x-some": "e,f", "cookie": "size=3"}
BODY = b'{"at": "2024-02-29T12:30:00+00:00"}'


def described(operation: dict[str, Any], path: str = "/things/{id}") -> Description:
    return Description({"openapi": "3.1.0", "paths": {path: {"put": operation}}})


def called() -> Called:
    (found,) = described(OPERATION).operations()
    return found


def test_a_request_that_says_what_was_drawn_is_right() -> None:
    assert faults(called(), GIVEN, Request("PUT", TARGET, HEADERS, BODY)) == []


@pytest.mark.parametrize(
    ("wrong", "right", "told"),
    [
        ("/things/6", "/things/5", "path id"),
        ("/things/5/6", "/things/5", "the path"),
        ("tags=a%20b%2Cc", "tags=a%20b", "tags"),
        ("tags=a%20b&tags=no", "tags=a%20b", "tags"),
        ("words=x%2Cy", "words=x%7Cy", "words"),
        ("deep.a.b=true", "deep%5Ba%5D%5Bb%5D=true", "deep[a][b] is not sent"),
        ("=True", "=true", "deep[a][b]"),
    ],
)
def test_a_wrong_target_is_noticed(wrong: str, right: str, told: str) -> None:
    target = TARGET.replace(right, wrong)
    assert target != TARGET
    found = faults(called(), GIVEN, Request("PUT", target, HEADERS, BODY))
    assert told in found[0]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"x-some": "e;f"}, "header X-Some"),
        ({"cookie": "size=4"}, "cookie size"),
        ({"content-type": "text/plain"}, "the body is text/plain"),
    ],
)
def test_wrong_headers_are_noticed(change: dict[str, str], told: str) -> None:
    request = Request("PUT", TARGET, {**HEADERS, **change}, BODY)
    assert told in faults(called(), GIVEN, request)[0]


def test_a_wrong_body_is_noticed() -> None:
    request = Request("PUT", TARGET, HEADERS, b'{"at": "2024-02-29T12:30:01Z"}')
    assert "the body" in faults(called(), GIVEN, request)[0]


def test_parts_and_fields_of_forms_are_read_back() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "string"}}}
    for media_type, right, wrong in (
        ("application/x-www-form-urlencoded", b"a=1+2", b"a=1%2B2"),
        (
            'multipart/form-data; boundary="x"',
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1 2\r\n--x--',
            b'--x\r\nContent-Disposition: form-data; name="b"\r\n\r\n1 2\r\n--x--',
        ),
    ):
        essence = media_type.partition(";")[0]
        content = {essence: {"schema": schema}}
        form = described({"requestBody": {"content": content}}, "/")
        (operation,) = form.operations()
        given = Arguments({}, essence, {"a": "1 2"})
        headers = {"content-type": media_type}
        sent = [Request("PUT", "/", headers, body) for body in (right, wrong)]
        assert [bool(faults(operation, given, one)) for one in sent] == [False, True]


def test_what_prism_says_against_requests_and_not_against_itself() -> None:
    said = (
        '[{"location": ["request", "query"], "severity": "Error", "message": "no"},'
        ' {"location": ["response"], "severity": "Error", "message": "never mind"}]'
    )
    reply = Reply(200, None, {"Sl-Violations": said})
    request = Request("GET", "/", {}, b"")
    assert Exchange(request, reply).violations == "request.query: no"


def test_drawn_arguments_are_valid_and_the_same_each_time() -> None:
    operation = {
        "parameters": [
            {
                "name": "code",
                "in": "query",
                "required": True,
                "schema": {"type": "string", "pattern": "^[A-F]{3}$"},
            }
        ]
    }
    description = described(operation, "/")
    (found,) = description.operations()
    drawn = [
        examples(arguments(found, Schemas(description, Use.REQUEST)), 3, 7)
        for _ in range(2)
    ]
    assert drawn[0] == drawn[1]
    codes = [one.parameters["query", "code"] for one in drawn[0]]
    assert all(len(code) == 3 and set(code) <= set("ABCDEF") for code in codes)


def test_what_is_read_only_is_not_drawn_for_requests() -> None:
    thing = {
        "type": "object",
        "required": ["id", "name"],
        "properties": {
            "id": {"type": "string", "readOnly": True},
            "name": {"type": "string"},
        },
    }
    schemas = Schemas(described({}), Use.REQUEST)
    values = examples(Drawing(schemas.root).valid(schemas.of(thing)), 5, 1)
    assert all(value.keys() == {"name"} for value in values)


def test_that_nothing_is_valid_is_told() -> None:
    impossible = {"allOf": [{"type": "string"}, {"type": "integer"}]}
    with pytest.raises(NothingValidError):
        examples(Drawing({}).valid(impossible), 3, 1)
    assert examples(st.just(1), 3, 1) == [1]


def test_values_that_mean_the_same() -> None:
    assert same({"a": [1, "2024-01-01T00:00:00Z"]}, {"a": [1.0, "2024-01-01T00:00Z"]})
    assert not same({"a": True}, {"a": 1})
    assert not same([1], [1, 2])
    assert difference({"a": [1, 2]}, {"a": [1, 3]}) == "/a/1: 2 and not 3"
