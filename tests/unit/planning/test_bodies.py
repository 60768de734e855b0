"""Which media types a method sends and reads, and how a caller chooses."""

from __future__ import annotations

import pytest
from tests.describing import plan

from specloom.plan import Method

JSON = "schema: {$ref: '#/components/schemas/Thing'}"
FILES = "schema: {$ref: '#/components/schemas/Upload'}"
JSON_ANSWER = f"{{description: d, content: {{application/json: {{{JSON}}}}}}}"
COMPONENTS = """\
components:
  schemas:
    Thing: {type: object, properties: {a: {type: string}, stream: {type: boolean}}}
    Upload: {type: object, properties: {file: {type: string, format: binary}}}
"""


def method(content: str, *, answers: str = "") -> Method:
    body = f"      requestBody: {{required: true, content: {{{content}}}}}\n"
    held = plan(
        "paths:\n  /things:\n    post:\n      operationId: callThings\n"
        f"{body if content else ''}"
        f"      responses: {{'200': {{description: Done., content: {{{answers}}}}}}}\n"
        f"{COMPONENTS}"
    )
    return held.resources[0].methods[0]


@pytest.mark.parametrize(
    ("content", "sent"),
    [
        (f"text/xml: {{{JSON}}}, application/json: {{{JSON}}}", ["application/json"]),
        (f"text/json: {{{JSON}}}, application/json: {{{JSON}}}", ["application/json"]),
        (
            f"application/json: {{{JSON}}}, application/*+json: {{{JSON}}}",
            ["application/json"],
        ),
        (
            (
                f"application/x-www-form-urlencoded: {{{JSON}}}, "
                f"application/json: {{{JSON}}}, multipart/form-data: {{{JSON}}}"
            ),
            ["application/json"],
        ),
        (
            f"application/json: {{{FILES}}}, multipart/form-data: {{{FILES}}}",
            ["multipart/form-data"],
        ),
        (
            (
                f"application/json: {{{FILES}}}, multipart/form-data: {{{FILES}}}, "
                f"multipart/mixed: {{{FILES}}}"
            ),
            ["multipart/form-data", "multipart/mixed"],
        ),
        (
            f"application/json: {{{JSON}}}, multipart/form-data: {{{FILES}}}",
            ["application/json", "multipart/form-data"],
        ),
        (
            (
                f"application/json: {{{JSON}}}, "
                "text/csv: {schema: {type: string}}, application/octet-stream: {}"
            ),
            ["application/json", "text/csv", "application/octet-stream"],
        ),
        (
            (
                f"application/merge-patch+json: {{{JSON}}}, "
                f"application/strategic-merge-patch+json: {{{JSON}}}, "
                f"application/apply-patch+yaml: {{{JSON}}}"
            ),
            [
                "application/merge-patch+json",
                "application/strategic-merge-patch+json",
                "application/apply-patch+yaml",
            ],
        ),
        (f"text/xml: {{{JSON}}}", ["text/xml"]),
    ],
)
def test_what_adds_nothing_for_a_caller_is_left_out(
    content: str, sent: list[str]
) -> None:
    body = method(content).body
    assert body is not None
    ways = (body.content, *body.others)
    assert [one.media_type for one in ways] == sent


@pytest.mark.parametrize(
    ("content", "values"),
    [
        (f"application/json: {{{JSON}}}, multipart/form-data: {{{FILES}}}", None),
        ("image/png: {}, image/jpeg: {}", ("image/png", "image/jpeg")),
        ("image/*: {}", ()),
        (f"application/json: {{{JSON}}}, image/*: {{}}", ()),
        (
            f"application/merge-patch+json: {{{JSON}}}, a/b+json: {{{JSON}}}",
            ("application/merge-patch+json", "a/b+json"),
        ),
    ],
)
def test_a_caller_is_asked_only_for_what_the_body_does_not_tell(
    content: str, values: tuple[str, ...] | None
) -> None:
    body = method(content).body
    assert body is not None
    held = body.content_type
    assert (None if held is None else held.values) == values
    if held is not None:
        assert held.is_required is (content == "image/*: {}")


FILE = "{schema: {type: string, format: binary}}"
TEXT = "{schema: {type: string}}"
LISTED = "{schema: {type: array, items: {type: string}}}"


@pytest.mark.parametrize(
    ("answers", "used", "beside"),
    [
        (f"video/mp4: {FILE}, application/json: {TEXT}", "video/mp4", None),
        (f"application/json: {FILE}, application/x: {FILE}", "application/x", None),
        ("application/json: {}, application/pdf: {}", "application/pdf", None),
        (
            f"application/json: {{{JSON}}}, application/pdf: {{}}",
            "application/pdf",
            "application/json",
        ),
        # Other notations of what JSON says, and the export of a list.
        (
            f"application/json: {{{JSON}}}, application/vnd.x.object: {{{JSON}}}",
            "application/json",
            None,
        ),
        (f"application/msgpack: {{}}, text/json: {{{JSON}}}", "text/json", None),
        (f"application/json: {TEXT}, application/x: {TEXT}", "application/json", None),
        (
            f"application/pdf: {FILE}, application/json: {LISTED}",
            "application/json",
            None,
        ),
        (f"text/csv: {TEXT}, application/pdf: {FILE}", "text/csv", None),
    ],
)
def test_a_file_beside_json_is_asked_for_unless_it_is_another_notation(
    answers: str, used: str, beside: str | None
) -> None:
    held = method("", answers=answers)
    found = [
        [c.media_type for _, c in all_ if c] for all_ in (held.returns, held.beside)
    ]
    assert found == [[used], [beside] if beside else []]


def test_files_of_a_union_are_files() -> None:
    union = "{oneOf: [{type: array, items: {type: string, format: binary}}, {}]}"
    upload = f"schema: {{type: object, properties: {{file: {union}}}}}"
    body = method(
        f"application/json: {{{upload}}}, multipart/form-data: {{{upload}}}"
    ).body
    assert body is not None
    assert (body.content.media_type, body.others) == ("multipart/form-data", ())


def test_one_value_or_a_stream_are_two_methods() -> None:
    held = method(
        f"application/json: {{{JSON}}}",
        answers=f"application/json: {{{JSON}}}, text/event-stream: {{{JSON}}}",
    )
    assert held.twin is not None
    assert held.twin.name == f"{held.name}_stream"
    assert held.twin.stream_flag == "stream"
    (_, whole), (_, streamed) = held.returns[0], held.twin.returns[0]
    assert whole is not None
    assert streamed is not None
    assert (whole.media_type, streamed.media_type) == (
        "application/json",
        "text/event-stream",
    )


def test_a_stream_alone_is_one_method() -> None:
    held = method("", answers=f"text/event-stream: {{{JSON}}}")
    assert held.twin is None
    (_, content) = held.returns[0]
    assert content is not None
    assert content.item is not None


@pytest.mark.parametrize(
    ("verb", "responses", "expected"),
    [
        ("head", f"'200': {JSON_ANSWER}", {"200": False}),
        ("get", f"2XX: {JSON_ANSWER}", {"2XX": True}),
        ("patch", f"2XX: {JSON_ANSWER}", {"2XX": True, "204": False}),
        ("get", f"'302': {{description: d}}, default: {JSON_ANSWER}", {}),
        ("get", "'302': {description: d}, '204': {description: d}", {"204": False}),
    ],
)
def test_what_is_answered_depends_on_method_and_status(
    verb: str, responses: str, expected: dict[str, bool]
) -> None:
    paths = f"paths:\n  /things:\n    {verb}:\n      responses: {{{responses}}}\n"
    held = plan(f"{paths}{COMPONENTS}")
    one = held.resources[0].methods[0]
    assert {status: c is not None for status, c in one.returns} == expected
    assert one.refers is (not expected)


@pytest.mark.parametrize(
    ("schema", "required", "sends_null"),
    [
        ("{type: [object, 'null']}", "true", True),
        ("{}", "true", True),
        ("{oneOf: [{type: string}, {type: 'null'}]}", "true", True),
        ("{enum: [a, null]}", "true", True),
        ("{type: [object, 'null']}", "false", False),
        ("{type: object}", "true", False),
    ],
)
def test_a_body_that_has_to_be_there_may_be_null(
    schema: str, required: str, *, sends_null: bool
) -> None:
    content = f"{{application/json: {{schema: {schema}}}}}"
    held = plan(
        "paths:\n  /things:\n    post:\n      requestBody: "
        f"{{required: {required}, content: {content}}}\n"
        "      responses: {'204': {description: Done.}}\n"
    )
    body = held.resources[0].methods[0].body
    assert body is not None
    assert body.sends_null is sends_null
