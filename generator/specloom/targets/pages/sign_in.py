"""How StackQL signs in to a provider, on its pages and in what agents read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import LiteralString

from specloom.encode.markdown import blocks, code
from specloom.encode.nodes import Markdown, join, markdown
from specloom.ir import JsonValue
from specloom.plan import (
    AwsSignIn,
    BasicSignIn,
    BearerSignIn,
    ClientSignIn,
    KeySignIn,
    Method,
    NoSignIn,
    ProviderPlan,
    SignIn,
)
from specloom.planning.sign_in import is_signed_in, variables
from specloom.targets.pages.flavours import NOTHING, Fact, Press, table
from specloom.targets.pages.queries import Table


def sign_in_section(sign_in: SignIn, schemes: Mapping[str, Markdown]) -> Markdown:
    """Return what StackQL needs to sign in, for the page of a provider.

    Args:
        sign_in: How it does.
        schemes: What is said of the scheme that each variable is for.
    """
    if isinstance(sign_in, NoSignIn):
        return Markdown("StackQL sends no credentials.")
    rows = [
        (code(name), Markdown(meaning), schemes.get(name, NOTHING))
        for name, meaning in meanings(sign_in).items()
    ]
    lead = Markdown("StackQL signs in with what these variables hold:")
    return blocks((lead, table(("Environment variable", "Holds", "Scheme"), rows)))


def sign_in_facts(held: Table) -> Iterator[Fact]:
    """Yield what a statement for a resource needs, for its overview."""
    names = variables(held.provider.sign_in)
    if names and any(_is_signed(held, one) for one in held.methods):
        named = join(" and ", (code(name) for name in names), Markdown)
        yield Fact(Markdown("Credentials"), named)


def sign_in_note(held: Table, press: Press) -> Markdown:
    """Say which methods StackQL does not sign in to."""
    missed = [code(held.method_name(one)) for one in held.methods if _misses(held, one)]
    if not missed:
        return NOTHING
    return press.note(
        markdown(
            "StackQL does not sign in to {}: another way than that of the provider "
            "is needed.",
            join(", ", missed, Markdown),
        )
    )


def sign_in_data(provider: ProviderPlan) -> dict[str, JsonValue]:
    """Return how StackQL signs in, as JSON: a kind, and variables where it has some."""
    names: list[JsonValue] = [*variables(provider.sign_in)]
    return {"kind": _kind(provider.sign_in), "variables": names}


def unsigned_data(held: Table, method: Method) -> dict[str, JsonValue]:
    """Return what is to be said of a method that StackQL does not sign in to."""
    return {"signed_in": False} if _misses(held, method) else {}


def _is_signed(held: Table, method: Method) -> bool:
    """Tell whether a method asks who calls and StackQL's way says it."""
    asks = method.operation.security or held.source.api.api.resource_type
    return bool(asks) and not _misses(held, method)


def _misses(held: Table, method: Method) -> bool:
    sign_in = held.provider.sign_in
    return not is_signed_in(sign_in, held.source.api, method.operation)


def _kind(sign_in: SignIn) -> str:
    match sign_in:
        case BasicSignIn():
            return "basic"
        case BearerSignIn():
            return "bearer"
        case KeySignIn():
            return "key"
        case ClientSignIn():
            return "client"
        case AwsSignIn():
            return "aws"
        case NoSignIn():
            return "none"


def meanings(sign_in: SignIn) -> Mapping[str, LiteralString]:
    """Return what each variable holds."""
    words: tuple[LiteralString, ...]
    match sign_in:
        case BasicSignIn():
            words = ("user name", "password")
        case ClientSignIn():
            words = ("client ID", "client secret")
        case AwsSignIn():
            words = ("access key ID", "secret access key")
        case KeySignIn(keys):
            words = ("key",) * len(keys)
        case BearerSignIn() | NoSignIn():
            words = ("token",)
    return dict(zip(variables(sign_in), words, strict=False))
