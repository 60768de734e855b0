"""What can be wrong with a whole set of pages; told as sentences, none if all is well.

Apart from the generator: it reads what was written as a reader's tools do.
"""

from __future__ import annotations

import ast
import json
import posixpath
import re
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from black import Mode, format_str
from black.parsing import InvalidInput
from tests.narrowing import is_array, is_object
from tests.unit.pages import Block, blocks, named, without_code
from tests.unit.sql_checker import RefusedError, read

from specloom.documents import yaml_text
from specloom.documents.faults import UnreadableError

_CODE_SPAN = re.compile(r"(?<![`\\])(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_LINK = re.compile(r"(?<!\\)\]\(([^)\s]+)\)|href=\"([^\"]+)\"")
_HEADING = re.compile(r"(#{1,6}) (.*?)(?: \{/\* #([\w-]+) \*/\})?$")
_ELEMENT_ID = re.compile(r'<\w+(?: [^<>]*)? id="([^"]+)"')
_EMPTY_TAB = re.compile(r"<TabItem[^>]*>\s*</TabItem>|</summary>\s*</details>")
_BAR = re.compile(r"(?<!\\)\|")


def faults(files: Mapping[str, str]) -> list[str]:
    """Return everything that is wrong with a set of files of the docs target."""
    pages = {
        path: text for path, text in files.items() if path.endswith((".mdx", ".md"))
    }
    return [
        *_of_links(pages),
        *(f"{p}: {told}" for p, text in pages.items() for told in _of_page(text)),
        *_of_companions(files),
        *_of_blocks(pages),
    ]


# --- links -------------------------------------------------------------------------


def _of_links(pages: Mapping[str, str]) -> Iterator[str]:
    anchors = {path: _anchors(text) for path, text in pages.items()}
    for path, found in anchors.items():
        for name, times in Counter(found).items():
            if times > 1:
                yield f"{path}: the anchor {name!r} is there {times} times"
    for path, text in pages.items():
        for address in dict.fromkeys(_links(text)):
            if re.match(r"https?://|mailto:", address):
                continue
            page, _, name = address.partition("#")
            where = posixpath.join(posixpath.dirname(path), page) if page else path
            where = posixpath.normpath(where)
            if where not in pages:
                yield f"{path}: {address} leads to no page"
            elif name and name not in anchors[where]:
                yield f"{path}: {address} leads to no anchor"


def _links(text: str) -> Iterator[str]:
    shown = _CODE_SPAN.sub("code", without_code(text))
    for one, other in _LINK.findall(shown):
        yield one or other


def _anchors(text: str) -> list[str]:
    """Return the anchors of a page: of elements and, as GitHub makes them, headings."""
    shown = without_code(text)
    found = _ELEMENT_ID.findall(_CODE_SPAN.sub("code", shown))
    slugs: Counter[str] = Counter()
    for match in map(_HEADING.match, shown.split("\n")):
        if match is None:
            continue
        slug = match.group(3)
        if slug is None:
            words = re.sub(r"\\(.)", r"\1", match.group(2).lower())
            slug = re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
            slugs[slug] += 1
            slug += f"-{slugs[slug] - 1}" * (slugs[slug] > 1)
        found.append(slug)
    return found


# --- a page ------------------------------------------------------------------------


def _of_page(text: str) -> Iterator[str]:
    shown = without_code(text)
    if _EMPTY_TAB.search(text):
        yield "an alternative is empty"
    yield from _empty_sections(text)
    for lines in _tables(shown):
        yield from _of_table(lines)
    fields = re.search(r"^## Fields\n(.*?)^## ", shown, re.MULTILINE | re.DOTALL)
    for lines in _tables(_unfolded(fields.group(1))) if fields else ():
        yield from _twice((one.lower() for one in _names(lines)), "column")


def _unfolded(text: str) -> str:
    """Return what a reader sees without opening anything."""
    return re.sub(r"<details id=.*?</details>", "", text, flags=re.DOTALL)


def _empty_sections(text: str) -> Iterator[str]:
    level = 9
    heading = ""
    fenced = ""
    for line in [*text.split("\n"), "# end"]:
        if mark := re.match(r"`{3,}", line):
            fenced = "" if fenced == mark.group() else fenced or mark.group()
        match = None if fenced else _HEADING.match(line)
        if match is None:
            heading = "" if line.strip() else heading
            continue
        if heading and len(match.group(1)) <= level:
            yield f"nothing is under {heading!r}"
        level, heading = len(match.group(1)), match.group(2) or "an empty heading"


def _tables(text: str) -> Iterator[list[str]]:
    current: list[str] = []
    for line in [*text.split("\n"), ""]:
        if line.startswith("|"):
            current.append(line)
        elif current:
            yield current
            current = []


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in _BAR.split(line.strip())[1:-1]]


def _of_table(lines: list[str]) -> Iterator[str]:
    head, rule, *rows = map(_cells, lines)
    if not rows:
        yield f"a table has no rows: {head}"
    for cells in (rule, *rows):
        if len(cells) != len(head):
            yield f"a row has {len(cells)} cells for {head}: {cells}"
    if not re.fullmatch(r"(?:\| :?-+:? )+\|", lines[1]):
        yield f"no rule under {head}"
    if head[0] != "Name":
        return
    if "Datatype" in head:
        # A parameter is known by its name and its place (OpenAPI 3.1.1, 4.8.12).
        where = head.index("In") if "In" in head else None
        places = ["" if where is None else f" in {cells[where]}" for cells in rows]
        known = zip(_names(lines), places, strict=True)
        yield from _twice((f"{name}{place}" for name, place in known), "name")
        at = head.index("Datatype")
        for cells in rows:
            if not re.search(r"`[^`\s]|<code>[^<\s]", cells[at]):
                yield f"{cells[0]} has no type"
    for cells in rows:
        if not re.sub(r"<a id=[^>]*></a>", "", cells[0]):
            yield f"no name: {cells}"


def _names(lines: list[str]) -> list[str]:
    if not lines[0].startswith("| Name "):
        return []
    return [named(_cells(line)[0]) for line in lines[2:]]


def _twice(names: Iterable[str], what: str) -> Iterator[str]:
    for name, times in Counter(names).items():
        if times > 1:
            yield f"the {what} {name!r} is there {times} times in a table"
        if not name.strip():
            yield f"a {what} is empty"


# --- companions --------------------------------------------------------------------


def _of_companions(files: Mapping[str, str]) -> Iterator[str]:
    for path, text in files.items():
        name = posixpath.basename(path)
        if name == "llms.txt":
            for address in re.findall(r"(?<!\\)\]\(([^)]+)\)", text):
                where = posixpath.normpath(f"{posixpath.dirname(path)}/{address}")
                if where not in files:
                    yield f"{path}: {address} leads nowhere"
        if name == "sidebar.json":
            yield from _of_sidebar(json.loads(text), files)
        if name == "index.json":
            for told in _of_data(json.loads(text)):
                yield f"{path}: {told}"


def _of_sidebar(told: object, files: Mapping[str, str]) -> Iterator[str]:
    # Docusaurus shows a category without items as its page, if it has one.
    if re.search(r'"label": "[^"]*", "items": \[\]', json.dumps(told)):
        yield "a category of the sidebar is empty"
    found = list(_ids(told))
    for one, times in Counter(found).items():
        if times > 1:
            yield f"the sidebar has {one} {times} times"
        if f"docs/{one}.mdx" not in files:
            yield f"the sidebar leads to {one}, which is not there"
    pages = {path[5:-4] for path in files if path.endswith(".mdx")}
    yield from (f"the sidebar lacks {one}" for one in sorted(pages - set(found)))


def _ids(told: object) -> Iterator[str]:
    if is_array(told):
        for one in told:
            yield from _ids(one)
    elif is_object(told):
        if isinstance(told.get("id"), str):
            yield str(told["id"])
        for one in told.values():
            yield from _ids(one)


def _of_data(told: object) -> Iterator[str]:
    """Compare the parts of ``index.json`` with each other."""
    assert is_object(told)
    # What no method reads has no fields.
    fields = [str(one["name"]) for one in _objects(told.get("fields", []))]
    yield from _twice((name.lower() for name in fields), "field")
    methods = [str(one["name"]) for one in _objects(told["methods"])]
    yield from _twice(methods, "method")
    for one in _objects(told["sql"]):
        if one["method"] not in methods:
            yield f"a statement is of {one['method']}, which is no method"
        if found := _sql(str(one["statement"])):
            yield found
    required = {
        str(name)
        for one in _objects(told["methods"])
        if is_array(one["required"])
        for name in one["required"]
    }
    known = {str(one["name"]) for one in _objects(told["parameters"])}
    yield from (f"no parameter {name!r}" for name in sorted(required - known))


def _objects(told: object) -> Iterator[dict[str, object]]:
    assert is_array(told)
    for one in told:
        assert is_object(one)
        yield one


# --- blocks ------------------------------------------------------------------------


def _of_blocks(pages: Mapping[str, str]) -> Iterator[str]:
    for language, refusal in _LANGUAGES.items():
        seen: dict[str, Block] = {}
        for block in blocks(pages, language):
            seen.setdefault(block.body, block)
        for body, block in seen.items():
            if told := refusal(body):
                yield f"{block.page}: {language}: {told}\n{body}"


def _sql(body: str) -> str:
    try:
        read(body, objects=_object)
    except (RefusedError, json.JSONDecodeError) as error:
        return f"{error}"
    return ""


def _object(told: str) -> object:
    """Read an object or a list; a header may begin like one: ``[jpg?width=32]``."""
    is_json = re.match(r'\{[\s"}]|\[[\s"{\[\]]', told)
    return json.loads(told) if is_json else told


def _json(body: str) -> str:
    try:
        json.loads(body)
    except json.JSONDecodeError as error:
        return f"{error}"
    return ""


def _yaml(body: str) -> str:
    try:
        yaml_text.read(body)
    except UnreadableError as error:
        return f"{error}"
    return ""


def _python(body: str) -> str:
    try:
        ast.parse(body)
        formatted = format_str(f"{body}\n", mode=Mode())
    except (SyntaxError, InvalidInput) as error:
        return f"{error}"
    return "" if formatted == f"{body}\n" else f"black writes\n{formatted}"


def _bash(body: str) -> str:
    told = subprocess.run(
        ["bash", "-n"], input=body, capture_output=True, check=False, encoding="utf-8"
    )
    return told.stderr or ("it fails" if told.returncode else "")


_LANGUAGES = {
    "sql": _sql,
    "json": _json,
    "yaml": _yaml,
    "python": _python,
    "bash": _bash,
}
