"""Warnings for operations that are not, or no longer, generally available."""

from __future__ import annotations

import asyncio
import warnings
from typing import Any

import pytest
from conftest import Caller
from runtime_support.servers import HTTPServer, Reply
from sample_api import AsyncClient, Client
from sample_api._runtime.lifecycle import (
    DeprecatedWarning,
    EarlyAccessWarning,
    LifecycleWarning,
    PreviewWarning,
    warn_once,
)
from sample_api._runtime.operations import Operation
from sample_api.models import Avatar


def operation(**facts: Any) -> Operation[None]:
    return Operation(id="listThings", method="GET", path="/", returns={}, **facts)


@pytest.mark.parametrize(
    ("facts", "category", "text"),
    [
        (
            {"stage": "Early Access"},
            EarlyAccessWarning,
            "listThings is in early access and may change at any time",
        ),
        (
            {"stage": "EARLY_ACCESS", "request_access": "Things"},
            EarlyAccessWarning,
            (
                "listThings is in early access and may change at any time; "
                'request access to "Things"'
            ),
        ),
        (
            {"stage": "Preview"},
            PreviewWarning,
            "listThings is a preview and not meant for production",
        ),
        ({"deprecated": True}, DeprecatedWarning, "listThings is deprecated"),
        (
            {"stage": "Deprecated", "sunset": "2026-12-31"},
            DeprecatedWarning,
            "listThings is deprecated and ends on 2026-12-31",
        ),
        (
            {"stage": "Limited Availability"},
            LifecycleWarning,
            "listThings is in Limited Availability",
        ),
    ],
)
def test_a_stage_is_told(
    facts: dict[str, Any], category: type[Warning], text: str
) -> None:
    with pytest.warns(category) as caught:
        warn_once(operation(**facts))
    assert [str(warning.message) for warning in caught] == [text]
    assert caught[0].category is category


@pytest.mark.parametrize(
    "stage", [None, "", "GENERAL AVAILABILITY", "General Availability", "ga"]
)
def test_what_is_generally_available_gives_no_warning(stage: str | None) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warn_once(operation(stage=stage))


def test_an_operation_warns_once() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for _ in range(3):
            warn_once(operation(stage="Preview"))
    assert len(caught) == 1


def test_deprecations_are_of_pythons_category_as_well() -> None:
    assert issubclass(DeprecatedWarning, DeprecationWarning)
    assert issubclass(DeprecatedWarning, LifecycleWarning)


def upload(client: Any) -> Any:
    return client.integrations.upload("i", Avatar(picture=b"x"))


def test_the_warning_is_shown_at_the_line_of_the_user(server: HTTPServer) -> None:
    server.replies(Reply(body=[]))
    with Client(base_url=server.url) as client, pytest.warns() as caught:
        client.integrations.upload("i", Avatar(picture=b"x"))
    assert caught[0].filename == __file__
    assert caught[0].category is EarlyAccessWarning


def test_the_warning_is_shown_at_the_line_that_awaits(server: HTTPServer) -> None:
    server.replies(Reply(body=[]))

    async def main() -> None:
        async with AsyncClient(base_url=server.url) as client:
            await client.integrations.upload("i", Avatar(picture=b"x"))

    with pytest.warns() as caught:
        asyncio.run(main())
    assert caught[0].filename == __file__


def test_a_call_that_cannot_be_sent_does_not_warn(
    caller: Caller, server: HTTPServer
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(ValueError, match="path parameter"):
            caller(
                lambda c: c.integrations.upload("", Avatar(picture=b"x")),
                base_url=server.url,
            )
