"""Operations grouped by path, each with its role."""

from __future__ import annotations

import pytest
from tests.describing import read

LIST = "{type: array, items: {type: string}}"


def told(*operations: str) -> dict[str, list[str]]:
    """Return the roles of each resource.

    Args:
        *operations: Method and path; a method ``LIST`` is a GET of many.
    """
    items: dict[str, str] = {}
    for one in operations:
        method, path = one.split()
        content = (
            f"content: {{application/json: {{schema: {LIST}}}}}, "
            if method == "LIST"
            else ""
        )
        verb = "get" if method == "LIST" else method.lower()
        response = f"{{'200': {{{content}description: Done.}}}}"
        items[path] = items.get(path, "") + f"    {verb}: {{responses: {response}}}\n"
    text = "".join(f"  '{path}':\n{held}" for path, held in items.items())
    api = read(f"paths:\n{text}").api
    return {
        ".".join(resource.path): [
            f"{one.role.value} {one.method} {one.path}" for one in resource.operations
        ]
        for resource in api.resources
    }


def test_collection_item_and_verb_are_one_resource() -> None:
    assert told(
        "POST /pim/v2/integrations",
        "LIST /pim/v2/integrations",
        "DELETE /pim/v2/integrations/{id}",
        "PATCH /pim/v2/integrations/{id}",
        "GET /pim/v2/integrations/{id}",
        "PUT /pim/v2/integrations/{id}",
        "POST /pim/v2/integrations:validate",
    ) == {
        "integrations": [
            "list GET /pim/v2/integrations",
            "get GET /pim/v2/integrations/{id}",
            "create POST /pim/v2/integrations",
            "update PATCH /pim/v2/integrations/{id}",
            "replace PUT /pim/v2/integrations/{id}",
            "delete DELETE /pim/v2/integrations/{id}",
            "action POST /pim/v2/integrations:validate",
        ]
    }


def test_the_common_beginning_of_all_paths_names_no_resource() -> None:
    assert list(told("LIST /api/v1/pets", "LIST /api/v1/owners")) == ["pets", "owners"]


def test_a_shop_of_pets_orders_and_users() -> None:
    assert told(
        "PUT /pet",
        "POST /pet",
        "LIST /pet/findByStatus",
        "GET /pet/{petId}",
        "POST /pet/{petId}",
        "DELETE /pet/{petId}",
        "POST /pet/{petId}/uploadImage",
        "GET /store/inventory",
        "POST /store/order",
        "GET /store/order/{orderId}",
        "POST /user",
        "POST /user/createWithList",
        "GET /user/login",
        "GET /user/{username}",
        "PUT /user/{username}",
    ) == {
        "pet": [
            "get GET /pet/{petId}",
            "create POST /pet",
            "replace PUT /pet",
            "delete DELETE /pet/{petId}",
            "action GET /pet/findByStatus",
            "action POST /pet/{petId}",
            "action POST /pet/{petId}/uploadImage",
        ],
        "store.inventory": ["get GET /store/inventory"],
        "store.order": ["get GET /store/order/{orderId}", "create POST /store/order"],
        "user": [
            "get GET /user/{username}",
            "create POST /user",
            "replace PUT /user/{username}",
            "action POST /user/createWithList",
            "action GET /user/login",
        ],
    }


def test_a_collection_below_an_item_is_a_resource_below_a_resource() -> None:
    assert told(
        "LIST /clusters",
        "GET /clusters/{id}",
        "LIST /clusters/{id}/topics",
        "GET /clusters/{id}/topics/{name}",
        "LIST /clusters/{id}/topics/{name}/partitions",
    ) == {
        "clusters": ["list GET /clusters", "get GET /clusters/{id}"],
        "clusters.topics": [
            "list GET /clusters/{id}/topics",
            "get GET /clusters/{id}/topics/{name}",
        ],
        "clusters.topics.partitions": [
            "list GET /clusters/{id}/topics/{name}/partitions"
        ],
    }


def test_something_that_is_there_once_is_got_updated_and_replaced() -> None:
    assert told("GET /settings", "PATCH /settings", "PUT /settings", "LIST /pets") == {
        "settings": [
            "get GET /settings",
            "update PATCH /settings",
            "replace PUT /settings",
        ],
        "pets": ["list GET /pets"],
    }


def test_one_of_a_collection_has_the_first_claim_on_a_verb() -> None:
    assert told("GET /settings", "GET /settings/{name}") == {
        "settings": ["get GET /settings/{name}", "action GET /settings"]
    }


def test_a_second_operation_of_a_role_is_an_action() -> None:
    assert told("POST /pets", "POST /owners/{id}/pets", "LIST /pets") == {
        "pets": ["list GET /pets", "create POST /pets"],
        "owners.pets": ["create POST /owners/{id}/pets"],
    }


@pytest.mark.parametrize(
    ("path", "resource"),
    [
        ("/invoices/{id}/void", "invoices"),
        ("/invoices/{id}:void", "invoices"),
        ("/invoices:void", "invoices"),
    ],
)
def test_what_can_only_be_posted_to_is_an_action(path: str, resource: str) -> None:
    roles = told("LIST /invoices", "GET /invoices/{id}", f"POST {path}", "LIST /x")
    assert f"action POST {path}" in roles[resource]


def test_what_can_be_read_as_well_is_a_resource() -> None:
    roles = told("GET /a/{id}", "POST /a/{id}/b", "LIST /a/{id}/b")
    assert roles["a.b"] == ["list GET /a/{id}/b", "create POST /a/{id}/b"]


def test_other_methods_are_actions() -> None:
    roles = told("HEAD /pets/{id}", "OPTIONS /pets", "TRACE /pets", "LIST /x")
    assert [one.split()[0] for one in roles["pets"]] == ["action"] * 3


def test_the_root_is_a_resource_too() -> None:
    assert told("GET /") == {"root": ["get GET /"]}


def test_a_path_of_parameters_only_has_a_resource() -> None:
    assert told("GET /{bucket}/{key}", "PUT /{bucket}") == {
        "root": ["get GET /{bucket}/{key}", "replace PUT /{bucket}"]
    }


def test_no_operation_is_lost() -> None:
    asked = ["LIST /a", "GET /a/{x}", "GET /a/{y}/{z}", "POST /a:b", "POST /a/b:c"]
    asked += ["GET /{v}/a", "GET /", "PUT //a//", "GET /a/", "POST /a/{x}:go"]
    roles = told(*asked)
    found = sorted(one.split()[-1] for held in roles.values() for one in held)
    assert found == sorted(one.split()[-1] for one in asked)
