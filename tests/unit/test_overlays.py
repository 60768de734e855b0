"""Overlays: what their actions do, where things stand then, what is refused."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from textwrap import dedent

import pytest

from specloom.cli import run
from specloom.diagnostics import Diagnostics, Location, SpecError
from specloom.ir import JsonValue
from specloom.overlays.queries import QueryError, find
from specloom.sources import Source, open_source

SPEC = """\
openapi: 3.1.0
info: {title: Library, version: '1', x-old: true}
servers:
- {url: 'https://dev.example', description: dev}
- {url: 'https://example', description: main}
tags: [{name: a}, {name: b}]
paths:
  /books:
    get:
      operationId: listBooks
      tags: [books, internal]
      parameters: [{name: limit, in: query, schema: {type: integer}}]
      responses: {200: {description: Fine.}}
    post:
      operationId: createBook
      responses: {200: {description: Fine.}}
  /maps: {}
components:
  schemas:
    Book: {type: object, properties: {title: {type: string, description: The name.}}}
"""
HEAD = "overlay: {}\ninfo: {{title: Changes, version: '1'}}\nactions:\n"


def applied(
    folder: Path, *overlays: str, version: str = "1.1.0", spec: str = SPEC
) -> tuple[Source | None, Diagnostics]:
    path = folder / "library.yaml"
    path.write_text(spec, encoding="utf-8")
    files: list[Path] = []
    for number, text in enumerate(overlays):
        file = folder / f"changes-{number}.yaml"
        file.write_text(HEAD.format(version) + dedent(text), encoding="utf-8")
        files.append(file)
    diagnostics = Diagnostics()
    with suppress(SpecError):
        return open_source(path, diagnostics, files), diagnostics
    return None, diagnostics


def good(folder: Path, *overlays: str, version: str = "1.1.0") -> Source:
    source, diagnostics = applied(folder, *overlays, version=version)
    assert source is not None, list(diagnostics)
    assert not list(diagnostics)
    return source


def at(source: Source, pointer: str) -> JsonValue:
    found = source.resolver.resolve(f"#{pointer}", source.root.location)
    assert found is not None, pointer
    return found.value


def place(source: Source, pointer: str) -> tuple[str, int | None, str]:
    file = source.root.location.file
    found = source.position(Location(file, pointer))
    assert found.file is not None
    return found.file.name, found.line, found.pointer


# --- actions -----------------------------------------------------------------------


def test_an_update_merges_objects_and_adds_to_lists(tmp_path: Path) -> None:
    source = good(
        tmp_path,
        """\
        - target: $
          update:
            info: {title: City library, x-new: {a: 1}}
            tags: [{name: c}]
        - target: $.paths['/books'].get.parameters
          update: {name: sort, in: query, schema: {type: string}}
        - target: $.paths['/books'].get.tags
          update: [public]
        """,
    )
    assert at(source, "/info") == {
        "title": "City library",
        "version": "1",
        "x-old": True,
        "x-new": {"a": 1},
    }
    assert at(source, "/tags") == [{"name": "a"}, {"name": "b"}, {"name": "c"}]
    assert at(source, "/paths/~1books/get/parameters/1/name") == "sort"
    assert at(source, "/paths/~1books/get/tags") == ["books", "internal", "public"]


@pytest.mark.parametrize(
    ("version", "tags"),
    [("1.0.0", ["books", "internal", ["x"]]), ("1.1.0", ["books", "internal", "x"])],
)
def test_what_updates_a_list_is_one_entry_in_the_first_version(
    tmp_path: Path, version: str, tags: JsonValue
) -> None:
    """Since 1.1 a list is added to a list."""
    action = "- {target: \"$.paths['/books'].get.x-words\", update: [x]}"
    text = SPEC.replace("tags: [books, internal]", "x-words: [books, internal]")
    source, _ = applied(tmp_path, action, version=version, spec=text)
    assert source is not None
    assert at(source, "/paths/~1books/get/x-words") == tags


def test_null_in_an_update_leaves_objects_and_lists_as_they_are(tmp_path: Path) -> None:
    text = "- {target: $, update: {components: , tags: , x-none: }}\n"
    source = good(tmp_path, text)
    assert at(source, "/tags") == [{"name": "a"}, {"name": "b"}]
    assert at(source, "/components/schemas/Book/type") == "object"
    assert at(source, "/x-none") is None


def test_an_overlay_says_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "library.yaml"
    path.write_text(SPEC, encoding="utf-8")
    overlay = tmp_path / "changes.yaml"
    overlay.write_text(
        "overlay: 1.0.0\ninfo: {title: Changes}\n"
        "actions: [{target: $.info, update: {title: T}}]\n",
        encoding="utf-8",
    )
    diagnostics = Diagnostics()
    open_source(path, diagnostics, [overlay])
    (found,) = diagnostics
    assert (found.code, found.at.line) == ("missing-field", 2)


def test_an_update_changes_every_node_that_it_selects(tmp_path: Path) -> None:
    source = good(
        tmp_path, "- {target: '$.paths.*[?@.operationId]', update: {x-safe: true}}\n"
    )
    for method in ("get", "post"):
        assert at(source, f"/paths/~1books/{method}/x-safe") is True


def test_an_update_replaces_plain_values(tmp_path: Path) -> None:
    source = good(tmp_path, "- {target: $.info.title, update: City library}\n")
    assert at(source, "/info/title") == "City library"


def test_what_is_removed_is_gone_and_the_rest_keeps_its_place(tmp_path: Path) -> None:
    source = good(
        tmp_path,
        """\
        - {target: "$.servers[?@.description == 'dev']", remove: true}
        - {target: "$.paths.*.get.tags[?@ == 'books']", remove: true}
        - {target: $.info.x-old, remove: true}
        - {target: '$..description', remove: true, update: ignored}
        """,
    )
    assert at(source, "/servers") == [{"url": "https://example"}]
    assert at(source, "/paths/~1books/get/tags") == ["internal"]
    assert at(source, "/info") == {"title": "Library", "version": "1"}
    assert place(source, "/servers/0/url") == ("library.yaml", 5, "/servers/1/url")
    tags = "/paths/~1books/get/tags"
    assert place(source, f"{tags}/0") == ("library.yaml", 11, f"{tags}/1")


def test_a_copy_is_merged_and_what_was_copied_stays(tmp_path: Path) -> None:
    source = good(
        tmp_path,
        """\
        - {target: '$.paths["/books"].get', update: {x-of: books}}
        - {target: '$.paths["/maps"]', copy: '$.paths["/books"]'}
        - {target: '$.paths["/maps"].get', update: {operationId: listMaps}}
        - {target: '$.paths["/maps"].post', remove: true}
        """,
    )
    assert at(source, "/paths/~1maps/get/operationId") == "listMaps"
    assert at(source, "/paths/~1books/get/operationId") == "listBooks"
    assert at(source, "/paths/~1books/post/operationId") == "createBook"
    assert place(source, "/paths/~1maps/get/responses") == (
        "library.yaml",
        13,
        "/paths/~1books/get/responses",
    )
    assert place(source, "/paths/~1maps/get/operationId")[0] == "changes-0.yaml"
    assert place(source, "/paths/~1maps/get/x-of")[:2] == ("changes-0.yaml", 4)


def test_actions_see_what_those_before_them_did(tmp_path: Path) -> None:
    source = good(
        tmp_path,
        "- {target: $.paths, update: {/loans: {}}}\n",
        "- target: $.paths['/loans']\n"
        "  update: {get: {responses: {200: {description: x}}}}\n",
    )
    assert at(source, "/paths/~1loans/get/responses/200/description") == "x"
    assert place(source, "/paths/~1loans") == (
        "changes-0.yaml",
        4,
        "/actions/0/update/~1loans",
    )
    assert place(source, "/paths/~1loans/get/responses")[:2] == ("changes-1.yaml", 5)
    assert [file.name for file in source.files] == [
        "library.yaml",
        "changes-0.yaml",
        "changes-1.yaml",
    ]


def test_what_is_wrong_in_an_overlay_s_part_is_told_in_the_overlay(
    tmp_path: Path,
) -> None:
    target = "$.components.schemas.Book.properties.title"
    text = f"- target: {target}\n  update: {{minLength: [1]}}\n"
    _, diagnostics = applied(tmp_path, text)
    (found,) = diagnostics
    assert found.at.file is not None
    assert (found.code, found.at.file.name, found.at.line) == (
        "degraded-wrong-type",
        "changes-0.yaml",
        5,
    )


def test_an_overlay_changes_swagger_before_it_is_shaped(tmp_path: Path) -> None:
    spec = (
        "swagger: '2.0'\ninfo: {title: T, version: '1'}\npaths: {}\ndefinitions: {}\n"
    )
    text = "- target: $.definitions\n  update: {Book: {type: object}}\n"
    source, _ = applied(tmp_path, text, spec=spec)
    assert source is not None
    assert at(source, "/components/schemas/Book") == {"type": "object"}
    found = place(source, "/components/schemas/Book/type")
    assert found == ("changes-0.yaml", 5, "/actions/0/update/Book/type")


# --- what is refused ---------------------------------------------------------------


@pytest.mark.parametrize(
    "actions",
    [
        # Each of these doubles what is there.
        ["{target: $.tags, copy: $.tags}"] * 30,
        ["{target: $, update: {x-big: {}}}"] + ["{target: $.x-big, copy: $}"] * 30,
        ["{target: $, update: {x: {a: {}}}}", *["{target: $..a, copy: $.x}"] * 30],
    ],
)
def test_copies_of_copies_end(tmp_path: Path, actions: list[str]) -> None:
    text = "".join(f"- {action}\n" for action in actions)
    source, diagnostics = applied(tmp_path, text)
    assert source is None
    assert [one.code for one in diagnostics.errors] == ["too-large"]


@pytest.mark.parametrize(
    ("extends", "notes"),
    [
        ("library.yaml", []),
        ("./library.yaml", []),
        ("https://example.com/a%20b/library.yaml?v=1#/x", []),
        ("other.yaml", ["overlay-extends"]),
        ("https://example.com/", ["overlay-extends"]),
        ("", ["overlay-extends"]),
        ("http://[", ["overlay-extends"]),
    ],
)
def test_an_overlay_for_another_description_is_told(
    tmp_path: Path, extends: str, notes: list[str]
) -> None:
    path, overlay = tmp_path / "library.yaml", tmp_path / "changes.yaml"
    path.write_text(SPEC, encoding="utf-8")
    head = f"extends: '{extends}'\n{HEAD.format('1.1.0')}"
    overlay.write_text(head + "- {target: $.info, update: {x-a: 1}}", encoding="utf-8")
    diagnostics = Diagnostics()
    open_source(path, diagnostics, [overlay])
    assert [one.code for one in diagnostics] == notes


@pytest.mark.parametrize(
    ("text", "version", "code", "pointer"),
    [
        ("# none", "1.0.0", "missing-field", "/actions"),
        ("- text", "1.0.0", "wrong-type", "/actions/0"),
        ("- {}", "1.0.0", "missing-field", "/actions/0"),
        ("- {target: 1}", "1.0.0", "missing-field", "/actions/0"),
        ("- {target: $.info, remove: 1}", "1.0.0", "wrong-type", "/actions/0/remove"),
        ("- {target: info}", "1.0.0", "invalid-target", "/actions/0/target"),
        ("- {target: ''}", "1.0.0", "invalid-target", "/actions/0/target"),
        ("- {target: '$[', }", "1.0.0", "invalid-target", "/actions/0/target"),
        ("- {target: $, remove: true}", "1.0.0", "invalid-target", "/actions/0/target"),
        (
            "- {target: '$.tags[?search(@.name, ''((a+)+)+$'')]', update: {}}",
            "1.0.0",
            "invalid-target",
            "/actions/0/target",
        ),
        (
            "- {target: $.info, update: 1}",
            "1.0.0",
            "incompatible-update",
            "/actions/0/update",
        ),
        (
            "- {target: $, update: {info: {title: []}}}",
            "1.0.0",
            "incompatible-update",
            "/actions/0/update/info/title",
        ),
        ("- {target: $.info, copy: 1}", "1.1.0", "wrong-type", "/actions/0/copy"),
        (
            "- {target: $.info, copy: $.no}",
            "1.1.0",
            "invalid-target",
            "/actions/0/copy",
        ),
        (
            "- {target: $.info, copy: '$.*'}",
            "1.1.0",
            "invalid-target",
            "/actions/0/copy",
        ),
        ("- {target: $.info}", "3.0.0", "unsupported-overlay", "/overlay"),
    ],
)
def test_a_bad_overlay_is_refused_at_its_place(
    tmp_path: Path, text: str, version: str, code: str, pointer: str
) -> None:
    spec = SPEC.replace("name: a", f"name: {'a' * 40}")
    source, diagnostics = applied(tmp_path, text, version=version, spec=spec)
    assert source is None
    found = diagnostics.errors[0]
    assert (found.code, found.at.pointer) == (code, pointer)
    assert found.at.line is not None
    assert found.help


@pytest.mark.parametrize(
    ("text", "version", "code"),
    [
        ("- {target: $.nothing, update: {}}", "1.0.0", "unmatched-target"),
        ("- {target: $.info}", "1.0.0", "idle-action"),
        ("- {target: $.info, update: {}, copy: $.info}", "1.1.0", "idle-action"),
        ("- {target: $.info, update: {}, descripton: x}", "1.0.0", "unknown-field"),
        ("- {target: $.info, update: {}, copy: $.info}", "1.0.0", "unknown-field"),
    ],
)
def test_what_has_no_effect_is_a_warning(
    tmp_path: Path, text: str, version: str, code: str
) -> None:
    source, diagnostics = applied(tmp_path, text, version=version)
    assert source is not None
    (found,) = diagnostics
    assert (found.code, found.severity.value) == (code, "warning")


# --- on the command line and in the configuration ----------------------------------


def test_check_notices_a_changed_overlay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "library.yaml").write_text(SPEC, encoding="utf-8")
    overlay = tmp_path / "changes.yaml"
    action = "- target: $.paths['/books'].post\n  update: {{operationId: {}}}\n"
    overlay.write_text(HEAD.format("1.0.0") + action.format("addBook"), "utf-8")
    (tmp_path / "pyproject.toml").write_text(
        "[tool.specloom.apis.library]\nspec = 'library.yaml'\n"
        "overlays = ['changes.yaml']\npackage = 'library-client'\n"
        "targets = ['client']\n",
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert run(["generate", "-q"]) == 0
    assert run(["check"]) == 0
    overlay.write_text(HEAD.format("1.0.0") + action.format("makeBook"), "utf-8")
    capsys.readouterr()
    assert run(["check"]) == 1
    assert "changes.yaml: " in capsys.readouterr().out


def test_lint_takes_overlays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "library.yaml").write_text(SPEC, encoding="utf-8")
    text = "- {target: $.nothing, remove: true}\n"
    (tmp_path / "changes.yaml").write_text(HEAD.format("1.0.0") + text, "utf-8")
    monkeypatch.chdir(tmp_path)
    assert run(["lint", "library.yaml", "--overlay", "changes.yaml"]) == 1
    assert "changes.yaml:4:4: warning[unmatched-target]" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["generate", "lint"])
def test_overlays_go_with_a_description(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run([command, "--overlay", "changes.yaml"]) == 2


def test_a_target_deeper_than_the_stack_is_no_query() -> None:
    with pytest.raises(QueryError):
        find("$" + ".a" * 5000, {"a": {}})
