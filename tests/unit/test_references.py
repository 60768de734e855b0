"""References: what they mean, over one file or many, and where they may not go."""

from __future__ import annotations

from pathlib import Path

import pytest

from specloom.diagnostics import Diagnostic, Diagnostics, Location
from specloom.documents import load
from specloom.documents.wording import quoted
from specloom.ir import JsonValue
from specloom.references import Cursor, Resolver


class Files:
    """A folder with a description in it, and what was said about its references."""

    def __init__(self, folder: Path, **files: str) -> None:
        for name, text in files.items():
            path = folder / name.replace("__", "/").replace("_yaml", ".yaml")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        self.root = folder / "root.yaml"
        self.diagnostics = Diagnostics()
        document = load(self.root, self.diagnostics)
        self.resolver = Resolver(document, self.diagnostics)
        self.cursor = Cursor(document.data, Location(self.root))

    def follow(self, *keys: str) -> Cursor | None:
        cursor = self.cursor
        for key in keys:
            member = cursor.get(key)
            assert member is not None
            cursor = member
        return self.resolver.follow(cursor)

    def value(self, *keys: str) -> JsonValue:
        target = self.follow(*keys)
        assert target is not None, list(self.diagnostics)
        return target.value

    def only(self) -> Diagnostic:
        (diagnostic,) = self.diagnostics
        return diagnostic


# --- cursors -----------------------------------------------------------------------


def test_a_cursor_reads_members_by_their_kind() -> None:
    value: JsonValue = {
        "text": "a",
        "flag": True,
        "no": "true",
        "count": 3,
        "whole": 2.0,
        "part": 2.5,
        "list": ["a", 1, "b"],
    }
    cursor = Cursor(value, Location(Path("x.yaml"), "/a~1b"))
    assert cursor.text("text") == "a"
    assert [cursor.text(key) for key in ("count", "list", "missing")] == ["", "", ""]
    assert [cursor.flag(key) for key in ("flag", "no", "missing")] == [True, 0, 0]
    assert cursor.texts("list") == ("a", "b")
    assert cursor.texts("text") == ()
    assert [cursor.number(key) for key in ("part", "flag", "text")] == [2.5, None, None]
    assert cursor.get("missing") is None
    assert [(key, c.location.pointer) for key, c in cursor.items()][:2] == [
        ("text", "/a~1b/text"),
        ("flag", "/a~1b/flag"),
    ]


def test_a_cursor_on_another_kind_of_value_is_empty() -> None:
    for value in (None, "text", 1, True):
        cursor = Cursor(value, Location())
        assert not list(cursor.items())
        assert not list(cursor.elements())
        assert not cursor.mapping
        assert cursor.get("a") is None
        assert cursor.reference is None


def test_elements_know_their_places() -> None:
    cursor = Cursor(["a", "b"], Location(Path("x.yaml"), "/list"))
    places = [(c.value, c.location.pointer) for c in cursor.elements()]
    assert places == [("a", "/list/0"), ("b", "/list/1")]


# --- what references mean ----------------------------------------------------------


def test_a_node_without_a_reference_is_its_own_target(tmp_path: Path) -> None:
    files = Files(tmp_path, root_yaml="a: {b: 1}")
    assert files.follow("a") == files.cursor.get("a")


@pytest.mark.parametrize(
    "reference",
    [
        "#/schemas/a~1b~0c",
        "#/schemas/a%2Fb~0c".replace("%2F", "~1"),
        "#/schemas/a~1b%7E0c",
        "#%2Fschemas%2Fa~1b~0c",
        "root.yaml#/schemas/a~1b~0c",
        "./root.yaml#/schemas/a~1b~0c",
        "sub/../root.yaml#/schemas/a~1b~0c",
    ],
)
def test_pointers_are_decoded(tmp_path: Path, reference: str) -> None:
    text = f"schemas: {{a/b~c: found}}\nuse: {{$ref: '{reference}'}}"
    files = Files(tmp_path, root_yaml=text)
    target = files.follow("use")
    assert target is not None
    assert target.value == "found"
    assert target.location == Location(files.root, "/schemas/a~1b~0c")


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("#/names/pim.v2.Integration", 1),
        ("#/names/with%20space", 2),
        ("#/names/caf%C3%A9", 3),
        ("#/names/", 4),
        ("#/list/1", "second"),
        ("#/list/0/x", "first"),
        ("#/names/0", 5),
    ],
)
def test_a_pointer_finds_any_key_and_item(
    tmp_path: Path, pointer: str, value: JsonValue
) -> None:
    text = (
        "names: {pim.v2.Integration: 1, with space: 2, café: 3, '': 4, 0: 5}\n"
        f"list: [{{x: first}}, second]\nuse: {{$ref: '{pointer}'}}\n"
    )
    assert Files(tmp_path, root_yaml=text).value("use") == value


def test_a_reference_to_the_whole_document_is_its_root(tmp_path: Path) -> None:
    files = Files(tmp_path, root_yaml="a: 1\nuse: {$ref: '#'}")
    assert files.value("use") == files.cursor.value


def test_a_chain_of_references_leads_to_its_end(tmp_path: Path) -> None:
    text = "a: {$ref: '#/b'}\nb: {$ref: '#/c'}\nc: {type: string}"
    target = Files(tmp_path, root_yaml=text).follow("a")
    assert target is not None
    assert target.location.pointer == "/c"


def test_a_property_named_ref_is_no_reference(tmp_path: Path) -> None:
    files = Files(tmp_path, root_yaml="properties: {$ref: {type: string}}")
    assert files.value("properties") == {"$ref": {"type": "string"}}


# --- several files -----------------------------------------------------------------


def test_references_start_from_the_file_that_they_stand_in(tmp_path: Path) -> None:
    files = Files(
        tmp_path,
        root_yaml="use: {$ref: 'paths/things.yaml#/get'}",
        paths__things_yaml="get: {$ref: '../models/thing.yaml'}",
        models__thing_yaml="{$ref: '#/inner', inner: {$ref: 'name%20part.yaml#/x'}}",
        **{"models__name part_yaml": "x: found"},
    )
    target = files.follow("use")
    assert target is not None
    assert target.value == "found"
    assert target.location == Location(tmp_path / "models" / "name part.yaml", "/x")
    names = [document.path.name for document in files.resolver.documents]
    assert names == ["root.yaml", "things.yaml", "thing.yaml", "name part.yaml"]


def test_a_file_may_hold_any_value(tmp_path: Path) -> None:
    files = Files(
        tmp_path,
        root_yaml="info: {description: {$ref: intro.yaml}, title: {$ref: '#/none'}}",
        intro_yaml="|\n  A long text.\n",
    )
    info = files.cursor.get("info")
    assert info is not None
    assert files.resolver.text(info, "description") == "A long text.\n"
    assert files.resolver.text(info, "missing") == ""
    assert files.resolver.text(info, "title") == ""
    assert files.only().code == "unknown-reference"


def test_places_in_other_files_have_their_lines(tmp_path: Path) -> None:
    files = Files(
        tmp_path, root_yaml="use: {$ref: 'a.yaml#/b/1'}", a_yaml="# one\nb:\n- x\n- y\n"
    )
    target = files.follow("use")
    assert target is not None
    place = files.resolver.locate(target.location)
    assert (place.line, place.column) == (4, 3)
    assert files.resolver.line(target.location) == "- y"


def test_a_place_that_is_unknown_or_known_stays_as_it_is(tmp_path: Path) -> None:
    resolver = Files(tmp_path, root_yaml="a: 1").resolver
    for location in (
        Location(),
        Location(Path("other.yaml"), "/a"),
        Location(tmp_path / "root.yaml", "/a", 7, 8),
    ):
        assert resolver.locate(location) == location
    assert resolver.line(Location()) is None


def test_a_faulty_file_is_reported_once_at_its_own_place(tmp_path: Path) -> None:
    files = Files(
        tmp_path,
        root_yaml="one: {$ref: 'bad.yaml#/a'}\ntwo: {$ref: 'bad.yaml#/b'}",
        bad_yaml="a: 1\na: 2\n",
    )
    assert files.follow("one") is None
    assert files.follow("two") is None
    diagnostic = files.only()
    assert (diagnostic.code, diagnostic.at.line) == ("duplicate-key", 2)
    assert diagnostic.at.file == tmp_path / "bad.yaml"


# --- broken references -------------------------------------------------------------


@pytest.mark.parametrize(
    ("reference", "help_text"),
    [
        ("#/schemas/Thng", "`#/schemas` has no `Thng`: did you mean `Thing`?"),
        ("#/schemas/thing", "`#/schemas` has no `thing`: did you mean `Thing`?"),
        ("#/schemas/Other", "`#/schemas` has no `Other`"),
        ("#/empty/Other", "`#/empty` is empty"),
        ("#/schemas/Thing/type/a", "`#/schemas/Thing/type` has no members"),
        ("#/list/2", "`#/list` is a list of 2, counted from 0"),
        ("#/list/-1", "`#/list` is a list of 2, counted from 0"),
        ("#/list/\u0660", "`#/list` is a list of 2, counted from 0"),
        ("#/list/01", "`#/list` is a list of 2, counted from 0"),
        ("#Thing", "write a JSON Pointer, such as `#/Thing`"),
        ("missing.yaml", "put the file there, or correct its path"),
        ("Thing", "only .yaml, .yml and .json files are read"),
        ("image.png", "only .yaml, .yml and .json files are read"),
        ("rot.yaml#/a", "did you mean `root.yaml`?"),
        ("no/such/folder.yaml", "its folder does not exist"),
    ],
)
def test_a_missing_reference_is_reported_with_a_suggestion(
    tmp_path: Path, reference: str, help_text: str | None
) -> None:
    text = (
        "schemas: {Thing: {type: object}}\nempty: {}\nlist: [0, 1]\n"
        f"use:\n  $ref: '{reference}'\n"
    )
    files = Files(tmp_path, root_yaml=text)
    assert files.follow("use") is None
    diagnostic = files.only()
    assert diagnostic.code == "unknown-reference"
    assert quoted(reference) in diagnostic.message
    assert (diagnostic.at.line, diagnostic.at.column) == (5, 3)
    assert diagnostic.help == help_text


def test_a_broken_reference_is_reported_once(tmp_path: Path) -> None:
    text = "a: {$ref: '#/x'}\nb: {$ref: '#/x'}"
    files = Files(tmp_path, root_yaml=text)
    for key in ("a", "b", "a"):
        assert files.follow(key) is None
    assert files.only().at.pointer == "/a/$ref"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("start: {$ref: '#/start'}", "/start/$ref"),
        ("start: {$ref: '#/b'}\nb: {$ref: '#/start'}", "/b/$ref"),
        ("start: {$ref: '#/b'}\nb: {$ref: '#/c'}\nc: {$ref: '#/b'}", "/b/$ref"),
        ("start: {$ref: 'root.yaml#/start'}", "/start/$ref"),
    ],
)
def test_a_chain_that_leads_back_to_itself_is_reported_once(
    tmp_path: Path, text: str, first: str
) -> None:
    files = Files(tmp_path, root_yaml=text)
    for key in files.cursor.mapping:
        assert files.follow(key) is None
    diagnostic = files.only()
    assert (diagnostic.code, diagnostic.at.pointer) == ("reference-cycle", first)


def test_a_schema_that_refers_to_itself_inside_is_no_cycle(tmp_path: Path) -> None:
    text = "Node: {properties: {next: {$ref: '#/Node'}}}"
    files = Files(tmp_path, root_yaml=text)
    assert files.value("Node", "properties", "next") == files.value("Node")


@pytest.mark.parametrize(
    "reference",
    [
        "../secret.yaml",
        "../secret.yaml#/password",
        "models/../../secret.yaml",
        "%2e%2e/secret.yaml",
        "..%2Fsecret.yaml",
        "/etc/passwd",
        "//host/share.yaml",
        "file:///etc/passwd",
        "file:secret.yaml",
        "http://127.0.0.1:9/a.yaml",
        "https://example.com/a.yaml#/b",
        "HTTPS://example.com/a.yaml",
        "ftp://example.com/a.yaml",
        "C:/secret.yaml",
        "..\\\\secret.yaml",
        "link.yaml",
        "linked/secret.yaml",
        "a%00b.yaml",
    ],
)
def test_a_reference_does_not_leave_the_folder(tmp_path: Path, reference: str) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text("password: hunter2", encoding="utf-8")
    folder = tmp_path / "spec"
    folder.mkdir()
    (folder / "link.yaml").symlink_to(secret)
    (folder / "linked").symlink_to(tmp_path)
    files = Files(folder, root_yaml=f'use: {{$ref: "{reference}"}}')
    assert files.follow("use") is None
    diagnostic = files.only()
    assert diagnostic.code == "reference-outside"
    assert "hunter2" not in f"{diagnostic.message} {diagnostic.help}"
    assert [document.path for document in files.resolver.documents] == [files.root]


def test_a_link_inside_the_folder_is_followed(tmp_path: Path) -> None:
    (tmp_path / "link.yaml").symlink_to(tmp_path / "real.yaml")
    files = Files(
        tmp_path, root_yaml="use: {$ref: 'link.yaml#/a'}", real_yaml="a: found"
    )
    assert files.value("use") == "found"


def test_the_root_may_lie_behind_a_link(tmp_path: Path) -> None:
    real = tmp_path / "real"
    Files(real, root_yaml="use: {$ref: 'a.yaml#/x'}", a_yaml="x: found")
    (tmp_path / "link").symlink_to(real)
    diagnostics = Diagnostics()
    document = load(tmp_path / "link" / "root.yaml", diagnostics)
    resolver = Resolver(document, diagnostics)
    root = Cursor(document.data, Location(document.path))
    use = root.get("use")
    assert use is not None
    target = resolver.follow(use)
    assert target is not None
    assert target.value == "found"


def test_a_relative_root_names_its_files_relatively(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Files(tmp_path, root_yaml="use: {$ref: './b/a.yaml#/x'}", b__a_yaml="x: 1")
    monkeypatch.chdir(tmp_path)
    diagnostics = Diagnostics()
    document = load(Path("root.yaml"), diagnostics)
    resolver = Resolver(document, diagnostics)
    use = Cursor(document.data, Location(document.path)).get("use")
    assert use is not None
    target = resolver.follow(use)
    assert target is not None
    assert target.location.file == Path("b/a.yaml")


# --- identifiers and anchors -------------------------------------------------------

NAMED = """\
a: {$ref: 'https://x.example/schemas/tree'}
b: {$ref: 'https://x.example/schemas/tree#/properties/leaf'}
c: {$ref: 'https://x.example/schemas/tree#leaf'}
tree:
  $id: https://x.example/schemas/tree
  properties:
    leaf: {$anchor: leaf, type: string}
    twig: {$ref: '#leaf'}
    bough: {$ref: '#/properties/leaf'}
    root: {$ref: '#/tree/properties/leaf'}
    other: {$ref: other}
other: {$id: 'https://x.example/schemas/other', type: integer}
plain: {$ref: '#leaf'}
data: {example: {$id: 'https://x.example/schemas/none', $anchor: none}}
"""


@pytest.mark.parametrize(
    ("keys", "pointer"),
    [
        (("a",), "/tree"),
        (("b",), "/tree/properties/leaf"),
        (("c",), "/tree/properties/leaf"),
        (("tree", "properties", "twig"), "/tree/properties/leaf"),
        (("tree", "properties", "bough"), "/tree/properties/leaf"),
        (("tree", "properties", "root"), "/tree/properties/leaf"),
        (("tree", "properties", "other"), "/other"),
        (("plain",), "/tree/properties/leaf"),
    ],
    ids=str,
)
def test_identifiers_and_anchors_are_names(
    tmp_path: Path, keys: tuple[str, ...], pointer: str
) -> None:
    files = Files(tmp_path, root_yaml=NAMED)
    target = files.follow(*keys)
    assert target is not None, list(files.diagnostics)
    assert target.location.pointer == pointer


def test_an_unknown_anchor_is_reported_with_a_suggestion(tmp_path: Path) -> None:
    files = Files(tmp_path, root_yaml="a: {$ref: '#laef'}\nb: {$anchor: leaf}\n")
    assert files.follow("a") is None
    assert files.only().help == "did you mean `leaf`?"


def test_data_has_no_names(tmp_path: Path) -> None:
    files = Files(tmp_path, root_yaml=NAMED + "d: {$ref: '#none'}\n")
    assert files.follow("d") is None


def test_the_same_anchor_in_two_resources_is_that_of_the_resource(
    tmp_path: Path,
) -> None:
    text = """\
a: {$id: 'https://x.example/a', x: {$anchor: here, type: string}, y: {$ref: '#here'}}
b: {$id: 'https://x.example/b', x: {$anchor: here, type: number}, y: {$ref: '#here'}}
"""
    files = Files(tmp_path, root_yaml=text)
    assert files.value("a", "y") == {"$anchor": "here", "type": "string"}
    assert files.value("b", "y") == {"$anchor": "here", "type": "number"}


def test_what_lies_below_the_address_of_a_document_is_a_file(tmp_path: Path) -> None:
    files = Files(
        tmp_path,
        root_yaml="""\
$self: https://x.example/api/root.yaml
a: {$ref: 'https://x.example/api/parts/thing.yaml#/thing'}
b: {$ref: 'https://x.example/api/root.yaml#/c'}
c: 1
d: {$ref: 'https://x.example/secret.yaml'}
""",
        parts__thing_yaml="thing: 2\n",
    )
    assert files.value("a") == 2
    assert files.value("b") == 1
    assert files.follow("d") is None
    assert files.only().code == "reference-outside"


def test_a_file_is_known_by_the_identifier_that_it_gives_itself(tmp_path: Path) -> None:
    files = Files(
        tmp_path,
        root_yaml="a: {$ref: thing.yaml}\nb: {$ref: 'https://x.example/t#/type'}\n",
        thing_yaml="$id: https://x.example/t\ntype: string\n",
    )
    assert files.follow("a") is not None
    assert files.value("b") == "string"


def test_a_pointer_goes_through_a_reference(tmp_path: Path) -> None:
    files = Files(
        tmp_path,
        root_yaml="maps: {$ref: maps.yaml}\na: {$ref: '#/maps/one/two'}\n",
        maps_yaml="one: {$ref: '#/other'}\nother: {two: 2}\n",
    )
    assert files.value("a") == 2


def test_a_pointer_through_a_circle_of_references_ends(tmp_path: Path) -> None:
    files = Files(tmp_path, root_yaml="a: {$ref: '#/a/b'}\n")
    assert files.follow("a") is None
    assert files.only().code == "unknown-reference"


@pytest.mark.parametrize(
    ("own", "reference"),
    [
        ("http://[::1", "x.json"),
        ("http://a.example/a", "http://[x/y"),
        ("a.json", "http://[x/y"),
        ("a.json", f"{'a' * 300}.json"),
    ],
)
def test_what_is_no_uri_and_no_file_leads_nowhere(
    tmp_path: Path, own: str, reference: str
) -> None:
    path = tmp_path / "root.yaml"
    schema = f"{{$id: '{own}', properties: {{a: {{$ref: '{reference}'}}}}}}"
    path.write_text(f"components: {{schemas: {{A: {schema}}}}}\n")
    diagnostics = Diagnostics()
    root = load(path, diagnostics)
    at = Location(path, "/components/schemas/A/properties/a")
    assert Resolver(root, diagnostics).follow(Cursor({"$ref": reference}, at)) is None
    assert {one.code for one in diagnostics} <= {
        "unknown-reference",
        "reference-outside",
    }
    assert len(list(diagnostics)) == 1
