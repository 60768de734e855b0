"""CloudFormation resource types, read as any other description."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.describing import (
    ROOT,
    Reading,
    member,
    names,
    operations,
    read_file,
    required,
)

from specloom.config import Formatter, Options, Target, project_for
from specloom.diagnostics import Diagnostics, Severity, SpecError
from specloom.ir import (
    Access,
    Array,
    CloudControl,
    Model,
    Place,
    Ref,
    Role,
    Tagging,
    Type,
    View,
)
from specloom.pipeline import render, understand
from specloom.sources import open_source

CONNECT = ROOT / "specs" / "aws-connect-integrationassociation.json"
EVERY: dict[str, Any] = {
    key: {"permissions": [f"acme:{key.title()}Thing"]}
    for key in ("create", "read", "update", "delete", "list")
}
ANY: Any = {"type": "string"}


def resource_type(**said: Any) -> dict[str, Any]:
    """A small type; what is said replaces what it has."""
    return {
        "typeName": "Acme::Shop::Thing",
        "description": "A thing.",
        "properties": {"Name": ANY, "Id": ANY},
        "primaryIdentifier": ["/properties/Id"],
        "handlers": EVERY,
        **said,
    }


@pytest.fixture
def read(tmp_path: Path) -> Any:
    def read_type(**said: Any) -> Reading:
        path = tmp_path / "thing.json"
        path.write_text(json.dumps(resource_type(**said), indent=1), "utf-8")
        return read_file(path)

    return read_type


def refusal(tmp_path: Path, document: Mapping[str, Any]) -> Diagnostics:
    path = tmp_path / "thing.json"
    path.write_text(json.dumps(document, indent=1), "utf-8")
    diagnostics = Diagnostics()
    with pytest.raises(SpecError):
        open_source(path, diagnostics)
    return diagnostics


def held(found: Reading, type_: Type) -> Model:
    """The model that a type leads to, through a list too."""
    match type_:
        case Array(items):
            return held(found, items)
        case Ref(key):
            model = found.api.definitions[key]
            assert isinstance(model, Model)
            return model
        case _:
            raise AssertionError(type_)


# --- the demonstration type -----------------------------------------------------------


def test_the_operations_are_those_of_the_handlers() -> None:
    found = read_file(CONNECT)
    (resource,) = found.api.resources
    assert resource.path == ("integration_associations",)
    assert resource.collection == "/integration_associations"
    assert [(one.role, one.method, one.path) for one in resource.operations] == [
        (Role.LIST, "GET", "/integration_associations"),
        (Role.GET, "GET", "/integration_associations/{Identifier}"),
        (Role.CREATE, "POST", "/integration_associations"),
        (Role.DELETE, "DELETE", "/integration_associations/{Identifier}"),
    ]
    assert not found.diagnostics


def test_what_the_type_says_of_itself() -> None:
    (resource,) = read_file(CONNECT).api.resources
    assert resource.cloud_control == CloudControl(
        type_name="AWS::Connect::IntegrationAssociation",
        identifiers=(("InstanceId",), ("IntegrationType",), ("IntegrationArn",)),
        tagging=Tagging(
            taggable=False, on_create=False, updatable=False, system_tags=False
        ),
        source_url="https://github.com/aws-cloudformation/"
        "aws-cloudformation-resource-providers-connect",
    )


def test_the_state_is_created_and_read() -> None:
    found = read_file(CONNECT)
    whole = found.model("IntegrationAssociation")
    assert [(p.name, p.access) for p in whole.properties] == [
        ("IntegrationAssociationId", Access.READ_ONLY),
        ("InstanceId", Access.CREATE_ONLY),
        ("IntegrationArn", Access.CREATE_ONLY),
        ("IntegrationType", Access.CREATE_ONLY),
    ]
    created = found.model("IntegrationAssociation", view=View.CREATE)
    asked = {"InstanceId", "IntegrationType", "IntegrationArn"}
    assert set(names(created)) == required(created) == asked
    assert whole.additional is None


def test_a_place_is_that_in_the_file() -> None:
    source = open_source(CONNECT, Diagnostics())
    found = read_file(CONNECT)
    lines = CONNECT.read_text("utf-8").splitlines()
    for one in found.model("IntegrationAssociation").properties:
        at = source.position(one.location)
        assert at.pointer == f"/properties/{one.name}"
        assert at.line is not None
        assert lines[at.line - 1].strip().startswith(f'"{one.name}"')
    for operation, handler in zip(
        operations(found.api), ("list", "read", "create", "delete"), strict=True
    ):
        at = source.position(operation.location)
        assert at.pointer == f"/handlers/{handler}"
        assert operation.permissions


# --- access ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "pointer",
    [
        "/properties/Parts/*/Size/Width",
        "/properties/Parts/items/Size/Width",
        "/properties/Parts/Size/Width",
        "/properties/Parts/items/properties/Size/properties/Width",
    ],
)
def test_a_pointer_reaches_into_lists_and_references(read: Any, pointer: str) -> None:
    found = read(
        definitions={
            "Part": {
                "type": "object",
                "properties": {"Size": {"$ref": "#/definitions/Size"}},
            },
            "Size": {
                "type": "object",
                "properties": {"Width": ANY, "Height": ANY},
                "required": ["Width", "Height"],
            },
        },
        properties={
            "Id": ANY,
            "Parts": {"type": "array", "items": {"$ref": "#/definitions/Part"}},
        },
        readOnlyProperties=[pointer],
    )
    whole = found.model("Thing")
    size = member(held(found, member(whole, "Parts").type), "Size")
    width = member(held(found, size.type), "Width")
    assert width.access is Access.READ_ONLY
    created = found.model("Thing", view=View.CREATE)
    size = member(held(found, member(created, "Parts").type), "Size")
    assert names(held(found, size.type)) == ["Height"]
    updated = held(found, found.body("UpdateThing"))
    size = member(held(found, member(updated, "Parts").type), "Size")
    assert names(held(found, size.type)) == ["Height"]
    assert not found.codes


def test_each_use_of_a_definition_has_its_own_access(read: Any) -> None:
    end = {"$ref": "#/definitions/End"}
    found = read(
        definitions={
            "End": {"type": "object", "properties": {"Host": ANY, "Port": ANY}}
        },
        properties={"Id": ANY, "Reader": end, "Writer": end, "Other": end},
        readOnlyProperties=["/properties/Reader/Host"],
        writeOnlyProperties=["/properties/Writer/Port"],
        createOnlyProperties=["/properties/Other"],
    )
    read_back = found.model("Thing")
    sent = found.model("Thing", view=View.CREATE)

    def seen(model: Model, name: str) -> list[str]:
        return names(held(found, member(model, name).type))

    assert seen(read_back, "Reader") == ["Host", "Port"]
    assert seen(read_back, "Writer") == ["Host"]
    assert seen(read_back, "Other") == ["Host", "Port"]
    assert seen(sent, "Reader") == ["Port"]
    assert seen(sent, "Writer") == ["Host", "Port"]
    changed = held(found, found.body("UpdateThing"))
    assert names(changed) == ["Id", "Reader", "Writer"]
    assert member(read_back, "Other").access is Access.CREATE_ONLY


def test_write_only_properties_are_sent_and_never_read(read: Any) -> None:
    found = read(
        properties={"Id": ANY, "Password": ANY},
        writeOnlyProperties=["/properties/Password"],
    )
    assert names(found.model("Thing")) == ["Id"]
    sent = found.model("Thing", view=View.CREATE)
    assert member(sent, "Password").access is Access.WRITE_ONLY
    assert names(held(found, found.body("UpdateThing"))) == ["Id", "Password"]


def test_a_change_demands_nothing(read: Any) -> None:
    found = read(
        required=["Name"], oneOf=[{"required": ["Name"]}, {"required": ["Id"]}]
    )
    assert required(found.model("Thing", view=View.CREATE)) == {"Name"}
    changed = held(found, found.body("UpdateThing"))
    assert (required(changed), changed.alternatives) == (set(), ())


def test_hidden_and_deprecated_properties(read: Any) -> None:
    found = read(
        properties={"Id": ANY, "Secret": ANY, "Old": ANY},
        required=["Secret"],
        nonPublicProperties=["/properties/Secret"],
        deprecatedProperties=["/properties/Old"],
    )
    whole = found.model("Thing")
    assert names(whole) == ["Id", "Old"]
    assert member(whole, "Old").deprecated
    assert not found.codes


def test_recursion_survives_access_within_it(read: Any) -> None:
    found = read(
        definitions={
            "Node": {
                "type": "object",
                "properties": {"Id": ANY, "Next": {"$ref": "#/definitions/Node"}},
            }
        },
        properties={"Id": ANY, "Root": {"$ref": "#/definitions/Node"}},
        readOnlyProperties=["/properties/Root/Id"],
    )
    root = held(found, member(found.model("Thing"), "Root").type)
    assert member(root, "Id").access is Access.READ_ONLY
    inner = held(found, member(root, "Next").type)
    assert member(inner, "Id").access is Access.READ_WRITE
    assert held(found, member(inner, "Next").type) is inner


# --- dialect --------------------------------------------------------------------------


def test_words_of_draft_7(read: Any) -> None:
    found = read(
        definitions={"Text": {"type": "string"}},
        properties={
            "Id": {"type": ["string", "null"]},
            "Pair": {"type": "array", "items": [ANY, {"type": "integer"}]},
            "Tags": {
                "type": "object",
                "patternProperties": {"^.+$": {"type": "integer"}},
                "additionalProperties": False,
            },
            "Policy": {"type": ["object", "string"], "insertionOrder": False},
            "Fixed": {"const": 1},
            "Typed": {"$ref": "#/definitions/Text", "type": "object"},
        },
        dependencies={"Id": ["Pair"], "Pair": {"required": ["Tags"]}},
    )
    types = {
        one.name: type(one.type).__name__ for one in found.model("Thing").properties
    }
    assert types == {
        "Id": "Nullable",
        "Pair": "Array",
        "Tags": "Map",
        "Policy": "Ref",
        "Fixed": "Constant",
        "Typed": "Scalar",
    }
    assert {one.construct for one in found.diagnostics} == {"prefixItems"}
    assertion = found.model("Thing").assertion
    assert assertion is not None
    assert set(json.loads(assertion.schema)) == {
        "dependentRequired",
        "dependentSchemas",
    }


def test_a_name_that_the_resource_needs_is_left_to_it(read: Any) -> None:
    found = read(
        definitions={"Thing": {"type": "object", "properties": {"Size": ANY}}},
        properties={"Id": ANY, "Inner": {"$ref": "#/definitions/Thing"}},
    )
    whole = found.model("Thing")
    assert names(whole) == ["Id", "Inner"]
    assert names(held(found, member(whole, "Inner").type)) == ["Size"]


def test_references_to_properties_and_to_the_whole(read: Any) -> None:
    found = read(
        properties={
            "Id": ANY,
            "Size": {"type": "object", "properties": {"Width": ANY}},
            "Other": {"$ref": "#/properties/Size"},
            "Parent": {"$ref": "#"},
        }
    )
    whole = found.model("Thing")
    assert names(held(found, member(whole, "Other").type)) == ["Width"]
    assert held(found, member(whole, "Parent").type) is whole


def test_what_a_list_needs_are_its_parameters(read: Any) -> None:
    handlers: dict[str, Any] = {
        "list": {
            "permissions": [],
            "handlerSchema": {
                "properties": {
                    "Name": {"$ref": "resource-schema.json#/properties/Name"},
                    "Id": {},
                },
                "required": ["Name"],
            },
        }
    }
    found = read(handlers=handlers)
    (listing,) = operations(found.api)
    told = [(p.name, p.place, p.required) for p in listing.parameters]
    assert told == [("Name", Place.QUERY, True), ("Id", Place.QUERY, False)]


def test_facts_of_handlers_and_types(read: Any) -> None:
    found = read(
        typeName="AWS::IAM::Role",
        handlers={"read": {"permissions": ["a:B", "a:B"], "timeoutInMinutes": 20}},
        additionalIdentifiers=[["/properties/Name"], "/properties/Id"],
        conditionalCreateOnlyProperties=["/properties/Name"],
        replacementStrategy="delete_then_create",
        documentationUrl="https://example.com/role",
        tagging={
            "taggable": True,
            "tagUpdatable": False,
            "tagProperty": "/properties/Id",
        },
    )
    (resource,) = found.api.resources
    (operation,) = resource.operations
    assert (operation.permissions, operation.timeout_minutes) == (("a:B",), 20)
    assert resource.path == ("roles",)
    facts = resource.cloud_control
    assert facts is not None
    assert facts.additional_identifiers == ((("Name",),), (("Id",),))
    assert facts.conditional_create_only == (("Name",),)
    assert (facts.is_global, facts.home_region) == (True, "us-east-1")
    assert facts.replacement_strategy == "delete_then_create"
    assert facts.documentation_url == "https://example.com/role"
    assert facts.tagging == Tagging(updatable=False, property=("Id",))
    (server,) = found.api.servers
    assert server.variables[0].values == ("us-east-1",)


# --- what is refused ------------------------------------------------------------------


def test_a_legacy_type_has_models_alone(read: Any, tmp_path: Path) -> None:
    found = read(handlers={}, required=["Name"])
    assert found.api.resources == ()
    assert required(found.model("Thing")) == {"Name"}
    note = found.only("legacy-type")
    assert (note.severity, note.at.pointer) == (Severity.NOTE, "/typeName")
    for target in (Target.DOCS, Target.PROVIDER):
        told = refused(tmp_path / "thing.json", target)
        assert "has no handlers" in told


def refused(path: Path, target: Target) -> str:
    """Why a target cannot be made; nothing else is reported."""
    options = Options(formatter=Formatter.NONE, targets=(target,))
    project = project_for(path, None, options)
    found = understand(project, Diagnostics())
    with pytest.raises(SpecError) as caught:
        render(found, project, None)
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.code == "unsupported-target"
    assert diagnostic.at.pointer == "/typeName"
    return diagnostic.message


def test_no_client_is_made_of_a_type() -> None:
    assert "no client" in refused(CONNECT, Target.CLIENT)


def test_models_are_made_of_a_type() -> None:
    options = Options(formatter=Formatter.NONE, targets=(Target.MODELS,))
    project = project_for(CONNECT, None, options)
    file, _ = render(understand(project, Diagnostics()), project, None)
    assert "class IntegrationAssociationCreate(BaseModel):" in file.content


@pytest.mark.parametrize(
    ("said", "code", "pointer"),
    [
        ({"typeName": "Acme::Thing"}, "invalid-type-name", "/typeName"),
        ({"typeName": 3}, "invalid-type-name", "/typeName"),
        ({"properties": []}, "wrong-type", "/properties"),
        ({"primaryIdentifier": "Id"}, "wrong-type", "/primaryIdentifier"),
        (
            {"primaryIdentifier": ["/properties/Ids"]},
            "unknown-property",
            "/primaryIdentifier/0",
        ),
    ],
)
def test_what_cannot_be_used_is_reported_at_its_place(
    tmp_path: Path, said: dict[str, Any], code: str, pointer: str
) -> None:
    (found,) = refusal(tmp_path, resource_type(**said)).errors
    assert (found.code, found.at.pointer) == (code, pointer)
    assert found.at.line is not None


@pytest.mark.parametrize(
    ("schema", "code", "keyword"),
    [
        ({"$ref": "#/definitions/No"}, "unknown-reference", "$ref"),
        ({"type": "json"}, "unknown-type", "type"),
    ],
)
def test_a_schema_that_cannot_be_read_takes_any_value(
    read: Any, schema: dict[str, str], code: str, keyword: str
) -> None:
    found = read(properties={"Id": ANY, "Odd": schema})
    (told,) = found.diagnostics
    assert (told.code, told.severity) == (f"degraded-{code}", Severity.WARNING)
    assert (told.at.pointer, told.construct) == (
        f"/properties/Odd/{keyword}",
        f"Schema.{keyword}",
    )


def test_a_stale_pointer_is_no_reason_to_refuse(read: Any) -> None:
    found = read(readOnlyProperties=["/properties/Gone", "/properties/Id/Inner"])
    assert [(one.severity, one.at.pointer) for one in found.diagnostics] == [
        (Severity.WARNING, "/readOnlyProperties/0"),
        (Severity.WARNING, "/readOnlyProperties/1"),
    ]


def test_a_reference_that_circles_is_any_value(read: Any) -> None:
    found = read(
        definitions={"Loop": {"$ref": "#/definitions/Loop", "description": "Round."}},
        properties={"Id": ANY, "Loop": {"$ref": "#/definitions/Loop"}},
    )
    assert set(found.codes) == {"degraded-reference-cycle"}


# --- what does not go together --------------------------------------------------------


def test_a_type_that_is_called_as_an_answer_keeps_its_state(read: Any) -> None:
    found = read(typeName="Acme::Shop::ProgressEvent")

    (resource,) = found.api.resources
    by_role = {one.role: one for one in resource.operations}
    assert names(found.model("ProgressEvent")) == ["Name", "Id"]
    (answer,) = by_role[Role.CREATE].responses
    assert "OperationStatus" in names(held(found, answer.content[0].type))
    (answer,) = by_role[Role.GET].responses
    assert names(held(found, answer.content[0].type)) == ["Name", "Id"]


def test_a_definition_may_be_called_as_an_answer(read: Any) -> None:
    reference = {"$ref": "#/definitions/ProgressEvent"}
    found = read(
        properties={"Id": ANY, "Event": reference},
        definitions={"ProgressEvent": {"type": "object", "properties": {"Own": ANY}}},
    )

    whole = found.model("Thing")
    assert names(held(found, member(whole, "Event").type)) == ["Own"]


def test_what_is_required_and_is_no_property_is_not_asked_for(read: Any) -> None:
    found = read(required=["Name", "Nane"])

    assert required(found.model("Thing", view=View.CREATE)) == {"Name"}
    (told,) = found.diagnostics
    assert told.severity is Severity.WARNING
    assert told.at.pointer == "/required/1"


def test_alternatives_may_require_what_is_described_beside_them(read: Any) -> None:
    """``AWS::BillingConductor::BillingGroup`` has such a schema."""
    one = {"properties": {"Name": {"minLength": 2}}, "required": ["Name", "Id"]}
    found = read(anyOf=[one])

    assert "unknown-property" not in {told.code for told in found.diagnostics}
