"""Opening a description: which dialects are read, and what a source offers."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from specloom.diagnostics import Diagnostics, Location, SpecError
from specloom.sources import Dialect, open_source

SPECS = Path(__file__).parents[3] / "specs"
HEAD = "info: {title: Things, version: '1'}\npaths: {}\n"


def opened(folder: Path, text: str) -> tuple[Dialect | None, Diagnostics]:
    path = folder / "spec.yaml"
    path.write_text(text, encoding="utf-8")
    diagnostics = Diagnostics()
    with suppress(SpecError):
        return open_source(path, diagnostics).dialect, diagnostics
    return None, diagnostics


@pytest.mark.parametrize(
    ("version", "dialect"),
    [
        ("3.0.0", Dialect.OPENAPI_3_0),
        ("3.0.4", Dialect.OPENAPI_3_0),
        ("3.0", Dialect.OPENAPI_3_0),
        ("3.0.0-rc2", Dialect.OPENAPI_3_0),
        ("'3.1'", Dialect.OPENAPI_3_1),
        ("3.1.1", Dialect.OPENAPI_3_1),
        ("3.2.0", Dialect.OPENAPI_3_2),
    ],
)
def test_the_version_tells_the_dialect(
    tmp_path: Path, version: str, dialect: Dialect
) -> None:
    found, diagnostics = opened(tmp_path, f"openapi: {version}\n{HEAD}")
    assert found is dialect
    assert not diagnostics.errors


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("openapi: 3.3.0\n", 1, "the OpenAPI version `3.3.0` is not known"),
        ("openapi: '30'\n", 1, "the OpenAPI version `30` is not known"),
        ("openapi: [3]\n", 1, "the OpenAPI version `[3]` is not known"),
        ("a: 1\nswagger: '1.2'\n", 2, "this is Swagger `1.2`, which is not read"),
        ("asyncapi: 3.0.0\n", 1, "this is an AsyncAPI document, which is not read"),
        ("info: {}\n", 1, "the document has no `openapi` key"),
    ],
)
def test_another_dialect_is_refused_with_what_is_accepted(
    tmp_path: Path, text: str, line: int, message: str
) -> None:
    found, diagnostics = opened(tmp_path, text + HEAD.partition("\n")[2])
    assert found is None
    (diagnostic,) = diagnostics
    assert (diagnostic.code, diagnostic.at.line) == ("unsupported-dialect", line)
    assert diagnostic.message == message
    assert diagnostic.help is not None
    assert "OpenAPI 3.0, 3.1 and 3.2 and Swagger 2.0 are read" in diagnostic.help


def test_a_misspelt_openapi_key_is_pointed_out(tmp_path: Path) -> None:
    _, diagnostics = opened(tmp_path, f"openAPI: 3.0.0\n{HEAD}")
    (diagnostic,) = diagnostics
    assert diagnostic.help == "rename `openAPI` to `openapi`"


def test_a_source_knows_its_files_places_and_lines(tmp_path: Path) -> None:
    (tmp_path / "thing.yaml").write_text("type: object\n", encoding="utf-8")
    path = tmp_path / "spec.yaml"
    path.write_text(
        f"openapi: 3.0.0\n{HEAD}components:\n"
        "  schemas:\n    Thing: {$ref: thing.yaml}\n",
        encoding="utf-8",
    )
    source = open_source(path, Diagnostics())
    assert source.files == (path, tmp_path / "thing.yaml")
    thing = source.position(Location(path, "/components/schemas/Thing"))
    assert (thing.line, thing.column) == (6, 5)
    assert source.line(thing) == "    Thing: {$ref: thing.yaml}"
    assert source.line(Location(tmp_path / "thing.yaml", "/type")) == "type: object"


def test_mistakes_of_structure_and_references_come_in_one_run(
    tmp_path: Path,
) -> None:
    _, diagnostics = opened(
        tmp_path,
        "openapi: 3.0.0\ninfo: {title: [], version: '1'}\npaths:\n"
        "  /a: {get: {responses: {200: {$ref: '#/nowhere'}}}}\n",
    )
    assert [d.code for d in diagnostics] == [
        "degraded-wrong-type",
        "degraded-unknown-reference",
        "missing-field",
    ]
    assert all(d.at.line is not None for d in diagnostics)


@pytest.mark.parametrize("name", ["pim.v1.yaml", "pim.v2.yaml"])
def test_the_published_descriptions_are_clean(name: str) -> None:
    diagnostics = Diagnostics()
    source = open_source(SPECS / name, diagnostics)
    assert source.dialect is Dialect.OPENAPI_3_0
    assert not list(diagnostics)
