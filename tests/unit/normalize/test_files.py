"""Which parts of a form are files."""

from __future__ import annotations

import pytest
from tests.describing import Reading, member, operations, read

from specloom.ir import (
    AnyValue,
    Array,
    Model,
    Nullable,
    Primitive,
    Ref,
    Scalar,
    Type,
    Union,
)

FILE = Scalar(Primitive.STRING, "binary")
TEXT = Scalar(Primitive.STRING)
ANY = AnyValue()
RAW = "{type: string, contentEncoding: binary}"
SHARED = "{$ref: '#/components/schemas/Thing'}"


def described(content: str, rest: str = "") -> Reading:
    return read(
        "paths:\n  /things:\n    post:\n      operationId: make\n"
        f"      requestBody: {{content: {{{content}}}}}\n"
        f"      responses: {{'204': {{description: Done.}}}}\n{rest}"
    )


def held(schema: str) -> str:
    return f"{{type: object, properties: {{file: {schema}}}}}"


def part(schema: str, content_type: str = "") -> Reading:
    encoding = f"{{file: {{contentType: '{content_type}'}}}}" if content_type else "{}"
    return described(
        f"multipart/form-data: {{schema: {held(schema)}, encoding: {encoding}}}",
        "components: {schemas: {Picture: {contentMediaType: image/png}}}",
    )


def file_of(reading: Reading, type_: Type | None = None) -> Type:
    """Return the type of the one part, of the first body or of the given one."""
    body = type_ or reading.body("make")
    assert isinstance(body, Ref)
    model = reading.api.definitions[body.key]
    assert isinstance(model, Model)
    return member(model, "file").type


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ("{type: string, format: binary}", FILE),
        ("{type: string, contentMediaType: application/octet-stream}", FILE),
        (
            """{type: string, contentMediaType: application/octet-stream,
            contentEncoding: binary}""",
            FILE,
        ),
        (RAW, FILE),
        ("{type: string, contentEncoding: Binary}", FILE),
        ("{type: string, contentMediaType: text/csv, contentEncoding: binary}", FILE),
        ("{contentMediaType: application/octet-stream}", FILE),
        ("{contentMediaType: image/png, maxLength: 1000}", FILE),
        ("{$ref: '#/components/schemas/Picture'}", FILE),
        ("{allOf: [{$ref: '#/components/schemas/Picture'}], description: It.}", FILE),
        ("{type: array, items: {contentMediaType: image/png}}", Array(FILE)),
        (f"{{type: array, items: {RAW}}}", Array(FILE)),
        ("{type: [string, 'null'], contentEncoding: binary}", Nullable(FILE)),
        (f"{{anyOf: [{RAW}, {{type: 'null'}}]}}", Nullable(FILE)),
        ("{anyOf: [{contentMediaType: image/png}, {type: 'null'}]}", FILE),
    ],
)
def test_schemas_say_what_is_a_file(schema: str, expected: Type) -> None:
    reading = part(schema)
    assert file_of(reading) == expected
    assert "degraded" not in reading.codes


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ("{}", ANY),
        ("true", ANY),
        ("{type: string}", TEXT),
        ("{type: string, contentEncoding: 8bit}", TEXT),
        ("{type: string, contentMediaType: text/csv}", TEXT),
        ("{contentMediaType: application/json}", ANY),
        ("{type: string, contentEncoding: quoted-printable}", TEXT),
        ("{contentMediaType: image/png, contentEncoding: base64}", ANY),
        (
            "{type: string, contentMediaType: image/png, contentEncoding: base64}",
            Scalar(Primitive.STRING, "byte"),
        ),
        ("{type: integer}", Scalar(Primitive.INTEGER)),
    ],
)
def test_everything_else_stays_what_it_is(schema: str, expected: Type) -> None:
    assert file_of(part(schema)) == expected


@pytest.mark.parametrize(
    ("schema", "content_type", "expected"),
    [
        ("{type: string}", "image/png", FILE),
        ("{type: string}", "text/plain, image/*", TEXT),
        ("{type: string}", "image/png, image/jpeg", FILE),
        ("{type: string}", "application/pdf", FILE),
        ("{type: array, items: {type: string}}", "image/png", Array(FILE)),
        ("{type: [string, 'null']}", "image/png", Nullable(FILE)),
        ("{type: string}", "text/csv", TEXT),
        ("{type: string}", "application/json", TEXT),
        ("{type: string}", "image/svg+xml", TEXT),
        ("{type: string}", "*/*", TEXT),
        # Unlike images, some of these are texts (RFC 8866).
        ("{type: string}", "application/sdp", TEXT),
        (
            "{type: string, contentEncoding: quoted-printable}",
            "image/png",
            TEXT,
        ),
        (
            "{type: string, format: uuid}",
            "image/png",
            Scalar(Primitive.STRING, "uuid"),
        ),
        ("{}", "image/png", FILE),
        ("true", "image/png", FILE),
        ("{}", "application/x-raw", ANY),
        ("{}", "application/json", ANY),
        ("{}", "text/plain", ANY),
        ("{}", "*/*", ANY),
        ("{contentMediaType: image/png, contentEncoding: base64}", "image/png", ANY),
        ("{type: integer}", "image/png", Scalar(Primitive.INTEGER)),
    ],
)
def test_the_media_type_of_a_part_says_it_too(
    schema: str, content_type: str, expected: Type
) -> None:
    assert file_of(part(schema, content_type)) == expected


@pytest.mark.parametrize(
    ("encoding", "is_lost"),
    [("binary", False), ("8bit", False), ("7bit", False), ("base64url", True)],
)
def test_an_encoding_that_changes_nothing_is_not_lost(
    encoding: str, *, is_lost: bool
) -> None:
    reading = part(f"{{type: string, contentEncoding: {encoding}}}")
    assert ("degraded" in reading.codes) is is_lost


def test_each_form_of_a_union_has_its_files() -> None:
    union = f"{{oneOf: [{held(RAW)}, {{title: Link, {held('{}')[1:]}]}}"
    reading = described(
        f"multipart/form-data: {{schema: {union}, "
        "encoding: {file: {contentType: image/png}}}"
    )
    body = reading.body("make")
    assert isinstance(body, Ref)
    found = reading.api.definitions[body.key]
    assert isinstance(found, Union)
    assert [file_of(reading, one.type) for one in found.variants] == [FILE, FILE]


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ("requestBody: {content: {application/json: {schema: SHARED}}}", TEXT),
        (
            """requestBody: {content: {multipart/form-data:
                {schema: {type: object, properties: {inner: SHARED}}}}}""",
            TEXT,
        ),
        ("requestBody: {content: {multipart/mixed: {schema: SHARED}}}", FILE),
    ],
)
def test_what_is_json_elsewhere_keeps_its_one_class(other: str, expected: Type) -> None:
    reading = read(
        f"""
        paths:
          /things:
            post:
              operationId: make
              requestBody: {{content: {{multipart/form-data: {{schema: {SHARED}}}}}}}
              responses: {{'204': {{description: Done.}}}}
          /others:
            post:
              operationId: other
              {other.replace("SHARED", SHARED)}
              responses: {{'204': {{description: Done.}}}}
        components: {{schemas: {{Thing: {held(RAW)}}}}}
        """
    )
    assert file_of(reading) == expected


def test_of_one_body_the_form_counts_and_answers_stay_as_they_are() -> None:
    reading = described(
        f"application/json: {{schema: {SHARED}}}, "
        f"multipart/form-data: {{schema: {SHARED}}}",
        f"components: {{schemas: {{Thing: {held(RAW)}}}}}",
    )
    assert file_of(reading) == FILE
    reading = read(
        f"""
        paths:
          /things:
            get:
              operationId: make
              responses:
                '200':
                  description: It.
                  content: {{multipart/form-data: {{schema: {held(RAW)}}}}}
        """
    )
    (only,) = operations(reading.api)
    assert file_of(reading, only.responses[0].content[0].type) == TEXT
