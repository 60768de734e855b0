"""Requests accept and refuse what the test suite of JSON Schema says.

One package is made of all schemas of the suite. Where its models differ from the suite,
``exceptions.toml`` says why, and a case that no longer differs must leave that list.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import ModuleType

import pytest
from pydantic import BaseModel
from tests.conformance.packages import imported
from tests.conformance.suite import FILES, Group, description, groups
from tests.describing import plan_document

from specloom.ir import JsonValue, Key, View
from specloom.plan import ApiPlan

EXCEPTIONS = Path(__file__).parent / "exceptions.toml"


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    with imported(plan(), tmp_path_factory.mktemp("conformance")) as found:
        yield found


@cache
def plan() -> ApiPlan:
    return plan_document(description(groups()))


@cache
def reasons() -> dict[str, str]:
    """Why a case differs, by its digest."""
    held = tomllib.loads(EXCEPTIONS.read_text("utf-8"))["exception"]
    return {digest: one["reason"] for one in held for digest in one["cases"]}


def digest(group: Group, title: str) -> str:
    """The name of a case in our list: the suite's own words are not ours to copy."""
    return sha256(f"{group.file}\n{group.title}\n{title}".encode()).hexdigest()[:12]


def accepts(models: ModuleType, number: int, value: JsonValue) -> bool:
    name = plan().definitions[Key((f"Case{number}",), View.CREATE)].name
    model: type[BaseModel] = getattr(models, name)
    try:
        model.model_validate({"value": value})
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("name", FILES)
def test_the_suite_holds(models: ModuleType, name: str) -> None:
    listed = reasons()
    unexpected: list[str] = []
    for number, group in enumerate(groups()):
        if group.file != name:
            continue
        for title, value, is_valid in group.values:
            differs = accepts(models, number, value) is not is_valid
            case = digest(group, title)
            if differs is not (case in listed):
                word = "differs" if differs else "no longer differs"
                unexpected.append(f"{case} {word}: {group.title} / {title}")
    assert not unexpected, "\n".join(unexpected)


def test_every_exception_is_a_case() -> None:
    known = {digest(one, title) for one in groups() for title, _, _ in one.values}
    assert reasons().keys() <= known


def test_most_of_the_suite_is_covered() -> None:
    cases = sum(len(group.values) for group in groups())
    assert cases > 1000
    assert len(reasons()) < cases / 8
