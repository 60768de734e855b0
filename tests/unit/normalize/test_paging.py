"""Which rule the pages of an operation follow, and on what evidence."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from specloom.config import OperationSettings, PaginationKind, PaginationSettings
from specloom.diagnostics import Diagnostics
from specloom.ir import Cursor, LinkHeader, NextLink, Offset, Operation, PageNumber
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
      responses:
        '200':
          description: Pets.
          headers: {LINK}
          content:
            application/json:
              schema:
                type: object
                properties:
                  data: {type: array, items: {type: object}}
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
    folder: Path, text: str, settings: OperationSettings | None = None
) -> tuple[dict[str, Operation], Diagnostics]:
    path = folder / "pets.yaml"
    path.write_text(dedent(text), "utf-8")
    diagnostics = Diagnostics()
    told = {} if settings is None else {"listPets": settings, "addPet": settings}
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


def told(kind: PaginationKind, **facts: Any) -> OperationSettings:
    return OperationSettings(pagination=PaginationSettings(kind=kind, **facts))


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (told(PaginationKind.NONE), None),
        (told(PaginationKind.LINK_HEADER), LinkHeader(("data",))),
        (
            told(PaginationKind.NEXT_LINK, next=("links", "next")),
            NextLink(("data",), ("links", "next"), None),
        ),
        (
            told(PaginationKind.CURSOR, next=("n",), parameter="c", items=("x",)),
            Cursor(("x",), ("n",), "c"),
        ),
        (
            told(PaginationKind.OFFSET, parameter="o", size="s", total=("t",)),
            Offset(("data",), "o", "s", ("t",)),
        ),
        (
            told(PaginationKind.PAGE, parameter="p", first=0),
            PageNumber(("data",), "p", None, 0),
        ),
    ],
)
def test_the_user_has_the_last_word(
    tmp_path: Path, settings: OperationSettings, expected: object
) -> None:
    found, diagnostics = operations(tmp_path, pets(), settings)
    assert found["listPets"].pagination == expected
    assert found["listPets"].evidence == ()
    codes = [one.code for one in diagnostics]
    # The other operation lists nothing: to give it pages is an error.
    assert ("wrong-pagination" in codes) is (
        settings.pagination is not None
        and settings.pagination.kind is not PaginationKind.NONE
        and settings.pagination.items is None
    )


def test_a_rule_that_lacks_something_is_an_error(tmp_path: Path) -> None:
    settings = told(PaginationKind.CURSOR, items=())
    _, diagnostics = operations(tmp_path, pets(), settings)
    messages = [one.message for one in diagnostics if one.code == "wrong-pagination"]
    assert "does not say next and parameter" in messages[0]


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


@pytest.mark.parametrize(("given", "expected"), [("END", "END"), ("", None)])
def test_the_user_says_how_a_stream_ends(
    tmp_path: Path, given: str, expected: str | None
) -> None:
    settings = OperationSettings(stream_end=given)
    found, _ = operations(tmp_path, pets(), settings)
    assert found["addPet"].responses[0].content[0].end == expected
