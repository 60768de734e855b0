"""Which rule the pages of an operation follow, and on what evidence."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from specloom.config import OperationSettings, PaginationKind, PaginationSettings
from specloom.diagnostics import Diagnostics
from specloom.ir import (
    Cursor,
    LastItem,
    LinkHeader,
    NextLink,
    Offset,
    Operation,
    PageNumber,
)
from specloom.normalize import normalize
from specloom.sources import open_source

PETS = """\
openapi: 3.1.0
info: {title: Pets, version: 1.0.0}
paths:
  /pets:
    get:
      operationId: listPets
      parameters:
        - {name: cursor, in: query, schema: {type: string}}
        - {name: limit, in: query, schema: {type: integer}}
        - {name: from, in: query, schema: {type: integer}}
      responses:
        '200':
          description: Pets.
          headers: {LINK}
          content:
            application/json:
              schema:
                type: object
                properties:
                  data: {type: array, items: {type: string}}
                  next_cursor: {type: string}
                  about: {type: object, properties: {next: {type: string}}}
                  count: {type: integer}
                  done: {type: boolean}
                  pets:
                    type: array
                    items: {type: object, properties: {id: {type: integer}}}
                  free: {type: object, additionalProperties: true}
    delete:
      operationId: removePets
      responses: {'204': {description: Done.}}
    patch:
      operationId: searchPets
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties: {cursor: {type: string}, limit: {type: integer}}
      responses:
        '200':
          description: Pets.
          content:
            application/json:
              schema:
                type: object
                properties:
                  data: {type: array, items: {type: string}}
                  next_cursor: {type: string}
    post:
      operationId: addPet
      parameters:
        - {name: KEY, in: header, schema: {type: TYPE}}
      responses:
        '200':
          description: Done.
          content: {text/event-stream: {schema: {type: integer}}}
"""


def pets(*, link: str = "", key: str = "X-Other", type_: str = "string") -> str:
    """Return the description with a header, and a header parameter."""
    text = PETS.replace("LINK", link).replace("KEY", key)
    return text.replace("TYPE", type_)


def operations(
    folder: Path,
    text: str,
    settings: OperationSettings | Mapping[str, OperationSettings] | None = None,
) -> tuple[dict[str, Operation], Diagnostics]:
    path = folder / "pets.yaml"
    path.write_text(dedent(text), "utf-8")
    diagnostics = Diagnostics()
    told = settings or {}
    if isinstance(told, OperationSettings):
        told = {"listPets": told, "addPet": told}
    api = normalize(open_source(path, diagnostics), diagnostics, (), told)
    found = {one.id: one for held in api.resources for one in held.operations}
    return found, diagnostics


def test_a_rule_has_its_evidence(tmp_path: Path) -> None:
    found, diagnostics = operations(tmp_path, pets())
    one = found["listPets"]
    assert one.pagination == Cursor(("data",), ("next_cursor",), "cursor")
    schema = "/paths/~1pets/get/responses/200/content/application~1json/schema"
    assert [(held.fact, held.location.pointer) for held in one.evidence] == [
        ("query parameter cursor", "/paths/~1pets/get/parameters/0"),
        ("response property data", f"{schema}/properties/data"),
        ("response property next_cursor", f"{schema}/properties/next_cursor"),
    ]
    assert "pagination" in [one.code for one in diagnostics]


def test_a_declared_link_header_goes_before_all(tmp_path: Path) -> None:
    text = pets(link="Link: {schema: {type: string}}")
    found, _ = operations(tmp_path, text)
    one = found["listPets"]
    assert one.pagination == LinkHeader(("data",))
    assert [held.fact for held in one.evidence] == ["response header Link"]


@pytest.mark.parametrize(
    ("name", "is_told"), [("page", True), ("skip", True), ("size", False)]
)
def test_what_may_be_about_pages_is_told_where_nothing_says_it(
    tmp_path: Path, name: str, *, is_told: bool
) -> None:
    text = pets().replace("cursor, in", "other, in").replace("limit, in", f"{name}, in")
    found, diagnostics = operations(tmp_path, text.replace("next_cursor", "other"))
    assert found["listPets"].pagination is None
    said = [one for one in diagnostics if one.code == "unclear-pagination"]
    assert [one.at.pointer for one in said] == [
        "/paths/~1pets/get/parameters/1"
    ] * is_told
    assert [f"`{name}`" in one.message for one in said] == [True] * is_told


def told(kind: PaginationKind, **facts: Any) -> OperationSettings:
    return OperationSettings(pagination=PaginationSettings(kind=kind, **facts))


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (told(PaginationKind.NONE), None),
        (told(PaginationKind.LINK_HEADER), LinkHeader(("data",))),
        (
            told(PaginationKind.NEXT_LINK, next=("about", "next")),
            NextLink(("data",), ("about", "next"), None),
        ),
        (
            told(
                PaginationKind.CURSOR,
                next=("free", "n"),
                parameter="cursor",
                items=("pets",),
                more=("done",),
            ),
            Cursor(("pets",), ("free", "n"), "cursor", ("done",)),
        ),
        (
            told(
                PaginationKind.OFFSET, parameter="from", size="limit", total=("count",)
            ),
            Offset(("data",), "from", "limit", ("count",)),
        ),
        (
            told(
                PaginationKind.PAGE,
                parameter="from",
                total=("count",),
                total_pages=("count",),
            ),
            PageNumber(("data",), "from", None, 1, ("count",), total=("count",)),
        ),
        (
            told(PaginationKind.PAGE, parameter="from", next=("count",)),
            PageNumber(("data",), "from", None, 1, next=("count",)),
        ),
        (
            told(PaginationKind.PAGE, parameter="from", first=0, more=("done",)),
            PageNumber(("data",), "from", None, 0, more=("done",)),
        ),
        (
            told(PaginationKind.LAST_ITEM, parameter="cursor", items=("pets",)),
            LastItem(("pets",), "cursor", (), ("id",)),
        ),
        (
            told(PaginationKind.LAST_ITEM, parameter="cursor", more=("done",)),
            LastItem(("data",), "cursor", ("done",)),
        ),
        (
            told(
                PaginationKind.LAST_ITEM,
                parameter="cursor",
                next=("next_cursor",),
                before="limit",
            ),
            LastItem(("data",), "cursor", last=("next_cursor",), before="limit"),
        ),
        (
            told(
                PaginationKind.LAST_ITEM,
                parameter="cursor",
                items=("pets",),
                next=("next_cursor",),
                before="limit",
            ),
            LastItem(
                ("pets",), "cursor", (), ("id",), ("next_cursor",), before="limit"
            ),
        ),
        (
            told(
                PaginationKind.LAST_ITEM,
                parameter="cursor",
                items=("pets",),
                identifier=("id",),
            ),
            LastItem(("pets",), "cursor", (), ("id",)),
        ),
    ],
)
def test_the_user_has_the_last_word(
    tmp_path: Path, settings: OperationSettings, expected: object
) -> None:
    found, diagnostics = operations(tmp_path, pets(), {"listPets": settings})
    assert found["listPets"].pagination == expected
    assert found["listPets"].evidence == ()
    assert {one.code for one in diagnostics}.isdisjoint({"wrong-pagination"})


def test_pages_of_what_lists_nothing_are_an_error(tmp_path: Path) -> None:
    settings = {"addPet": told(PaginationKind.LINK_HEADER)}
    found, diagnostics = operations(tmp_path, pets(), settings)
    assert found["addPet"].pagination is None
    (said,) = [one for one in diagnostics if one.code == "wrong-pagination"]
    assert said.message.endswith("configured for addPet does not say items")


@pytest.mark.parametrize("items", [(), ("data",)])
def test_pages_of_what_answers_nothing_are_an_error(
    tmp_path: Path, items: tuple[str, ...]
) -> None:
    settings = {"removePets": told(PaginationKind.LINK_HEADER, items=items)}
    found, diagnostics = operations(tmp_path, pets(), settings)
    assert found["removePets"].pagination is None
    (said,) = [one for one in diagnostics if one.code == "wrong-pagination"]
    assert said.message == "removePets answers nothing that lists"


RECURSIVE = """\
openapi: 3.1.0
info: {title: Pets, version: 1.0.0}
paths:
  /pets:
    get:
      operationId: listPets
      parameters: [{name: after, in: query, schema: {type: string}}]
      responses:
        '200':
          description: Pets.
          content:
            application/json:
              schema:
                type: object
                properties:
                  data: {type: array, items: {$ref: '#/components/schemas/A'}}
components:
  schemas:
    A: {oneOf: [{type: object, properties: {a: {$ref: '#/components/schemas/B'}}},
                {$ref: '#/components/schemas/B'}]}
    B: {oneOf: [{type: object, properties: {b: {type: string}}},
                {$ref: '#/components/schemas/A'}]}
"""


@pytest.mark.parametrize(
    ("identifier", "message"),
    [
        (("zz",), "an item of listPets has no `zz`"),
        (("a", "zz"), "an item of listPets has no `a.zz`"),
        (("a",), "`a` of listPets is no text or number"),
        (("b",), None),
        (("a", "a", "b"), None),
    ],
)
def test_a_path_leads_through_unions_that_hold_each_other(
    tmp_path: Path, identifier: tuple[str, ...], message: str | None
) -> None:
    settings = told(PaginationKind.LAST_ITEM, parameter="after", identifier=identifier)
    found, diagnostics = operations(tmp_path, RECURSIVE, {"listPets": settings})
    said = [one.message for one in diagnostics if one.code == "wrong-pagination"]
    assert said == ([] if message is None else [message])
    rule = LastItem(("data",), "after", (), identifier)
    assert found["listPets"].pagination == (rule if message is None else None)


CURSOR = {"next": ("next_cursor",), "parameter": "cursor"}
OVERLAY = "describe by an overlay what the API has and the document lacks"


@pytest.mark.parametrize(
    ("kind", "facts", "message", "way_out"),
    [
        (
            PaginationKind.CURSOR,
            {"parameter": "cursor"},
            "the pagination that is configured for listPets does not say next",
            "see `pagination`",
        ),
        (
            PaginationKind.CURSOR,
            CURSOR | {"parameter": "curser"},
            "listPets has no query parameter `curser`",
            f"did you mean `cursor`? Or {OVERLAY}",
        ),
        (
            PaginationKind.PAGE,
            {"parameter": "from", "size": "size"},
            "listPets has no query parameter `size`",
            OVERLAY,
        ),
        (
            PaginationKind.LAST_ITEM,
            {"parameter": "cursor", "before": "befor"},
            "listPets has no query parameter `befor`",
            OVERLAY,
        ),
        (
            PaginationKind.CURSOR,
            CURSOR | {"next": ("next_curser",)},
            "the response of listPets has no `next_curser`",
            f"did you mean `next_cursor`? Or {OVERLAY}",
        ),
        (
            PaginationKind.NEXT_LINK,
            {"next": ("about", "nex")},
            "the response of listPets has no `about.nex`",
            f"did you mean `next`? Or {OVERLAY}",
        ),
        (
            PaginationKind.NEXT_LINK,
            {"next": ("data", "next")},
            "the response of listPets has no `data.next`",
            OVERLAY,
        ),
        (
            PaginationKind.NEXT_LINK,
            {"next": ("about",)},
            "`about` of listPets is no text",
            OVERLAY,
        ),
        (
            PaginationKind.OFFSET,
            {"parameter": "from", "total": ("done",)},
            "`done` of listPets is no number",
            OVERLAY,
        ),
        (
            PaginationKind.PAGE,
            {"parameter": "from", "total": ("free", "page_count")},
            "`free.page_count` of listPets seems to count pages",
            "`total` counts items, and `total_pages` counts pages",
        ),
        (
            PaginationKind.OFFSET,
            {"parameter": "from", "next": ("done",)},
            "`done` of listPets is no number",
            OVERLAY,
        ),
        (
            PaginationKind.OFFSET,
            {"parameter": "from", "more": ("count",)},
            "`count` of listPets is no boolean",
            OVERLAY,
        ),
        (
            PaginationKind.LINK_HEADER,
            {"items": ("about", "next")},
            "`about.next` of listPets is no list",
            OVERLAY,
        ),
        (
            PaginationKind.LINK_HEADER,
            {"items": ()},
            "the response of listPets is no list",
            OVERLAY,
        ),
        (
            PaginationKind.LINK_HEADER,
            {"items": ("pet",)},
            "the response of listPets has no `pet`",
            f"did you mean `pets`? Or {OVERLAY}",
        ),
        (
            PaginationKind.LAST_ITEM,
            {"parameter": "cursor", "items": ("pets",), "identifier": ("name",)},
            "an item of listPets has no `name`",
            OVERLAY,
        ),
        (
            PaginationKind.CURSOR,
            CURSOR | {"total": ("count",)},
            "`total` means nothing where pages follow by `cursor`",
            "this kind takes next, parameter, items, more",
        ),
        (
            PaginationKind.NONE,
            {"parameter": "cursor"},
            "`parameter` means nothing where pages follow by `none`",
            "this kind takes nothing else",
        ),
    ],
)
def test_what_the_settings_name_has_to_be_there(
    tmp_path: Path,
    kind: PaginationKind,
    facts: dict[str, Any],
    message: str,
    way_out: str,
) -> None:
    settings = {"listPets": told(kind, **facts)}
    _, diagnostics = operations(tmp_path, pets(), settings)
    (said,) = [one for one in diagnostics if one.code == "wrong-pagination"]
    assert said.message == message
    assert (said.help or "").startswith(way_out)


def test_the_parameter_may_be_in_the_body(tmp_path: Path) -> None:
    settings = told(
        PaginationKind.CURSOR, next=("next_cursor",), parameter="cursor", more=()
    )
    found, _ = operations(tmp_path, pets(), {"searchPets": settings})
    rule = Cursor(("data",), ("next_cursor",), "cursor", in_body=True)
    assert found["searchPets"].pagination == rule
    settings = told(PaginationKind.PAGE, parameter="limit", size="size")
    found, diagnostics = operations(tmp_path, pets(), {"searchPets": settings})
    assert found["searchPets"].pagination is None
    (said,) = [one for one in diagnostics if one.code == "wrong-pagination"]
    assert said.message == "searchPets has no request property `size`"


@pytest.mark.parametrize(
    ("parameter", "size", "message"),
    [
        ("page", "limit", "no query parameter `limit`, only a request property"),
        ("cursor", "size", "no request property `size`, only a query parameter"),
    ],
)
def test_what_belongs_together_is_in_one_place(
    tmp_path: Path, parameter: str, size: str, message: str
) -> None:
    text = pets().replace(
        "operationId: searchPets",
        "operationId: searchPets\n      parameters:\n"
        "        - {name: page, in: query, schema: {type: integer}}\n"
        "        - {name: size, in: query, schema: {type: integer}}",
    )
    settings = {"searchPets": told(PaginationKind.PAGE, parameter=parameter, size=size)}
    _, diagnostics = operations(tmp_path, text, settings)
    (said,) = [one for one in diagnostics if one.code == "wrong-pagination"]
    assert said.message.startswith(f"searchPets has {message}")
    assert "did you mean" not in (said.help or "")


def test_the_body_says_what_the_query_could_as_well(tmp_path: Path) -> None:
    text = pets().replace(
        "operationId: searchPets",
        "operationId: searchPets\n      parameters:\n"
        "        - {name: cursor, in: query, schema: {type: string}}",
    )
    settings = {"searchPets": told(PaginationKind.CURSOR, **CURSOR)}
    found, _ = operations(tmp_path, text, settings)
    rule = Cursor(("data",), ("next_cursor",), "cursor", in_body=True)
    assert found["searchPets"].pagination == rule


@pytest.mark.parametrize("facts", [{}, {"next": ("next_cursor",), "before": "limit"}])
def test_a_last_item_without_an_identifier_is_an_error(
    tmp_path: Path, facts: dict[str, Any]
) -> None:
    settings = told(
        PaginationKind.LAST_ITEM, parameter="cursor", items=("pets",), **facts
    )
    text = pets().replace("{id: {type: integer}}", "{name: {type: string}}")
    _, diagnostics = operations(tmp_path, text, {"listPets": settings})
    (said,) = [one for one in diagnostics if one.code == "wrong-pagination"]
    assert said.message.endswith("does not say identifier")


@pytest.mark.parametrize(
    ("name", "type_", "expected"),
    [
        ("Idempotency-Key", "string", "Idempotency-Key"),
        ("x-idempotency-key", "string", "x-idempotency-key"),
        ("X-Request-Id", "string", None),
        ("Idempotency-Key", "integer", None),
        ("Idempotency-Key", "string, maxLength: 10", None),
        ("Idempotency-Key", "string, pattern: '^[0-9]{6}$'", None),
        ("Idempotency-Key", "string, minLength: 1, maxLength: 64", "Idempotency-Key"),
    ],
)
def test_an_idempotency_key_is_a_header_of_that_name(
    tmp_path: Path, name: str, type_: str, expected: str | None
) -> None:
    text = pets(key=name, type_=type_)
    found, _ = operations(tmp_path, text)
    assert found["addPet"].idempotency_header == expected
    for given, wanted in (("", None), ("X-Key", "X-Key")):
        settings = OperationSettings(idempotency_header=given)
        found, _ = operations(tmp_path, text, settings)
        assert found["addPet"].idempotency_header == wanted


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (OperationSettings(stream_end="END"), "listPets answers no stream"),
        (OperationSettings(idempotency_header="X-Key"), "a GET may be repeated"),
    ],
)
def test_a_setting_for_what_an_operation_lacks_is_an_error(
    tmp_path: Path, settings: OperationSettings, message: str
) -> None:
    _, diagnostics = operations(tmp_path, pets(), {"listPets": settings})
    (error,) = diagnostics.errors
    assert message in error.message
    assert error.is_of_settings


@pytest.mark.parametrize(("given", "expected"), [("END", "END"), ("", None)])
def test_the_user_says_how_a_stream_ends(
    tmp_path: Path, given: str, expected: str | None
) -> None:
    settings = OperationSettings(stream_end=given)
    found, _ = operations(tmp_path, pets(), settings)
    assert found["addPet"].responses[0].content[0].end == expected
