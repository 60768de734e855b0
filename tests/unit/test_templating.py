"""A template prints what an encoder made for its language, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import TemplateNotFound, TemplateSyntaxError, UndefinedError

from specloom.encode import Encoded, Markdown, Python, Toml
from specloom.encode.markdown import text
from specloom.encode.python import identifier, literal
from specloom.encode.toml import string
from specloom.receipts import templates_folder
from specloom.templating import Templates


def templates(folder: Path, **files: str) -> Templates:
    for name, content in files.items():
        path = folder / f"{name.replace('__', '.')}.jinja"
        path.write_text(content, "utf-8")
    return Templates(folder)


def test_a_piece_of_the_right_language_is_printed(tmp_path: Path) -> None:
    held = templates(tmp_path, a__py="x = {{ value }}\n")
    rendered = held.render("a.py.jinja", value=literal("{{ 7 * 7 }}"))
    assert rendered == 'x = "{{ 7 * 7 }}"\n'
    assert isinstance(rendered, Python)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.py", Python), ("a.toml", Toml), ("a.md", Markdown), ("a.mdx", Markdown)],
)
def test_the_end_of_its_name_tells_a_template_s_language(
    tmp_path: Path, name: str, kind: type[Encoded]
) -> None:
    held = templates(tmp_path, **{name: "{{ value }}"})
    rendered = held.render(f"{name}.jinja", value=kind("x"))
    assert (rendered, type(rendered)) == ("x", kind)


@pytest.mark.parametrize(
    "value", ["plain", 1, None, True, ["x"], {"x": "y"}, Path("x")]
)
def test_plain_values_are_refused(tmp_path: Path, value: object) -> None:
    held = templates(tmp_path, a__py="{{ value }}")
    with pytest.raises(TypeError, match="is not Python: encode it first"):
        held.render("a.py.jinja", value=value)


@pytest.mark.parametrize(
    "value", [string("x"), text("x"), Encoded("x")], ids=lambda v: type(v).__name__
)
def test_pieces_of_another_language_are_refused(tmp_path: Path, value: Encoded) -> None:
    held = templates(tmp_path, a__py="{{ value }}")
    with pytest.raises(TypeError, match="encode it first"):
        held.render("a.py.jinja", value=value)


@pytest.mark.parametrize(
    "source",
    [
        "{{ missing }}",
        "{{ value.missing }}",
        "{% if missing %}{% endif %}",
        "{% for x in missing %}{% endfor %}",
    ],
)
def test_what_nobody_gave_is_an_error(tmp_path: Path, source: str) -> None:
    held = templates(tmp_path, a__py=source)
    with pytest.raises((TypeError, UndefinedError)):
        held.render("a.py.jinja", value=identifier("x"))


@pytest.mark.parametrize(
    "source",
    [
        "{{ value ~ value }}",
        "{{ value + 'x' }}",
        "{{ value | upper }}",
        "{{ [value, value] | join }}",
        "{{ value[0] }}",
        "{{ 'x' }}",
        "{{ value.lower() }}",
        "{{ '%s' | format(value) }}",
        "{{ value | replace('x', 'y') }}",
    ],
)
def test_what_a_template_makes_of_a_piece_is_no_piece(
    tmp_path: Path, source: str
) -> None:
    held = templates(tmp_path, a__py=source)
    with pytest.raises(TypeError, match="encode it first"):
        held.render("a.py.jinja", value=identifier("x"))


def test_a_template_that_is_not_there_or_broken_is_an_error(tmp_path: Path) -> None:
    held = templates(tmp_path, a__py="{% if %}")
    with pytest.raises(TemplateNotFound):
        held.render("b.py.jinja")
    with pytest.raises(TemplateSyntaxError):
        held.render("a.py.jinja")
    with pytest.raises(KeyError):
        held.render("a.html.jinja")


def test_files_that_are_copied_come_in_the_order_of_their_names(tmp_path: Path) -> None:
    folder = tmp_path / "runtime"
    (folder / "b").mkdir(parents=True)
    for name in ("z.py", "a.py", "b/c.py", ".note", "x.py.jinja", "x.pyc"):
        (folder / name).write_text(f"# {name} {{{{ x }}}}\n", "utf-8")
    assert list(Templates(tmp_path).verbatim("runtime")) == [
        (".note", "# .note {{ x }}\n"),
        ("a.py", "# a.py {{ x }}\n"),
        ("b/c.py", "# b/c.py {{ x }}\n"),
        ("z.py", "# z.py {{ x }}\n"),
    ]


def test_our_templates_escape_nothing_themselves() -> None:
    """Quotes around a printed value belong to an encoder, not to a template."""
    root = templates_folder()
    found = [
        f"{path.relative_to(root)}: {line.strip()}"
        for path in sorted(root.rglob("*.jinja"))
        for line in path.read_text("utf-8").splitlines()
        if any(quoted in line for quoted in ('"{{', "'{{", '}}"', "}}'"))
    ]
    assert found == []


def test_our_templates_use_no_filters() -> None:
    root = templates_folder()
    for path in sorted(root.rglob("*.jinja")):
        for printed in path.read_text("utf-8").split("{{")[1:]:
            assert "|" not in printed.split("}}")[0], path
