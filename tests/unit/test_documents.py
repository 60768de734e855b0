"""Documents: what is read, what is refused, where things stand, what is written."""

from __future__ import annotations

import json
import math
import re
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from specloom.diagnostics import Diagnostic, Diagnostics, SpecError
from specloom.documents import (
    Document,
    dump,
    json_text,
    load,
    load_part,
    position,
    yaml_text,
)
from specloom.documents.faults import UnreadableError
from specloom.documents.json_places import JsonPlaces
from specloom.documents.marks import index
from specloom.documents.wording import closest, near_file
from specloom.ir import JsonValue


def written(folder: Path, content: str | bytes, name: str = "spec.yaml") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def loaded(folder: Path, content: str | bytes, name: str = "spec.yaml") -> Document:
    return load(written(folder, content, name), Diagnostics())


def refused(
    folder: Path, content: str | bytes, name: str = "spec.yaml"
) -> list[Diagnostic]:
    with pytest.raises(SpecError) as caught:
        loaded(folder, content, name)
    return list(caught.value.diagnostics)


def only(diagnostics: list[Diagnostic]) -> Diagnostic:
    (diagnostic,) = diagnostics
    return diagnostic


def place(diagnostic: Diagnostic) -> tuple[int | None, int | None]:
    return diagnostic.at.line, diagnostic.at.column


# --- scalars -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("NULL", None),
        ("nUll", "nUll"),
        ("true", True),
        ("False", False),
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("Off", "Off"),
        ("y", "y"),
        ("0", 0),
        ("-7", -7),
        ("+7", 7),
        ("0123", 123),
        ("0o17", 15),
        ("0x1F", 31),
        ("0b11", "0b11"),
        ("1_000", "1_000"),
        ("1:30", "1:30"),
        ("190:20:30", "190:20:30"),
        ("1.0", 1.0),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("-1.5E-3", -0.0015),
        ("1.2.3", "1.2.3"),
        ("2006-01-02", "2006-01-02"),
        ("2006-01-02T15:04:05-07:00", "2006-01-02T15:04:05-07:00"),
        ("2021-09-25T00:00:00Z", "2021-09-25T00:00:00Z"),
        ("'1'", "1"),
        ('"true"', "true"),
        ("!!str 1", "1"),
        ("! 1", "1"),
        ("!!int '1'", 1),
        ("<<", "<<"),
        ("=", "="),
        ("true'", "true'"),
    ],
)
def test_a_scalar_is_read_by_the_core_schema(
    tmp_path: Path, text: str, value: JsonValue
) -> None:
    read = loaded(tmp_path, f"key: {text}\n").data
    assert read == {"key": value}
    assert isinstance(read, dict)
    assert type(read["key"]) is type(value)


@pytest.mark.parametrize("text", [".inf", "-.INF", ".nan", "1e400", "-1e999"])
def test_a_number_that_json_lacks_is_refused_with_its_place(
    tmp_path: Path, text: str
) -> None:
    diagnostic = only(refused(tmp_path, f"a: 1\nkey: {text}\n"))
    assert (diagnostic.code, place(diagnostic)) == ("invalid-number", (2, 6))
    assert text in diagnostic.message


@pytest.mark.parametrize("digits", ["1" * 4301, "0x" + "f" * 5000, "1" * 5000 + ".0"])
def test_a_number_of_thousands_of_digits_is_refused_with_its_place(
    tmp_path: Path, digits: str
) -> None:
    diagnostic = only(refused(tmp_path, f"key: {digits}\n"))
    assert (diagnostic.code, place(diagnostic)) == ("invalid-number", (1, 6))
    assert len(diagnostic.message) < 120


def test_keys_are_the_text_as_written(tmp_path: Path) -> None:
    text = "200: a\ntrue: b\nnull: c\n1.10: d\n2024-01-01: e\nno: f\n'': g\n"
    data = loaded(tmp_path, text).data
    assert data == {
        "200": "a",
        "true": "b",
        "null": "c",
        "1.10": "d",
        "2024-01-01": "e",
        "no": "f",
        "": "g",
    }


def test_keys_that_become_equal_as_text_are_a_duplicate(tmp_path: Path) -> None:
    diagnostic = only(refused(tmp_path, "200: a\nb: 1\n'200': c\n"))
    assert (diagnostic.code, place(diagnostic)) == ("duplicate-key", (3, 1))
    assert diagnostic.help is not None
    assert "line 1" in diagnostic.help


# --- YAML structure ----------------------------------------------------------------


def test_every_duplicate_key_is_reported_in_one_run(tmp_path: Path) -> None:
    text = "a:\n  - b: 1\n    b: 2\nc: 1\nd: 1\nc: 2\n"
    diagnostics = refused(tmp_path, text)
    assert [(d.code, place(d)) for d in diagnostics] == [
        ("duplicate-key", (3, 5)),
        ("duplicate-key", (6, 1)),
    ]
    assert [d.help for d in diagnostics] == [
        "remove one of them; the first is in line 2",
        "remove one of them; the first is in line 4",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "a: !!python/object/apply:os.system [echo]",
        "a: !!python/name:os.system",
        "!!python/object:object {a: 1}",
        "a: !custom 1",
        "a: !!binary aGk=",
        "a: !!timestamp 2001-01-01",
        "!!set {a, b}",
        "!custom a: 1",
        "%TAG ! tag:example.org,2000:\n---\na: !b 1",
    ],
)
def test_a_tag_is_refused(tmp_path: Path, text: str) -> None:
    assert only(refused(tmp_path, text)).code == "unknown-tag"


def test_aliases_stand_for_their_anchors(tmp_path: Path) -> None:
    text = "base: &b {x: 1}\nlist: [*b, &s text, *s]\nredefined: &b 2\nlast: *b\n"
    assert loaded(tmp_path, text).data == {
        "base": {"x": 1},
        "list": [{"x": 1}, "text", "text"],
        "redefined": 2,
        "last": 2,
    }


def test_merged_members_give_way_to_a_mappings_own(tmp_path: Path) -> None:
    text = (
        "one: &one {a: 1, b: 1}\n"
        "two: &two {b: 2, c: 2}\n"
        "merged:\n  b: 3\n  <<: [*one, *two]\n  c: 4\n"
        "nested: {<<: *one, a: 5}\n"
        "text: {'<<': 1}\n"
    )
    data = loaded(tmp_path, text).data
    assert isinstance(data, dict)
    assert data["merged"] == {"b": 3, "a": 1, "c": 4}
    assert data["nested"] == {"a": 5, "b": 1}
    assert data["text"] == {"<<": 1}


def test_a_key_given_twice_beside_a_merge_is_still_a_duplicate(tmp_path: Path) -> None:
    text = "one: &one {a: 1}\nmerged:\n  <<: *one\n  a: 2\n  a: 3\n"
    diagnostic = only(refused(tmp_path, text))
    assert (diagnostic.code, place(diagnostic)) == ("duplicate-key", (5, 3))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: *missing", "the alias `*missing` has no anchor before it"),
        ("a: &a [*a]", "the alias `*a` stands inside its own anchor"),
        ("a: &a {<<: *a}", "the alias `*a` stands inside its own anchor"),
        ("<<: 1", "`<<` merges mappings, and this is none"),
        ("? [a, b]\n: c", "a mapping key must be plain text"),
        ("? {a: b}\n: c", "a mapping key must be plain text"),
        ("a: &x b\n*x : c", "a mapping key must be plain text"),
    ],
)
def test_what_yaml_allows_and_json_cannot_say_is_refused(
    tmp_path: Path, text: str, message: str
) -> None:
    diagnostic = only(refused(tmp_path, text))
    assert (diagnostic.code, diagnostic.message) == ("invalid-yaml", message)


def test_an_unknown_alias_comes_with_a_suggestion(tmp_path: Path) -> None:
    diagnostic = only(refused(tmp_path, "a: &common 1\nb: *comon\n"))
    assert diagnostic.help == "did you mean `common`?"
    assert place(diagnostic) == (2, 4)


def test_a_second_document_is_refused(tmp_path: Path) -> None:
    diagnostic = only(refused(tmp_path, "---\na: 1\n---\nb: 2\n"))
    assert (diagnostic.code, place(diagnostic)) == ("several-documents", (3, 1))


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_a_version_directive_changes_nothing(tmp_path: Path, version: str) -> None:
    text = f"%YAML {version}\n---\na: no\n...\n"
    assert loaded(tmp_path, text).data == {"a": "no"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: [read:pets, http://x/y]", ["read:pets", "http://x/y"]),
        ("a: {b: c:d}", {"b": "c:d"}),
        ("a: [b?c]", ["b?c"]),
        (r'a: "\ud83d\ude00"', "\U0001f600"),
        (r'a: "\/"', "/"),
    ],
)
def test_yaml_1_2_is_read_where_libyaml_refuses_it(
    tmp_path: Path, text: str, value: JsonValue
) -> None:
    assert loaded(tmp_path, text).data == {"a": value}


def test_only_line_feeds_and_carriage_returns_end_lines(tmp_path: Path) -> None:
    text = "a: |\n  one\u2028two\u2029three\x85four\ufefffive\nb: six\u2028\n"
    document = loaded(tmp_path, text)
    assert document.data == {
        "a": "one\u2028two\u2029three\x85four\ufefffive\n",
        "b": "six\u2028",
    }
    assert position(document, "/b") == (3, 1)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("a: b: c\n", (1, 5)),
        ("a: 1\n\tb: 2\n", (2, 1)),
        ("a: [1, 2\nb: 3\n", (2, 2)),
        ("info:\n  title: 'open\n", (2, 10)),
        ("a: @b\n", (1, 4)),
        ("- a\nb: 1\n", (2, 1)),
        ('a: "\\xzz"\n', (1, 7)),
        ("a: 'b' c\n", (1, 8)),
        ("key: 1\n key2: 2\n", (2, 6)),
    ],
)
def test_a_syntax_error_has_a_place_and_a_way_out(
    tmp_path: Path, text: str, at: tuple[int, int]
) -> None:
    diagnostic = only(refused(tmp_path, text))
    assert (diagnostic.code, place(diagnostic)) == ("invalid-yaml", at)
    assert diagnostic.help


# --- limits ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "a: " + "[" * 100_000,
        "{a: " * 100_000,
        "- " * 100_000,
        "".join(" " * depth + "a:\n" for depth in range(2_000)),
        '"x[": ' + "[\n" * 100_000,
        "# '\na: " + "[\n" * 100_000,
        "? " * 100_000,
    ],
    ids=["[", "a: [", "{", "-", "indentation", "after a string", "comment", "?"],
)
def test_a_deep_document_is_refused_and_not_a_crash(tmp_path: Path, text: str) -> None:
    assert only(refused(tmp_path, text)).code in {"too-deep", "invalid-yaml"}


def test_two_hundred_levels_are_read_and_one_more_is_not(tmp_path: Path) -> None:
    def nested(depth: int) -> str:
        return '{"a": ' * depth + "1" + "}" * depth

    for name in ("spec.yaml", "spec.json"):
        assert loaded(tmp_path, nested(200), name).data
        diagnostic = only(refused(tmp_path, nested(201), name))
        assert (diagnostic.code, place(diagnostic)) == ("too-deep", (1, 1201))


def test_brackets_in_strings_and_comments_do_not_count(tmp_path: Path) -> None:
    text = f"a: '{'[' * 1000}'\nb: \"{'{' * 1000}\" # {'[' * 1000}\nc: x{'[' * 1000}\n"
    assert len(str(loaded(tmp_path, text).data)) > 3000


def test_an_alias_bomb_is_refused_at_the_alias(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    diagnostic = only(refused(tmp_path, "\n".join(lines)))
    assert diagnostic.code == "too-many-aliases"
    assert diagnostic.at.line == 6


def test_a_merge_bomb_is_refused(tmp_path: Path) -> None:
    members = ", ".join(f"k{n}: {n}" for n in range(1_000))
    lines = [f"base: &base {{{members}}}"]
    lines += [f"m{n}: {{<<: [{', '.join(['*base'] * 100)}]}}" for n in range(10)]
    assert only(refused(tmp_path, "\n".join(lines))).code == "too-many-aliases"


def test_too_many_values_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("specloom.documents.faults.NODE_LIMIT", 1_000)
    for name in ("spec.yaml", "spec.json"):
        text = f'{{"a": [{"1, " * 1_000}1]}}'
        assert only(refused(tmp_path, text, name)).code == "too-large"


def test_a_file_of_more_than_64_megabytes_is_refused(tmp_path: Path) -> None:
    diagnostic = only(refused(tmp_path, b"# " + b"x" * 64 * 1024 * 1024))
    assert (diagnostic.code, diagnostic.at.line) == ("too-large", None)


def test_a_hundred_faults_are_enough(tmp_path: Path) -> None:
    assert len(refused(tmp_path, "a: 1\n" * 1_000)) == 100
    assert len(refused(tmp_path, "{" + '"a": 1,' * 1_000 + '"b": 1}', "a.json")) == 100


# --- encodings ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"],
)
@pytest.mark.parametrize("name", ["spec.yaml", "spec.json"])
def test_unicode_encodings_are_recognised(
    tmp_path: Path, encoding: str, name: str
) -> None:
    document = loaded(tmp_path, '{"a": "é\U0001f600"}'.encode(encoding), name)
    assert document.data == {"a": "é\U0001f600"}
    assert position(document, "/a") == (1, 2)


def test_latin_1_is_refused_at_its_first_byte(tmp_path: Path) -> None:
    diagnostic = only(refused(tmp_path, "a: 1\nb: caf\xe9\n".encode("latin-1")))
    assert (diagnostic.code, place(diagnostic)) == ("invalid-encoding", (2, 7))
    assert diagnostic.help == "save the file as UTF-8"


@pytest.mark.parametrize("name", ["spec.yaml", "spec.json"])
@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x0c"])
def test_a_control_character_is_refused(
    tmp_path: Path, character: str, name: str
) -> None:
    diagnostic = only(refused(tmp_path, f'{{"a": "b{character}"}}', name))
    assert (diagnostic.code, place(diagnostic)) == ("invalid-character", (1, 9))
    assert f"U+{ord(character):04X}" in diagnostic.message


@pytest.mark.parametrize("name", ["spec.yaml", "spec.json"])
@pytest.mark.parametrize(
    "text", [r'{"a": "\ud800"}', r'{"a": "x\udc00y"}', r'{"\ud800": 1}']
)
def test_half_a_surrogate_pair_is_refused(tmp_path: Path, text: str, name: str) -> None:
    diagnostic = only(refused(tmp_path, text, name))
    assert diagnostic.code in {"invalid-character", "invalid-yaml"}
    assert diagnostic.at.line == 1


def test_an_escaped_backslash_before_a_u_is_no_surrogate(tmp_path: Path) -> None:
    document = loaded(tmp_path, r'{"a": "\\ud800"}', "spec.json")
    assert document.data == {"a": r"\ud800"}


# --- JSON --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code", "at"),
    [
        ('{"a": 1,}', "invalid-json", (1, 9)),
        ('{"a": [1,]}', "invalid-json", (1, 10)),
        ('{"a": 1', "invalid-json", (1, 8)),
        ('{"a" 1}', "invalid-json", (1, 6)),
        ("{a: 1}", "invalid-json", (1, 2)),
        ("{'a': 1}", "invalid-json", (1, 2)),
        ('{"a": 1} x', "invalid-json", (1, 10)),
        ('{"a": 1}{}', "invalid-json", (1, 9)),
        ('{"a": [1}', "invalid-json", (1, 9)),
        ('{\n "a": "x\n"}', "invalid-json", (2, 7)),
        ('{"a": "\\x"}', "invalid-json", (1, 8)),
        ('{"a": tru}', "invalid-json", (1, 7)),
        ('{"a": 1} // x', "invalid-json", (1, 10)),
        ('{"a": NaN}', "invalid-number", (1, 7)),
        ('{"a": -Infinity}', "invalid-number", (1, 7)),
        ('{"a": 01}', "invalid-number", (1, 7)),
        ('{"a": 1e400}', "invalid-number", (1, 7)),
        (f'{{"a": {"9" * 5000}}}', "invalid-number", (1, 7)),
        ('{"a": {"b": 1, "b": 2}}', "duplicate-key", (1, 16)),
        ('{"a": ' * 100_000, "too-deep", (1, 1201)),
        ('{"a": ' + "[" * 100_000, "too-deep", (1, 206)),
    ],
)
def test_json_is_strict_and_each_fault_has_its_place(
    tmp_path: Path, text: str, code: str, at: tuple[int, int]
) -> None:
    diagnostic = only(refused(tmp_path, text, "spec.json"))
    assert (diagnostic.code, place(diagnostic)) == (code, at)
    assert diagnostic.help


def test_every_fault_of_a_json_document_is_reported_in_one_run(tmp_path: Path) -> None:
    text = '{"a": 1e999,\n "a": 2,\n "b": "\\ud800"}'
    assert [d.code for d in refused(tmp_path, text, "spec.json")] == [
        "invalid-number",
        "duplicate-key",
        "invalid-character",
    ]


def test_json_in_a_yaml_file_is_read(tmp_path: Path) -> None:
    assert loaded(tmp_path, '{\n\t"a": [1.0, true]\n}').data == {"a": [1.0, True]}


# --- files -------------------------------------------------------------------------


def test_a_missing_file_is_reported_with_a_near_name(tmp_path: Path) -> None:
    written(tmp_path, "a: 1", "petstore.yaml")
    with pytest.raises(SpecError) as caught:
        load(tmp_path / "petstor.yaml", Diagnostics())
    diagnostic = only(list(caught.value.diagnostics))
    assert diagnostic.code == "unreadable-file"
    assert diagnostic.help == "did you mean `petstore.yaml`?"


@pytest.mark.parametrize("name", ["", "missing/spec.yaml", "nul\0.yaml", "x" * 5000])
def test_a_path_that_is_no_file_is_one_error(tmp_path: Path, name: str) -> None:
    diagnostics = Diagnostics()
    with pytest.raises(SpecError):
        load(tmp_path / name, diagnostics)
    assert [d.code for d in diagnostics] == ["unreadable-file"]


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n", "null"])
@pytest.mark.parametrize("name", ["spec.yaml", "spec.json"])
def test_a_file_that_says_nothing_is_refused(
    tmp_path: Path, text: str, name: str
) -> None:
    code = only(refused(tmp_path, text, name)).code
    assert code == (
        "invalid-json"
        if "json" in name and text[:1] in "#-" and text
        else "empty-document"
    )


@pytest.mark.parametrize("text", ["- a", "text", "42", "true"])
def test_a_root_that_is_no_object_is_refused(tmp_path: Path, text: str) -> None:
    diagnostic = only(refused(tmp_path, text))
    assert (diagnostic.code, place(diagnostic)) == ("not-an-object", (1, 1))


def test_a_part_of_a_description_may_be_any_value(tmp_path: Path) -> None:
    part = load_part(written(tmp_path, "- a"), Diagnostics())
    assert part.data == ["a"]


def test_loading_reports_what_was_found_before_as_well(tmp_path: Path) -> None:
    diagnostics = Diagnostics()
    with pytest.raises(SpecError):
        load(tmp_path / "a.yaml", diagnostics)
    with pytest.raises(SpecError) as caught:
        load(tmp_path / "b.yaml", diagnostics)
    assert len(caught.value.diagnostics) == 2


def test_an_earlier_error_does_not_refuse_a_good_document(tmp_path: Path) -> None:
    diagnostics = Diagnostics()
    with pytest.raises(SpecError):
        load(tmp_path / "a.yaml", diagnostics)
    assert load(written(tmp_path, "a: 1"), diagnostics).data == {"a": 1}


def test_a_message_shows_no_control_character_of_the_document(tmp_path: Path) -> None:
    diagnostic = only(refused(tmp_path, '"\\e[31m": 1\n"\\e[31m": 2\n'))
    assert diagnostic.message.isprintable()


# --- places ------------------------------------------------------------------------

_PLACES = """\
# comment
openapi: 3.0.0
paths:
  /a/{b}~c:
    get: {tags: [x, "y"], 200: z}
list:
- - 1
  - two: &anchor
      three: 3
- *anchor
merged:
  <<: *anchor
  own: é
"""


@pytest.mark.parametrize(
    ("pointer", "at"),
    [
        ("", (2, 1)),
        ("/openapi", (2, 1)),
        ("/paths/~1a~1{b}~0c", (4, 3)),
        ("/paths/~1a~1{b}~0c/get/tags", (5, 11)),
        ("/paths/~1a~1{b}~0c/get/tags/1", (5, 21)),
        ("/paths/~1a~1{b}~0c/get/200", (5, 27)),
        ("/list/0", (7, 3)),
        ("/list/0/0", (7, 5)),
        ("/list/0/1/two/three", (9, 7)),
        ("/list/1", (10, 3)),
        ("/list/1/three", (9, 7)),
        ("/merged/three", (9, 7)),
        ("/merged/own", (13, 3)),
        ("/merged/own/not/there", (13, 3)),
        ("/nothing", (2, 1)),
    ],
)
def test_a_pointer_has_a_place_in_yaml(
    tmp_path: Path, pointer: str, at: tuple[int, int]
) -> None:
    assert position(loaded(tmp_path, _PLACES), pointer) == at


def test_a_pointer_has_a_place_in_json(tmp_path: Path) -> None:
    text = '{\n  "a": [1, {"b\\u0063": null}],\n  "é": {}\n}'
    document = loaded(tmp_path, text, "spec.json")
    assert position(document, "/a/1") == (2, 12)
    assert position(document, "/a/1/bc") == (2, 13)
    assert position(document, "/é") == (3, 3)


_LAID_OUT = (
    ' [\n{"a~/b" :[ ],"" : {"x":[[1 , -2e3],"}\\""]},"n":null} , {},[{"k": 0}]\n] '
)


def test_places_of_json_are_those_of_its_marks() -> None:
    """Two ways through the text, however it is laid out."""
    held = index(json_text.marks(_LAID_OUT))
    places = JsonPlaces(_LAID_OUT)
    assert len(held.offsets) == 14
    for pointer in (*held.offsets, "/7", "/0/a~1b", "/0/a~0~1b/0", "/0/n/x", "/x"):
        assert places.find(pointer) == held.find(pointer), pointer


def test_lines_end_as_they_may(tmp_path: Path) -> None:
    document = loaded(tmp_path, "a: 1\r\nb: 2\rc: 3\nd: 4")
    assert [position(document, f"/{key}")[0] for key in "abcd"] == [1, 2, 3, 4]
    assert [document.line(n) for n in range(6)] == [
        None,
        "a: 1",
        "b: 2",
        "c: 3",
        "d: 4",
        None,
    ]


def test_every_node_of_a_published_document_has_its_place() -> None:
    document = load(Path(__file__).parents[2] / "specs" / "pim.v2.yaml", Diagnostics())

    def check(value: JsonValue, pointer: str) -> int:
        if isinstance(value, dict):
            count = 0
            for key, member in value.items():
                child = f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}"
                line, column = position(document, child)
                text = document.line(line)
                assert text is not None
                assert text[column - 1 :].lstrip("'\"").startswith(key)
                count += 1 + check(member, child)
            return count
        if isinstance(value, list):
            return sum(check(v, f"{pointer}/{n}") for n, v in enumerate(value))
        return 0

    assert check(document.data, "") > 1_000


# --- writing -----------------------------------------------------------------------

_TEXT = st.text(
    st.characters(codec="utf-8")
    | st.sampled_from("\n\r\t :#-?[]{},&*!|>'\"%@`~\\\x85\u2028\ufeff\x00")
)
# fmt: off
_WORDS = st.sampled_from([
    "yes", "No", "on", "OFF", "y", "null", "~", "true", "1", "1.5", "1e3", "0x1f",
    "0o7", "017", "1_0", "1:30", "2024-01-01", "<<", "=", "---",
    "2001-12-14t21:59:43.10-05:00", "...", ".inf", ".nan", "a:", "?", "!x", "+", "-",
    "- a", "a: b", "a #b", "a\n", "a\n\n", "\na", " a\nb", "a\n b\n", "a  \nb",
    "a\n \nb", "a\n ",
])
# fmt: on
_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | _TEXT
    | _WORDS,
    lambda inner: st.lists(inner) | st.dictionaries(_TEXT | _WORDS, inner),
    max_leaves=20,
)


def same(one: JsonValue, other: JsonValue) -> bool:
    """Tell whether values are equal in type, key order and sign of zero as well."""
    return json.dumps(one) == json.dumps(other)


def under(version: tuple[int, int], text: str) -> JsonValue:
    loader: Any = YAML(typ="safe", pure=True)
    loader.version = version
    data: JsonValue = loader.load(text)
    return data


@given(_JSON)
@example("x" * 5_000)
@example({"k" * 2_000: {"a": [{"b": []}]}})
@example({"a": "one\ntwo  \n\n  three\n\n"})
@example([[["a"], []], {"a": [{}, {"b": "x\ny"}]}])
def test_what_is_written_reads_back_the_same(value: JsonValue) -> None:
    text = dump(value)
    assert same(yaml_text.read(text), value)


@given(_JSON)
@settings(max_examples=50)
def test_what_is_written_reads_the_same_under_yaml_1_1_and_1_2(
    value: JsonValue,
) -> None:
    text = dump(value)
    assert same(under((1, 2), text), value)
    assert same(under((1, 1), text), value)


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan, "\ud800"])
def test_what_yaml_cannot_hold_is_not_written(value: JsonValue) -> None:
    with pytest.raises(ValueError, match="YAML"):
        dump({"a": value})


def test_writing_looks_like_written_by_hand() -> None:
    data: JsonValue = {
        "openapi": "3.0.0",
        "info": {"title": "A: b", "version": "1", "description": "One.\n\nTwo.\n"},
        "paths": {"/a/{id}": {"get": {"tags": ["x"], "security": [{"key": []}]}}},
        "empty": {},
        "yes": "no",
        "long": "word " * 40 + "end",
        "values": [1, 1.5, 1e20, True, None, "it's", "a\tb", [["x"], "z"]],
    }
    assert dump(data) == (
        "openapi: '3.0.0'\n"
        "info:\n"
        "  title: 'A: b'\n"
        "  version: '1'\n"
        "  description: |\n"
        "    One.\n"
        "\n"
        "    Two.\n"
        "paths:\n"
        "  /a/{id}:\n"
        "    get:\n"
        "      tags:\n"
        "        - x\n"
        "      security:\n"
        "        - key: []\n"
        "empty: {}\n"
        "'yes': 'no'\n"
        f"long: {'word ' * 40}end\n"
        "values:\n"
        "  - 1\n"
        "  - 1.5\n"
        "  - 1.0e+20\n"
        "  - true\n"
        "  - null\n"
        "  - it's\n"
        '  - "a\\tb"\n'
        "  - - - x\n"
        "    - z\n"
    )


def test_a_published_document_survives_writing(tmp_path: Path) -> None:
    spec = Path(__file__).parents[2] / "specs" / "pim.v2.yaml"
    document = load(spec, Diagnostics())
    text = dump(document.data)
    assert same(loaded(tmp_path, text).data, document.data)
    assert dump(yaml_text.read(text)) == text


# --- anything at all ---------------------------------------------------------------

# fmt: off
_SHARDS = st.sampled_from([
    "a: ", "- ", "? ", "[", "]", "{", "}", ",", ": ", "\n", "\n  ", "&a ", "*a", "|\n",
    "<<: ", "!!str ", "!x ", "'", '"', "#", "---\n", "...\n", "%YAML 1.2\n", "\t",
    ">-\n", "1", "0x", "é", "\\u", "\\", "@", "`", "\ud7ff", "\u2028", "\ufeff",
])
# fmt: on


@given(st.binary() | st.lists(_SHARDS).map(lambda shards: "".join(shards).encode()))
@example(b"\xff\xfe")
@example(b"\x00\x00\xfe\xff\xff\xff\xff\xff")
@example(b'"\\U99999999": 1')
@example(b"[a?, \\ud800:]")
@example(b"{a:b: *c}")
def test_any_bytes_give_a_document_or_a_diagnostic(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    folder = tmp_path_factory.getbasetemp()
    for name in ("fuzz.yaml", "fuzz.json"):
        diagnostics = Diagnostics()
        with suppress(SpecError):
            document = load(written(folder, content, name), diagnostics)
            assert isinstance(document.data, dict)
            assert position(document, "")[0] >= 1
            continue
        assert diagnostics.errors
        assert all(d.at.file is not None for d in diagnostics)


@given(_JSON)
def test_json_text_is_read_as_the_standard_library_reads_it(value: JsonValue) -> None:
    text = json.dumps(value)
    assert same(json_text.read(text), value)
    assert len(list(json_text.marks(text))) >= 1


@given(st.text(st.sampled_from('{}[],:"\\/ \n\t01-+.eEtrufalsn\ud800N')))
def test_json_is_refused_exactly_where_the_standard_library_refuses_it(
    text: str,
) -> None:
    try:
        expected = json.loads(text)
    except ValueError:
        expected = None
    codes: set[str] = set()
    read: JsonValue = None
    try:
        read = json_text.read(text)
    except UnreadableError as error:
        codes = {fault.code for fault in error.faults}
    if expected is None:
        assert codes or read is None
    elif not codes & {"duplicate-key", "invalid-number", "invalid-character"}:
        assert same(read, expected)


def test_the_c_library_is_asked_for_events_only() -> None:
    package = Path(yaml_text.__file__).parent
    users = [
        path.name
        for path in sorted(package.glob("*.py"))
        if re.search(r"\"ruamel\.yaml", path.read_text(encoding="utf-8"))
    ]
    assert users == ["yaml_events.py"]


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("order.yaml", "did you mean `orders.yaml`?"),
        ("orders.yml", "did you mean `orders.yaml`?"),
        ("Orders.yaml", "did you mean `orders.yaml`?"),
        ("other.yaml", None),
        ("nope.yaml", None),
    ],
)
def test_files_are_near_by_their_names_and_not_their_endings(
    tmp_path: Path, name: str, near: str | None
) -> None:
    for held in ("orders.yaml", "h.yaml", "e.yaml", "notes.txt"):
        (tmp_path / held).touch()
    assert near_file(tmp_path / name) == near


def test_a_name_in_another_case_is_nearer_than_any_other() -> None:
    assert closest("orders", ["/orders", "Orders", "orderss"]) == "Orders"
    assert closest("orders", ["Orders", "orders"]) == "orders"
