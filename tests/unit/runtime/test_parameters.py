"""Parameters in paths, queries, headers and cookies."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

import pytest
from sample_api._runtime.errors import InvalidRequestError
from sample_api._runtime.operations import Style
from sample_api._runtime.parameters import (
    encode_cookies,
    encode_headers,
    encode_query,
    expand_path,
)
from sample_api.models import Reference

COLOURS = ["blue", "black", "brown"]
RGB = {"R": 100, "G": 200, "B": 150}


class Shade(Enum):
    DARK = "dark"


class Level(str, Enum):
    HIGH = "high"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a", "a"),
        ("a b+c", "a%20b%2Bc"),
        ("a/b?c#d", "a%2Fb%3Fc%23d"),
        ("%2e%2e", "%252e%252e"),
        ("é", "%C3%A9"),
        (True, "true"),
        (False, "false"),
        (7, "7"),
        (1.5, "1.5"),
        (Decimal("1.10"), "1.10"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (date(2026, 1, 2), "2026-01-02"),
        (datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "2026-01-02T03%3A04%3A05Z"),
        (
            datetime(2026, 1, 2, 3, 4, tzinfo=timezone(timedelta(hours=1))),
            "2026-01-02T03%3A04%3A00%2B01%3A00",
        ),
        (timedelta(hours=1), "PT1H"),
        (Shade.DARK, "dark"),
        (Level.HIGH, "high"),
        (b"\x01\xff?", "Af8%2F"),
        (bytearray(b"eA"), "ZUE%3D"),
    ],
)
def test_scalars_are_written_the_way_the_wire_wants(value: object, text: str) -> None:
    assert encode_query({"x": value}, {}) == f"x={text}"
    assert expand_path("/{x}", {"x": value}, {}) == f"/{text}"


# The table "Style Examples" of OpenAPI 3.1.1, with percent-encoding.
@pytest.mark.parametrize(
    ("style", "array", "members"),
    [
        (Style("simple"), "blue,black,brown", "R,100,G,200,B,150"),
        (Style("simple", explode=True), "blue,black,brown", "R=100,G=200,B=150"),
        (Style("label"), ".blue,black,brown", ".R,100,G,200,B,150"),
        (Style("label", explode=True), ".blue.black.brown", ".R=100.G=200.B=150"),
        (Style("matrix"), ";x=blue,black,brown", ";x=R,100,G,200,B,150"),
        (
            Style("matrix", explode=True),
            ";x=blue;x=black;x=brown",
            ";R=100;G=200;B=150",
        ),
    ],
)
def test_paths_follow_the_style_table(style: Style, array: str, members: str) -> None:
    assert expand_path("/{x}", {"x": COLOURS}, {"x": style}) == f"/{array}"
    assert expand_path("/{x}", {"x": RGB}, {"x": style}) == f"/{members}"


@pytest.mark.parametrize(
    ("style", "array", "members"),
    [
        (Style("form"), "x=blue,black,brown", "x=R,100,G,200,B,150"),
        (Style("form", explode=True), "x=blue&x=black&x=brown", "R=100&G=200&B=150"),
        (
            Style("spaceDelimited"),
            "x=blue%20black%20brown",
            "x=R%20100%20G%20200%20B%20150",
        ),
        (
            Style("pipeDelimited"),
            "x=blue%7Cblack%7Cbrown",
            "x=R%7C100%7CG%7C200%7CB%7C150",
        ),
        (
            Style("deepObject", explode=True),
            "x[]=blue&x[]=black&x[]=brown",
            "x[R]=100&x[G]=200&x[B]=150",
        ),
        (
            Style("json"),
            "x=%5B%22blue%22%2C%22black%22%2C%22brown%22%5D",
            "x=%7B%22R%22%3A100%2C%22G%22%3A200%2C%22B%22%3A150%7D",
        ),
    ],
)
def test_queries_follow_the_style_table(style: Style, array: str, members: str) -> None:
    assert encode_query({"x": COLOURS}, {"x": style}) == array
    assert encode_query({"x": RGB}, {"x": style}) == members


def test_a_query_value_of_none_is_not_sent() -> None:
    assert encode_query({"a": None, "b": [None, 1], "c": [], "d": ""}, {}) == "b=1&d="


def test_names_of_query_parameters_are_encoded() -> None:
    assert encode_query({"a&b=c": 1, "spec.cloud": 2}, {}) == "a%26b%3Dc=1&spec.cloud=2"


def test_a_deep_object_may_hold_lists_and_models() -> None:
    style = {"f": Style("deepObject", explode=True)}
    value = {"a": {"b": [1, 2]}, "c": Reference(id="x/y"), "d": None}
    assert encode_query({"f": value}, style) == "f[a][b][]=1&f[a][b][]=2&f[c][id]=x%2Fy"


def test_reserved_characters_stay_where_the_api_allows_them() -> None:
    style = {"x": Style("form", explode=True, allow_reserved=True)}
    assert encode_query({"x": "a/b:c&d=e"}, style) == "x=a/b:c%26d%3De"


def test_what_is_encoded_already_stays_where_the_api_allows_it() -> None:
    exploded = {"x": Style("form", explode=True, allow_reserved=True)}
    assert encode_query({"x": "a%2Fb%zz%"}, exploded) == "x=a%2Fb%25zz%25"
    joined = {"x": Style("form", allow_reserved=True)}
    assert encode_query({"x": ["a%2f", "%"]}, joined) == "x=a%2f,%25"
    assert encode_query({"x": "a%2Fb"}, {}) == "x=a%252Fb"
    in_path = {"x": Style("simple", allow_reserved=True)}
    assert expand_path("/{x}", {"x": "%2e%2e"}, in_path) == "/%252e%252e"


@pytest.mark.parametrize(
    "value", ["", ".", "..", None, [], "a\nb", "\x00", "\x7f", ["a", ""], ["..", "b"]]
)
def test_a_path_parameter_that_changes_the_path_is_refused(value: object) -> None:
    with pytest.raises(InvalidRequestError, match="path parameter 'id'"):
        expand_path("/things/{id}", {"id": value}, {})


def test_a_missing_path_parameter_is_refused() -> None:
    with pytest.raises(InvalidRequestError, match="'id'"):
        expand_path("/things/{id}", {}, {})


@pytest.mark.parametrize(
    ("template", "path"),
    [
        ("/pim/v2/integrations:validate", "/pim/v2/integrations:validate"),
        ("/a/{x}:resend", "/a/v:resend"),
        ("/a/{x}.{y}/", "/a/v.w/"),
        ("/a b/#{x}", "/a%20b/"),
        ("/{x}#overload=stream", "/v"),
        ("/{#}#", "/h"),
        ("/a%20b", "/a%20b"),
        ("/{odd name}", "/o"),
    ],
)
def test_the_characters_of_the_template_stay(template: str, path: str) -> None:
    values = {"x": "v", "y": "w", "odd name": "o", "#": "h"}
    assert expand_path(template, values, {}) == path


@pytest.mark.parametrize("value", [float("nan"), float("inf"), datetime(2026, 1, 2)])
def test_values_without_a_meaning_on_the_wire_are_refused(value: object) -> None:
    with pytest.raises(InvalidRequestError):
        encode_query({"x": value}, {})


def test_half_of_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(InvalidRequestError, match="surrogate"):
        encode_query({"x": "\ud800"}, {})
    with pytest.raises(InvalidRequestError, match="surrogate"):
        expand_path("/{x}", {"x": "\ud800"}, {})


@pytest.mark.parametrize(
    ("values", "pairs"),
    [
        ({"X-A": "b c", "X-B": None}, [("X-A", "b c")]),
        ({"X-A": True, "X-B": [1, 2]}, [("X-A", "true"), ("X-B", "1,2")]),
        ({"X-A": RGB}, [("X-A", "R,100,G,200,B,150")]),
        ({"X-A": ""}, [("X-A", "")]),
    ],
)
def test_headers_are_written_in_the_simple_style(
    values: Mapping[str, Any], pairs: list[tuple[str, str]]
) -> None:
    assert encode_headers(values, {}) == pairs


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-A", "a\r\nX-B: c"),
        ("X-A", "a\nb"),
        ("X-A", "a\x00b"),
        ("X-A", " a"),
        ("X-A", "é"),
        ("X A", "b"),
        ("X-A:", "b"),
        ("", "b"),
        ("X-A\r\nX-B", "b"),
    ],
)
def test_a_malformed_header_is_refused_and_its_value_not_shown(
    name: str, value: str
) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        encode_headers({name: value + "MARKER" if len(value) > 2 else value}, {})
    assert "MARKER" not in str(caught.value)


def test_cookies_are_encoded_where_their_syntax_asks_for_it() -> None:
    values = {"a": "x;y z", "b": "p=q", "c": None, "d": [1, 2]}
    assert encode_cookies(values, {}) == [
        ("a", "x%3By%20z"),
        ("b", "p=q"),
        ("d", "1"),
        ("d", "2"),
    ]


def test_a_malformed_cookie_name_is_refused() -> None:
    with pytest.raises(InvalidRequestError, match="cookie"):
        encode_cookies({"a;b": "c"}, {})


@pytest.mark.parametrize(
    ("value", "style", "expected"),
    [
        (COLOURS, Style("form"), [("c", "blue,black,brown")]),
        (COLOURS, Style("form", explode=True), [("c", name) for name in COLOURS]),
        (RGB, Style("form"), [("c", "R,100,G,200,B,150")]),
        (RGB, Style("form", explode=True), [("R", "100"), ("G", "200"), ("B", "150")]),
        ([], Style("form"), []),
        (["a,b"], Style("form"), [("c", "a%2Cb")]),
        ({"a": 1}, Style("json"), [("c", "{%22a%22:1}")]),
    ],
)
def test_cookies_have_lists_and_objects(
    value: object, style: Style, expected: list[tuple[str, str]]
) -> None:
    assert encode_cookies({"c": value}, {"c": style}) == expected


def test_the_members_of_a_cookie_cannot_break_out() -> None:
    style = {"c": Style("form", explode=True)}
    with pytest.raises(InvalidRequestError, match="cookie"):
        encode_cookies({"c": {"a; evil": "b"}}, style)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (["a", "b"], "f[]=a&f[]=b"),
        ({"a": [1, 2]}, "f[a][]=1&f[a][]=2"),
        ([{"a": 1}, {"a": 2}], "f[0][a]=1&f[1][a]=2"),
        ({"a": [[1], [2]]}, "f[a][0][]=1&f[a][1][]=2"),
        ([], ""),
    ],
)
def test_deep_objects_have_lists(value: object, expected: str) -> None:
    style = {"f": Style("deepObject", explode=True)}
    assert encode_query({"f": value}, style) == expected


def test_a_path_may_hold_json_and_reserved_characters() -> None:
    styles = {"a": Style("json"), "b": Style("simple", allow_reserved=True)}
    values = {"a": {"x": "/?"}, "b": "c/d:e?f#g[h]"}
    assert expand_path("/{a}/{b}", values, styles) == (
        "/%7B%22x%22%3A%22%2F%3F%22%7D/c/d:e%3Ff%23g%5Bh%5D"
    )
