"""Swagger 2.0: what it becomes, and that everything keeps its place."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
from tests.describing import read_file

from specloom.cli import run
from specloom.config import Options, project_for
from specloom.diagnostics import Diagnostics, Location
from specloom.ir import JsonValue
from specloom.pipeline import understand
from specloom.sources import Dialect, Source, open_source

HEAD = "swagger: '2.0'\ninfo: {title: Library, version: '1'}\n"
OK = "responses: {200: {description: Fine.}}"


def opened(folder: Path, text: str, **others: str) -> tuple[Source, Diagnostics]:
    for name, content in others.items():
        path = folder / name.replace("__", "/").replace("_yaml", ".yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(content), encoding="utf-8")
    path = folder / "library.yaml"
    path.write_text(HEAD + dedent(text), encoding="utf-8")
    diagnostics = Diagnostics()
    return open_source(path, diagnostics), diagnostics


def at(source: Source, pointer: str) -> JsonValue:
    found = source.resolver.resolve(f"#{pointer}", source.root.location)
    assert found is not None, pointer
    return found.value


def line(source: Source, pointer: str) -> tuple[str, int | None, str]:
    """Where the user's files have a node: file, line, pointer."""
    file = source.root.location.file
    found = source.position(Location(file, pointer))
    assert found.file is not None
    return found.file.name, found.line, found.pointer


def parameter(text: str) -> str:
    return (
        f"paths:\n  /books:\n    get:\n      parameters:\n      - {text}\n      {OK}\n"
    )


GET = "/paths/~1books/get"
POST = "/paths/~1books/post"
JSON = "application~1json"


def test_it_is_openapi_3_0_for_everything_that_follows(tmp_path: Path) -> None:
    source, diagnostics = opened(tmp_path, "paths: {}\nx-audience: public\n")
    assert source.dialect is Dialect.OPENAPI_3_0
    assert at(source, "/openapi") == "3.0.3"
    assert at(source, "/x-audience") == "public"
    assert not list(diagnostics)
    assert line(source, "/openapi") == ("library.yaml", 1, "/swagger")


@pytest.mark.parametrize("version", ["'2.0'", "2.0", "2"])
def test_the_version_may_be_a_number(tmp_path: Path, version: str) -> None:
    path = tmp_path / "spec.yaml"
    path.write_text(
        f"swagger: {version}\ninfo: {{title: T, version: '1'}}\npaths: {{}}\n"
    )
    assert open_source(path, Diagnostics()).dialect is Dialect.OPENAPI_3_0


# --- servers -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("host: a.example\nbasePath: /v1\n", ["https://a.example/v1"]),
        ("host: a.example:8080\nschemes: [http]\n", ["http://a.example:8080"]),
        (
            "host: a.example\nbasePath: v1/\nschemes: [http, https]\n",
            ["https://a.example/v1", "http://a.example/v1"],
        ),
        ("basePath: /v1\n", ["/v1"]),
        ("basePath: /\n", ["/"]),
        ("", ["/"]),
    ],
)
def test_host_base_path_and_schemes_are_servers(
    tmp_path: Path, text: str, urls: list[str]
) -> None:
    source, _ = opened(tmp_path, f"{text}paths: {{}}\n")
    assert at(source, "/servers") == [{"url": url} for url in urls]


HOST = """\
x-ms-parameterized-host:
  hostTemplate: "{vault}.vault.{suffix}"
  positionInOperation: first
  parameters:
  - {name: vault, in: path, required: true, type: string, description: Its name.}
  - {$ref: "#/parameters/Suffix"}
parameters:
  Suffix:
    name: suffix
    in: path
    required: true
    type: string
    enum: [net, cn]
    default: net
paths: {}
"""
VARIABLES = {
    "vault": {"description": "Its name."},
    "suffix": {"default": "net", "enum": ["net", "cn"]},
}


def test_a_host_may_have_variables(tmp_path: Path) -> None:
    source, diagnostics = opened(tmp_path, f"host: a.b\nbasePath: /v7\n{HOST}")
    assert not list(diagnostics)
    url = "https://{vault}.vault.{suffix}/v7"
    assert at(source, "/servers") == [{"url": url, "variables": VARIABLES}]
    assert line(source, "/servers")[2] == "/x-ms-parameterized-host"
    assert "x-ms-parameterized-host" not in source.root.mapping


def test_a_host_with_variables_may_have_its_own_scheme(tmp_path: Path) -> None:
    text = HOST.replace("positionInOperation: first", "useSchemePrefix: false")
    source, _ = opened(tmp_path, f"schemes: [http, https]\n{text}")
    url = "{vault}.vault.{suffix}"
    assert at(source, "/servers") == [{"url": url, "variables": VARIABLES}]


def test_a_broken_parameter_of_a_host_is_left_out(tmp_path: Path) -> None:
    text = HOST.replace("#/parameters/Suffix", "#/parameters/Sufix")
    source, diagnostics = opened(tmp_path, text)
    assert [one.code for one in diagnostics] == ["degraded-unknown-reference"]
    assert at(source, "/servers/0/variables") == {"vault": VARIABLES["vault"]}


def test_an_operation_has_servers_only_where_its_schemes_differ(tmp_path: Path) -> None:
    source, _ = opened(
        tmp_path,
        f"""\
        host: a.example
        schemes: [https]
        paths:
          /books:
            get: {{schemes: [https], {OK}}}
            post: {{schemes: [http], {OK}}}
        """,
    )
    operations = at(source, "/paths/~1books")
    assert isinstance(operations, dict)
    assert "servers" not in str(operations["get"])
    assert at(source, f"{POST}/servers") == [{"url": "http://a.example"}]
    assert line(source, f"{POST}/servers")[1] == 8


# --- parameters --------------------------------------------------------------------


def test_a_parameter_has_its_schema_apart(tmp_path: Path) -> None:
    text = (
        "{name: limit, in: query, type: integer, format: int32, minimum: 1, "
        "exclusiveMinimum: true, default: 10, x-example: 7, description: How many.}"
    )
    source, _ = opened(tmp_path, parameter(text))
    assert at(source, f"{GET}/parameters/0") == {
        "name": "limit",
        "in": "query",
        "description": "How many.",
        "x-example": 7,
        "example": 7,
        "schema": {
            "type": "integer",
            "format": "int32",
            "minimum": 1,
            "exclusiveMinimum": True,
            "default": 10,
        },
    }
    place = line(source, f"{GET}/parameters/0/schema/minimum")
    assert place == ("library.yaml", 7, f"{GET}/parameters/0/minimum")


@pytest.mark.parametrize(
    ("form", "style", "explode"),
    [
        ("", "form", False),
        ("collectionFormat: csv, ", "form", False),
        ("collectionFormat: multi, ", "form", True),
        ("collectionFormat: ssv, ", "spaceDelimited", False),
        ("collectionFormat: pipes, ", "pipeDelimited", False),
    ],
)
def test_a_list_in_the_query_has_a_style(
    tmp_path: Path, form: str, style: str, *, explode: bool
) -> None:
    text = f"{{name: tags, in: query, type: array, {form}items: {{type: string}}}}"
    source, diagnostics = opened(tmp_path, parameter(text))
    assert at(source, f"{GET}/parameters/0") == {
        "name": "tags",
        "in": "query",
        "style": style,
        "explode": explode,
        "schema": {"type": "array", "items": {"type": "string"}},
    }
    assert not list(diagnostics)


@pytest.mark.parametrize(
    ("place", "form"), [("query", "tsv"), ("header", "pipes"), ("header", "ssv")]
)
def test_a_list_without_a_style_is_a_text(
    tmp_path: Path, place: str, form: str
) -> None:
    text = (
        f"{{name: tags, in: {place}, type: array, collectionFormat: {form}, "
        "items: {type: string}}"
    )
    source, diagnostics = opened(tmp_path, parameter(text))
    assert at(source, f"{GET}/parameters/0/schema") == {"type": "string"}
    (found,) = diagnostics
    assert found.code == "degraded-collection-format"
    assert found.at.pointer == f"{GET}/parameters/0/collectionFormat"


def test_shared_parameters_are_components_and_others_stay_in_order(
    tmp_path: Path,
) -> None:
    source, _ = opened(
        tmp_path,
        f"""\
        parameters:
          limit: {{name: limit, in: query, type: integer}}
          book: {{name: book, in: body, schema: {{type: object}}}}
        paths:
          /books:
            parameters:
            - {{$ref: '#/parameters/book'}}
            - {{$ref: '#/parameters/limit'}}
            post: {{{OK}}}
        """,
    )
    assert at(source, "/components/parameters") == {
        "limit": {"name": "limit", "in": "query", "schema": {"type": "integer"}}
    }
    assert at(source, "/paths/~1books/parameters") == [
        {"$ref": "#/components/parameters/limit"}
    ]
    assert at(source, f"{POST}/requestBody/content/{JSON}/schema") == {"type": "object"}
    assert line(source, "/paths/~1books/parameters/0")[1] == 10
    assert line(source, f"{POST}/requestBody/content/{JSON}/schema/type")[1] == 5


# --- bodies ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("consumes", "kind", "expected"),
    [
        ("", "object", ["application/json"]),
        ("consumes: ['*/*']\n", "object", ["application/json"]),
        (
            "consumes: [application/xml, application/json]\n",
            "object",
            ["application/json", "application/xml"],
        ),
        (
            "consumes: [application/json-patch+json, application/merge-patch+json]\n",
            "object",
            ["application/merge-patch+json", "application/json-patch+json"],
        ),
        (
            "consumes: [application/json-patch+json, application/merge-patch+json]\n",
            "array",
            ["application/json-patch+json", "application/merge-patch+json"],
        ),
    ],
)
def test_a_body_has_the_media_types_that_are_consumed(
    tmp_path: Path, consumes: str, kind: str, expected: list[str]
) -> None:
    text = f"{{name: book, in: body, required: true, schema: {{type: {kind}}}}}"
    source, _ = opened(tmp_path, consumes + parameter(text))
    body = at(source, f"{GET}/requestBody")
    assert body == {
        "required": True,
        "content": {one: {"schema": {"type": kind}} for one in expected},
    }


def test_an_operation_s_own_media_types_replace_the_shared_ones(tmp_path: Path) -> None:
    source, _ = opened(
        tmp_path,
        """\
        consumes: [application/json]
        produces: [application/json]
        paths:
          /books:
            post:
              consumes: [text/plain]
              produces: [text/csv]
              parameters: [{name: b, in: body, schema: {type: string}}]
              responses: {200: {description: Fine., schema: {type: string}}}
        """,
    )
    for part in ("requestBody", "responses/200"):
        content = at(source, f"{POST}/{part}/content")
        assert isinstance(content, dict)
        assert list(content) == ["text/plain" if part == "requestBody" else "text/csv"]


def test_a_form_is_an_object(tmp_path: Path) -> None:
    source, _ = opened(
        tmp_path,
        f"""\
        paths:
          /books:
            post:
              parameters:
              - {{name: title, in: formData, type: string, required: true}}
              - name: tags
                in: formData
                type: array
                items: {{type: string}}
                description: What it is about.
              - {{name: dry, in: query, type: boolean}}
              {OK}
        """,
    )
    content = at(source, f"{POST}/requestBody/content")
    assert content == {
        "application/x-www-form-urlencoded": {
            "schema": {
                "type": "object",
                "required": ["title"],
                "properties": {
                    "title": {"type": "string"},
                    "tags": {
                        "description": "What it is about.",
                        "type": "array",
                        "items": {"type": "string"},
                    },
                },
            },
            "encoding": {"tags": {"style": "form", "explode": False}},
        }
    }
    form = f"{POST}/requestBody/content/application~1x-www-form-urlencoded/schema"
    assert line(source, f"{form}/properties/tags/description")[1] == 12
    assert line(source, f"{POST}/parameters/0/schema")[1] == 13


def test_a_form_with_a_file_is_sent_in_parts(tmp_path: Path) -> None:
    source, _ = opened(tmp_path, parameter("{name: cover, in: formData, type: file}"))
    schema = at(source, f"{GET}/requestBody/content/multipart~1form-data/schema")
    assert schema == {
        "type": "object",
        "properties": {"cover": {"type": "string", "format": "binary"}},
    }


TWO_BODIES = """{name: a, in: body, schema: {type: object}}
      - {name: b, in: formData, type: string}
      - {name: c, in: formData, type: file}"""


def test_a_form_beside_a_body_is_reported_and_left_out(tmp_path: Path) -> None:
    source, diagnostics = opened(tmp_path, parameter(TWO_BODIES))
    found = [(one.code, one.construct, one.at.line) for one in diagnostics]
    assert found == [
        ("degraded-second-body", "Parameter.in", 8),
        ("degraded-second-body", "Parameter.in", 9),
    ]
    assert [one.message.partition("; ")[2] for one in diagnostics] == [
        "the parameter `b` in `formData` is left out",
        "the parameter `c` in `formData` is left out",
    ]
    assert at(source, f"{GET}/requestBody/content/{JSON}/schema/type") == "object"


@pytest.mark.parametrize(
    "consumes", ["multipart/form-data", "application/x-www-form-urlencoded"]
)
def test_a_body_beside_a_form_is_left_out_where_only_forms_are_consumed(
    tmp_path: Path, consumes: str
) -> None:
    text = f"consumes: [{consumes}]\n{parameter(TWO_BODIES)}"
    source, diagnostics = opened(tmp_path, text)
    (found,) = diagnostics
    assert (found.code, found.at.line) == ("degraded-second-body", 8)
    assert found.message.endswith("the parameter `a` in `body` is left out")
    content = f"{GET}/requestBody/content/multipart~1form-data"
    properties = at(source, f"{content}/schema/properties")
    assert isinstance(properties, dict)
    assert properties.keys() == {"b", "c"}


def test_two_bodies_of_forms_and_values_are_a_value(tmp_path: Path) -> None:
    consumes = "consumes: [application/json, multipart/form-data]\n"
    source, diagnostics = opened(tmp_path, consumes + parameter(TWO_BODIES))
    assert len([*diagnostics]) == 2
    assert at(source, f"{GET}/requestBody/content/{JSON}/schema/type") == "object"


# --- responses ---------------------------------------------------------------------


def test_a_response_has_content_headers_and_examples(tmp_path: Path) -> None:
    source, _ = opened(
        tmp_path,
        """\
        produces: [application/xml, application/json]
        paths:
          /books:
            get:
              responses:
                200:
                  description: Fine.
                  schema: {type: array, items: {type: string}}
                  headers:
                    X-Total: {type: integer, description: All of them.}
                  examples:
                    application/json: [Emma]
                    text/csv: Emma
        """,
    )
    schema = {"type": "array", "items": {"type": "string"}}
    assert at(source, f"{GET}/responses/200") == {
        "description": "Fine.",
        "headers": {
            "X-Total": {"description": "All of them.", "schema": {"type": "integer"}}
        },
        "content": {
            "application/json": {"schema": schema, "example": ["Emma"]},
            "application/xml": {"schema": schema},
            "text/csv": {"schema": schema, "example": "Emma"},
        },
    }
    place = line(source, f"{GET}/responses/200/content/{JSON}/schema/items")
    assert place[1:] == (10, f"{GET}/responses/200/schema/items")
    assert line(source, f"{GET}/responses/200/headers/X-Total/schema/type")[1] == 12


def test_examples_may_have_names_in_the_place_of_media_types(tmp_path: Path) -> None:
    text = """\
    paths:
      /books:
        get:
          responses:
            200: {description: Fine., schema: {type: string}, examples: {one: Emma}}
    """
    source, _ = opened(tmp_path, text)
    assert at(source, f"{GET}/responses/200/content/{JSON}/examples") == {
        "one": {"value": "Emma"}
    }


@pytest.mark.parametrize(
    ("produces", "expected"),
    [
        ("", ["application/octet-stream"]),
        ("produces: [application/json, text/csv]\n", ["text/csv", "application/json"]),
    ],
)
def test_a_file_is_binary(tmp_path: Path, produces: str, expected: list[str]) -> None:
    text = (
        "paths:\n  /books:\n    get:\n"
        "      responses: {200: {description: Fine., schema: {type: file}}}\n"
    )
    source, _ = opened(tmp_path, produces + text)
    content = at(source, f"{GET}/responses/200/content")
    schema = {"type": "string", "format": "binary"}
    assert content == {one: {"schema": schema} for one in expected}
    assert isinstance(content, dict)
    assert list(content) == expected


def test_a_shared_response_is_a_component_where_its_media_types_fit(
    tmp_path: Path,
) -> None:
    source, _ = opened(
        tmp_path,
        """\
        produces: [application/json]
        responses:
          Books: {description: Books., schema: {type: string}}
          Gone: {description: Gone.}
        paths:
          /books:
            get:
              responses: {200: {$ref: '#/responses/Books'}}
            post:
              produces: [text/csv]
              responses:
                200: {$ref: '#/responses/Books'}
                410: {$ref: '#/responses/Gone'}
        """,
    )
    assert at(source, f"{GET}/responses/200") == {
        "$ref": "#/components/responses/Books"
    }
    assert at(source, f"{POST}/responses/410") == {
        "$ref": "#/components/responses/Gone"
    }
    own = at(source, f"{POST}/responses/200/content")
    assert own == {"text/csv": {"schema": {"type": "string"}}}
    assert line(source, f"{POST}/responses/200/content/text~1csv/schema")[1] == 5


# --- schemas -----------------------------------------------------------------------


def test_schemas_keep_all_but_four_keywords(tmp_path: Path) -> None:
    source, _ = opened(
        tmp_path,
        """\
        paths: {}
        definitions:
          Work:
            type: object
            discriminator: kind
            required: [kind]
            properties:
              kind: {type: string, readOnly: true}
              note: {type: string, x-nullable: true, example: Torn.}
              author: {$ref: '#/definitions/Author'}
              like: {items: {$ref: '#/definitions/Work/properties/note'}}
          Author: {type: object, additionalProperties: {$ref: '#/definitions/Author'}}
        """,
    )
    work = "/components/schemas/Work"
    author = "#/components/schemas/Author"
    assert at(source, f"{work}/discriminator") == {"propertyName": "kind"}
    assert at(source, f"{work}/properties") == {
        "kind": {"type": "string", "readOnly": True},
        "note": {"type": "string", "nullable": True, "example": "Torn."},
        "author": {"$ref": author},
        "like": {"items": {"$ref": f"#{work}/properties/note"}},
    }
    assert at(source, "/components/schemas/Author/additionalProperties/$ref") == author
    assert line(source, f"{work}/properties/note/example")[1] == 11


def test_values_of_heirs_make_the_mapping(tmp_path: Path) -> None:
    source, _ = opened(
        tmp_path,
        """\
        paths: {}
        definitions:
          Work: {type: object, discriminator: kind, properties: {kind: {type: string}}}
          Book:
            x-ms-discriminator-value: book
            allOf: [{$ref: '#/definitions/Work'}]
          Atlas:
            x-discriminator-value: atlas
            allOf: [{$ref: '#/definitions/Book'}, {type: object}]
        """,
    )
    assert at(source, "/components/schemas/Work/discriminator") == {
        "propertyName": "kind",
        "mapping": {
            "book": "#/components/schemas/Book",
            "atlas": "#/components/schemas/Atlas",
        },
    }


def test_a_reference_into_a_body_finds_its_new_place(tmp_path: Path) -> None:
    source, _ = opened(
        tmp_path,
        f"""\
        paths:
          /books:
            post:
              parameters:
              - name: book
                in: body
                schema: {{type: object, properties: {{title: {{type: string}}}}}}
              {OK}
        definitions:
          Title: {{$ref: '#/paths/~1books/post/parameters/0/schema/properties/title'}}
        """,
    )
    assert at(source, "/components/schemas/Title/$ref") == (
        f"#{POST}/requestBody/content/{JSON}/schema/properties/title"
    )


# --- security ----------------------------------------------------------------------


def test_security_definitions_are_schemes(tmp_path: Path) -> None:
    source, _ = opened(
        tmp_path,
        """\
        paths: {}
        securityDefinitions:
          basic: {type: basic, description: Name and password.}
          key: {type: apiKey, in: header, name: X-Key}
          app: {type: oauth2, flow: application, tokenUrl: 'https://a.example/t'}
          code:
            type: oauth2
            flow: accessCode
            authorizationUrl: https://a.example/a
            tokenUrl: https://a.example/t
            scopes: {read: Read all.}
        """,
    )
    assert at(source, "/components/securitySchemes") == {
        "basic": {
            "type": "http",
            "scheme": "basic",
            "description": "Name and password.",
        },
        "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
        "app": {
            "type": "oauth2",
            "flows": {
                "clientCredentials": {"scopes": {}, "tokenUrl": "https://a.example/t"}
            },
        },
        "code": {
            "type": "oauth2",
            "flows": {
                "authorizationCode": {
                    "scopes": {"read": "Read all."},
                    "authorizationUrl": "https://a.example/a",
                    "tokenUrl": "https://a.example/t",
                }
            },
        },
    }
    flow = "/components/securitySchemes/code/flows/authorizationCode/tokenUrl"
    assert line(source, flow)[1] == 8


# --- several files -----------------------------------------------------------------


def test_other_files_are_shaped_as_what_they_are_taken_for(tmp_path: Path) -> None:
    source, diagnostics = opened(
        tmp_path,
        """\
        consumes: [application/json]
        paths:
          /books: {$ref: paths/books.yaml}
          /loans: {get: {$ref: 'paths/loans.yaml#/list'}}
        definitions: {$ref: definitions/index.yaml}
        """,
        paths__books_yaml="""\
        parameters: [{$ref: '../shared.yaml#/limit'}]
        post:
          parameters: [{$ref: '../shared.yaml#/book'}]
          responses: {200: {$ref: '../shared.yaml#/fine'}}
        """,
        paths__loans_yaml="""\
        list:
          operationId: listLoans
          responses:
            200: {description: All., schema: {$ref: '../definitions/index.yaml#/Loan'}}
        """,
        definitions__index_yaml="""\
        Book: {$ref: Book.yaml}
        Loan: {type: object, properties: {book: {$ref: '#/Book'}}}
        """,
        definitions__Book_yaml="""\
        type: object
        properties:
          note: {type: string, x-nullable: true}
        """,
        shared_yaml="""\
        limit: {name: limit, in: query, type: integer}
        book: {name: book, in: body, schema: {$ref: 'definitions/Book.yaml'}}
        fine: {description: Fine., schema: {$ref: 'definitions/index.yaml#/Book'}}
        """,
    )
    assert not list(diagnostics)
    assert at(source, "/paths/~1books") == {"$ref": "paths/books.yaml"}
    assert at(source, "/paths/~1loans/get/operationId") == "listLoans"
    assert at(source, "/components/schemas") == {
        "Book": {"$ref": "definitions/Book.yaml"},
        "Loan": {
            "type": "object",
            "properties": {"book": {"$ref": "#/components/schemas/Book"}},
        },
    }
    assert line(source, "/components/schemas/Loan") == ("index.yaml", 2, "/Loan")
    loan = "/paths/~1loans/get/responses/200"
    assert line(source, loan) == ("loans.yaml", 4, "/list/responses/200")
    read = read_file(tmp_path / "library.yaml")
    create = read.operation("post /books")
    assert [one.name for one in create.parameters] == ["limit"]
    assert create.body is not None
    assert read.model("Book").properties[0].name == "note"
    assert read.operation("listLoans").responses[0].content


def test_what_is_wrong_in_another_file_is_told_there(tmp_path: Path) -> None:
    _, diagnostics = opened(
        tmp_path,
        "paths: {/books: {$ref: books.yaml}}\n",
        books_yaml="get:\n  parameters: [{name: a, in: somewhere}]\n",
    )
    found = next(d for d in diagnostics if d.code == "degraded-unknown-place")
    assert found.at.file is not None
    assert (found.at.file.name, found.at.line) == ("books.yaml", 2)


def test_findings_of_later_stages_are_told_at_the_user_s_place(tmp_path: Path) -> None:
    text = "{name: limit, in: query, type: integer, format: int128}"
    path = tmp_path / "library.yaml"
    opened(tmp_path, parameter(text))
    diagnostics = Diagnostics()
    understand(project_for(path, None, Options()), diagnostics)
    (found,) = (d for d in diagnostics if d.code == "unknown-format")
    assert (found.at.line, found.at.pointer) == (7, f"{GET}/parameters/0")


def test_a_path_item_has_its_own_operations_beside_its_reference(
    tmp_path: Path,
) -> None:
    source, _ = opened(
        tmp_path,
        f"""\
        paths:
          /books:
            $ref: books.yaml
            post: {{operationId: addBook, {OK}}}
        """,
        books_yaml=f"""\
        parameters: [{{name: limit, in: query, type: integer}}]
        get: {{operationId: listBooks, {OK}}}
        post: {{operationId: other, {OK}}}
        """,
    )
    assert at(source, f"{GET}/operationId") == "listBooks"
    assert at(source, f"{POST}/operationId") == "addBook"
    assert line(source, GET) == ("books.yaml", 2, "/get")
    assert line(source, POST) == ("library.yaml", 6, POST)
    limit = "/paths/~1books/parameters/0"
    assert at(source, f"{limit}/schema/type") == "integer"
    assert line(source, f"{limit}/schema/type") == (
        "books.yaml",
        1,
        "/parameters/0/type",
    )


def test_nothing_but_annotations_counts_beside_the_reference_of_a_schema(
    tmp_path: Path,
) -> None:
    source, diagnostics = opened(
        tmp_path,
        """\
        paths: {}
        definitions:
          A: {type: object}
          B: {$ref: '#/definitions/A', x-nullable: true, required: [a]}
        """,
    )
    kept = {"$ref": "#/components/schemas/A", "nullable": True}
    assert at(source, "/components/schemas/B") == kept
    (found,) = diagnostics
    assert (found.code, found.at.line) == ("ignored-sibling", 6)


def test_explain_tells_the_place_in_the_user_s_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    opened(
        tmp_path,
        """\
        host: a.example
        paths:
          /books:
            post:
              parameters: [{name: b, in: body, schema: {$ref: '#/definitions/Book'}}]
              responses: {200: {description: A., schema: {$ref: '#/definitions/Book'}}}
        definitions:
          Book: {type: object, properties: {title: {type: string}}}
        """,
    )
    (tmp_path / "pyproject.toml").write_text(
        "[tool.specloom.apis.library]\nspec = 'library.yaml'\n"
        "package = 'library-client'\ntargets = ['client']\n",
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)
    assert run(["explain", "Book.title"]) == 0
    said = capsys.readouterr().out
    assert "library.yaml:10:" in said
    assert "#/definitions/Book/properties/title" in said
