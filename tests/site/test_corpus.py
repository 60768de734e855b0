"""The docs target over the world: every page of many descriptions is a sound page.

A sample of the CloudFormation types that cfn-lint ships runs always. All of them, in
both flavours, and the OpenAPI documents in the folder that ``SPECLOOM_CORPUS`` names::

    tests/run -m "corpus or descriptions" tests/site/test_corpus.py
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import pytest
from tests.sql.corpus import CORPUS, needs_corpus
from tests.unit.pages import pages_of
from tests.unit.test_cloudformation_types import types

from specloom.config import (
    ApiSettings,
    DocsFlavour,
    Project,
    ProviderSettings,
    Service,
    Target,
)
from specloom.diagnostics import Diagnostics, SpecError
from specloom.names import snake
from specloom.pipeline import understand
from specloom.plan import Plan

from .faults import faults
from .test_pages import assert_inert, compiled

_AT_ONCE = 60
"""About how many types one provider has here."""
_DOCUMENTS = 60
"""How many OpenAPI documents are read where a folder has more."""
_OPENAPI_3 = re.compile(r"""^\s*\{?\s*["']?openapi["']?\s*:\s*["']?3\.""", re.MULTILINE)
_TYPE_NAME = re.compile(r'"typeName": "(\w+)::(\w+)::')


@cache
def services() -> Mapping[str, tuple[Path, ...]]:
    """Return the types of each service, in an order that says nothing about them."""
    found: dict[str, list[Path]] = defaultdict(list)
    for path in sorted(types()):
        match = _TYPE_NAME.search(_text(path))
        assert match is not None
        found[f"{match.group(1)}_{match.group(2)}".lower()].append(path)
    names = sorted(found, key=lambda name: hashlib.sha256(name.encode()).hexdigest())
    return {name: tuple(found[name]) for name in names}


@cache
def providers() -> tuple[tuple[str, ...], ...]:
    """Return groups of services; all types of a service are in one."""
    groups: list[tuple[str, ...]] = []
    group: list[str] = []
    for name, held in services().items():
        group.append(name)
        if sum(len(services()[one]) for one in group) + len(held) >= _AT_ONCE:
            groups.append(tuple(group))
            group = []
    return (*groups, *((tuple(group),) if group else ()))


@cache
def documents() -> tuple[Path, ...]:
    """Return the OpenAPI documents of the corpus, or as many as are read of them."""
    found = [
        path
        for path in CORPUS.rglob("*")
        if path.suffix in (".yaml", ".json")
        and _OPENAPI_3.search(path.read_text("utf-8", errors="replace")[:20_000])
    ]
    found.sort(key=lambda path: hashlib.sha256(path.name.encode()).hexdigest())
    return tuple(found[:_DOCUMENTS])


def aws(named: Sequence[str]) -> Plan:
    """Return the plan of a provider with all types of some services.

    A type without handlers has nothing to show; `tests.unit.test_cloudformation_types`
    holds that it is refused.
    """
    readable = {
        name: tuple(path for path in services()[name] if '"handlers"' in _text(path))
        for name in named
    }
    held = [name for name in named if readable[name]]
    apis = tuple(
        ApiSettings(key=path.stem, spec=path, package=path.stem, targets=(Target.DOCS,))
        for name in held
        for path in readable[name]
    )
    provider = ProviderSettings(
        name="aws",
        title="Amazon Web Services",
        services=tuple(
            Service(
                name=name, title=name, apis=tuple(path.stem for path in readable[name])
            )
            for name in held
        ),
    )
    return understand(project_of(apis, provider), Diagnostics()).plan


@cache
def _text(path: Path) -> str:
    return path.read_text("utf-8")


def openapi(path: Path) -> Project:
    """Return the project of one document, with a client and a provider of its own."""
    name = snake(path.stem) or "things"
    api = ApiSettings(
        key=name,
        spec=path,
        package="sample-things",
        targets=(Target.CLIENT, Target.DOCS),
    )
    service = Service(name=name, apis=(name,))
    return project_of((api,), ProviderSettings(name="sample", services=(service,)))


def project_of(apis: tuple[ApiSettings, ...], provider: ProviderSettings) -> Project:
    base = apis[0].spec.parent
    return Project(base=base, output=base, apis=apis, providers=(provider,))


def wrong(plan: Plan, flavour: DocsFlavour) -> Iterator[str]:
    """Yield what is wrong with the pages of a plan."""
    files = pages_of(plan, flavour)
    yield from faults(files)
    pages = {path: text for path, text in files.items() if path.endswith(".mdx")}
    assert bool(pages) == (flavour is DocsFlavour.DOCUSAURUS)
    for path, found in compiled(pages).items() if pages else ():
        try:
            assert_inert(path, found)
        except AssertionError as error:
            yield f"{path}: {error}"


def test_pages_of_some_published_types_are_sound() -> None:
    plan = aws(providers()[0])
    assert sum(len(one.resources) for one in plan.providers[0].services) > _AT_ONCE / 2
    assert list(wrong(plan, DocsFlavour.DOCUSAURUS)) == []


@pytest.mark.corpus
@pytest.mark.parametrize("flavour", list(DocsFlavour), ids=lambda one: one.value)
@pytest.mark.parametrize("named", providers(), ids="-".join)
def test_pages_of_every_published_type_are_sound(
    named: tuple[str, ...], flavour: DocsFlavour
) -> None:
    assert list(wrong(aws(named), flavour)) == []


@needs_corpus
@pytest.mark.parametrize("flavour", list(DocsFlavour), ids=lambda one: one.value)
@pytest.mark.parametrize("path", documents(), ids=lambda path: path.stem)
def test_pages_of_other_descriptions_are_sound(
    path: Path, flavour: DocsFlavour
) -> None:
    project = openapi(path)
    diagnostics = Diagnostics()
    try:
        plan = understand(project, diagnostics).plan
    except SpecError:  # what cannot be read has no pages
        assert all(one.at.line for one in diagnostics.errors)
        return
    assert list(wrong(plan, flavour)) == []
