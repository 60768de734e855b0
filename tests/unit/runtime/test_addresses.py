"""Base URLs, paths and links."""

from __future__ import annotations

import pytest
from sample_api._runtime.addresses import BaseURL, checked_target
from sample_api._runtime.errors import InvalidRequestError


def test_a_base_url_that_is_missing_is_asked_for() -> None:
    with pytest.raises(InvalidRequestError, match="missing: give `base_url`, such as"):
        BaseURL.parse("")


@pytest.mark.parametrize(
    ("text", "origin", "prefix"),
    [
        ("https://api.example.com", "https://api.example.com", ""),
        ("https://API.example.com:443/", "https://api.example.com", ""),
        ("http://localhost:8080/v1/", "http://localhost:8080", "/v1"),
        ("http://[::1]:80/x", "http://[::1]", "/x"),
        (" https://a_b.example/x%20y ", "https://a_b.example", "/x%20y"),
    ],
)
def test_a_base_url_is_read(text: str, origin: str, prefix: str) -> None:
    base_url = BaseURL.parse(text)
    assert (base_url.origin, base_url.prefix) == (origin, prefix)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "api.example.com",
        "//evil.example",
        "ftp://a.example",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://",
        "https://good.example@evil.example",
        "https://user:pass@a.example",
        "https://a.example?x=1",
        "https://a.example/#x",
        "https://a.example:port",
        "https://a.example:99999",
        "https://[::1",
        "https://a b.example",
        "https://ä.example",
        "https://a.example/x y",
    ],
)
def test_a_base_url_that_may_mislead_is_refused(text: str) -> None:
    with pytest.raises(InvalidRequestError, match="base URL"):
        BaseURL.parse(text)


@pytest.mark.parametrize(
    ("text", "is_private"),
    [
        ("https://a.example", True),
        ("http://a.example", False),
        ("http://localhost:1", True),
        ("http://x.localhost", True),
        ("http://127.0.0.1", True),
        ("http://127.8.9.1", True),
        ("http://[::1]:5", True),
        ("http://127.0.0.1.evil.example", False),
        ("http://localhost.evil.example", False),
        ("http://10.0.0.1", False),
    ],
)
def test_plain_http_is_private_on_this_machine_only(
    text: str, *, is_private: bool
) -> None:
    assert BaseURL.parse(text).is_private is is_private


@pytest.mark.parametrize(
    "target",
    ["x", "//evil.example/x", "/a/../b", "/a/..", "/./a", "/%2e%2E/b", "/a/.%2e?x",
     "/a b", "/a\r\nb", "/é", "/a#b", "/a\\b"],
)  # fmt: skip
def test_a_path_that_would_be_read_otherwise_is_refused(target: str) -> None:
    with pytest.raises(InvalidRequestError, match="path"):
        checked_target(target)


@pytest.mark.parametrize("target", ["/", "/a/.hidden/b..c", "/a:b/c?d=../e", "/...."])
def test_a_path_that_stays_what_it_is_passes(target: str) -> None:
    assert checked_target(target) == target


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("https://api.example.com/v1/x?t=1", "/v1/x?t=1"),
        ("HTTPS://API.EXAMPLE.COM:443/v1/x", "/v1/x"),
        ("https://api.example.com", "/"),
        ("/v1/x?t=2", "/v1/x?t=2"),
        ("?t=3", "/v1/list?t=3"),
        ("next", "/v1/next"),
        ('/v1/x?f="a b"&g=é%20', "/v1/x?f=%22a%20b%22&g=%C3%A9%20"),
        ("http://api.example.com/v1/x", None),
        ("https://api.example.com:444/v1/x", None),
        ("https://evil.example/v1/x", None),
        ("//evil.example/x", None),
        ("https://api.example.com@evil.example/", None),
        ("https://user@api.example.com/", None),
        ("https://api.example.com.evil.example/", None),
        ("javascript:x", None),
        ("https://[", None),
    ],
)
def test_a_link_leads_to_this_server_or_nowhere(link: str, target: str | None) -> None:
    base_url = BaseURL.parse("https://api.example.com/v1")
    assert base_url.resolve(link, "/v1/list?x=1") == target
