from __future__ import annotations

import json
import posixpath
import re
import shlex
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from black import Mode, format_str
from tests.narrowing import is_object

from specloom.config import DocsFlavour, Target
from specloom.diagnostics import Diagnostics
from specloom.documents import load_part
from specloom.samples import Recipe
from specloom.variations import variations

from .pages import (
    anchors,
    blocks,
    checked_links,
    named,
    pages_of,
    pim_plan,
    plan_of,
    section,
    tables,
    without_code,
)
from .sql_checker import Statement, read

PROVIDER = "docs/providers/confluent"
SERVICE = f"{PROVIDER}/provider_integrations"
V1 = f"{SERVICE}/integrations_v1/index.mdx"
V2 = f"{SERVICE}/integrations_v2/index.mdx"
UPDATE = "docs/reference/pim-v2/integrations/update.mdx"
READ_ONLY = (
    *("related", "resource_name", "iam_role_arn", "external_id"),
    *("google_service_account", "confluent_multi_tenant_app_id"),
    *("api_version", "status", "usages"),
)


@pytest.fixture(scope="module", params=list(DocsFlavour), ids=lambda f: f.value)
def any_pages(request: pytest.FixtureRequest) -> dict[str, str]:
    files = pages_of(pim_plan(), request.param)
    suffix = ".mdx" if request.param is DocsFlavour.DOCUSAURUS else ".md"
    return {path: text for path, text in files.items() if path.endswith(suffix)}


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return pages_of(pim_plan())


def statements(text: str) -> list[Statement]:
    return [read(block.body) for block in blocks({"": text}, "sql")]


# --- the whole site ----------------------------------------------------------------


def test_there_is_a_page_for_everything(pages: dict[str, str]) -> None:
    operations = {
        *("docs/reference/pim-v1/integrations/list.mdx", UPDATE),
        "docs/reference/pim-v2/integrations/validate.mdx",
    }

    assert {"docs/index.mdx", f"{SERVICE}/index.mdx", V1, V2} <= set(pages)
    assert operations <= set(pages)
    assert (
        len([path for path in pages if path.startswith("docs/reference/")])
        == 10 + 2 + 1
    )


def test_the_counts_are_those_of_the_data(pages: dict[str, str]) -> None:
    assert "<b>Services</b></td><td>1<" in pages[f"{PROVIDER}/index.mdx"]
    assert "<b>Resources</b></td><td>2<" in pages[f"{PROVIDER}/index.mdx"]
    assert "<b>Methods</b></td><td>10<" in pages[f"{PROVIDER}/index.mdx"]


def test_every_link_and_anchor_has_its_target(any_pages: dict[str, str]) -> None:
    assert checked_links(any_pages) > 100


def test_no_anchor_is_there_twice(any_pages: dict[str, str]) -> None:
    for path, text in any_pages.items():
        found = anchors(text)
        assert len(set(found)) == len(found), path


def test_no_field_is_there_twice_and_none_lacks_its_type(
    any_pages: dict[str, str],
) -> None:
    for path, text in any_pages.items():
        for head, *rows in tables(text):
            if head[0] != "Name" or "Datatype" not in head:
                continue
            names = [named(row[0]) for row in rows]
            assert len(set(names)) == len(names), path
            kinds = [row[head.index("Datatype")] for row in rows]
            assert all(re.search(r"`\w|<code>\w", kind) for kind in kinds), path


def test_every_statement_is_one_that_stackql_reads(any_pages: dict[str, str]) -> None:
    found = list(blocks(any_pages, "sql"))

    assert len(found) >= 20
    for block in found:
        read(block.body)


def test_every_json_and_yaml_block_is_what_it_says(
    any_pages: dict[str, str], tmp_path: Path
) -> None:
    for block in blocks(any_pages, "json"):
        json.loads(block.body)
    for number, block in enumerate(blocks(any_pages, "yaml")):
        file = tmp_path / f"{number}.yaml"
        file.write_text(block.body, "utf-8")
        assert load_part(file, Diagnostics()).data


def test_every_python_block_is_as_black_writes_it(any_pages: dict[str, str]) -> None:
    found = list(blocks(any_pages, "python"))

    assert len(found) == 2 * 2 * 10
    for block in found:
        assert format_str(f"{block.body}\n", mode=Mode()) == f"{block.body}\n"


def test_a_heading_has_empty_lines_around_it(any_pages: dict[str, str]) -> None:
    for path, text in any_pages.items():
        lines = without_code(text).split("\n")
        for number, line in enumerate(lines[:-1]):
            if line.startswith("#"):
                assert (lines[number - 1], lines[number + 1]) == ("", ""), path


def test_badges_and_dead_links_of_the_vendor_are_gone(
    any_pages: dict[str, str],
) -> None:
    for text in any_pages.values():
        assert "shields.io" not in text
        assert "SchemaDefinition" not in text
        assert "#section" not in without_code(text)


def test_the_lifecycle_is_told_once(pages: dict[str, str]) -> None:
    assert pages[V2].count('<LifecycleStage stage={"Early Access"} />') == 2
    assert pages[V2].count("Access has to be requested") == 1
    assert "General Availability" in section(pages[V1], "Lifecycle")
    assert "has to be requested" not in pages[V1]


def test_pages_are_the_same_every_time(pages: dict[str, str]) -> None:
    assert pages_of(pim_plan()) == pages


def test_plain_markdown_has_no_jsx() -> None:
    allowed = {"a", "br", "code", "details", "em", "strong", "summary"}
    for path, text in pages_of(pim_plan(), DocsFlavour.MARKDOWN).items():
        if not path.endswith(".md"):
            continue
        body = without_code(text).split("\n---\n", 1)[1]
        words = re.sub(r"`[^`]+`", "", body)
        assert set(re.findall(r"<(\w+)", words)) <= allowed
        assert not re.search(r"^(import|export) |\{", words, re.MULTILINE)


# --- a resource --------------------------------------------------------------------


def test_the_intro_names_the_verbs_that_exist(pages: dict[str, str]) -> None:
    assert (
        "\nCreates, deletes or gets an `integration` resource or lists "
        "`integrations`.\n" in pages[V1]
    )
    assert "\nCreates, updates, deletes or gets an `integration`" in pages[V2]


def test_the_front_matter_is_that_of_a_provider_site(pages: dict[str, str]) -> None:
    assert pages[V2].startswith(
        '---\ntitle: "integrations_v2"\nhide_title: false\n'
        'hide_table_of_contents: false\nkeywords:\n  - "integrations_v2"\n'
    )
    assert "\ncustom_edit_url: null\nimage: " in pages[V2]


def test_versions_of_a_resource_lead_to_each_other(pages: dict[str, str]) -> None:
    assert "[`integrations_v1`](../integrations_v1/index.mdx)" in pages[V2]
    assert "[`integrations_v2`](../integrations_v2/index.mdx)" in pages[V1]


def test_fields_are_in_document_order_without_phantoms(pages: dict[str, str]) -> None:
    (head, *rows), *_ = tables(section(pages[V1], "Fields"))
    names = [named(row[0]) for row in rows]

    assert names == [
        *("api_version", "kind", "id", "display_name", "provider", "config", "usages"),
        "environment",
    ]
    usages = dict(zip(head, rows[names.index("usages")], strict=True))
    assert usages["Datatype"] == "`array<string>`"


def test_the_columns_of_a_field_tell_its_rules(pages: dict[str, str]) -> None:
    (head, *rows), *_ = tables(section(pages[V2], "Fields"))
    by_name = {named(row[0]): dict(zip(head, row, strict=True)) for row in rows}

    assert by_name["id"]["Access"] == "read-only"
    assert by_name["display_name"]["Access"] == "create-only"
    assert "at most `60`" in by_name["display_name"]["Constraints"]
    assert by_name["environment"]["Required by"] == "`INSERT`, `UPDATE`"
    assert by_name["status"]["Values"] == (
        "`DRAFT`, `CREATED`, `ACTIVE`; more may follow"
    )
    assert by_name["api_version"]["Values"] == "always `pim/v2`"
    assert by_name["provider"]["Default"] == "`GCP`"
    assert "Example: `dlz-f3a90de`" in by_name["id"]["Description"]


def test_each_variant_of_a_union_has_its_own_fields(pages: dict[str, str]) -> None:
    _, gcp, azure, aws, _ = tables(section(pages[V2], "Fields"))

    assert "google_service_account" in [named(row[0]) for row in gcp[1:]]
    assert "customer_azure_tenant_id" in [named(row[0]) for row in azure[1:]]
    assert "iam_role_arn" in [named(row[0]) for row in aws[1:]]


def test_a_nested_object_is_folded_under_its_own_name(
    any_pages: dict[str, str],
) -> None:
    page = next(text for path, text in any_pages.items() if "integrations_v2/" in path)
    fields = section(page, "Fields")
    _, folded = fields.split("<code>environment</code> object, 6 fields</summary>")
    ((_, *rows),) = tables(folded)

    assert "| [`object`](#field-environment) |" in fields
    assert [named(row[0]) for row in rows][:2] == ["id", "environment"]
    assert folded.rstrip().endswith("</details>")


def test_methods_name_what_they_require_and_what_they_may_take(
    pages: dict[str, str],
) -> None:
    (_, *rows), *_ = tables(section(pages[V2], "Methods"))
    told = {
        named(row[0]): [re.findall(r"`(\w+)`", cell) for cell in row[1:]]
        for row in rows
    }

    assert told["get_pim_v2_integration"][:2] == [["SELECT"], ["environment", "id"]]
    assert told["create_pim_v2_integration"] == [
        *(["INSERT"], ["environment"], ["display_name", "provider", "config"]),
    ]
    assert "page_token" in told["list_pim_v2_integrations"][2]
    assert told["validate_pim_v2_integration"][0] == ["EXEC"]


def test_each_parameter_has_one_row(pages: dict[str, str]) -> None:
    (_, *rows), *_ = tables(section(pages[V2], "Parameters"))
    by_name = {named(row[0]): row for row in rows}

    assert len(by_name) == len(rows)
    assert "`string` in the query" in by_name["environment"][1]
    assert "`object` in the body" in by_name["environment"][1]
    assert "create_pim_v2_integration" in by_name["config"][3]


def test_select_examples_show_a_list_and_one(pages: dict[str, str]) -> None:
    listed, filtered, one = statements(section(pages[V2], "`SELECT` examples"))

    assert dict(listed.conditions) == {"environment": "env-00000"}
    assert dict(filtered.conditions)["provider"] == "GCP"
    assert dict(one.conditions) == {"environment": "env-00000", "id": "dlz-f3a90de"}
    assert listed.columns[:3] == ("api_version", "kind", "id")


def test_insert_examples_show_what_is_required_and_what_is_writable(
    pages: dict[str, str],
) -> None:
    least, *every = statements(section(pages[V1], "`INSERT` examples"))

    assert least.columns == ("config", "environment")
    assert least.values == ({"kind": "AwsIntegrationConfig"}, {"id": "env-00000"})
    assert [one.columns for one in every] == [
        ("display_name", "provider", "config", "environment")
    ]


def test_nothing_read_only_is_ever_sent(pages: dict[str, str]) -> None:
    for path in (V1, V2):
        for heading in ("`INSERT` examples", "`UPDATE` examples", "`EXEC` examples"):
            if f"## {heading}" not in pages[path]:
                continue
            for block in blocks({"": section(pages[path], heading)}, "sql"):
                for name in READ_ONLY:
                    assert f'"{name}"' not in block.body
                    assert not re.search(rf"\b{name}( =|,|$)", block.body, re.MULTILINE)


def members(value: object) -> dict[str, object]:
    """Return an object that a statement gives."""
    assert is_object(value)
    return value


def test_what_is_create_only_is_never_updated(pages: dict[str, str]) -> None:
    updates = statements(section(pages[V2], "`UPDATE` examples"))

    assert [one.columns for one in updates] == [("config", "environment")] * 3
    assert [members(one.values[0])["kind"] for one in updates] == [
        *("GcpIntegrationConfig", "AzureIntegrationConfig", "AwsIntegrationConfig"),
    ]


def test_the_manifest_has_nested_properties_values_and_defaults(
    pages: dict[str, str], tmp_path: Path
) -> None:
    block, *_ = blocks({"": section(pages[V1], "`INSERT` examples")}, "yaml")
    file = tmp_path / "manifest.yaml"
    file.write_text(block.body, "utf-8")

    assert load_part(file, Diagnostics()).data == [
        {
            "name": "integrations_v1",
            "props": [
                {"name": "display_name", "value": "s3_provider_integration"},
                {"name": "provider", "default": "AWS", "value": "AWS"},
                {
                    "name": "config",
                    "required": True,
                    "props": [
                        {
                            "name": "customer_iam_role_arn",
                            "value": "arn:aws:iam::000000000000:role/my-test-aws-role",
                        },
                        {
                            "name": "kind",
                            "required": True,
                            "valid_values": ["AwsIntegrationConfig"],
                            "value": "AwsIntegrationConfig",
                        },
                    ],
                },
                {
                    "name": "environment",
                    "required": True,
                    "props": [{"name": "id", "required": True, "value": "env-00000"}],
                },
            ],
        }
    ]


def test_a_call_sends_the_body(pages: dict[str, str]) -> None:
    least, first, *more = statements(section(pages[V2], "`EXEC` examples"))

    assert len(more) == 2
    assert set(members(least.values[0])) == {"id", "environment"}
    assert first.table[-2:] == ("integrations_v2", "validate_pim_v2_integration")
    (body,) = first.values
    assert set(members(body)) == {"id", "config", "environment"}


def test_errors_are_listed_once(pages: dict[str, str]) -> None:
    ((_, *rows),) = tables(section(pages[V2], "Errors"))

    assert [row[0] for row in rows] == [
        *("`400`", "`401`", "`403`", "`404`", "`409`", "`422`", "`429`", "`500`"),
    ]


# --- the reference -----------------------------------------------------------------


def test_an_operation_page_has_the_request_and_its_rules(pages: dict[str, str]) -> None:
    page = pages[UPDATE]

    assert page.startswith('---\ntitle: "Update an Integration"\n')
    assert "\n`PATCH /pim/v2/integrations/{id}`\n" in page
    assert "`DRAFT`" in page
    names = [named(row[0]) for row in tables(section(page, "Request body"))[0][1:]]
    assert names == ["config", "environment"]


def test_every_status_has_its_title_headers_and_example(pages: dict[str, str]) -> None:
    responses = section(pages[UPDATE], "Responses")
    titles = re.findall(r"^### (\d+ [^{]+) \{", responses, re.MULTILINE)

    assert titles[:3] == ["200 OK", "400 Bad Request", "401 Unauthorized"]
    assert len(titles) == 9
    assert "`X-RateLimit-Reset`" in responses
    assert '`Basic error="invalid_key"' in responses
    assert "Doc Brown" in responses


def test_python_samples_use_the_planned_names(pages: dict[str, str]) -> None:
    created, asynchronous = blocks(
        {"": pages["docs/reference/pim-v2/integrations/create.mdx"]}, "python"
    )

    assert created.body == (
        "from confluent_pim_v2 import Client\n"
        "from confluent_pim_v2.models import IntegrationCreate, ObjectReferenceInput\n"
        "\n"
        "with Client() as client:  # credentials from the environment\n"
        "    integration = client.integrations.create(\n"
        "        IntegrationCreate(\n"
        '            display_name="bigquery_provider_integration",\n'
        '            provider="GCP",\n'
        '            environment=ObjectReferenceInput(id="env-00000"),\n'
        "        )\n"
        "    )\n"
        "    print(integration.id)"
    )
    assert "async with AsyncClient() as client:" in asynchronous.body
    assert "await client.integrations.create(" in asynchronous.body
    assert asynchronous.body.endswith("asyncio.run(main())")


def test_a_list_sample_goes_through_the_pages(pages: dict[str, str]) -> None:
    plain, asynchronous = blocks(
        {"": pages["docs/reference/pim-v1/integrations/list.mdx"]}, "python"
    )

    loop = 'for integration in client.integrations.list(environment="env-00000"):'
    assert f"    {loop}\n        print(integration.id)" in plain.body
    assert f"        async {loop}\n" in asynchronous.body


def test_curl_is_one_quoted_command(pages: dict[str, str]) -> None:
    (block,) = blocks({"": pages[UPDATE]}, "bash")

    words = shlex.split(block.body)

    assert words[:3] == ["curl", "--request", "PATCH"]
    assert "https://api.confluent.cloud/pim/v2/integrations/dlz-f3a90de" in words
    assert "$CONFLUENT_CLOUD_API_KEY:$CONFLUENT_CLOUD_API_SECRET" in words
    assert set(json.loads(words[-1])) == {"config", "environment"}


def test_the_definition_has_no_references(
    pages: dict[str, str], tmp_path: Path
) -> None:
    (block,) = blocks({"": pages[UPDATE]}, "yaml")
    file = tmp_path / "fragment.yaml"
    file.write_text(block.body, "utf-8")

    found = load_part(file, Diagnostics()).data

    assert isinstance(found, dict)
    assert list(found) == ["paths"]
    assert "$ref" not in block.body


# --- other descriptions ------------------------------------------------------------


def described(schema: object, **components: object) -> dict[str, object]:
    """Return a description with one resource whose body is the schema."""
    content = {"application/json": {"schema": schema}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Things", "version": "1"},
        "paths": {
            "/things": {
                "get": {
                    "operationId": "listThings",
                    "parameters": [
                        {"name": "from", "in": "query", "schema": {"type": "string"}},
                        {
                            "name": "x-[y].z",
                            "in": "query",
                            "schema": {"type": "integer"},
                        },
                    ],
                    "responses": {
                        "200": {
                            "description": "OK",
                            "content": {
                                "application/json": {
                                    "schema": {"type": "array", "items": schema}
                                }
                            },
                        }
                    },
                },
                "post": {
                    "operationId": "createThing",
                    "requestBody": {"required": True, "content": content},
                    "responses": {"201": {"description": "Made", "content": content}},
                },
            }
        },
        "components": {"schemas": components},
    }


def test_reserved_and_odd_names_are_quoted(tmp_path: Path) -> None:
    schema = {"$ref": "#/components/schemas/Thing"}
    thing = {
        "type": "object",
        "required": ["limit"],
        "properties": {
            "limit": {"type": "integer"},
            "a.b": {"type": "string"},
            "format": {"type": "string", "example": "it's"},
        },
    }

    pages = pages_of(plan_of(described(schema, Thing=thing), tmp_path))

    found = [read(block.body) for block in blocks(pages, "sql")]
    assert any("x-[y].z" in dict(one.conditions) for one in found)
    assert any(one.columns == ("limit", "a.b", "format") for one in found)
    assert any("it's" in one.values for one in found)


def test_a_recursive_type_ends(tmp_path: Path) -> None:
    node = {
        "type": "object",
        "required": ["name"],
        "properties": {
            "name": {"type": "string"},
            "children": {
                "type": "array",
                "items": {"$ref": "#/components/schemas/Node"},
            },
            "parent": {"$ref": "#/components/schemas/Node"},
        },
    }

    pages = pages_of(
        plan_of(described({"$ref": "#/components/schemas/Node"}, Node=node), tmp_path)
    )

    page = pages["docs/providers/sample/things/things/index.mdx"]
    names = [named(row[0]) for row in tables(section(page, "Fields"))[0][1:]]
    assert names == ["name", "children", "parent"]
    create = pages["docs/reference/api/things/create.mdx"]
    (definition,) = blocks({"": create}, "yaml")
    assert "$ref: '#/components/schemas/Node'" in definition.body
    assert "\ncomponents:\n  schemas:\n    Node:\n" in definition.body


def test_a_fragment_is_no_part_of_a_request(tmp_path: Path) -> None:
    document = described({"type": "object", "properties": {"a": {"type": "string"}}})
    paths: Any = document["paths"]
    paths["/things#overload=many"] = {
        "get": {
            "operationId": "listMany",
            "parameters": [
                {
                    "name": "q",
                    "in": "query",
                    "required": True,
                    "schema": {"type": "string", "example": "x"},
                }
            ],
            "responses": {"204": {"description": "OK"}},
        }
    }

    found = blocks(pages_of(plan_of(document, tmp_path)), "bash")

    words = [word for block in found for word in shlex.split(block.body)]
    assert any(word.endswith("/things?q=x") for word in words)
    assert not any("#" in word for word in words)


def test_a_resource_without_a_query_says_so(tmp_path: Path) -> None:
    document = described({"type": "object", "properties": {"a": {"type": "string"}}})
    paths = document["paths"]
    assert isinstance(paths, dict)
    del paths["/things"]["get"]

    page = pages_of(plan_of(document, tmp_path))[
        "docs/providers/sample/things/things/index.mdx"
    ]

    assert "`SELECT` is not supported for this resource" in page
    assert "SELECT` examples" not in page
    assert "\nCreates a `thing` resource.\n" in page


def test_every_variant_of_nested_unions_is_shown_once() -> None:
    api = pim_plan().apis[1]
    create = next(m for m in api.resources[0].methods if m.name == "create")
    assert create.body is not None

    shown = variations(create.body.content.type, Recipe(api.api.definitions))

    assert [(one.path, one.variant) for one in shown] == [
        (("config",), "GcpIntegrationConfig"),
        (("config",), "AzureIntegrationConfig"),
        (("config",), "AwsIntegrationConfig"),
    ]


# --- what pages have where there is much, and what they lack -----------------------


def page_of(document: object, folder: Path) -> str:
    """Return the resource page of `described`."""
    pages = pages_of(plan_of(document, folder))
    return pages["docs/providers/sample/things/things/index.mdx"]


def test_objects_are_folded_at_every_depth(tmp_path: Path) -> None:
    schema: dict[str, object] = {"type": "string"}
    for name in "edcba":
        schema = {"type": "object", "properties": {name: schema, "x": {"const": name}}}

    fields = section(page_of(described(schema), tmp_path), "Fields")

    shown = re.findall(r"<summary><code>([^<]+)</code> object, 2 fields", fields)
    assert shown == ["a", "a.b", "a.b.c", "a.b.c.d"]
    assert re.fullmatch(r".*(</details>\s+){4}", fields, re.DOTALL)
    assert fields.count("| [`object`](#field-a") == 4


def test_recursion_is_said_in_words(tmp_path: Path) -> None:
    node = {
        "type": "object",
        "properties": {
            "name": {"type": "string"},
            "parent": {"$ref": "#/components/schemas/Node"},
            "link": {"$ref": "#/components/schemas/Link"},
        },
    }
    link = {
        "type": "object",
        "properties": {
            "to": {"type": "array", "items": {"$ref": "#/components/schemas/Link"}}
        },
    }
    document = described({"$ref": "#/components/schemas/Node"}, Node=node, Link=link)

    fields = section(page_of(document, tmp_path), "Fields")

    assert "| Recursive: it has the same fields as the whole object. |" in fields
    assert "| Recursive: it has the same fields as `link`. |" in fields


def union_of(count: int) -> dict[str, object]:
    """Return a description whose resource holds one of several objects."""
    names = [f"Kind{number}" for number in range(count)]
    choices = [{"$ref": f"#/components/schemas/{name}"} for name in names]
    thing = {
        "type": "object",
        "properties": {
            "spec": {"oneOf": choices, "discriminator": {"propertyName": "kind"}}
        },
    }
    kinds = {
        name: {
            "type": "object",
            "required": ["kind"],
            "properties": {"kind": {"const": name}, f"of_{name}": {"type": "string"}},
        }
        for name in names
    }
    return described(thing, **kinds)


def test_tabs_of_one_union_switch_together_and_not_with_others(tmp_path: Path) -> None:
    page = page_of(union_of(3), tmp_path)

    groups = re.findall(r"groupId=\{\"([^\"]+)\"\}", page)
    assert groups.count("variant-spec") == 3  # fields, all, manifest
    assert set(groups) == {"variant-spec", "language"}
    for one in re.findall(r"values=\{\[(.*?)\]\}", page, re.DOTALL):
        values = re.findall(r"value: \"([^\"]+)\"", one)
        assert len(set(values)) == len(values) > 1


def test_a_great_many_variants_are_folded(tmp_path: Path) -> None:
    page = page_of(union_of(30), tmp_path)

    assert "variant-spec" not in page
    assert section(page, "Fields").count("\n<summary>Kind") == 30
    kinds = re.findall(r'"kind": "(Kind\d+)"', section(page, "`INSERT` examples"))
    assert len(set(kinds)) == 30


def test_alternatives_of_plain_markdown_have_names_of_their_own() -> None:
    for text in pages_of(pim_plan(), DocsFlavour.MARKDOWN).values():
        if text.startswith("---"):
            body = without_code(text)
            opened = re.findall(r'<details markdown="1" name="([^"]+)" open>', body)
            every = re.findall(r'<details markdown="1" name="([^"]+)"', body)
            assert len(set(opened)) == len(opened)
            assert set(opened) == set(every)


def test_there_is_no_python_where_there_is_no_package(tmp_path: Path) -> None:
    plan = plan_of(described({"type": "object"}), tmp_path)
    (api,) = plan.apis
    settings = replace(api.settings, targets=(Target.DOCS,))
    bare = replace(api, settings=settings)
    (provider,) = plan.providers
    (service,) = provider.services
    resources = tuple(replace(one, api=bare) for one in service.resources)
    services = (replace(service, resources=resources),)
    providers = (replace(provider, services=services),)

    pages = pages_of(replace(plan, apis=(bare,), providers=providers))

    assert not list(blocks(pages, "python"))
    things = pages["docs/providers/sample/things/things/index.mdx"]
    assert "sample-api" not in things
    assert "curl --request GET" in things
    assert "curl --request GET" in pages["docs/reference/api/things/list.mdx"]


def test_headers_and_pages_have_sections(pages: dict[str, str]) -> None:
    ((_, *rows),) = tables(section(pages[V2], "Response headers"))
    told = {named(row[0]): row for row in rows}
    paging = section(pages[V2], "Pagination")

    assert told["X-Request-Id"][1] == "all"
    assert told["Retry-After"][1] == "`429`"
    assert "`LIMIT 10`" in paging
    assert [named(row[0]) for row in tables(paging)[0][1:]] == [
        *("page_size", "page_token"),
    ]


@pytest.mark.parametrize(
    ("parameter", "kind", "body", "sentence", "data"),
    [
        (
            "after",
            "string",
            {"has_more": {"type": "boolean"}},
            "The `id` of the last item is the {} of the next page.",
            {"kind": "last-item", "parameter": "after", "identifier": ["id"]},
        ),
        (
            "after",
            "string",
            {"last_id": {"type": "string"}},
            "also at `last_id` of the answer, is the {} of the next page.",
            {
                "kind": "last-item",
                "parameter": "after",
                "identifier": ["id"],
                "next": ["last_id"],
            },
        ),
        (
            "page",
            "integer",
            {"total": {"type": "integer"}},
            "{} is the number of the page, from `1` on.",
            {"kind": "page", "parameter": "page", "first": 1},
        ),
    ],
)
def test_a_page_says_how_pages_follow(
    parameter: str,
    kind: str,
    body: dict[str, object],
    sentence: str,
    data: dict[str, object],
    tmp_path: Path,
) -> None:
    thing = {"type": "object", "properties": {"id": {"type": "string"}}}
    document = described(thing)
    listed = listing(document)
    listed["parameters"] = [
        {"name": parameter, "in": "query", "schema": {"type": kind}}
    ]
    members = {"data": {"type": "array", "items": thing}, **body}
    schema = {"type": "object", "properties": members}
    content = {"application/json": {"schema": schema}}
    listed["responses"] = {"200": {"description": "OK", "content": content}}
    files = pages_of(plan_of(document, tmp_path))

    told = section(page_of(document, tmp_path), "Pagination")

    link = f'<a href="#parameter-{parameter}">`{parameter}`</a>'
    assert sentence.format(link) in told
    (index,) = [
        json.loads(text) for name, text in files.items() if name.endswith("index.json")
    ]
    (method,) = [one for one in index["methods"] if one["name"] == "list_things"]
    assert method["pagination"] == data


def listing(document: dict[str, object]) -> dict[str, object]:
    """Return the operation of `described` that lists."""
    paths = document["paths"]
    assert is_object(paths)
    things = paths["/things"]
    assert is_object(things)
    found = things["get"]
    assert is_object(found)
    return found


def test_scopes_are_permissions(tmp_path: Path) -> None:
    document = described({"type": "object"})
    ways = [{"o": ["read", "list"]}, {"o": ["all"]}]
    listing(document)["security"] = ways
    flow = {"tokenUrl": "https://example.com/t", "scopes": {"all": "All"}}
    scheme = {"type": "oauth2", "flows": {"clientCredentials": flow}}
    document["components"] = {"securitySchemes": {"o": scheme}}

    ((_, row),) = tables(section(page_of(document, tmp_path), "Permissions"))

    assert row == ["`list_things`", "`read` and `list`<br />or `all`"]


def test_stages_that_differ_are_told_for_each_method(tmp_path: Path) -> None:
    document = described({"type": "object"})
    told = {"x-lifecycle-stage": "Preview", "x-sunset-at": "2030-01-02"}
    listing(document).update(told, deprecated=True)

    page = page_of(document, tmp_path)

    ((_, first, second),) = tables(section(page, "Lifecycle"))
    stage = '<LifecycleStage stage={"Preview"} />'
    assert first == ["`list_things`", stage, "yes", "`2030-01-02`"]
    assert second == ["`create_thing`", "", "", ""]
    assert "This is deprecated." in section(page, "Methods")
    assert "This is deprecated." not in section(page, "Overview")


# --- companions --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("flavour", "root"),
    [(DocsFlavour.DOCUSAURUS, "static"), (DocsFlavour.MARKDOWN, "docs")],
)
def test_the_outline_leads_to_plain_pages(flavour: DocsFlavour, root: str) -> None:
    files = pages_of(pim_plan(), flavour)

    links = re.findall(r"\]\(([^)]+)\)", files[f"{root}/llms.txt"])

    assert len(links) == 2 + 10 + 1
    for link in links:
        assert posixpath.normpath(f"{root}/{link}") in files, link


def test_the_outline_has_the_form_of_llms_txt(pages: dict[str, str]) -> None:
    lines = pages["static/llms.txt"].split("\n")

    assert re.match(r"# \S", lines[0])
    assert lines[2].startswith("> ")
    headings = [line for line in lines if line.startswith("#")]
    assert all(line.startswith("## ") for line in headings[1:])
    assert headings[-1] == "## Optional"


def test_the_full_text_has_every_page_once(pages: dict[str, str]) -> None:
    text = pages["static/llms-full.txt"]
    plain = [path for path in pages if re.fullmatch(r"static/.*\.md", path)]

    addresses = re.findall(r"^Address: (.*)$", text, re.MULTILINE)
    assert [f"static/{one}" for one in addresses] == plain
    assert len(plain) == len([path for path in pages if path.endswith(".mdx")])
    assert "title: " not in without_code(text)


def test_the_data_of_a_resource_has_its_fields_methods_and_statements(
    pages: dict[str, str],
) -> None:
    folder = posixpath.dirname(V2).replace("docs/", "static/", 1)
    found = json.loads(pages[f"{folder}/index.json"])
    fields = {one["name"]: one for one in found["fields"]}
    methods = {one["name"]: one for one in found["methods"]}

    assert found["id"] == "confluent.provider_integrations.integrations_v2"
    assert fields["status"]["values"] == ["DRAFT", "CREATED", "ACTIVE"]
    assert fields["status"]["open"] is True
    assert fields["environment"]["required_by"] == ["INSERT", "UPDATE"]
    assert [one["name"] for one in fields["environment"]["fields"]][:1] == ["id"]
    assert fields["config"]["discriminator"] == "kind"
    assert len(fields["config"]["variants"]) == 3
    listed = methods["list_pim_v2_integrations"]
    assert listed["http"] == {"method": "GET", "path": "/pim/v2/integrations"}
    assert listed["required"] == ["environment"]
    assert listed["pagination"]["kind"] == "link"
    assert listed["lifecycle"]["stage"] == "Early Access"
    places = [(one["name"], one["in"]) for one in found["parameters"]]
    assert ("environment", "query") in places
    assert ("environment", "body") in places
    for one in found["sql"]:
        read(one["statement"])
        assert one["method"] in methods


def test_the_sidebar_names_every_page_in_order(pages: dict[str, str]) -> None:
    def ids(items: list[Any]) -> Iterator[str]:
        for item in items:
            if item["type"] == "doc":
                yield item["id"]
                continue
            if "link" in item:
                yield item["link"]["id"]
            yield from ids(item["items"])

    found = list(ids(json.loads(pages["sidebar.json"])["docs"]))

    assert [f"docs/{one}.mdx" for one in found] == [
        path for path in pages if path.endswith(".mdx")
    ]


@pytest.mark.parametrize("length", range(24, 84, 4))
def test_a_call_is_as_black_writes_it_however_long_its_names(
    length: int, tmp_path: Path
) -> None:
    name = f"{'a_long_name_' * 7}"[:length].strip("_")
    document = described({"type": "string"})
    content = {"application/json": {"schema": {"type": "string"}}}
    made = {"201": {"description": "Made", "content": content}}
    item = {"type": "object", "properties": {"id": {"type": "string"}}}
    items = {"application/json": {"schema": {"type": "array", "items": item}}}
    listed = {"200": {"description": "OK", "content": items}}
    document["paths"] = {
        f"/{name}s": {"post": {"operationId": "create", "responses": made}},
        f"/{name}s/{{at}}/others/{{of}}": {
            "parameters": [
                {"name": one, "in": "path", "required": True, "schema": {"type": kind}}
                for one, kind in (("at", "integer"), ("of", "string"))
            ],
            "post": {"operationId": "createOther", "responses": made},
            "get": {"operationId": "listOthers", "responses": listed},
        },
    }

    found = list(blocks(pages_of(plan_of(document, tmp_path)), "python"))

    assert found
    for block in found:
        assert format_str(f"{block.body}\n", mode=Mode()) == f"{block.body}\n"


@pytest.mark.parametrize("length", range(1, 80, 6))
def test_a_value_is_as_black_writes_it_however_long_its_parts(
    length: int, tmp_path: Path
) -> None:
    value = "x" * length
    thing = {
        "type": "object",
        "additionalProperties": True,
        "properties": {
            "words": {"type": "array", "items": {"type": "string"}},
            f"{'name' * (length // 5)}id": {"type": "string", "format": "uuid"},
            "labels": {"type": "object", "additionalProperties": True},
            "any": {},
            "parts": {"type": "array", "items": {"type": "object"}},
        },
        "example": {
            "words": [value, "other"],
            f"{'name' * (length // 5)}id": "00000000-0000-4000-8000-000000000000",
            "labels": {"first": value, "second": [value, {"third": value}]},
            "any": [value],
            "parts": [{"first": value, "second": value[:8]}, {"only": value}],
        },
    }
    document = described({"$ref": "#/components/schemas/Thing"}, Thing=thing)

    found = list(blocks(pages_of(plan_of(document, tmp_path)), "python"))

    assert any(value in block.body for block in found)
    for block in found:
        assert format_str(f"{block.body}\n", mode=Mode()) == f"{block.body}\n"


def test_a_response_of_which_nothing_is_said_says_so(tmp_path: Path) -> None:
    document = described({"type": "string"})
    gone = {"delete": {"responses": {"204": {"description": "No Content"}}}}
    document["paths"] = {"/things": gone}

    (page,) = (
        text
        for path, text in pages_of(plan_of(document, tmp_path)).items()
        if path.endswith("things/delete.mdx")
    )

    assert "### 204 No Content {/* #204-no-content */}\n\nWithout a body." in page


def test_access_is_by_the_methods_that_there_are(pages: dict[str, str]) -> None:
    (head, *rows), *_ = tables(section(pages[V1], "Fields"))
    at = head.index("Access")

    told = {named(cells[0]): cells[at] for cells in rows}

    assert told["provider"] == "create-only"  # v1 has no update
    assert told["id"] == "read-only"


def test_what_sql_cannot_run_has_no_statement(tmp_path: Path) -> None:
    form = {"type": "object", "properties": {"file": {"type": "string"}}}
    upload = {
        "operationId": "uploadThing",
        "requestBody": {"content": {"multipart/form-data": {"schema": form}}},
        "responses": {"204": {"description": "Done."}},
    }
    document = {
        "openapi": "3.0.3",
        "info": {"title": "Things", "version": "1"},
        "paths": {"/things/upload": {"post": upload}},
    }
    written = pages_of(plan_of(document, tmp_path))
    (page,) = (
        text
        for path, text in written.items()
        if path.endswith(".mdx") and "\n## Methods\n" in text
    )

    assert "```sql" not in page
    assert "`EXEC`" not in page
    assert "HTTP only" in section(page, "Methods")
    shown = section(page, "Examples without SQL")
    assert shown.count("SQL cannot run `upload_thing`: StackQL sends") == 1
    assert "```python" in shown
    assert "curl" in shown
