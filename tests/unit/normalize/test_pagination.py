"""How pages follow, and what only looks like it."""

from __future__ import annotations

import pytest
from tests.describing import Reading, operations, read

from specloom.ir import Cursor, NextLink, Offset, PageNumber, Pagination

URI = "{type: string, format: uri}"
TEXT = "{type: string}"
NUMBER = "{type: integer}"


def listing(
    query: dict[str, str], body: dict[str, str], *, items: str = "data"
) -> Reading:
    """Read a list whose query and body have these members."""
    parameters = "".join(
        f"        - {{name: {name}, in: query, schema: {schema}}}\n"
        for name, schema in query.items()
    )
    members = "".join(
        f"                  {name}: {schema}\n" for name, schema in body.items()
    )
    return read(
        f"""\
paths:
  /things:
    get:
      operationId: listThings
      parameters:
        - {{name: other, in: query, schema: {{type: string}}}}
{parameters}
      responses:
        '200':
          description: Things.
          content:
            application/json:
              schema:
                type: object
                properties:
                  {items}: {{type: array, items: {{type: string}}}}
{members}"""
    )


def found(
    query: dict[str, str], body: dict[str, str], *, items: str = "data"
) -> Pagination | None:
    return listing(query, body, items=items).operation("listThings").pagination


DATA = ("data",)


@pytest.mark.parametrize(
    ("query", "body", "expected"),
    [
        ({"page_token": TEXT}, {"next": URI}, NextLink(DATA, ("next",), "page_token")),
        (
            {"offset": TEXT, "limit": NUMBER},
            {"next_page": "{type: object, properties: {offset: {type: string}}}"},
            Cursor(DATA, ("next_page", "offset"), "offset"),
        ),
        ({}, {"next": URI}, NextLink(DATA, ("next",), None)),
        ({}, {"next_url": TEXT}, NextLink(DATA, ("next_url",), None)),
        ({}, {"'@odata.nextLink'": TEXT}, NextLink(DATA, ("@odata.nextLink",), None)),
        (
            {"cursor": TEXT},
            {"next": "{type: string, example: 'https://x.y/z?cursor=a'}"},
            NextLink(DATA, ("next",), "cursor"),
        ),
        (
            {},
            {"links": f"{{type: object, properties: {{next: {URI}}}}}"},
            NextLink(DATA, ("links", "next"), None),
        ),
        (
            {},
            {"next": "{type: [string, 'null'], format: uri}"},
            NextLink(DATA, ("next",), None),
        ),
        (
            {"cursor": TEXT},
            {"next_cursor": TEXT},
            Cursor(DATA, ("next_cursor",), "cursor"),
        ),
        (
            {"pageToken": TEXT},
            {"nextPageToken": TEXT},
            Cursor(DATA, ("nextPageToken",), "pageToken"),
        ),
        (
            {"after": TEXT},
            {"page_info": f"{{type: object, properties: {{end_cursor: {TEXT}}}}}"},
            Cursor(DATA, ("page_info", "end_cursor"), "after"),
        ),
        ({"cursor": TEXT}, {"next": TEXT}, Cursor(DATA, ("next",), "cursor")),
        ({"offset": NUMBER}, {}, Offset(DATA, "offset", None)),
        (
            {"offset": NUMBER, "limit": NUMBER},
            {"total": NUMBER},
            Offset(DATA, "offset", "limit", ("total",)),
        ),
        ({"skip": NUMBER, "count": NUMBER}, {}, Offset(DATA, "skip", "count")),
        ({"page": NUMBER}, {}, PageNumber(DATA, "page", None, 1)),
        (
            {"page": NUMBER, "per_page": NUMBER},
            {"total_pages": NUMBER},
            PageNumber(DATA, "page", "per_page", 1, ("total_pages",)),
        ),
        (
            {"page": "{type: integer, default: 0}"},
            {},
            PageNumber(DATA, "page", None, 0),
        ),
        (
            {"page": "{type: integer, minimum: 0}"},
            {},
            PageNumber(DATA, "page", None, 0),
        ),
        (
            {"page": "{type: integer, default: 1, minimum: 0}"},
            {},
            PageNumber(DATA, "page", None, 1),
        ),
        (
            {"page": NUMBER},
            {"page": NUMBER},
            PageNumber(DATA, "page", None, 1, number=("page",)),
        ),
        (
            {"page": "{type: integer, minimum: 1}"},
            {"page": NUMBER},
            PageNumber(DATA, "page", None, 1),
        ),
        (
            {"offset": "{type: integer, default: 1, minimum: 1}"},
            {},
            Offset(DATA, "offset", None, first=1),
        ),
        (
            {"offset": "{type: integer, minimum: 1}"},
            {},
            Offset(DATA, "offset", None, first=1),
        ),
    ],
)
def test_pages_follow_as_the_description_shows(
    query: dict[str, str], body: dict[str, str], expected: Pagination
) -> None:
    assert found(query, body) == expected


@pytest.mark.parametrize(
    ("query", "body"),
    [
        ({}, {}),
        ({"page_token": TEXT}, {}),
        ({}, {"next_cursor": TEXT}),
        ({"cursor": TEXT}, {"next_cursor": NUMBER}),
        ({"cursor": TEXT}, {"previous_cursor": TEXT}),
        ({}, {"next": TEXT}),
        ({}, {"next": NUMBER}),
        ({}, {"prev": URI}),
        ({}, {"self": URI}),
        ({"limit": NUMBER}, {}),
        ({"page_size": NUMBER}, {"total": NUMBER}),
        ({"offset": TEXT}, {}),
        ({"page": TEXT}, {}),
        ({"page": "{type: string, enum: [first, last]}"}, {}),
        ({"start": "{type: string, format: date-time}"}, {}),
        ({"after": "{type: string, format: date-time}"}, {"next": NUMBER}),
        ({"marker": TEXT}, {"market": TEXT}),
        ({}, {"next": "{type: object, properties: {id: {type: string}}}"}),
    ],
)
def test_half_of_the_evidence_is_none(
    query: dict[str, str], body: dict[str, str]
) -> None:
    assert found(query, body) is None


def test_a_member_of_another_object_is_no_cursor() -> None:
    held = {"filter": "{type: object, properties: {offset: {type: string}}}"}
    assert found({"offset": TEXT}, held) is None


def test_a_point_in_time_is_no_cursor() -> None:
    moment = "{type: string, format: date-time}"
    assert found({"after": moment}, {"after": moment}) is None


def test_start_of_a_time_is_no_offset() -> None:
    """A UNIX time is an integer as well; its partner tells it from an offset."""
    assert found({"start": NUMBER, "end": NUMBER}, {}) is None


def test_an_example_without_the_token_proves_no_link() -> None:
    example = "{type: string, example: 'https://x.y/z'}"
    assert found({"cursor": TEXT}, {"next": example}) == Cursor(
        DATA, ("next",), "cursor"
    )


@pytest.mark.parametrize("items", ["data", "items", "results", "value", "things"])
def test_the_only_list_of_a_body_holds_the_items(items: str) -> None:
    paged = found({"offset": NUMBER}, {}, items=items)
    assert paged == Offset((items,), "offset", None)


def test_of_several_lists_the_usual_one_holds_the_items() -> None:
    errors = {"errors": "{type: array, items: {type: string}}"}
    assert found({"offset": NUMBER}, errors) == Offset(DATA, "offset", None)
    assert found({"offset": NUMBER}, errors, items="things") is None


def test_a_bare_list_pages_by_number() -> None:
    reading = read(
        """
        paths:
          /things:
            get:
              operationId: listThings
              parameters: [{name: page, in: query, schema: {type: integer}}]
              responses:
                '200':
                  description: Things.
                  content:
                    application/json: {schema: {type: array, items: {type: string}}}
        """
    )
    assert reading.operation("listThings").pagination == PageNumber((), "page", None, 1)


def test_what_was_found_is_told() -> None:
    reading = listing({"page_token": TEXT}, {"next": URI})
    assert reading.only("pagination").message == (
        "listThings pages by NextLink: "
        "items data, next next, token_parameter page_token"
    )


def test_a_parameter_of_another_place_is_no_evidence() -> None:
    reading = read(
        """
        paths:
          /things:
            get:
              operationId: listThings
              parameters: [{name: offset, in: header, schema: {type: integer}}]
              responses:
                '200':
                  description: Things.
                  content:
                    application/json: {schema: {type: array, items: {type: string}}}
        """
    )
    assert reading.operation("listThings").pagination is None


@pytest.mark.parametrize(
    ("said", "first"),
    [
        ("Zero-based page index.", 0),
        ("The page, 0-indexed", 0),
        ("Pages start at 0.", 0),
        ("Which page; counting begins with `1`.", 1),
        ("The first page is 0.", 0),
        ("1-based", 1),
        ("The page.", None),
        ("Zero-based here, one-based there.", None),
    ],
)
def test_a_description_says_where_pages_begin(said: str, first: int | None) -> None:
    reading = read(
        f"""\
paths:
  /things:
    get:
      operationId: listThings
      parameters:
        - {{name: page, in: query, description: "{said}", schema: {NUMBER}}}
      responses:
        '200':
          description: Things.
          content: {{application/json: {{schema: {{type: array, items: {TEXT}}}}}}}
"""
    )
    paged = reading.operation("listThings").pagination
    assert paged == PageNumber((), "page", None, 1 if first is None else first)
    notes = [one for one in reading.diagnostics if one.code == "pagination"]
    assert [one.help is not None for one in notes] == [first is None]


def test_an_example_that_is_no_url_is_no_link() -> None:
    reading = read(
        """
        paths:
          /things:
            get:
              parameters: [{name: cursor, in: query, schema: {type: string}}]
              responses:
                '200':
                  description: They.
                  content:
                    application/json:
                      schema:
                        properties:
                          items: {type: array, items: {type: string}}
                          next: {type: string, example: 'http://[x/?cursor=1'}
        """
    )
    (operation,) = operations(reading.api)
    assert not isinstance(operation.pagination, NextLink)
