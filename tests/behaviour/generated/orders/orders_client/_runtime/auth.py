"""Credentials: what proves to the API who calls.

A credential never shows its secret: not in ``repr`` or ``str``, and it cannot be
pickled or copied.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal, NoReturn, TypeAlias

from .errors import InvalidRequestError
from .settings import environment

if TYPE_CHECKING:
    from .settings import ConnectionSettings

Token: TypeAlias = str | Callable[[], str]
"""A secret, or a function that gives a fresh one."""

AsyncToken: TypeAlias = str | Callable[[], str | Awaitable[str]]
"""A secret, or a function, perhaps a coroutine function, that gives a fresh one."""

_VISIBLE = re.compile(r"[\x21-\x7e]+")
# RFC 9110, section 5.5, without what is obsolete.
_FIELD_VALUE = re.compile(r"[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?")


class Secret:
    """A text that does not show itself."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Return the text."""
        return self._text

    def __repr__(self) -> str:
        return "Secret('***')"

    def __reduce__(self) -> NoReturn:
        message = "secrets cannot be pickled or copied"
        raise TypeError(message)


class Credential:
    """A secret and the place of a request where it goes.

    Args:
        source: The secret, or a function that gives a fresh one for each request.
        place: Where it goes.
        name: The name of the header, query parameter or cookie.
        prefix: What stands before the secret.
    """

    __slots__ = ("_source", "name", "place", "prefix")

    is_fetched: ClassVar[bool] = False
    """Whether the client asks a server of the API for it."""

    _form: ClassVar[re.Pattern[str]] = _VISIBLE
    _form_in_words: ClassVar[str] = "printable ASCII without spaces"

    def __init__(
        self,
        source: Secret | Callable[[], str | Awaitable[str]],
        *,
        place: Literal["header", "query", "cookie"],
        name: str,
        prefix: str = "",
    ) -> None:
        self._source = source
        self.place = place
        self.name = name
        self.prefix = prefix

    def __repr__(self) -> str:
        return f"{type(self).__name__}('***')"

    def __reduce__(self) -> NoReturn:
        message = "credentials cannot be pickled or copied"
        raise TypeError(message)

    def secret(self) -> Secret:
        """Return what goes on the wire.

        Raises:
            InvalidRequestError: The secret is not printable text, or only a
                coroutine can tell it.
        """
        if isinstance(self._source, Secret):
            return self._source
        answer = self._source()
        if isinstance(answer, Awaitable):
            _close(answer)
            message = "a coroutine function as a token needs the asyncio client"
            raise InvalidRequestError(message)
        return self._checked(answer)

    async def secret_async(self) -> Secret:
        """Return what goes on the wire, awaiting it if need be.

        Raises:
            InvalidRequestError: The secret is not printable text.
        """
        if isinstance(self._source, Secret):
            return self._source
        answer = self._source()
        if isinstance(answer, Awaitable):
            answer = await answer
        return self._checked(answer)

    def forget(self, secret: Secret) -> None:
        """Drop a secret that the API refused, if another one can be had."""
        del secret

    def _checked(self, text: object) -> Secret:
        # Never show the text: it is a secret even when it is wrong.
        if not isinstance(text, str) or not self._form.fullmatch(text):
            name = type(self).__name__
            message = f"the secret of {name} must be {self._form_in_words}"
            raise InvalidRequestError(message)
        return Secret(f"{self.prefix}{text}")


def _close(answer: Awaitable[str]) -> None:
    close = getattr(answer, "close", None)
    if callable(close):
        close()


@dataclass(frozen=True, slots=True)
class Absent:
    """Credentials that were not given, and the environment variables that may."""

    variables: tuple[str, ...] = ()

    way: str | None = None
    """How to give them, where that is not an argument of their name."""


@dataclass(frozen=True, slots=True)
class ByConnection:
    """Credentials that the connection itself shows: a certificate (mutual TLS)."""

    @classmethod
    def of(cls, settings: ConnectionSettings) -> ByConnection | Absent:
        """Tell whether the connections of a client can show a certificate.

        Args:
            settings: Those of the client: an `ssl.SSLContext` as ``verify``, or a
                transport of its own, may hold one.
        """
        context = settings.get("verify")
        if "transport" in settings or not isinstance(context, bool | None):
            return cls()
        return Absent(way="verify=, an ssl.SSLContext that holds your certificate")


def check_credentials(given: Mapping[str, object]) -> None:
    """Refuse what is no credential: it would be left out, and nobody would know why.

    Args:
        given: By the names of the API's security schemes.

    Raises:
        InvalidRequestError: One is of another type. It is not shown: it may be secret.
    """
    for scheme, one in given.items():
        if isinstance(one, (Credential, ByConnection, Absent, type(None))):
            continue
        message = (
            f"the credentials of the security scheme {scheme!r} must be "
            f"BasicAuth(username, password), and not a {type(one).__name__}"
        )
        raise InvalidRequestError(message)


class BasicAuth(Credential):
    """A user name and a password (RFC 7617), such as an API key and its secret."""

    __slots__ = ()

    def __init__(self, username: str, password: str) -> None:
        if not username or ":" in username:
            message = "the user name must not be empty or contain a colon"
            raise InvalidRequestError(message)
        pair = f"{username}:{password}".encode()
        secret = self._encoded(pair)
        super().__init__(secret, place="header", name="Authorization")

    @staticmethod
    def _encoded(pair: bytes) -> Secret:
        return Secret(f"Basic {base64.b64encode(pair).decode()}")

    @classmethod
    def from_environment(cls, username: str, password: str) -> BasicAuth | Absent:
        """Read both from environment variables.

        Args:
            username: The variable of the user name.
            password: The variable of the password.
        """
        found = environment(username), environment(password)
        if found[0] is None or found[1] is None:
            return Absent((username, password))
        return cls(found[0], found[1])


class BearerAuth(Credential):
    """A bearer token (RFC 6750), or a function that gives a fresh one."""

    __slots__ = ()

    def __init__(self, token: AsyncToken) -> None:
        super().__init__(
            Secret(""), place="header", name="Authorization", prefix="Bearer "
        )
        self._source = token if callable(token) else self._checked(token)

    @classmethod
    def of(cls, token: AsyncToken | None, variable: str) -> BearerAuth | Absent:
        """Take the token given, or else the one of an environment variable."""
        chosen = token or environment(variable)
        return Absent((variable,)) if chosen is None else cls(chosen)


class ApiKeyAuth(Credential):
    """A key in a header, a query parameter or a cookie.

    It goes out as it is: a scheme that is called ``Authorization`` may want
    ``Bearer`` or the like, and a space, before the key.
    """

    __slots__ = ()

    _form = _FIELD_VALUE
    _form_in_words = "printable ASCII without spaces at its ends"

    def __init__(
        self,
        value: AsyncToken,
        *,
        name: str,
        place: Literal["header", "query", "cookie"] = "header",
    ) -> None:
        super().__init__(Secret(""), place=place, name=name)
        self._source = value if callable(value) else self._checked(value)

    @classmethod
    def of(
        cls,
        value: AsyncToken | None,
        variable: str,
        *,
        name: str,
        place: Literal["header", "query", "cookie"] = "header",
    ) -> ApiKeyAuth | Absent:
        """Take the key given, or else the one of an environment variable."""
        chosen = value or environment(variable)
        if chosen is None:
            return Absent((variable,))
        return cls(chosen, name=name, place=place)
