"""What Confluent's provider integrations are, written down by hand and derived twice.

The published description (`specs/pim.v2.yaml`) and a page of Confluent's documentation
(`specs/pim.v2.patch.dereferenced.yaml`) say the same about one operation in two forms.
What the generator reads in them is held against facts written down here, and against
the outlines that this file derives from the two documents by itself.
"""

from __future__ import annotations

from dataclasses import fields, replace
from functools import cache
from pathlib import Path

import pytest
from tests.describing import (
    ROOT,
    Reading,
    member,
    names,
    operations,
    read,
    read_file,
    required,
)
from tests.narrowing import is_object
from tests.outlines import Schema, outline, outline_of

from specloom import ir
from specloom.diagnostics import Diagnostics
from specloom.documents import dump, load
from specloom.graph import operation_types, reachable

V1 = ROOT / "specs" / "pim.v1.yaml"
V2 = ROOT / "specs" / "pim.v2.yaml"
PAGE = ROOT / "specs" / "pim.v2.patch.dereferenced.yaml"
PATH = "/pim/v2/integrations/{id}"
UPDATE = "updatePimV2Integration"

#: What the server sets and nobody else, wherever it stands.
READ_ONLY = {
    "api_version",
    "confluent_multi_tenant_app_id",
    "created_at",
    "deleted_at",
    "external_id",
    "google_service_account",
    "iam_role_arn",
    "metadata",
    "related",
    "resource_name",
    "self",
    "status",
    "updated_at",
    "usages",
}


@cache
def reading(path: Path) -> Reading:
    return read_file(path)


@cache
def data(path: Path) -> Schema:
    document = load(path, Diagnostics()).data
    assert isinstance(document, dict)
    return document


# --- facts written down by hand ----------------------------------------------------


#: Members of each view, the required ones with a star.
VIEWS = """
pim.v2.Integration read
    api_version kind id display_name provider config usages status* environment*
pim.v2.Integration create
    display_name provider config environment*
pim.v2.Integration update
    config environment*
pim.v2.IntegrationValidateRequest input
    id* config environment*
pim.v2.IntegrationList read
    api_version* kind* metadata* data*
pim.v2.GcpIntegrationConfig read
    google_service_account customer_google_service_account kind*
pim.v2.GcpIntegrationConfig input
    customer_google_service_account kind*
pim.v2.AzureIntegrationConfig read
    confluent_multi_tenant_app_id customer_azure_tenant_id kind*
pim.v2.AzureIntegrationConfig input
    customer_azure_tenant_id kind*
pim.v2.AwsIntegrationConfig read
    iam_role_arn external_id customer_iam_role_arn kind*
pim.v2.AwsIntegrationConfig input
    customer_iam_role_arn kind*
ObjectReference read
    id* environment related* resource_name* api_version kind
ObjectReference update
    id* environment
pim.v1.Integration read
    api_version kind id display_name provider config* usages environment*
pim.v1.Integration create
    display_name provider config* environment*
pim.v1.AwsIntegrationConfig read
    iam_role_arn external_id customer_iam_role_arn kind*
pim.v1.AwsIntegrationConfig create
    customer_iam_role_arn kind*
"""
_LINES = VIEWS.strip().splitlines()


@pytest.mark.parametrize(
    ("key", "members"), list(zip(_LINES[::2], _LINES[1::2], strict=True))
)
def test_each_view_has_exactly_its_members(key: str, members: str) -> None:
    name, view = key.split()
    held = reading(V1 if name.startswith("pim.v1") else V2)
    model = held.model(name, view=ir.View(view))
    stars = required(model)
    assert [n + "*" * (n in stars) for n in names(model)] == members.split()


def test_each_view_of_a_global_reference_has_exactly_its_members() -> None:
    version_1, version_2 = reading(V1), reading(V2)
    whole = version_1.model("GlobalObjectReference")
    assert names(whole) == ["id", "related", "resource_name"]
    assert required(whole) == {"id", "related", "resource_name"}
    for held, view in ((version_1, ir.View.CREATE), (version_2, ir.View.INPUT)):
        sent = held.model("GlobalObjectReference", view=view)
        assert names(sent) == ["id"]
        assert required(sent) == {"id"}


@pytest.mark.parametrize("path", [V1, V2, PAGE], ids=lambda path: path.stem)
def test_no_request_carries_a_read_only_member_at_any_depth(path: Path) -> None:
    api = reading(path).api
    bodies = [c.type for o in operations(api) if o.body for c in o.body.content]
    sent = reachable(bodies, api.definitions).values()
    found = {
        held.name
        for one in sent
        if isinstance(one, ir.Model)
        for held in one.properties
    }
    assert "environment" in found
    assert not found & READ_ONLY


@pytest.mark.parametrize("path", [V1, V2, PAGE], ids=lambda path: path.stem)
def test_every_read_only_member_is_told_to_be_one_in_responses(path: Path) -> None:
    api = reading(path).api
    answers = [c.type for o in operations(api) for r in o.responses for c in r.content]
    read_only = {
        held.name
        for one in reachable(answers, api.definitions).values()
        if isinstance(one, ir.Model)
        for held in one.properties
        if held.access is ir.Access.READ_ONLY
    }
    assert {"related", "resource_name", "usages", "iam_role_arn"} <= read_only


@pytest.mark.parametrize(
    ("path", "use", "demanded"),
    [
        (V2, "createPimV2Integration 201", {"environment", "status"}),
        (
            V2,
            "getPimV2Integration 200",
            {"api_version", "environment", "id", "kind", "status"},
        ),
        (
            V2,
            "updatePimV2Integration 200",
            {"api_version", "environment", "id", "kind", "status"},
        ),
        (V1, "createPimV1Integration 201", {"config", "environment"}),
        (
            V1,
            "getPimV1Integration 200",
            {"api_version", "config", "environment", "id", "kind"},
        ),
    ],
)
def test_each_response_demands_what_its_overlay_says(
    path: Path, use: str, demanded: set[str]
) -> None:
    identity, status = use.split()
    used = reading(path).response(identity, status)
    assert isinstance(used, ir.Ref)
    assert set(used.required) == demanded


def test_the_values_of_a_provider_are_open_although_one_is_listed() -> None:
    listed = reading(V2).enumeration("pim.v2.Integration", "provider")
    assert (listed.values, listed.open) == (("GCP",), True)


def test_the_values_of_a_status_are_open() -> None:
    listed = reading(V2).enumeration("pim.v2.Integration", "status")
    assert (listed.values, listed.open) == (("DRAFT", "CREATED", "ACTIVE"), True)


@pytest.mark.parametrize("view", [ir.View.READ, ir.View.CREATE])
def test_configurations_are_told_apart_by_their_kind(view: ir.View) -> None:
    union = reading(V2).union("pim.v2.Integration", "config", view=view)
    kinds = [f"{cloud}IntegrationConfig" for cloud in ("Gcp", "Azure", "Aws")]
    assert union.discriminator == "kind"
    assert [variant.tags for variant in union.variants] == [(kind,) for kind in kinds]
    assert [variant.type for variant in union.variants] == [
        ir.Ref(ir.Key((f"pim.v2.{kind}",), view)) for kind in kinds
    ]


def test_one_configuration_is_a_union_still() -> None:
    union = reading(V1).union("pim.v1.Integration", "config")
    assert [variant.tags for variant in union.variants] == [("AwsIntegrationConfig",)]


def test_a_default_of_the_server_is_told_and_belongs_to_no_update() -> None:
    created = reading(V2).model("pim.v2.Integration", view=ir.View.CREATE)
    assert member(created, "provider").default == ir.Literal("GCP")
    assert not member(created, "provider").required


def test_a_misspelt_x_immutable_is_understood_and_reported() -> None:
    held = reading(V1)
    assert (
        member(held.model("pim.v1.Integration"), "environment").access
        is ir.Access.CREATE_ONLY
    )
    found = held.only("extension-value")
    assert found.at.pointer.endswith("/environment/x-immutable")
    assert found.message == 'x-immutable should be true or false, not "true\'"'


@pytest.mark.parametrize("version", [1, 2])
def test_lists_page_by_the_link_in_their_metadata(version: int) -> None:
    path = {1: V1, 2: V2}[version]
    listed = reading(path).operation(f"listPimV{version}Integrations")
    assert listed.pagination == ir.NextLink(
        ("data",), ("metadata", "next"), "page_token"
    )


@pytest.mark.parametrize(
    ("path", "roles"),
    [
        (V1, ["list", "get", "create", "delete"]),
        (V2, ["list", "get", "create", "update", "delete", "action"]),
        (PAGE, ["update"]),
    ],
)
def test_all_operations_are_of_one_resource(path: Path, roles: list[str]) -> None:
    (resource,) = reading(path).api.resources
    assert resource.path == ("integrations",)
    assert [one.role.value for one in resource.operations] == roles


def test_a_request_without_a_word_about_its_body_needs_it() -> None:
    for path in (V1, V2, PAGE):
        for one in operations(reading(path).api):
            assert one.body is None or one.body.required, one.id


# --- outlines derived from the documents alone -------------------------------------


def patch(path: Path) -> Schema:
    found: Schema = data(path)["paths"][PATH]["patch"]
    return found


def schema_in(container: Schema) -> Schema:
    found: Schema = container["content"]["application/json"]["schema"]
    return found


LEFT_OUT = frozenset({"readOnly", "x-immutable"})
NOTHING = frozenset[str]()


def test_the_page_shows_the_request_that_the_description_implies() -> None:
    described = outline(data(V2), schema_in(patch(V2)["requestBody"]), LEFT_OUT)
    shown = outline(data(PAGE), schema_in(patch(PAGE)["requestBody"]), NOTHING)
    assert described == shown
    assert described[0] == "object"
    assert is_object(described[1])
    assert list(described[1]) == ["config", "environment"]


def test_the_page_shows_the_response_that_the_description_gives() -> None:
    described = outline(data(V2), schema_in(patch(V2)["responses"]["200"]), NOTHING)
    shown = outline(data(PAGE), schema_in(patch(PAGE)["responses"]["200"]), NOTHING)
    assert described == shown


@pytest.mark.parametrize("path", [V2, PAGE], ids=lambda path: path.stem)
def test_the_request_that_is_read_is_the_one_that_the_page_shows(path: Path) -> None:
    held = reading(path)
    shown = outline(data(PAGE), schema_in(patch(PAGE)["requestBody"]), NOTHING)
    assert outline_of(held.api, held.body(UPDATE)) == shown


@pytest.mark.parametrize("path", [V2, PAGE], ids=lambda path: path.stem)
def test_the_response_that_is_read_is_the_one_that_the_page_shows(path: Path) -> None:
    held = reading(path)
    shown = outline(data(PAGE), schema_in(patch(PAGE)["responses"]["200"]), NOTHING)
    assert outline_of(held.api, held.response(UPDATE)) == shown


@pytest.mark.parametrize("status", ["400", "401", "403", "404", "409", "422", "500"])
def test_the_errors_that_are_read_are_those_that_the_page_shows(status: str) -> None:
    shown = outline(data(PAGE), schema_in(patch(PAGE)["responses"][status]), NOTHING)
    for path in (V2, PAGE):
        held = reading(path)
        assert outline_of(held.api, held.response(UPDATE, status)) == shown


# --- two spellings, one reading ----------------------------------------------------


def alone() -> Reading:
    """Read the operation of the page in the published description, and no other."""
    document = data(V2)
    others = ("get", "delete")
    item = {k: v for k, v in document["paths"][PATH].items() if k not in others}
    return read(dump({**document, "paths": {PATH: item}}))


def plain(api: ir.Api, type_: ir.Type) -> ir.Type:
    """Return a type with the one value of an open enumeration as a constant."""
    match type_:
        case ir.Ref(key):
            held = api.definitions[key]
            if isinstance(held, ir.Enumeration) and len(held.values) == 1:
                return ir.Constant(held.values[0])
            return type_
        case ir.Nullable(of):
            return ir.Nullable(plain(api, of))
        case ir.Array(items):
            return replace(type_, items=plain(api, items))
        case _:
            return type_


def comparable(api: ir.Api) -> dict[ir.Key, ir.Definition]:
    """Return the definitions as the page tells them: no texts, closed enumerations."""
    (operation,) = operations(api)
    roots = list(operation_types(operation))
    found: dict[ir.Key, ir.Definition] = {}
    for key, held in reachable(roots, api.definitions).items():
        bare = replace(held, description="")
        match bare:
            case ir.Model():
                found[key] = replace(
                    bare,
                    properties=tuple(
                        replace(one, description="", type=plain(api, one.type))
                        for one in bare.properties
                    ),
                )
            case ir.Enumeration() if len(bare.values) == 1:
                continue
            case ir.Enumeration():
                found[key] = replace(bare, open=False)
            case _:
                found[key] = bare
    return found


def test_both_spellings_give_the_same_definitions() -> None:
    published, shown = comparable(alone().api), comparable(reading(PAGE).api)
    assert {key: published[key] for key in published} == shown


def test_both_spellings_give_the_same_operation() -> None:
    (published,), (shown,) = operations(alone().api), operations(reading(PAGE).api)
    different = {
        one.name
        for one in fields(ir.Operation)
        if one.compare and getattr(published, one.name) != getattr(shown, one.name)
    }
    assert different <= {"summary", "description", "responses"}
    assert bare_responses(published) == bare_responses(shown)


def bare_responses(operation: ir.Operation) -> list[ir.Response]:
    return [
        replace(
            response,
            description="",
            headers=tuple(replace(h, description="") for h in response.headers),
        )
        for response in operation.responses
    ]


def test_only_the_published_description_knows_that_values_may_grow() -> None:
    listed = {
        path: [
            one.open
            for one in held.api.definitions.values()
            if isinstance(one, ir.Enumeration)
        ]
        for path, held in ((V2, alone()), (PAGE, reading(PAGE)))
    }
    assert all(listed[V2])
    assert not any(listed[PAGE])
