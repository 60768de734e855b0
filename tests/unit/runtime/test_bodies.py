"""Bodies of requests, by media type."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sample_api._runtime.bodies import to_json
from sample_api._runtime.bodies import write_body as write
from sample_api._runtime.content import StreamedContent
from sample_api._runtime.errors import InvalidRequestError
from sample_api._runtime.formats import Base64
from sample_api._runtime.models import RequestModel, unset
from sample_api._runtime.operations import Encoding, Operation, Style
from sample_api.models import Avatar, GcpConfig, IntegrationCreate, Reference

FORM = "application/x-www-form-urlencoded"


def write_body(
    operation: Operation[None], body: object, content_type: str | None = None
) -> tuple[str, bytes]:
    """Return the media type, and the content as it goes over the wire."""
    media_type, content = write(operation, body, content_type)
    if isinstance(content, StreamedContent):
        sent = b"".join(content.chunks())
        assert content.length in (None, len(sent))
        if content.is_repeatable:
            assert b"".join(content.chunks()) == sent
        return media_type, sent
    return media_type, content


def operation(media_type: str | None, **encoding: Style | Encoding) -> Operation[None]:
    return Operation(
        id="x",
        method="POST",
        path="/",
        returns={},
        media_type=media_type,
        encoding={
            name: held if isinstance(held, Encoding) else Encoding(style=held)
            for name, held in encoding.items()
        },
    )


@pytest.mark.parametrize(
    ("value", "document"),
    [
        (GcpConfig(), {"kind": "Gcp"}),
        ([GcpConfig(), {"a": GcpConfig()}], [{"kind": "Gcp"}, {"a": {"kind": "Gcp"}}]),
        ({"a": None}, {"a": None}),
        ([], []),
        ("é", "é"),
        (7, 7),
        (True, True),
        (
            {
                "at": datetime(2026, 1, 2, tzinfo=UTC),
                "for": timedelta(minutes=1),
                "id": UUID(int=1),
                "price": Decimal("1.10"),
            },
            {
                "at": "2026-01-02T00:00:00Z",
                "for": "PT1M",
                "id": "00000000-0000-0000-0000-000000000001",
                "price": "1.10",
            },
        ),
    ],
)
def test_json_bodies_are_models_lists_mappings_and_scalars(
    value: object, document: object
) -> None:
    media_type, content = write_body(operation("application/json"), value)
    assert media_type == "application/json"
    assert json.loads(content) == document


@pytest.mark.parametrize(
    "media_type",
    ["application/merge-patch+json", "application/json; charset=utf-8", "text/json"],
)
def test_every_json_media_type_is_written_as_json(media_type: str) -> None:
    assert write_body(operation(media_type), {"a": 1}) == (media_type, b'{"a":1}')


@pytest.mark.parametrize("value", [object(), b"\xff", {"a": {1, object()}}])
def test_what_json_cannot_hold_is_refused(value: object) -> None:
    with pytest.raises(InvalidRequestError, match="JSON"):
        to_json(value)


def test_numbers_that_json_does_not_have_are_not_written() -> None:
    with pytest.raises(InvalidRequestError, match="JSON"):
        to_json({"a": [float("nan")]})


def test_forms_repeat_lists_and_write_objects_as_json() -> None:
    fields = {"a": "x y&z", "b": [1, 2], "c": {"d": True}, "e": None}
    content = write_body(operation(FORM), fields)
    assert content == (FORM, b"a=x%20y%26z&b=1&b=2&c=%7B%22d%22%3Atrue%7D")


def test_forms_follow_the_encoding_of_the_api() -> None:
    deep = operation(FORM, c=Style("deepObject", explode=True), b=Style("form"))
    _, content = write_body(deep, {"b": [1, 2], "c": {"d": 1}})
    assert content == b"b=1,2&c[d]=1"


def test_forms_may_be_models() -> None:
    body = IntegrationCreate(environment=Reference(id="e"), class_="c")
    _, content = write_body(operation(FORM), body)
    assert content == b"kind=Integration&environment=%7B%22id%22%3A%22e%22%7D&class=c"


def parts_of(value: object) -> list[Message]:
    media_type, content = write_body(operation("multipart/form-data"), value)
    message = message_from_bytes(
        f"Content-Type: {media_type}\r\n\r\n".encode() + content
    )
    assert message.is_multipart()
    return [part for part in message.walk() if part is not message]


def described(part: Message) -> tuple[Any, ...]:
    name = part.get_param("name", header="content-disposition")
    return (
        name,
        part.get_filename(),
        part["Content-Type"],
        part.get_payload(decode=True),
    )


def test_multipart_forms_hold_texts_files_lists_and_objects(tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    path.write_bytes(b"PNG")
    with path.open("rb") as file:
        body = Avatar(
            picture=file, caption="c\r\nd", tags=["t", "u"], about=Reference(id="e")
        )
        parts = parts_of(body)
    assert [described(part) for part in parts] == [
        ("picture", "picture.png", "image/png", b"PNG"),
        ("caption", None, None, b"c\r\nd"),
        ("tags", None, None, b"t"),
        ("tags", None, None, b"u"),
        ("about", None, "application/json", b'{"id":"e"}'),
    ]


@pytest.mark.parametrize(
    ("upload", "filename", "media_type"),
    [
        (b"\r\n--x\x00", "picture", "application/octet-stream"),
        (io.BytesIO(b"\r\n--x\x00"), "picture", "application/octet-stream"),
        (("a.bin", b"\r\n--x\x00"), "a.bin", "application/octet-stream"),
        (("a.png", io.BytesIO(b"\r\n--x\x00"), "image/png"), "a.png", "image/png"),
    ],
)
def test_a_file_is_bytes_an_open_file_or_a_tuple(
    upload: Any, filename: str, media_type: str
) -> None:
    (part,) = parts_of(Avatar(picture=upload))
    assert described(part) == ("picture", filename, media_type, b"\r\n--x\x00")


class Sealed(RequestModel):
    seal: Base64 = unset()
    seals: list[Base64] = unset()


def test_base64_is_a_text_in_every_body() -> None:
    body = Sealed(seal=b"\x01\xff?", seals=[b"x"])
    expected = {"seal": "Af8/", "seals": ["eA=="]}
    assert json.loads(write_body(operation("application/json"), body)[1]) == expected
    assert write_body(operation(FORM), body)[1] == b"seal=Af8%2F&seals=eA%3D%3D"
    assert [described(part) for part in parts_of(body)] == [
        ("seal", None, None, b"Af8/"),
        ("seals", None, None, b"eA=="),
    ]
    assert body.seal == b"\x01\xff?"


def test_numbers_and_dates_in_multipart_forms_are_texts() -> None:
    parts = parts_of({"n": 1, "b": True, "at": datetime(2026, 1, 2, tzinfo=UTC)})
    texts = [part.get_payload(decode=True) for part in parts]
    assert texts == [b"1", b"true", b"2026-01-02T00:00:00Z"]


def test_names_in_multipart_forms_cannot_break_out() -> None:
    upload = ('a"\r\nX-Evil: 1.png', b"x")
    _, content = write_body(operation("multipart/form-data"), {'n"\r\nX: 1': upload})
    head = content.split(b"\r\n\r\n")[0]
    assert head.count(b"\r\n") == 2
    assert b'name="n%22%0D%0AX: 1"; filename="a%22%0D%0AX-Evil: 1.png"' in head


def test_a_media_type_in_a_multipart_form_cannot_break_out() -> None:
    upload = ("a", b"x", "image/png\r\nX-Evil: 1")
    with pytest.raises(InvalidRequestError):
        write_body(operation("multipart/form-data"), {"f": upload})


@pytest.mark.parametrize(
    ("media_type", "body", "written"),
    [
        ("text/plain", "é", ("text/plain; charset=utf-8", "é".encode())),
        ("text/csv; charset=latin-1", "a", ("text/csv; charset=latin-1", b"a")),
        ("application/octet-stream", b"\xff", ("application/octet-stream", b"\xff")),
        ("image/png", io.BytesIO(b"P"), ("image/png", b"P")),
        ("application/x-ndjson", "{}\n", ("application/x-ndjson", b"{}\n")),
    ],
)
def test_other_media_types_take_texts_bytes_and_files(
    media_type: str, body: object, written: tuple[str, bytes]
) -> None:
    assert write_body(operation(media_type), body) == written


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("image/png", {"a": 1}),
        ("image/png", 7),
        ("application/pdf", io.StringIO("é")),
        (FORM, [1]),
        ("multipart/form-data", "text"),
        ("multipart/form-data", {"f": ("a", 7)}),
        ("multipart/form-data", {"f": ("a",)}),
    ],
)
def test_a_body_that_does_not_fit_its_media_type_is_refused(
    media_type: str, body: object
) -> None:
    with pytest.raises(InvalidRequestError):
        write_body(operation(media_type), body)
