"""What curl sends of a file is the file."""

from __future__ import annotations

import shlex
from itertools import pairwise
from pathlib import Path

import pytest

from .pages import blocks, pages_of, plan_of


def options(members: dict[str, object], folder: Path) -> list[tuple[str, str]]:
    """Return the parts that the sample of an upload sends, each with its option."""
    schema = {"type": "object", "required": [*members], "properties": members}
    upload = {
        "operationId": "createVideo",
        "requestBody": {"content": {"multipart/form-data": {"schema": schema}}},
        "responses": {"201": {"description": "Created."}},
    }
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Videos", "version": "1"},
        "paths": {"/videos": {"post": upload}},
    }
    found = {
        block.body for block in blocks(pages_of(plan_of(document, folder)), "bash")
    }
    (command,) = found
    words = shlex.split(command)
    return [
        (word, after) for word, after in pairwise(words) if word.startswith("--form")
    ]


@pytest.mark.parametrize(
    ("member", "sent"),
    [
        ({"type": "string", "format": "binary"}, "file=@file"),
        (
            {"type": "string", "format": "binary", "example": "path/to/video.mp4"},
            "file=@video.mp4",
        ),
        (
            {"type": "string", "format": "binary", "example": "@video.mp4"},
            "file=@video.mp4",
        ),
        ({"type": ["string", "null"], "format": "binary"}, "file=@file"),
        ({"type": "string", "format": "binary", "example": "a;b,c\n"}, "file=@file"),
        (
            {"type": "string", "contentMediaType": "application/octet-stream"},
            "file=@file",
        ),
        (
            {
                "type": "string",
                "contentMediaType": "image/png",
                "example": "C:\\pictures\\one.png",
            },
            "file=@one.png",
        ),
        (
            {
                "type": "string",
                "contentMediaType": "application/octet-stream",
                "contentEncoding": "binary",
            },
            "file=@file",
        ),
        ({"type": "string", "contentEncoding": "binary"}, "file=@file"),
        ({"contentMediaType": "application/octet-stream"}, "file=@file"),
        (
            {
                "type": "array",
                "minItems": 1,
                "items": {"contentMediaType": "application/octet-stream"},
            },
            "file=@file",
        ),
        ({"description": "What to keep."}, "file=@file"),
        ({"description": "What to keep.", "example": "a/b.tar.gz"}, "file=@b.tar.gz"),
        (
            {
                "type": "array",
                "minItems": 1,
                "items": {"type": "string", "format": "binary"},
            },
            "file=@file",
        ),
    ],
)
def test_a_file_is_read(member: dict[str, object], sent: str, tmp_path: Path) -> None:
    assert options({"file": member}, tmp_path) == [("--form", sent)]


@pytest.mark.parametrize(
    ("member", "sent"),
    [
        ({"type": "string", "example": "@anna"}, "name=@anna"),
        ({"type": "string", "example": "a.png"}, "name=a.png"),
        ({"type": "integer", "example": 3}, "name=3"),
        ({"description": "Any.", "example": {"a": 1}}, 'name={"a": 1}'),
        (
            {
                "type": "string",
                "contentMediaType": "image/png",
                "contentEncoding": "base64",
                "example": "aGk=",
            },
            "name=aGk=",
        ),
    ],
)
def test_everything_else_is_sent_as_it_stands(
    member: dict[str, object], sent: str, tmp_path: Path
) -> None:
    assert options({"name": member}, tmp_path) == [("--form-string", sent)]
