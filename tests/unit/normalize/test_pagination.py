"""How pages follow, and what only looks like it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.describing import Reading, operations, read

from specloom.diagnostics import NOWHERE, Diagnostics
from specloom.ir import Cursor, LastItem, NextLink, Offset, PageNumber, Pagination, Role
from specloom.normalize.page_settings import as_told
from specloom.normalize.pagination_text import told
from specloom.settings import load

URI = "{type: string, format: uri}"
TEXT = "{type: string}"
NUMBER = "{type: integer}"
BOOLEAN = "{type: boolean}"
SKIPPED = "{type: integer, description: How many things to skip.}"
NUMBERED = "{type: integer, description: Page number.}"


def listing(
    query: dict[str, str],
    body: dict[str, str],
    *,
    items: str = "data",
    item: str = TEXT,
) -> Reading:
    """Read a list whose query and body have these members."""
    parameters = "".join(
        f"        - {{name: '{name}', in: query, schema: {schema}}}\n"
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
                  {items}: {{type: array, items: {item}}}
{members}"""
    )


def found(
    query: dict[str, str],
    body: dict[str, str],
    *,
    items: str = "data",
    item: str = TEXT,
) -> Pagination | None:
    reading = listing(query, body, items=items, item=item)
    return reading.operation("listThings").pagination


def nested(name: str, schema: str) -> str:
    """Return the schema of an object that has this property."""
    return f"{{type: object, properties: {{{name}: {schema}}}}}"


def counting(description: str) -> str:
    """Return the schema of a number that is described."""
    return f"{{type: integer, description: {description}}}"


DATA = ("data",)


FOLLOWING: list[tuple[dict[str, str], dict[str, str], Pagination]] = [
    ({"page_token": TEXT}, {"next": URI}, NextLink(DATA, ("next",), "page_token")),
    (
        {"offset": TEXT, "limit": NUMBER},
        {"next_page": "{type: object, properties: {offset: {type: string}}}"},
        Cursor(DATA, ("next_page", "offset"), "offset"),
    ),
    ({}, {"next": URI}, NextLink(DATA, ("next",), None)),
    *(
        (
            {},
            {"next": f"{{type: string, description: {said}}}"},
            NextLink(DATA, ("next",), None),
        )
        for said in (
            "URL of the next page.",
            "The link to more items.",
            "The URL of the next page; it carries the cursor.",
            "URL of the next page, with the page parameter set.",
            "An opaque URL.",
        )
    ),
    *(
        (
            {name: TEXT},
            {"next": "{type: string, description: URL of the next page.}"},
            NextLink(DATA, ("next",), name),
        )
        for name in ("cursor", "after", "marker")
    ),
    (
        {"cursor": TEXT},
        {"next": "{type: string, description: URL-safe token of the next page.}"},
        Cursor(DATA, ("next",), "cursor"),
    ),
    (
        {},
        {"nextLink": "{type: string, description: A token and a link in one.}"},
        NextLink(DATA, ("nextLink",), None),
    ),
    (
        {"pagination_token": TEXT},
        {"meta": nested("next_token", TEXT)},
        Cursor(DATA, ("meta", "next_token"), "pagination_token"),
    ),
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
    ({"offset": SKIPPED}, {}, Offset(DATA, "offset", None)),
    (
        {"offset": NUMBER, "limit": NUMBER},
        {"total": NUMBER},
        Offset(DATA, "offset", "limit", ("total",)),
    ),
    ({"skip": NUMBER, "count": NUMBER}, {}, Offset(DATA, "skip", "count")),
    ({"page": NUMBERED}, {}, PageNumber(DATA, "page", None, 1)),
    (
        {"page": NUMBER, "per_page": NUMBER},
        {"total_pages": NUMBER},
        PageNumber(DATA, "page", "per_page", 1, ("total_pages",)),
    ),
    *(
        (
            {"page": NUMBERED},
            {name: schema},
            PageNumber(DATA, "page", None, 1, total=(name,) if is_meant else ()),
        )
        for name, schema, is_meant in (
            ("total_count", NUMBER, True),
            ("totalItems", counting("Total items."), True),
            ("total", counting("Total number of pets."), True),
            ("total", counting("How many there are."), True),
            # What may count pages, or the items of the page, ends no list.
            ("total", NUMBER, False),
            ("total", counting("Total."), False),
            ("total", counting("The total number of pages available."), False),
            ("total_count", counting("Number of items in this page."), False),
            ("total_records", counting("The number of records returned."), False),
            ("total_count", TEXT, False),
        )
    ),
    (
        {"offset": NUMBER, "limit": "{type: integer, default: 25}"},
        {"total": counting("Number of pets in the response.")},
        Offset(DATA, "offset", "limit", usual_size=25),
    ),
    (
        {"page": NUMBER, "per_page": "{type: integer, default: 30}"},
        {"total_count": NUMBER, "total_pages": NUMBER},
        PageNumber(DATA, "page", "per_page", 1, ("total_pages",), usual_size=30),
    ),
    (
        {"page": "{type: integer, default: 0}", "limit": NUMBER},
        {},
        PageNumber(DATA, "page", "limit", 0),
    ),
    (
        {"page": "{type: integer, minimum: 0}", "pageSize": NUMBER},
        {},
        PageNumber(DATA, "page", "pageSize", 0),
    ),
    (
        {"page": "{type: integer, default: 1, minimum: 0}", "size": NUMBER},
        {},
        PageNumber(DATA, "page", "size", 1),
    ),
    (
        {"page": "{type: integer, default: 2, minimum: 0}", "size": NUMBER},
        {},
        PageNumber(DATA, "page", "size", 0),
    ),
    (
        {"page": "{type: [integer, 'null'], minimum: 0}", "size": NUMBER},
        {},
        PageNumber(DATA, "page", "size", 0),
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
        {"page": NUMBER},
        {"meta": "{type: object, properties: {total: {type: integer}}}"},
        PageNumber(DATA, "page", None, 1),
    ),
    (
        {"page": "{type: integer, minimum: 1}"},
        {"has_next": BOOLEAN},
        PageNumber(DATA, "page", None, 1, more=("has_next",)),
    ),
    (
        {"page[number]": NUMBER, "page[size]": NUMBER},
        {},
        PageNumber(DATA, "page[number]", "page[size]", 1),
    ),
    (
        {"offset": "{type: integer, default: 1, minimum: 1}", "limit": NUMBER},
        {},
        Offset(DATA, "offset", "limit", first=1),
    ),
    (
        {"offset": "{type: integer, minimum: 1}", "limit": NUMBER},
        {},
        Offset(DATA, "offset", "limit", first=1),
    ),
    (
        {"skip": NUMBER},
        {"has_more": BOOLEAN},
        Offset(DATA, "skip", None, more=("has_more",)),
    ),
    (
        {"after": TEXT, "limit": NUMBER},
        {"paging": nested("next", nested("after", TEXT))},
        Cursor(DATA, ("paging", "next", "after"), "after"),
    ),
    (
        {"after": TEXT, "limit": NUMBER},
        {"next": TEXT},
        Cursor(DATA, ("next",), "after"),
    ),
    (
        {"after": "{type: string, description: A cursor.}"},
        {"next": TEXT},
        Cursor(DATA, ("next",), "after"),
    ),
    ({"page": TEXT}, {"next_page": TEXT}, Cursor(DATA, ("next_page",), "page")),
    (
        {"page": NUMBER},
        {"next_page": "{type: [integer, 'null']}"},
        PageNumber(DATA, "page", None, 1, next=("next_page",)),
    ),
    (
        {"offset": NUMBER, "limit": NUMBER},
        {"meta": nested("nextOffset", NUMBER)},
        Offset(DATA, "offset", "limit", next=("meta", "nextOffset")),
    ),
    (
        {"marker": TEXT, "offset": NUMBER, "limit": NUMBER},
        {"next_marker": NUMBER},
        Cursor(DATA, ("next_marker",), "marker"),
    ),
    (
        {"cursor": NUMBER},
        {"next_cursor": NUMBER},
        Cursor(DATA, ("next_cursor",), "cursor"),
    ),
    (
        {"cursor": TEXT},
        {"cursor": TEXT, "next_cursor": TEXT, "hasMore": BOOLEAN},
        Cursor(DATA, ("next_cursor",), "cursor", ("hasMore",)),
    ),
    (
        {"page[number]": NUMBER, "page[size]": NUMBER},
        {"links": nested("next", TEXT)},
        NextLink(DATA, ("links", "next"), None),
    ),
    (
        {"next_page_token": TEXT, "page_number": NUMBER, "page_size": NUMBER},
        {"next_page_token": TEXT},
        Cursor(DATA, ("next_page_token",), "next_page_token"),
    ),
    (
        {"offset": TEXT},
        {"next_page": nested("uri", f"{URI}, offset: {TEXT}")},
        Cursor(DATA, ("next_page", "offset"), "offset"),
    ),
    (
        {"page": NUMBER, "per_page": NUMBER},
        {"last_page": NUMBER, "next_page_url": TEXT},
        PageNumber(DATA, "page", "per_page", 1, ("last_page",)),
    ),
    ({}, {"next_page_url": TEXT}, NextLink(DATA, ("next_page_url",), None)),
    (
        {},
        {"_links": nested("next", nested("href", TEXT))},
        NextLink(DATA, ("_links", "next", "href"), None),
    ),
]


@pytest.mark.parametrize(("query", "body", "expected"), FOLLOWING)
def test_pages_follow_as_the_description_shows(
    query: dict[str, str], body: dict[str, str], expected: Pagination
) -> None:
    assert found(query, body) == expected


@pytest.mark.parametrize(("query", "body", "expected"), FOLLOWING)
def test_what_was_concluded_is_told_as_the_setting_that_says_the_same(
    query: dict[str, str],
    body: dict[str, str],
    expected: Pagination,
    tmp_path: Path,
) -> None:
    (tmp_path / "pyproject.toml").write_text(
        "[tool.specloom.apis.things]\n"
        'spec = "things.yaml"\n'
        'package = "things"\n'
        "[tool.specloom.apis.things.operations.listThings]\n"
        f"pagination = {told(expected)}\n"
    )
    (api,) = load(tmp_path / "pyproject.toml").apis
    settings = api.operations["listThings"].pagination
    assert settings is not None
    reading = listing(query, body)
    one = replace(reading.operation("listThings"), pagination=None)
    diagnostics = Diagnostics()
    again = as_told(
        one, settings, reading.api.definitions, lambda _: NOWHERE, diagnostics
    )
    assert (again.pagination, [*diagnostics]) == (expected, [])


@pytest.mark.parametrize(
    ("query", "body"),
    [
        ({}, {}),
        ({"page_token": TEXT}, {}),
        ({}, {"next_cursor": TEXT}),
        ({"after": TEXT}, {"next": NUMBER}),
        ({"page": NUMBER}, {"next_page": TEXT}),
        ({"cursor": TEXT}, {"previous_cursor": TEXT}),
        ({}, {"next": TEXT}),
        ({}, {"next": NUMBER}),
        ({}, {"prev": URI}),
        ({}, {"self": URI}),
        ({"limit": NUMBER}, {}),
        ({"page_size": NUMBER}, {"total": NUMBER}),
        ({"offset": TEXT}, {}),
        ({"page": TEXT}, {}),
        ({"offset": NUMBER}, {}),
        ({"skip": NUMBER}, {}),
        ({"start": NUMBER}, {}),
        ({"page": NUMBER}, {}),
        ({"page": "{type: integer, description: Page of the book.}"}, {}),
        ({"page": NUMBER, "count": BOOLEAN}, {}),
        ({"page": NUMBER}, {"book": nested("total", NUMBER)}),
        ({"skip": "{type: integer, description: Number of seconds to skip.}"}, {}),
        (
            {
                "offset": "{type: integer, description: Of the time zone.}",
                "limit": NUMBER,
            },
            {},
        ),
        (
            {"start": "{type: integer, description: Unix time.}", "limit": NUMBER},
            {"total": NUMBER},
        ),
        ({"after": TEXT}, {"editor": nested("cursor", TEXT)}),
        ({"after": TEXT}, {"next": TEXT}),
        ({"cursor": TEXT}, {"episode": nested("next_cursor", TEXT)}),
        ({}, {"episode": nested("next", URI)}),
        ({}, {"episode": nested("next", nested("href", URI))}),
        ({}, {"author": nested("url", URI)}),
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
    paged = found({"offset": SKIPPED}, {}, items=items)
    assert paged == Offset((items,), "offset", None)


def test_of_several_lists_the_usual_one_holds_the_items() -> None:
    errors = {"errors": "{type: array, items: {type: string}}"}
    assert found({"offset": SKIPPED}, errors) == Offset(DATA, "offset", None)
    assert found({"offset": SKIPPED}, errors, items="things") == Offset(
        ("things",), "offset", None
    )
    others = {"others": "{type: array, items: {type: string}}"}
    assert found({"offset": SKIPPED}, others, items="things") is None
    assert found({"offset": SKIPPED}, {}, items="errors") == Offset(
        ("errors",), "offset", None
    )


@pytest.mark.parametrize(
    "said",
    [
        "summary: List the things (paginated).",
        "description: Answers with pages. Paging begins at 1.",
    ],
)
def test_a_bare_list_pages_by_number_if_something_says_so(said: str) -> None:
    text = """
        paths:
          /things:
            get:
              operationId: listThings
              SAID
              parameters: [{name: page, in: query, schema: {type: integer}}]
              responses:
                '200':
                  description: Things.
                  content:
                    application/json: {schema: {type: array, items: {type: string}}}
        """
    one = read(text.replace("SAID", said)).operation("listThings")
    assert one.pagination == PageNumber((), "page", None, 1)
    assert [held.fact for held in one.evidence] == [
        "query parameter page",
        "description of the operation",
    ]
    for other in ("", "summary: List them, without pagination."):
        one = read(text.replace("SAID", other)).operation("listThings")
        assert one.pagination is None


def test_what_was_found_is_told() -> None:
    reading = listing({"page_token": TEXT}, {"next": URI})
    assert reading.only("pagination").message == (
        'listThings pages by { kind = "next-link", items = ["data"], '
        'next = ["next"], parameter = "page_token" }'
    )


@pytest.mark.parametrize(
    ("query", "body", "name"),
    [
        ({"continuation_token": TEXT}, {"more": TEXT}, "continuation_token"),
        ({}, {"meta": nested("next_cursor", TEXT)}, "meta.next_cursor"),
        ({"limit": NUMBER}, {"has_more": "{type: boolean}"}, "has_more"),
        ({"begin": TEXT}, {"next_token": TEXT}, "next_token"),
    ],
)
def test_half_of_a_chain_is_told(
    query: dict[str, str], body: dict[str, str], name: str
) -> None:
    reading = listing(query, body)
    assert reading.operation("listThings").pagination is None
    assert f"`{name}`" in reading.only("unclear-pagination").message


@pytest.mark.parametrize(
    ("query", "body"),
    [
        ({"after": TEXT}, {"next": TEXT}),
        ({"continuation_token": NUMBER}, {"more": TEXT}),
        ({}, {"next_cursor": NUMBER, "has_more": TEXT, "cursor": TEXT}),
    ],
)
def test_what_need_not_be_about_pages_is_not_told(
    query: dict[str, str], body: dict[str, str]
) -> None:
    reading = listing(query, body)
    assert reading.operation("listThings").pagination is None
    assert "unclear-pagination" not in {one.code for one in reading.diagnostics}


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
        ("The page number.", None),
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


THING = "{type: object, properties: {id: {type: string}, uuid: {type: string}}}"
MORE = {"has_more": BOOLEAN}
STRIPE = LastItem(DATA, "starting_after", ("has_more",), ("id",))


def followed(
    query: dict[str, str], body: dict[str, str], item: str = THING
) -> Pagination | None:
    """Return how pages follow of things that are objects."""
    return found(query, body, item=item)


@pytest.mark.parametrize(
    ("query", "body", "expected"),
    [
        ({"starting_after": TEXT}, MORE, STRIPE),
        (
            {"starting_after": TEXT, "ending_before": TEXT},
            MORE,
            replace(STRIPE, before="ending_before"),
        ),
        ({"after": TEXT}, MORE, replace(STRIPE, parameter="after")),
        (
            {"after": TEXT, "before": TEXT},
            {**MORE, "first_id": TEXT, "last_id": TEXT},
            LastItem(DATA, "after", ("has_more",), ("id",), ("last_id",), "before"),
        ),
        (
            {"after": TEXT},
            {"last_id": "{type: [string, 'null']}"},
            LastItem(DATA, "after", (), ("id",), ("last_id",)),
        ),
        (
            {"startAfter": TEXT},
            {"meta": nested("hasMore", BOOLEAN)},
            LastItem(DATA, "startAfter", ("meta", "hasMore"), ("id",)),
        ),
        # What the body gives goes before what an item has.
        (
            {"after": TEXT},
            {**MORE, "next_cursor": TEXT},
            Cursor(DATA, ("next_cursor",), "after", ("has_more",)),
        ),
    ],
)
def test_pages_go_on_after_the_last_item(
    query: dict[str, str], body: dict[str, str], expected: Pagination
) -> None:
    assert followed(query, body) == expected


@pytest.mark.parametrize(
    ("query", "body", "item"),
    [
        ({"starting_after": TEXT}, {}, THING),
        ({"starting_after": TEXT}, {"has_more": TEXT}, THING),
        ({"starting_after": TEXT}, {"book": nested("has_more", BOOLEAN)}, THING),
        ({"starting_after": TEXT}, MORE, TEXT),
        ({"starting_after": TEXT}, MORE, nested("name", TEXT)),
        ({"starting_after": NUMBER}, MORE, THING),
        ({"starting_after": BOOLEAN}, MORE, THING),
        ({"ending_before": TEXT}, MORE, THING),
        ({"after": "{type: string, format: date-time}"}, MORE, THING),
        ({"after": "{type: string, description: Created after it.}"}, MORE, THING),
        ({"after": "{type: integer, description: Unix time.}"}, MORE, THING),
        ({"cursor": TEXT}, MORE, THING),
    ],
)
def test_half_of_a_last_item_is_none(
    query: dict[str, str], body: dict[str, str], item: str
) -> None:
    assert followed(query, body, item) is None


def test_the_identifier_may_be_a_number() -> None:
    numbered = nested("id", NUMBER)
    for after in (NUMBER, TEXT):
        assert followed({"starting_after": after}, MORE, numbered) == STRIPE


def test_each_variant_of_an_item_has_the_identifier() -> None:
    cat = "{type: object, required: [claws], properties: {id: ID, claws: TEXT}}"
    dog = "{type: object, required: [barks], properties: {id: ID, barks: TEXT}}"
    union = f"{{oneOf: [{cat}, {dog}]}}".replace("TEXT", TEXT)
    assert followed({"after": TEXT}, MORE, union.replace("ID", TEXT)) == replace(
        STRIPE, parameter="after"
    )
    mixed = union.replace("ID", TEXT, 1).replace("ID", BOOLEAN)
    assert followed({"after": TEXT}, MORE, mixed) is None
    without = union.replace("{id: ID, ", "{", 1).replace("ID", TEXT)
    assert followed({"after": TEXT}, MORE, without) is None


def test_the_evidence_of_a_last_item_is_told() -> None:
    reading = listing({"after": TEXT}, {"has_more": BOOLEAN, "last_id": TEXT})
    one = reading.operation("listThings")
    assert [held.fact for held in one.evidence] == [
        "query parameter after",
        "response property data",
        "response property has_more",
        "response property last_id",
    ]
    assert reading.only("pagination").message == (
        'listThings pages by { kind = "last-item", items = ["data"], '
        'parameter = "after", next = ["last_id"], more = ["has_more"] }'
    )


# --- in the request's body ---------------------------------------------------------


def searched(
    asked: dict[str, str],
    body: dict[str, str],
    *,
    method: str = "post",
    media_type: str = "application/json",
    query: str = "other",
    path: str = "/search",
) -> Pagination | None:
    """Return how pages follow of a search whose request has these properties."""
    reading = searching(
        asked, body, method=method, media_type=media_type, query=query, path=path
    )
    return reading.operation("search").pagination


def searching(
    asked: dict[str, str],
    body: dict[str, str],
    *,
    method: str = "post",
    media_type: str = "application/json",
    query: str = "other",
    path: str = "/search",
) -> Reading:
    """Read a search whose request has these properties."""
    wanted = "".join(f"                {name}: {one}\n" for name, one in asked.items())
    given = "".join(f"                  {name}: {one}\n" for name, one in body.items())
    return read(
        f"""\
paths:
  {path}:
    {method}:
      operationId: search
      parameters: [{{name: {query}, in: query, schema: {NUMBER}}}]
      requestBody:
        content:
          {media_type}:
            schema:
              type: object
              properties:
                text: {TEXT}
{wanted}
      responses:
        '200':
          description: Things.
          content:
            application/json:
              schema:
                type: object
                properties:
                  data: {{type: array, items: {THING}}}
{given}"""
    )


@pytest.mark.parametrize(
    ("asked", "body", "expected"),
    [
        (
            {"start_cursor": TEXT, "page_size": NUMBER},
            {"next_cursor": "{type: [string, 'null']}", "has_more": BOOLEAN},
            Cursor(DATA, ("next_cursor",), "start_cursor", ("has_more",), in_body=True),
        ),
        (
            {"cursor": TEXT},
            {"cursor": TEXT},
            Cursor(DATA, ("cursor",), "cursor", in_body=True),
        ),
        (
            {"starting_after": TEXT},
            MORE,
            replace(STRIPE, in_body=True),
        ),
        (
            {"offset": NUMBER, "limit": NUMBER},
            {},
            Offset(DATA, "offset", "limit", in_body=True),
        ),
        (
            {"pageNumber": NUMBER, "pageSize": NUMBER},
            {"meta": nested("total_pages", NUMBER)},
            PageNumber(
                DATA,
                "pageNumber",
                "pageSize",
                1,
                ("meta", "total_pages"),
                in_body=True,
            ),
        ),
    ],
)
def test_pages_may_be_asked_for_in_the_body(
    asked: dict[str, str], body: dict[str, str], expected: Pagination
) -> None:
    assert searched(asked, body) == expected
    assert searched(asked, body, media_type="text/plain") is None
    assert searched(asked, body, method="put") is None


@pytest.mark.parametrize(
    ("asked", "body"),
    [
        ({"cursor": TEXT}, {}),
        ({}, {"next_cursor": TEXT}),
        ({"offset": NUMBER}, {}),
        # What is created may have these.
        ({"offset": NUMBER, "size": NUMBER}, {}),
        ({"start": NUMBER, "count": NUMBER}, {}),
        ({"pages": nested("cursor", TEXT)}, {"next_cursor": TEXT}),
        ({"cursor": TEXT}, {"next": URI}),
    ],
)
def test_half_of_the_evidence_is_none_in_the_body(
    asked: dict[str, str], body: dict[str, str]
) -> None:
    assert searched(asked, body) is None


def test_what_may_create_is_not_repeated() -> None:
    """Warnings about a new thing are a list as well, and so are its lines."""
    asked = {"page": NUMBER, "page_size": NUMBER}
    rule = PageNumber(DATA, "page", "page_size", 1, in_body=True)
    assert searched(asked, {}) == rule
    assert searched(asked, {}, path="/things") is None
    assert searched(asked, {"entity_id": TEXT}) is None
    assert searched(asked, {"entity_id": TEXT}, path="/things", query="skip") is None
    total = {"entity_id": TEXT, "has_more": BOOLEAN}
    more = replace(rule, more=("has_more",))
    assert searched(asked, total, path="/things") == more
    assert searched({"page": NUMBER}, total, path="/things") is None


@pytest.mark.parametrize(
    ("beside", "expected"),
    [
        ("", PageNumber(DATA, "page", "size", 1)),
        ("name: {type: string}", None),
        (
            "name: {type: string}, has_more: {type: boolean}",
            PageNumber(DATA, "page", "size", 1, more=("has_more",)),
        ),
    ],
)
def test_an_action_that_only_reads_may_answer_in_pages(
    beside: str, expected: Pagination | None
) -> None:
    text = """
        paths:
          /things:
            post: {operationId: createThing, responses: {'204': {description: Done.}}}
          /things:newest:
            get:
              operationId: newest
              parameters:
                - {name: page, in: query, schema: {type: integer}}
                - {name: size, in: query, schema: {type: integer}}
              responses:
                '200':
                  description: Things.
                  content:
                    application/json:
                      schema:
                        properties: {BESIDE data: {type: array, items: ITEM}}
        """
    text = text.replace("BESIDE", f"{beside}," if beside else "")
    one = read(text.replace("ITEM", THING)).operation("newest")
    assert one.role is Role.ACTION
    assert one.pagination == expected


def test_the_query_goes_before_the_body() -> None:
    asked = {"page_token": TEXT}
    given = {"next_cursor": NUMBER, "next_page_token": TEXT}
    rule = Cursor(DATA, ("next_cursor",), "cursor")
    assert searched(asked, given, query="cursor") == rule
    rule = Cursor(DATA, ("next_page_token",), "page_token", in_body=True)
    assert searched(asked, given) == rule


def test_unions_that_hold_each_other_identify_no_item() -> None:
    reading = read(
        """\
paths:
  /things:
    get:
      operationId: listThings
      parameters: [{name: after, in: query, schema: {type: string}}]
      responses:
        '200':
          description: Things.
          content:
            application/json:
              schema:
                type: object
                properties:
                  items: {type: array, items: {$ref: '#/components/schemas/A'}}
                  has_more: {type: boolean}
components:
  schemas:
    A:
      oneOf:
      - {type: object, required: [id], properties: {id: {type: string}}}
      - {$ref: '#/components/schemas/B'}
    B:
      oneOf:
      - {type: object, required: [OTHER], properties: {OTHER: {type: string}}}
      - {$ref: '#/components/schemas/A'}
"""
    )
    assert reading.operation("listThings").pagination is None


@pytest.mark.parametrize("name", ["cursor", "Cursor"])
def test_what_query_and_body_take_is_asked_for_in_the_body(name: str) -> None:
    found = searched({"cursor": TEXT}, {"next_cursor": TEXT}, query=name)
    assert found == Cursor(DATA, ("next_cursor",), "cursor", in_body=True)


@pytest.mark.parametrize(
    ("name", "given"),
    [("cursor", {"next_cursor": TEXT}), ("offset", {"total": NUMBER})],
)
def test_a_form_that_takes_it_beside_the_query_is_not_paged(
    name: str, given: dict[str, str]
) -> None:
    reading = searching(
        {name: NUMBER, "limit": NUMBER},
        given,
        media_type="application/x-www-form-urlencoded",
        query=name,
    )
    assert reading.operation("search").pagination is None
    (said,) = [one for one in reading.diagnostics if one.code == "unclear-pagination"]
    assert f"takes `{name}` in its query and in its body" in said.message


@pytest.mark.parametrize(
    "said",
    [
        "Opaque and URL-safe.",
        "The token of the next page, URL-encoded.",
        "Add this to the URL.",
        "Include it in the request URI.",
    ],
)
def test_a_part_of_a_url_is_no_link(said: str) -> None:
    held = {"next": f"{{type: string, description: {said!r}}}"}
    assert found({}, held) is None
