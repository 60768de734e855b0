"""What it costs to generate from pim v2, with empty caches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from .environments import Environment
from .measuring import Case, interleave
from .tables import Table, usage_table
from .workbench import Workbench

_CLIENT = "client"
_MODELS = "models"
_EVERYTHING = "four targets"
_TARGETS = ("client", "models", "docs", "provider")
_FLAVOURS = ("pydantic", "pydantic-dataclass", "dataclass", "typeddict", "msgspec")
_FORMATTERS = {
    "built in": ("builtin",),
    "ruff": ("ruff-check", "ruff-format"),
    "black, isort": ("black", "isort"),
}
"""The ones that datamodel-code-generator has; the last ones are its default."""


def measure(bench: Workbench) -> Table:
    """Return what each tool uses for a client, for models, and ours for everything."""
    cases = [*_ours(bench), *_their_clients(bench), *_their_models(bench)]
    cases.sort(key=lambda case: (_CLIENT, _MODELS, _EVERYTHING).index(case.group))
    return usage_table("Generating from pim v2", interleave(cases, bench.repetitions))


def _case(
    bench: Workbench,
    name: tuple[str, str],
    environment: Environment,
    command: Sequence[str | Path],
) -> Case:
    return Case(*name, partial(bench.run_cold, environment, command))


def _ours(bench: Workbench) -> Iterator[Case]:
    everything = [option for name in _TARGETS for option in ("--target", name)]
    everything += [option for name in _FLAVOURS for option in ("--flavour", name)]
    options = {
        _CLIENT: ["--target", "client"],
        _MODELS: ["--target", "models", "--flavour", "pydantic"],
        _EVERYTHING: everything,
    }
    for group, chosen in options.items():
        for formatter in ("ruff", "black"):
            command: list[str | Path] = [
                *("specloom", "generate", bench.description, "--output", "output"),
                *("--package", "confluent-pim-v2", "--formatter", formatter),
                *chosen,
            ]
            name = group, f"specloom ({formatter})"
            yield _case(bench, name, bench.specloom, command)


def _their_clients(bench: Workbench) -> Iterator[Case]:
    description = bench.description
    commands: dict[str, list[str | Path]] = {
        "openapi-python-client": [
            *("openapi-python-client", "generate"),
            *("--path", description, "--output-path", "output"),
        ],
        "clientele": [
            *("clientele", "start-api"),
            *("--file", description, "--output", "output"),
        ],
    }
    if bench.java:
        commands["openapi-generator"] = [
            *("openapi-generator-cli", "generate", "-g", "python"),
            *("-i", description, "-o", "output"),
        ]
    for name, command in commands.items():
        yield _case(bench, (_CLIENT, name), bench.environments.pinned(name), command)


def _their_models(bench: Workbench) -> Iterator[Case]:
    tool = "datamodel-code-generator"
    environment = bench.environments.pinned(tool)
    for name, formatters in _FORMATTERS.items():
        command: list[str | Path] = [
            *("datamodel-codegen", "--input", bench.description),
            *("--input-file-type", "openapi", "--output", "output"),
            *("--output-model-type", "pydantic_v2.BaseModel"),
            *("--formatters", *formatters),
        ]
        yield _case(bench, (_MODELS, f"{tool} ({name})"), environment, command)
