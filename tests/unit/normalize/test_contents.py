"""What the bodies of requests and answers hold, media type by media type."""

from __future__ import annotations

import pytest
from tests.describing import Reading, read

from specloom.ir import Array, Content, Encoding, Key, Model, Ref, Scalar

THING = "{type: object, properties: {a: {type: string}}}"


def operation(content: str, *, of: str = "requestBody", rest: str = "") -> Reading:
    held = f"content: {{{content}}}"
    response = (
        f"'200': {{description: Done., {held}}}"
        if of == "responses"
        else ("'204': {description: Done.}")
    )
    body = f"      requestBody: {{{held}}}\n" if of == "requestBody" else ""
    return read(
        f"paths:\n  /things:\n    post:\n      operationId: call\n{body}"
        f"      responses: {{{response}}}\n{rest}"
    )


def contents(reading: Reading) -> tuple[Content, ...]:
    held = reading.operation("call")
    if held.body is not None:
        return held.body.content
    return held.responses[0].content


def test_each_media_type_has_the_schema_that_it_says() -> None:
    reading = operation(
        f"application/json: {{schema: {THING}}}, "
        "multipart/form-data: {schema: {type: object, properties: {b: {}}}}, "
        f"text/json: {{schema: {THING}}}"
    )
    one, form, same = contents(reading)
    assert one.type == same.type
    assert isinstance(form.type, Ref)
    assert form.type.key.path == ("call", "upload body")
    found = reading.api.definitions[form.type.key]
    assert isinstance(found, Model)
    assert [held.name for held in found.properties] == ["b"]


@pytest.mark.parametrize(
    ("written", "schema", "expected"),
    [
        ("'*/*'", THING, "application/json"),
        ("'*/*'", "{type: array, items: {}}", "application/json"),
        ("'*/*'", "{type: integer}", "application/json"),
        ("'*/*'", "{type: string}", "text/plain"),
        ("'*/*'", "{type: string, format: binary}", "application/octet-stream"),
        ("'*/*'", "{}", "application/octet-stream"),
        ("application/*", THING, "application/json"),
        ("application/*+json", THING, "application/json"),
        ("image/*", "{}", "image/*"),
    ],
)
def test_a_range_is_what_its_schema_tells(
    written: str, schema: str, expected: str
) -> None:
    (held,) = contents(operation(f"{written}: {{schema: {schema}}}"))
    assert held.media_type == expected
    assert held.range == (None if written == "image/*" else written.strip("'"))


def test_an_answer_in_any_media_type_stays_so_unless_its_schema_tells() -> None:
    (held,) = contents(operation("'*/*': {}", of="responses"))
    assert held.media_type == "*/*"
    reading = operation(f"'*/*': {{schema: {THING}}}", of="responses")
    assert contents(reading)[0].media_type == "application/json"
    assert "application/json" in reading.only("media-type-range").message


@pytest.mark.parametrize(
    ("media", "keyword", "item"),
    [
        ("application/jsonl", "itemSchema: {type: string}", Scalar),
        ("application/jsonl", "schema: {type: array, items: {type: string}}", Scalar),
        ("text/event-stream", f"schema: {THING}", Ref),
        ("application/json-seq", f"itemSchema: {THING}", Ref),
        ("application/json", "schema: {type: array, items: {}}", type(None)),
    ],
)
def test_sequences_have_items(media: str, keyword: str, item: type) -> None:
    (held,) = contents(operation(f"{media}: {{{keyword}}}", of="responses"))
    assert isinstance(held.item, item)
    if media == "application/json":
        assert isinstance(held.type, Array)


@pytest.mark.parametrize(
    ("properties", "is_event"),
    [
        ("{event: {type: string}, data: {type: string}}", True),
        ("{data: {type: string}, id: {type: string}}", True),
        ("{data: {type: string}, more: {type: string}}", False),
        ("{event: {type: string}}", False),
    ],
)
def test_whole_events_have_the_fields_of_the_format(
    properties: str, *, is_event: bool
) -> None:
    schema = f"itemSchema: {{type: object, properties: {properties}}}"
    reading = operation(f"text/event-stream: {{{schema}}}", of="responses")
    assert contents(reading)[0].is_event is is_event


@pytest.mark.parametrize(
    ("rest", "end"),
    [("", None), ("tags: [{name: a, description: 'Ends by `[DONE]`.'}]", "[DONE]")],
)
def test_a_stream_ends_as_the_document_says(rest: str, end: str | None) -> None:
    reading = operation(
        f"text/event-stream: {{schema: {THING}}}", of="responses", rest=rest
    )
    assert contents(reading)[0].end == end


def test_the_parts_of_a_form_have_encodings() -> None:
    (held,) = contents(
        operation(
            f"multipart/form-data: {{schema: {THING}, encoding: "
            "{a: {contentType: 'image/png, image/*'}, b: {style: deepObject}, "
            "c: {explode: false}, d: {allowReserved: true}}}"
        )
    )
    assert held.encodings == (
        Encoding("a", content_type="image/png, image/*", explode=True),
        Encoding("b", style="deepObject"),
        Encoding("c", style="form", explode=False),
        Encoding("d", style="form", explode=True, allow_reserved=True),
    )


def test_items_are_definitions_like_all_others() -> None:
    reading = operation(
        "application/jsonl: {itemSchema: {$ref: '#/components/schemas/Step'}}",
        of="responses",
        rest=f"components: {{schemas: {{Step: {THING}}}}}",
    )
    assert Key(("Step",)) in reading.api.definitions


@pytest.mark.parametrize(
    ("said", "schema", "is_required"),
    [
        ("required: true, ", "{type: object}", True),
        ("required: false, ", "{type: object, required: [a]}", False),
        ("", "{type: object, required: [a]}", True),
        ("", "{type: object}", False),
    ],
)
def test_a_body_is_required_as_the_document_says(
    said: str, schema: str, *, is_required: bool
) -> None:
    """Where it says nothing, what the body's own properties say counts."""
    properties = "properties: {a: {type: string}}}"
    schema = f"{schema[:-1]}, {properties}"
    reading = read(
        f"""
        paths:
          /things:
            post:
              operationId: make
              requestBody:
                {{{said}content: {{application/json: {{schema: {schema}}}}}}}
              responses: {{'200': {{description: It.}}}}
        """
    )
    body = reading.operation("make").body
    assert body is not None
    assert body.required is is_required
