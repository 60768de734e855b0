"""Whoever copies a sample gets a request that is sent: in every format."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from runpy import run_path
from typing import Any

import pytest
from tests.describing import plan_file

from specloom.calls import python_async_call, python_call
from specloom.plausible import FORMATS
from specloom.targets.client.annotations import FORMATTED_TYPES

from .packages import specloom
from .recorder import Recorder

EXAMPLES: dict[str, list[str]] = {
    "byte": ["c3RyaW5n", "//79", "AQI", "no Base64!"],
    "date": ["2024-02-29", "2023-02-29"],
    "date-time": ["2024-02-29T12:00:00Z", "2024-02-29T12:00:00", "2024-02-29", "now"],
    "decimal": ["10.50", "ten", "NaN", "1e3"],
    "duration": ["P1DT2H", "P1Y2M", "an hour"],
    "int32": ["7", "-7", "seven"],
    "int64": ["9007199254740993", "0x1"],
    "uuid": ["00000000-0000-4000-8000-000000000000", "none"],
}
"""By format: what documents show, be it right or wrong."""

_KINDS: list[tuple[str, str]] = [
    *(
        ("string", name)
        for name in sorted({*FORMATTED_TYPES, *FORMATS, "password", "x"})
    ),
    *(("integer", name) for name in ("int32", "int64", "x")),
    *(("number", name) for name in ("float", "double", "decimal", "x")),
    ("boolean", "x"),
]


def _schemas() -> dict[str, dict[str, str]]:
    """A schema for every format, and for each of its examples."""
    plain = {f"{kind}_{name}": {"type": kind, "format": name} for kind, name in _KINDS}
    shown = {
        f"string_{name}_{number}": {"type": "string", "format": name, "example": text}
        for name, texts in EXAMPLES.items()
        for number, text in enumerate(texts)
    }
    return {name.replace("-", "_"): held for name, held in (plain | shown).items()}


def _document() -> dict[str, object]:
    schemas = _schemas()
    body = {"type": "object", "required": list(schemas), "properties": schemas}
    media_type = {"application/json": {"schema": body}}
    parameters = [
        {"name": f"q_{name}", "in": "query", "required": True, "schema": schema}
        for name, schema in schemas.items()
        if schema.get("format") not in ("binary", "byte")  # no texts in a query
    ]
    operation = {
        "operationId": "createSample",
        "parameters": parameters,
        "requestBody": {"required": True, "content": media_type},
        "responses": {"204": {"description": "It was read."}},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Samples", "version": "1.0.0"},
        "servers": [{"url": "https://samples.test"}],
        "paths": {"/samples": {"post": operation}},
    }


@pytest.fixture(scope="module")
def description(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The description, whose package can be imported."""
    folder = tmp_path_factory.mktemp("samples")
    path = folder / "samples.json"
    path.write_text(json.dumps(_document()), "utf-8")
    specloom(
        *("generate", path, "--target", "client", "--package", "samples-client"),
        *("-o", folder / "out"),
    )
    sys.path.insert(0, str(folder / "out"))
    yield path
    sys.path.remove(str(folder / "out"))


@pytest.mark.parametrize("write", [python_call, python_async_call])
def test_the_sample_of_every_format_is_sent(
    recorder: Recorder,
    description: Path,
    write: Any,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    held, _ = plan_file(description, "samples-client")
    (resource,) = held.resources
    (method,) = resource.methods
    program = write(held, resource, method)
    package = import_module("samples_client")
    for name in ("Client", "AsyncClient"):
        made = getattr(package, name)
        monkeypatch.setattr(
            package, name, lambda made=made: made(base_url=recorder.url)
        )
    path = tmp_path / "sample.py"
    path.write_text(program, "utf-8")
    run_path(str(path))
    sent = recorder.last.json()
    assert sent.keys() == _schemas().keys()
    assert sent["string_decimal_0"] == "10.50"
    assert sent["string_byte_0"] == "c3RyaW5n"
    assert sent["string_byte_1"] == "//79"
    assert sent["string_date_time_1"] == "2024-02-29T12:00:00Z"
