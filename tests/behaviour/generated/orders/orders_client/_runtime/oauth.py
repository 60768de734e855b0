"""Access tokens that the client fetches itself (OAuth 2.0, client credentials).

Sources: RFC 6749, section 4.4 (the grant), 2.3.1 (how the client signs in) and 5 (what
the server answers). No input or output here: the clients send the requests.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NoReturn
from urllib.parse import quote_plus, urlencode
from weakref import WeakKeyDictionary

from .auth import Absent, AsyncToken, BearerAuth, Credential, Secret
from .errors import InvalidRequestError, TokenError
from .locks import ProcessLock
from .messages import TransportError, TransportFault, TransportRequest
from .settings import environment
from .shapes import is_object

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop, Lock

    from .reading import Answer
    from .settings import Timeouts

_FORM: Final = "application/x-www-form-urlencoded"
_TOKEN: Final = re.compile(r"[\x21-\x7e]+")
_SUCCESS: Final = 200
_PASSING: Final = frozenset({408, 429, 500, 502, 503, 504})
_LONGEST_WORDS: Final = 300


@dataclass(frozen=True, slots=True)
class ClientCredentials:
    """An identifier and a secret for which the client fetches access tokens.

    A token is fetched at the first call that needs one, again shortly before it
    expires, and once more if the API refuses it.

    Raises:
        InvalidRequestError: The identifier or the secret is empty.
    """

    client_id: str
    """Who the program is."""

    client_secret: str = field(repr=False)
    """Its secret."""

    token_url: str | None = None
    """Where tokens are given; if not set, where the API says so.

    A client with a base URL of its own has to be told, unless that place is relative
    to the base URL: the secret of one environment does not go to another's server.
    """

    scopes: Sequence[str] = ()
    """What tokens shall allow; the server's default if there are none."""

    parameters: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    """Further members of the request, such as ``audience``."""

    in_body: bool = False
    """Sends identifier and secret in the body and not as basic credentials."""

    leeway: float = 30.0
    """How many seconds before its end a token is replaced."""

    def __post_init__(self) -> None:
        if not self.client_id or not self.client_secret:
            message = "client credentials need an identifier and a secret"
            raise InvalidRequestError(message)

    def __reduce__(self) -> NoReturn:
        message = "client credentials cannot be pickled or copied"
        raise TypeError(message)


class FetchedAuth(Credential):
    """A bearer token that the client fetches; threads and tasks share it.

    Args:
        credentials: What it is fetched for.
        token_url: Where, if the credentials do not say.
    """

    __slots__ = (
        "_credentials",
        "_end",
        "_token",
        "_waiting",
        "is_told_where",
        "lock",
        "token_url",
    )

    is_fetched = True

    def __init__(self, credentials: ClientCredentials, token_url: str) -> None:
        super().__init__(
            Secret(""), place="header", name="Authorization", prefix="Bearer "
        )
        self._credentials = credentials
        self._token: Secret | None = None
        self._end: float | None = None
        self._waiting: WeakKeyDictionary[AbstractEventLoop, Lock] = WeakKeyDictionary()
        self.token_url = credentials.token_url or token_url
        """Where tokens are given."""
        self.is_told_where = credentials.token_url is not None
        """Whether that is the user's word, and not the API's description's."""
        self.lock = ProcessLock()
        """Held while a token is fetched in a thread."""

    def lock_async(self) -> Lock:
        """Return what is held while a token is fetched in the running event loop."""
        import asyncio

        return self._waiting.setdefault(asyncio.get_running_loop(), asyncio.Lock())

    def known(self, now: float) -> Secret | None:
        """Return what goes on the wire, if there is a token that is still good.

        Args:
            now: Seconds of a clock that never runs backwards.
        """
        if self._end is not None and now >= self._end:
            return None
        return self._token

    def forget(self, secret: Secret) -> None:
        """Drop a token that the API refused, unless there is a newer one."""
        if self._token is secret:
            self._token = None

    def request(
        self, url: str, user_agent: str, timeouts: Timeouts
    ) -> TransportRequest:
        """Return the request for a token.

        Args:
            url: Where tokens are given.
            user_agent: For the header of that name.
            timeouts: How long it may take.
        """
        held = self._credentials
        members = {"grant_type": "client_credentials"}
        if held.scopes:
            members["scope"] = " ".join(held.scopes)
        members |= held.parameters
        headers = [
            ("Accept", "application/json"),
            ("Accept-Encoding", "identity"),
            ("Content-Type", _FORM),
            ("User-Agent", user_agent),
        ]
        if held.in_body:
            members |= {
                "client_id": held.client_id,
                "client_secret": held.client_secret,
            }
        else:
            pair = f"{quote_plus(held.client_id)}:{quote_plus(held.client_secret)}"
            encoded = base64.b64encode(pair.encode()).decode()
            headers.append(("Authorization", f"Basic {encoded}"))
        return TransportRequest(
            method="POST",
            url=url,
            headers=tuple(headers),
            content=urlencode(members).encode(),
            timeouts=timeouts,
        )

    def accept(self, answer: Answer, now: float) -> Secret:
        """Take a token in and return what goes on the wire.

        Args:
            answer: What the server answered to the request.
            now: Seconds of a clock that never runs backwards.

        Raises:
            TokenError: The server gives no token.
            TransportError: It failed, and may do better later.
        """
        if answer.status_code in _PASSING:
            raise TransportError(
                TransportFault.AUTHORIZATION_SERVER, str(answer.status_code)
            )
        document = _document(answer)
        token = document.get("access_token")
        if answer.status_code != _SUCCESS or not isinstance(token, str):
            raise _refusal(answer.status_code, document)
        kind = document.get("token_type", "Bearer")
        if str(kind).lower() != "bearer" or not _TOKEN.fullmatch(token):
            message = "the token is no bearer token"
            raise TokenError(message, answer.status_code)
        seconds = _seconds(document.get("expires_in"))
        self._end = (
            None
            if seconds is None
            else now + max(seconds - self._credentials.leeway, 0.0)
        )
        self._token = Secret(f"Bearer {token}")
        return self._token


def oauth2(
    given: AsyncToken | ClientCredentials | None,
    variables: tuple[str, ...],
    token_url: str,
) -> Credential | Absent:
    """Take what was given, or else what the environment holds.

    Args:
        given: A token, a function that gives one, or credentials to fetch one with.
        variables: The environment variables: of a token, or of the identifier and the
            secret of a client.
        token_url: Where the API says that tokens are given.
    """
    if isinstance(given, ClientCredentials):
        return FetchedAuth(given, token_url)
    if given is not None:
        return BearerAuth(given)
    match [environment(name) for name in variables]:
        case [str(token)]:
            return BearerAuth(token)
        case [str(identity), str(secret)]:
            return FetchedAuth(ClientCredentials(identity, secret), token_url)
        case _:
            return Absent(variables)


def _document(answer: Answer) -> dict[str, object]:
    import json

    try:
        document: Any = json.loads(answer.content)
    except (ValueError, RecursionError):
        return {}
    return document if is_object(document) else {}


def _refusal(status: int, document: Mapping[str, object]) -> TokenError:
    """Say what the server says (RFC 6749, section 5.2), without what may be secret."""
    words = [document.get(name) for name in ("error", "error_description")]
    told = ": ".join(word for word in words if isinstance(word, str))
    shown = "".join(letter for letter in told if letter.isprintable())[:_LONGEST_WORDS]
    return TokenError(shown or "it answered without a token", status)


def _seconds(value: object) -> float | None:
    if isinstance(value, bool):
        return None
    try:
        seconds = float(value) if isinstance(value, (int, float, str)) else None
    except ValueError:
        return None
    return seconds if seconds is not None and 0 <= seconds < float("inf") else None
