"""Every ``x-*`` that counts, and what only looks like one."""

from __future__ import annotations

import pytest
from tests.describing import Reading, member, operations, read, schemas

from specloom.ir import Access, Key, Lifecycle, Ref
from specloom.normalize.extensions import IGNORED


def operation_with(level: str, item: str = "") -> Reading:
    """Read an operation that has these keys, below a path that has others."""
    return read(
        f"""
        paths:
          /things:
            {item or "summary: Things."}
            get:
              operationId: getThings
              {level or "summary: Things."}
              responses: {{'204': {{description: Nothing.}}}}
        """
    )


def lifecycle(level: str, item: str = "") -> Lifecycle:
    return operation_with(level, item).operation("getThings").lifecycle


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        ("", Lifecycle()),
        ("x-lifecycle-stage: Early Access", Lifecycle(stage="Early Access")),
        ("x-lifecycle-stage: Preview", Lifecycle(stage="Preview")),
        (
            "x-lifecycle-stage: General Availability",
            Lifecycle(stage="General Availability"),
        ),
        (
            "x-lifecycle-stage: Deprecated",
            Lifecycle(stage="Deprecated", deprecated=True),
        ),
        ("x-lifecycle-stage: Somewhere", Lifecycle(stage="Somewhere")),
        ("deprecated: true", Lifecycle(deprecated=True)),
        ("x-self-access: false", Lifecycle(self_access=False)),
        ("x-self-access: true", Lifecycle(self_access=True)),
        (
            "x-request-access-name: IP Groups",
            Lifecycle(request_access_name="IP Groups"),
        ),
        (
            "x-deprecated-at: '2021-09-25T00:00:00Z'",
            Lifecycle(deprecated=True, deprecated_at="2021-09-25"),
        ),
        (
            "x-deprecated-at: 2021-09-25T00:00:00Z",
            Lifecycle(deprecated=True, deprecated_at="2021-09-25"),
        ),
        ("x-sunset-at: 20240801T00:00:00Z", Lifecycle(sunset_at="2024-08-01")),
        ("x-sunset-at: 2024-08-01", Lifecycle(sunset_at="2024-08-01")),
    ],
)
def test_the_life_of_an_operation_is_read(level: str, expected: Lifecycle) -> None:
    assert lifecycle(level) == expected


def test_what_an_operation_does_not_say_its_path_says() -> None:
    assert lifecycle("x-self-access: true", "x-lifecycle-stage: Preview") == Lifecycle(
        stage="Preview", self_access=True
    )
    assert lifecycle(
        "x-lifecycle-stage: Preview", "x-lifecycle-stage: Deprecated"
    ) == Lifecycle(stage="Preview")
    assert lifecycle("x-self-access: false", "x-self-access: true") == Lifecycle(
        self_access=False
    )


@pytest.mark.parametrize(
    ("level", "message"),
    [
        (
            "x-self-access: 'false'",
            "x-self-access should be true or false, not 'false'",
        ),
        ("x-self-access: maybe", "x-self-access should be true or false, not 'maybe'"),
        ("x-self-access: 1", "x-self-access should be true or false, not 1"),
        ("x-sunset-at: soon", "x-sunset-at should be a date, not 'soon'"),
        ("x-sunset-at: [2024]", "x-sunset-at should be a date, not [2024]"),
        (
            "x-sunset-at: 2024-13-45",
            "x-sunset-at should be a date, not '2024-13-45'",
        ),
    ],
)
def test_an_odd_value_is_reported_at_its_place(level: str, message: str) -> None:
    found = operation_with(level).only("extension-value")
    assert found.message == message
    assert found.at.pointer == f"/paths/~1things/get/{level.split(':', maxsplit=1)[0]}"
    assert found.help


@pytest.mark.parametrize(
    ("value", "access"),
    [
        ("true", Access.CREATE_ONLY),
        ("false", Access.READ_WRITE),
        ("null", Access.READ_WRITE),
        ('"true\'"', Access.CREATE_ONLY),
        ("'True'", Access.CREATE_ONLY),
        ("'false'", Access.READ_WRITE),
        ("sometimes", Access.READ_WRITE),
        ("[true]", Access.READ_WRITE),
    ],
)
def test_immutability_is_read_as_it_is_meant(value: str, access: Access) -> None:
    reading = schemas(
        f"Thing: {{type: object, properties: {{a: {{x-immutable: {value}}}}}}}"
    )
    assert member(reading.model("Thing"), "a").access is access
    assert ("extension-value" in reading.codes) == (
        value not in ("true", "false", "null")
    )


def test_a_redacted_property_is_a_secret() -> None:
    thing = schemas(
        """
        Thing:
          type: object
          properties:
            a: {type: string, x-redact: true}
            b: {type: string, x-redact: false}
            c: {type: object, x-redact: true}
        """
    ).model("Thing")
    assert [held.secret for held in thing.properties] == [True, False, True]


@pytest.mark.parametrize(
    ("value", "expected"),
    [("500", 500), ("'500'", None), ("true", None), ("1.5", None), ("[]", None)],
)
def test_the_ceiling_of_a_page_is_a_whole_number(
    value: str, expected: int | None
) -> None:
    reading = read(
        f"""
        paths:
          /things:
            get:
              operationId: listThings
              parameters:
                - name: page_size
                  in: query
                  schema: {{type: integer, maximum: 100, x-max-page-items: {value}}}
              responses: {{'204': {{description: Nothing.}}}}
        """
    )
    (parameter,) = reading.operation("listThings").parameters
    assert parameter.max_page_items == expected


def test_a_hidden_parameter_is_marked_and_kept() -> None:
    reading = read(
        """
        paths:
          /things:
            get:
              operationId: listThings
              parameters:
                - {name: a, in: query, x-hidden: true, schema: {type: string}}
                - {name: b, in: query, schema: {type: string}}
              responses: {'204': {description: Nothing.}}
        """
    )
    hidden = [held.hidden for held in reading.operation("listThings").parameters]
    assert hidden == [True, False]


def test_a_resource_may_be_named_and_a_response_titled() -> None:
    reading = read(
        """
        paths:
          /things:
            get:
              operationId: getThings
              x-name: shop.v1.Thing
              responses:
                '200': {description: Long., x-summary: Short}
                '404': {description: Long.}
        """
    )
    operation = reading.operation("getThings")
    assert operation.resource_hint == "shop.v1.Thing"
    assert [response.summary for response in operation.responses] == ["Short", ""]


@pytest.mark.parametrize("value", ["[a]", "{a: b}", "1", "true", "null"])
def test_a_text_that_is_none_is_empty(value: str) -> None:
    reading = operation_with(
        f"x-name: {value}\n              x-lifecycle-stage: {value}"
    )
    operation = reading.operation("getThings")
    assert operation.resource_hint is None
    assert operation.lifecycle.stage is None


def test_the_head_of_a_description_may_name_its_group() -> None:
    api = read(
        """\
        openapi: 3.0.3
        info:
          title: Things
          version: 1.0.0
          x-api-group: shop/v1
          x-api-id: 1234
          x-audience: external-public
        paths: {}
        """
    ).api
    assert (api.group, api.api_id, api.audience) == ("shop/v1", "", "external-public")


@pytest.mark.parametrize("value", ["a", "{a: b}", "1"])
def test_a_value_list_that_is_none_is_no_enumeration(value: str) -> None:
    reading = schemas(
        "Thing: {type: object, properties: "
        f"{{a: {{type: string, x-extensible-enum: {value}}}}}}}"
    )
    assert member(reading.model("Thing"), "a").type != Ref(Key(("Thing", "a")))


def test_headers_whose_names_begin_with_x_are_headers() -> None:
    reading = read(
        """
        paths:
          x-internal: {a: 1}
          /things:
            x-note: {get: {}}
            get:
              operationId: getThings
              responses:
                x-note: {description: None.}
                '200':
                  description: Done.
                  headers:
                    X-Request-Id: {schema: {type: string}}
                    x-lifecycle-stage: {schema: {type: string}}
                  content:
                    application/json:
                      schema:
                        type: object
                        properties: {x-trace: {type: string}, X-Y: {type: string}}
                      example: {x-amz-id: '1'}
        """
    )
    (operation,) = operations(reading.api)
    (response,) = operation.responses
    names = [header.name for header in response.headers]
    assert names == ["X-Request-Id", "x-lifecycle-stage"]
    model = reading.model("getThings", "response 200")
    assert [held.name for held in model.properties] == ["x-trace", "X-Y"]
    assert operation.lifecycle == Lifecycle()


@pytest.mark.parametrize("key", sorted(IGNORED))
def test_hints_for_other_tools_change_nothing(key: str) -> None:
    plain, hinted = operation_with(""), operation_with(f"{key}: [1]")
    assert hinted.api.resources == plain.api.resources
    assert hinted.diagnostics == ()


@pytest.mark.parametrize(
    "key", ["x-python-type", "x-python-import", "customTypePath", "x-enum-varnames"]
)
def test_extensions_that_carry_code_have_no_effect(key: str) -> None:
    plain = schemas("Thing: {type: object, properties: {a: {type: string}}}")
    coded = schemas(
        "Thing: {type: object, properties: {a: {type: string, "
        f"{key}: '__import__(\"os\")'}}}}}}"
    )
    assert coded.api == plain.api
