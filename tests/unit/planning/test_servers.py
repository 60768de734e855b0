"""Where an API and its operations are served."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.describing import client_files, plan, plan_file

from specloom.plan import ApiPlan
from specloom.targets.client.servers import functions

PATHS = """\
paths:
  /a: {get: {operationId: getA, responses: {'204': {description: Done.}}}}
  /b:
    servers: [{url: 'https://b.example.com/'}]
    get: {operationId: getB, responses: {'204': {description: Done.}}}
    put:
      operationId: putB
      servers: [{url: 'https://{x}.example.com', variables: {x: {default: up}}}]
      responses: {'204': {description: Done.}}
"""


def test_the_first_server_is_the_base_and_operations_have_their_own() -> None:
    held = plan(f"servers: [{{url: 'https://api.example.com/v1/'}}]\n{PATHS}")
    assert held.base_url == "https://api.example.com/v1"
    assert held.servers == ()
    assert held.operation_servers == {
        "getB": "https://b.example.com",
        "putB": "https://up.example.com",
    }


def test_a_variable_without_a_default_has_to_be_given() -> None:
    held = plan(
        "servers: [{url: 'https://{a}.example.com', variables: {a: {}}}]\n"
        "paths: {/a: {get: {responses: {'204': {description: Done.}}}}}\n"
    )
    assert held.base_url == ""
    ((name, variable),) = held.servers[0].arguments
    assert (name, variable.default) == ("a", None)
    (function,) = functions(held)
    assert str(function.parameters) == "*, a: str"


def test_the_sample_gives_what_has_to_be_given() -> None:
    held = plan(
        "servers: [{url: 'https://{a}.example.com/{b}', "
        "variables: {a: {enum: [eu, us]}, b: {}}}]\n"
        "paths: {/a: {get: {responses: {'204': {description: Done.}}}}}\n"
    )
    (function,) = functions(held)
    assert str(function.parameters) == '*, a: Literal["eu", "us"], b: str'
    assert 'servers.example_com(a="eu", b="b")' in readme(held)


def test_a_default_that_is_not_listed_is_one_of_the_values(tmp_path: Path) -> None:
    path = tmp_path / "spec.yaml"
    path.write_text(
        "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n"
        "servers:\n"
        "- url: 'https://{region}.example.com'\n"
        "  variables: {region: {default: eu, enum: [us]}}\n" + PATHS
    )
    held, diagnostics = plan_file(path)
    (said,) = diagnostics
    assert (said.code, said.at.line, said.at.column) == ("unlisted-default", 5, 24)
    assert held.base_url == "https://eu.example.com"
    (function,) = functions(held)
    assert str(function.parameters) == '*, region: Literal["us", "eu"] = "eu"'
    assert '"region": ("us", "eu")' in str(function.values)
    assert "servers.example_com())" in readme(held)


def readme(held: ApiPlan) -> str:
    (found,) = (
        str(file.content)
        for file in client_files(held)
        if file.path.name == "README.md"
    )
    return found


def test_without_a_server_of_the_api_that_of_an_operation_is_the_base() -> None:
    held = plan(PATHS)
    assert held.base_url == "https://b.example.com"
    assert held.operation_servers == {"putB": "https://up.example.com"}


@pytest.mark.parametrize(
    ("servers", "names"),
    [
        ("[{url: 'https://a.com'}]", []),
        ("[{url: 'https://a.com'}, {url: 'https://b.com/v1'}]", ["a_com", "b_com"]),
        (
            (
                "[{url: 'https://a.com', description: Live.}, "
                "{url: 'https://b.com', description: 'The sandbox'}]"
            ),
            ["a_com", "b_com"],
        ),
        (
            "[{url: 'https://a.com/v1'}, {url: 'https://a.com/v2'}]",
            ["a_com_v1", "a_com_v2"],
        ),
        (
            "[{url: 'https://{r}.a.com', variables: {r: {default: eu}}}]",
            ["a_com"],
        ),
        ("[{url: /v1}, {url: /v2}]", []),
        ("[{url: 'https://a.com'}, {url: 'https://a.com'}]", ["a_com"]),
    ],
)
def test_servers_are_functions_where_there_is_a_choice(
    servers: str, names: list[str]
) -> None:
    held = plan(f"servers: {servers}\n{PATHS}")
    assert [one.name for one in held.servers] == names


def client_module(description: str) -> str:
    return next(
        str(file.content)
        for file in client_files(plan(description))
        if file.path.name == "client.py" and "_runtime" not in file.path.parts
    )


def test_a_client_knows_the_addresses_of_the_description() -> None:
    """Whoever writes one of them out has not moved the API."""
    servers = (
        "servers: [{url: 'https://{r}.a.com', variables: {r: {default: eu}}}, "
        "{url: 'https://sandbox.a.com'}]\n"
    )
    module = client_module(f"{servers}{PATHS}")
    assert """"https://{r}.a.com": {"r": ("eu",)}""" in module.replace("'", '"')
    assert "is_moved=_is_moved(" in module


@pytest.mark.parametrize(
    ("token_url", "matters"),
    [("https://auth.example.com/token", True), ("/token", False)],
)
def test_it_matters_that_a_client_moved_where_credentials_go_elsewhere(
    token_url: str, *, matters: bool
) -> None:
    flow = f"{{tokenUrl: '{token_url}', scopes: {{}}}}"
    module = client_module(
        f"""\
servers: [{{url: 'https://api.example.com'}}]
paths:
  /a: {{get: {{operationId: getA, responses: {{'204': {{description: Done.}}}}}}}}
components:
  securitySchemes:
    oauth: {{type: oauth2, flows: {{clientCredentials: {flow}}}}}
"""
    )
    assert ("is_moved=" in module) is matters


@pytest.mark.parametrize(
    ("place", "name", "told"),
    [
        ("header", "X Key", "is no name of a header"),
        ("cookie", "a; b", "is no name of a cookie"),
        ("query", "a; b", None),
        ("header", "X-Key", None),
    ],
)
def test_a_key_that_cannot_be_sent_is_told(
    tmp_path: Path, place: str, name: str, told: str | None
) -> None:
    path = tmp_path / "described.yaml"
    path.write_text(
        f"""\
openapi: 3.1.0
info: {{title: Things, version: 1.0.0}}
paths: {{}}
components:
  securitySchemes:
    key: {{type: apiKey, in: {place}, name: '{name}'}}
"""
    )
    _, diagnostics = plan_file(path)
    found = [one.message for one in diagnostics if one.code == "unsupported-security"]
    assert [one.partition("' ")[2] for one in found] == ([told] if told else [])
