"""Proxies: the one that is set, or that of the environment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from .errors import InvalidRequestError

if TYPE_CHECKING:
    from .addresses import BaseURL
    from .settings import ConnectionOptions

_SCHEMES: Final = frozenset({"http", "https", "socks5", "socks5h"})


def proxy_url(text: str) -> str:
    """Return the URL of a proxy; one without a scheme speaks plain HTTP, as in curl.

    Raises:
        InvalidRequestError: It is none. It is not shown: it may hold a password.
    """
    url = text.strip() if "://" in text else f"http://{text.strip()}"
    try:
        parts = urlsplit(url)
        is_usable = parts.scheme in _SCHEMES and parts.hostname and parts.port != 0
    except ValueError:
        is_usable = False
    if not is_usable or not url.isascii() or not url.isprintable() or " " in url:
        message = (
            "a proxy (the setting proxy, or a variable of the environment such as "
            "http_proxy) must be a URL such as http://proxy.example.com:3128"
        )
        raise InvalidRequestError(message)
    return url


def proxy_for(server: BaseURL, options: ConnectionOptions) -> str | None:
    """Choose the proxy for a server: the one set, or else that of the environment.

    Raises:
        InvalidRequestError: It is no URL.
    """
    if options.proxy is not None or not options.trust_env:
        return None if options.proxy is None else proxy_url(options.proxy)
    if proxy_bypass(server.host):
        return None
    proxies = getproxies()
    found = proxies.get(server.scheme) or proxies.get("all")
    return proxy_url(found) if found else None
