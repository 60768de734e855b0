"""The report's table of what is read is true: what it names makes a difference.

Each keyword is taken out of documents that have it, one place at a time. What the
generator reads changes the output somewhere; what it does not read changes nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests.describing import client_files

from specloom.config import Options, Target, project_for
from specloom.diagnostics import Diagnostics, Location, SpecError, unescape
from specloom.documents import dump, load
from specloom.fidelity.keywords import READ, READ_SWAGGER
from specloom.ir import JsonValue
from specloom.pipeline import renderer, understand
from specloom.receipts import templates_folder
from specloom.references import Cursor, Resolver
from specloom.sources import kinds, rules
from specloom.sources.census import Census
from specloom.sources.shape import Walk
from specloom.sources.swagger import is_swagger
from specloom.sources.swagger import kinds as swagger_kinds
from specloom.sources.swagger import rules as swagger_rules
from specloom.sources.trail import Trail
from specloom.templating import Templates

TESTS = Path(__file__).parents[1]
DOCUMENTS = sorted(
    [*TESTS.glob("fidelity/*.yaml"), *TESTS.glob("snippets/*.yaml")],
    key=lambda path: (path.stat().st_size, path.name),
)
_EXCERPT = re.compile(r"^ *```yaml$.*?^ *```$", re.DOTALL | re.MULTILINE)
"""On a reference page: a part of the document as it is."""
_OURS = frozenset(
    {"x-cloud-control", "x-cloud-control-permissions", "x-cloud-control-timeout"}
)
"""What `sources.cloudformation` writes."""
_OF_OPENAPI_3 = frozenset({"identifier", "kind", "parent", "summary"})
"""What the tables of Swagger 2.0 take over with the object that they share."""
_MOST_PLACES = 12


class Places(Census):
    """Every place of every keyword."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[tuple[str, str], list[str]] = defaultdict(list)

    def see(self, kind: str, keyword: str, trail: Trail) -> None:
        self.found[kind, keyword].append(trail.child(keyword).location.pointer)


@cache
def data(path: Path) -> JsonValue:
    return load(path, Diagnostics()).data


@cache
def places(path: Path) -> tuple[bool, Mapping[tuple[str, str], list[str]]]:
    """Return whether a document is one of Swagger, and where it has its keywords."""
    diagnostics = Diagnostics()
    document = load(path, diagnostics)
    root = Cursor(document.data, Location(path))
    old = is_swagger(document.data)
    grammar = swagger_rules.grammar() if old else rules.grammar()
    walk = Walk(root, Resolver(document, diagnostics), diagnostics, grammar)
    held = walk.census = Places()
    walk.run()
    return old, held.found


@cache
def templates() -> Templates:
    return Templates(templates_folder())


def output(value: JsonValue, folder: Path, name: str) -> dict[str, str]:
    """Return the client and the pages of a document; nothing where it is refused."""
    path = folder / name
    path.write_text(dump(value), "utf-8")
    project = project_for(path, "things", Options(targets=(Target.CLIENT,)))
    try:
        plan = understand(project, Diagnostics()).plan
        (api,) = plan.apis
        files = [*client_files(api), *renderer(Target.DOCS)(plan, templates())]
    except SpecError:
        return {}
    return {str(file.path): _EXCERPT.sub("", file.content) for file in files}


@cache
def whole(path: Path, folder: Path) -> dict[str, str]:
    return output(data(path), folder, path.name)


def without(value: JsonValue, pointer: str) -> JsonValue:
    """Return a document without the member at a place."""
    changed = deepcopy(value)
    *way, last = (unescape(token) for token in pointer.split("/")[1:])
    holder: Any = changed
    for token in way:
        holder = holder[int(token) if isinstance(holder, list) else token]
    del holder[last]
    return changed


def standing(kind: str, keyword: str, *, old: bool) -> Iterator[tuple[Path, str]]:
    for path in DOCUMENTS:
        is_old, found = places(path)
        if is_old is old:
            yield from ((path, at) for at in found.get((kind, keyword), []))


def has_effect(kind: str, keyword: str, folder: Path, *, old: bool) -> bool | None:
    """Tell whether a keyword changes the output; None where no document has it."""
    found = [*standing(kind, keyword, old=old)][:_MOST_PLACES]
    if not found:
        return None
    return any(
        output(without(data(path), at), folder, path.name) != whole(path, folder)
        for path, at in found
    )


def check(
    kind: str, known: frozenset[str], fields: frozenset[str], folder: Path, *, old: bool
) -> None:
    told = {
        keyword: has_effect(kind, keyword, folder, old=old)
        for keyword in sorted((fields | known) - _OURS)
    }
    of_others = _OF_OPENAPI_3 if old else frozenset[str]()
    missing = {one for one, effect in told.items() if effect is None}
    assert missing <= {one for one in of_others if one not in known}
    assert {one for one, effect in told.items() if effect} == known - _OURS


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("keywords")


@pytest.mark.parametrize("kind", sorted(kinds.FIELDS))
def test_what_is_read_of_openapi_makes_a_difference(kind: str, folder: Path) -> None:
    known = READ.get(kind, frozenset())
    check(kind, known, frozenset(kinds.FIELDS[kind]), folder, old=False)


@pytest.mark.parametrize("kind", sorted({*swagger_kinds.FIELDS} - {"Schema", "XML"}))
def test_what_is_read_of_swagger_makes_a_difference(kind: str, folder: Path) -> None:
    known = READ_SWAGGER.get(kind, frozenset())
    check(kind, known, frozenset(swagger_kinds.FIELDS[kind]), folder, old=True)


@pytest.mark.parametrize(
    "keyword", sorted(READ_SWAGGER["Schema"] - READ["Schema"] - {"$ref"})
)
def test_what_schemas_of_swagger_have_of_their_own_is_read(
    keyword: str, folder: Path
) -> None:
    assert has_effect("Schema", keyword, folder, old=True)
