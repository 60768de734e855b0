"""Resources as classes, operations as methods, parameters as arguments."""

from __future__ import annotations

import ast
import keyword
from pathlib import Path
from textwrap import indent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.describing import ROOT, plan, plan_document, plan_file

from specloom.diagnostics import Diagnostics
from specloom.ir import JsonValue, Ref
from specloom.pipeline import understand
from specloom.plan import ApiPlan, Method, Rows
from specloom.planning.members import CLIENT_NAMES
from specloom.settings import load

DONE: JsonValue = {"204": {"description": "Done."}}


def api(*operations: str, group: str = "") -> ApiPlan:
    """Plan an API.

    Args:
        *operations: Method, path and operationId (or ``-`` for none).
        group: ``x-api-group``.
    """
    paths: dict[str, dict[str, JsonValue]] = {}
    for one in operations:
        method, path, identity = one.split()
        held: dict[str, JsonValue] = {"responses": DONE}
        if identity != "-":
            held["operationId"] = identity
        paths.setdefault(path, {})[method.lower()] = held
    info: dict[str, JsonValue] = {"title": "Things", "version": "1.0.0"}
    if group:
        info["x-api-group"] = group
    return plan_document({"openapi": "3.1.0", "info": info, "paths": dict(paths)})


def called(held: ApiPlan) -> list[str]:
    return [f"{r.dotted}.{m.name}" for r in held.resources for m in r.methods]


def method_with(parameters: str, body: str = "") -> Method:
    """Plan one method; parameters and body are YAML."""
    held = plan(
        "paths:\n  /things/{a}/{b}:\n    post:\n      operationId: doThing\n"
        f"      parameters:\n{indent(parameters, ' ' * 8)}\n"
        f"{indent(body, ' ' * 6)}\n"
        "      responses: {'204': {description: Done.}}\n"
    )
    return held.resources[0].methods[0]


IN_PATH = """\
- {name: b, in: path, required: true, schema: {type: string}}
- {name: a, in: path, required: true, schema: {type: string}}
"""


@pytest.mark.parametrize(
    ("path", "dotted", "name"),
    [
        ("/pets/{id}", "pets", "Pets"),
        ("/pet/{id}", "pet", "Pet"),
        ("/api-keys/{id}", "api_keys", "ApiKeys"),
        ("/oauth/token", "oauth.token", "OauthToken"),
        ("/class/{id}", "class_", "Class"),
        ("/import", "import_", "Import"),
        ("/orgs/{org}/repos/{id}", "orgs.repos", "OrgsRepos"),
        ("/a/list/{id}", "a.list_", "AList"),
        ("/property/{id}", "property_", "Property"),
    ],
)
def test_a_resource_is_an_attribute_and_a_class(
    path: str, dotted: str, name: str
) -> None:
    held = api(f"GET {path} get", "GET /z y")
    assert (held.resources[0].dotted, held.resources[0].name) == (dotted, name)


@pytest.mark.parametrize("path", ["/none", "/true", "/名前", "/2fa", "/-", "/class"])
def test_any_path_gives_valid_names(path: str) -> None:
    (resource,) = api(f"GET {path} get").resources
    for name in (*resource.access, resource.module, resource.name):
        assert name.isidentifier()
        assert not keyword.iskeyword(name)


@pytest.mark.parametrize("path", ["/close", "/aclose", "/request", "/with_options"])
def test_a_resource_hides_nothing_of_the_client(path: str) -> None:
    (resource,) = api(f"GET {path} get").resources
    assert resource.access == (path.strip("/") + "_",)


@pytest.mark.parametrize(
    "path",
    [
        "/client",
        "/async-client",
        "/settings",
        "/operation",
        "/mapping",
        "/unpack",
        "/any",
        "/literal",
        "/iterable",
        "/collection",
        "/decimal",
    ],
)
def test_a_class_hides_nothing_that_its_module_needs(path: str) -> None:
    (resource,) = api(f"GET {path} get").resources
    taken = {"Client", "AsyncClient", "Settings", "AsyncSettings", "Operation"}
    taken |= {"Mapping", "Unpack", "Any", "Literal", "Iterable", "AsyncIterable"}
    taken |= {"Collection", "Decimal"}
    assert not {resource.name, f"Async{resource.name}"} & taken


def test_a_class_and_the_twin_of_another_differ() -> None:
    held = api("GET /pets/{id} a", "GET /async-pets/{id} b")
    both = [name for r in held.resources for name in (r.name, f"Async{r.name}")]
    assert len(set(both)) == 4


def test_resources_of_one_noun_are_told_apart_by_where_they_lie() -> None:
    held = api("GET /a/{x}/tags/{y} p", "GET /b/{x}/tags/{y} q", "GET /c r")
    assert [r.dotted for r in held.resources] == ["a.tags", "b.tags", "c"]
    assert [r.noun for r in held.resources] == ["a_tags", "b_tags", "c"]


def test_what_lies_between_client_and_resources_is_a_group() -> None:
    held = api("POST /audio/speech s", "POST /audio/text t", "GET /c/{id} c")
    assert [(one.dotted, one.name) for one in held.groups] == [("audio", "Audio")]
    assert [one.dotted for one in held.below(())] == ["audio", "c"]
    assert [one.dotted for one in held.below(("audio",))] == [
        "audio.speech",
        "audio.text",
    ]


def test_a_resource_leads_on_to_those_below_it() -> None:
    held = api("GET /repos/{id} r", "GET /repos/{id}/tags t", "POST /repos/{id}:tags s")
    assert [one.dotted for one in held.below(("repos",))] == ["repos.tags"]
    assert called(held) == ["repos.get", "repos.s", "repos.tags.get"]


def test_modules_of_one_name_are_told_apart() -> None:
    held = api("GET /a_b/c x", "GET /a/b_c y", "GET /z z")
    assert [r.dotted for r in held.resources] == ["a_b.c", "a.b_c", "z"]
    names = {r.name for r in held.resources}
    assert len({r.module for r in held.resources}) == len(names) == 3


@pytest.mark.parametrize(
    ("path", "noun"),
    [
        ("/pet/{id}", "pets"),
        ("/policy/{id}", "policies"),
        ("/login", "login"),
        ("/audio/speech", "speech"),
    ],
)
def test_a_noun_is_in_the_plural_where_there_are_several(path: str, noun: str) -> None:
    held = api(f"POST {path} post", "GET /z z")
    assert held.resources[0].noun == noun


@pytest.mark.parametrize(
    ("identity", "group", "name"),
    [
        ("validatePimV2Integration", "pim/v2", "validate"),
        ("validateIntegration", "", "validate"),
        ("integrations_validate", "", "validate"),
        ("validate", "", "validate"),
        ("integrations", "", "validate"),
        ("-", "", "validate"),
    ],
)
def test_an_action_is_what_its_id_says_beside_the_nouns(
    identity: str, group: str, name: str
) -> None:
    held = api(
        "GET /pim/v2/integrations/{id} getIntegration",
        f"POST /pim/v2/integrations:validate {identity}",
        group=group,
    )
    assert called(held) == ["integrations.get", f"integrations.{name}"]


def test_actions_that_would_be_one_have_their_whole_ids() -> None:
    held = api("POST /pet/{x}:go goPet", "POST /pet:go petGo", "GET /pet/{x} get")
    assert set(called(held)) == {"pet.get", "pet.go_pet", "pet.pet_go"}


_IDS = st.lists(
    st.text(st.characters(codec="ascii", categories=["L", "N", "P"]), min_size=1),
    min_size=1,
    max_size=4,
    unique=True,
)


@settings(max_examples=20, deadline=None)
@given(_IDS)
def test_any_ids_give_valid_methods(ids: list[str]) -> None:
    paths: dict[str, JsonValue] = {
        f"/things:do{number}": {"post": {"operationId": one, "responses": DONE}}
        for number, one in enumerate(ids)
    }
    held = plan_document(
        {
            "openapi": "3.1.0",
            "info": {"title": "Things", "version": "1.0.0"},
            "paths": paths,
        }
    )
    names = [method.name for r in held.resources for method in r.methods]
    assert len(names) == len(ids)
    assert len(set(names)) == len(names)
    for name in names:
        assert name.isidentifier()
        assert not keyword.iskeyword(name)


# --- arguments ---------------------------------------------------------------------


def test_arguments_of_the_path_come_in_its_order() -> None:
    assert [a.name for a in method_with(IN_PATH).path_arguments] == ["a", "b"]


def test_required_arguments_come_first_and_the_others_in_their_order() -> None:
    method = method_with(
        IN_PATH
        + """\
- {name: x, in: query, schema: {type: string}}
- {name: y, in: header, required: true, schema: {type: string}}
- {name: z, in: cookie, schema: {type: string}}
- {name: w, in: query, required: true, schema: {type: string}}
"""
    )
    assert [a.name for a in method.arguments] == ["y", "w", "x", "z"]


@pytest.mark.parametrize(
    ("wire", "argument"),
    [
        ("from", "from_"),
        ("X-Request-Id", "x_request_id"),
        ("page[size]", "page_size"),
        ("spec.cloud", "spec_cloud"),
        ("2nd", "parameter_2nd"),
        ("self", "self_query"),
        ("body", "body_query"),
        ("a", "a_query"),
    ],
)
def test_a_parameter_has_its_argument(wire: str, argument: str) -> None:
    method = method_with(
        IN_PATH + f"- {{name: '{wire}', in: query, schema: {{type: string}}}}\n"
    )
    assert [a.name for a in method.arguments] == [argument]
    assert [a.name for a in method.path_arguments] == ["a", "b"]


def test_one_name_in_several_places_is_several_arguments() -> None:
    method = method_with(
        IN_PATH
        + """\
- {name: id, in: query, schema: {type: string}}
- {name: id, in: header, schema: {type: string}}
- {name: ID, in: query, schema: {type: string}}
"""
    )
    names = [argument.name for argument in method.arguments]
    assert len(set(names)) == 3
    assert all(name.isidentifier() for name in names)


def test_json_is_sent_before_all_else() -> None:
    method = method_with(
        IN_PATH,
        """\
requestBody:
  content:
    text/plain: {schema: {type: string}}
    application/vnd.a+json: {schema: {type: string}}
    application/json; charset=utf-8: {schema: {type: string}}
""",
    )
    assert method.body is not None
    assert method.body.content.media_type == "application/json; charset=utf-8"


def imported(module: Path) -> set[str]:
    """Return the classes that a generated module imports, but for the API's own."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            source = (node.module or "").partition(".")[0]
            is_foreign = node.level == 0 or source == "_runtime"
            names = [one.asname or one.name for one in node.names]
            found.update(name for name in names if is_foreign and name[0].isupper())
    return found


@pytest.mark.parametrize("pattern", ["client.py", "resources/*.py"])
def test_every_class_that_modules_import_is_known(pattern: str) -> None:
    folders = ("generated/python", "tests/behaviour/generated")
    modules = [path for one in folders for path in (ROOT / one).glob(f"*/*/{pattern}")]
    assert len(modules) >= 5
    for module in modules:
        assert imported(module) - {"TYPE_CHECKING"} <= CLIENT_NAMES, module


def test_items_have_the_type_of_what_the_settings_name(tmp_path: Path) -> None:
    """A list beside that one would be taken for the items otherwise."""
    (tmp_path / "things.yaml").write_text(
        """\
openapi: 3.1.0
info: {title: Things, version: 1.0.0}
paths:
  /things:
    get:
      operationId: listThings
      parameters: [{name: page, in: query, schema: {type: integer}}]
      responses:
        "200":
          description: They.
          content:
            application/json:
              schema:
                properties:
                  tags: {type: array, items: {type: string}}
                  result:
                    properties:
                      list: {type: array, items: {$ref: "#/components/schemas/Thing"}}
components: {schemas: {Thing: {properties: {id: {type: string}}}}}
""",
        "utf-8",
    )
    (tmp_path / "pyproject.toml").write_text(
        """\
[tool.specloom.apis.things]
spec = "things.yaml"
package = "things"
[tool.specloom.apis.things.operations.listThings.pagination]
kind = "page"
parameter = "page"
items = ["result", "list"]
""",
        "utf-8",
    )
    project = load(tmp_path / "pyproject.toml")
    (held,) = understand(project, Diagnostics()).plan.apis
    (method,) = held.resources[0].methods
    assert isinstance(method.item, Ref)
    assert method.item.key.path == ("Thing",)
    assert method.rows == Rows(("result", "list"), method.item)


def test_names_that_no_file_may_have_on_windows_are_names_of_all_else() -> None:
    held = plan(
        """
        paths:
          /nul:
            get:
              operationId: readNul
              parameters: [{name: con, in: query, schema: {type: string}}]
              responses: {204: {description: Done.}}
          /nul:aux:
            post: {responses: {204: {description: Done.}}}
        """
    )
    (resource,) = held.resources
    assert (resource.dotted, resource.noun) == ("nul", "nul")
    assert resource.module not in {"nul", ""}
    first, second = resource.methods
    assert [one.name for one in first.arguments] == ["con"]
    assert second.name == "post_nul_aux"  # its page of the reference is a file


@pytest.mark.parametrize(
    ("version", "expected", "codes"),
    [
        ("'1.2.3'", "1.2.3", []),
        ("1.5", "1.5", ["wrong-type"]),
        ("2024-01-15", "0.0.0", ["package-version"]),
        ("''", "0.0.0", []),
    ],
)
def test_a_version_that_python_cannot_read_is_told(
    version: str, expected: str, codes: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "spec.yaml"
    path.write_text(
        f"openapi: 3.1.0\ninfo: {{title: T, version: {version}}}\npaths: {{}}\n",
        "utf-8",
    )
    held, diagnostics = plan_file(path)
    assert held.version == expected
    assert [one.code for one in diagnostics] == codes
