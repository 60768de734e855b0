"""Which exceptions a package has."""

from __future__ import annotations

from tests.describing import plan

from specloom.ir import Ref
from specloom.planning.errors import declaring

COMPONENTS = """\
components:
  schemas:
    Problem: {type: object, properties: {title: {type: string}}}
    Fault: {type: object, properties: {code: {type: integer}}}
"""


def body(name: str) -> str:
    content = f"application/json: {{schema: {{$ref: '#/components/schemas/{name}'}}}}"
    return f"{{description: Wrong., content: {{{content}}}}}"


def test_a_range_has_an_exception_and_default_is_in_both() -> None:
    held = plan(
        f"""\
paths:
  /a:
    get:
      responses: {{'200': {{description: d}}, 4XX: {body("Problem")}}}
    put:
      responses:
        '200': {{description: d}}
        '404': {body("Fault")}
        default: {body("Fault")}
  /b:
    get:
      responses: {{default: {body("Problem")}}}
{COMPONENTS}"""
    )
    names = {
        one.name: [t.key.path[-1] for t in one.bodies if isinstance(t, Ref)]
        for one in held.errors
    }
    assert names == {
        "NotFoundError": ["Fault"],
        "DeclaredClientError": ["Problem", "Fault"],
        "DeclaredServerError": ["Fault"],
    }
    told = {
        (method.operation.method, method.operation.path): [
            one.name
            for one in held.errors
            if declaring(one, method.operation.responses) is not None
        ]
        for resource in held.resources
        for method in resource.methods
    }
    assert told["GET", "/a"] == ["DeclaredClientError"]
    assert told["PUT", "/a"] == [*names]
    assert told["GET", "/b"] == []


def test_a_range_without_a_body_adds_nothing() -> None:
    held = plan(
        "paths:\n  /a:\n    get:\n      responses: {'200': {description: d}, "
        "4XX: {description: d}, default: {description: d}}\n"
    )
    assert held.errors == ()
