"""Which environment variables hold what, for whoever runs statements and samples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import LiteralString

from specloom.calls import credential_variables, credentials_of
from specloom.encode.markdown import blocks, code
from specloom.encode.nodes import Markdown, markdown
from specloom.encode.prose import cell
from specloom.ir import ApiKey, HttpBasic
from specloom.plan import ApiPlan, AwsSignIn, Credential, Plan, ProviderPlan
from specloom.planning.sign_in import variables
from specloom.targets.pages.examples import has_python
from specloom.targets.pages.flavours import NOTHING, table
from specloom.targets.pages.sign_in import meanings, sign_in_section
from specloom.targets.pages.subject import apis_of, every_api

_Rows = Mapping[str, tuple[Markdown, Markdown, Markdown]]
"""The cells of a variable, by its name: it, what it holds, what for."""


def authentication(plan: Plan) -> Markdown:
    """Return a table of the variables that statements and samples read."""
    apis = every_api(plan)
    read = {name for api in apis for name in _read(api)}
    for provider in plan.providers:
        read |= {*variables(provider.sign_in)}
    rows = {name: cells for name, cells in _rows(apis).items() if name in read}
    return _table(rows) if rows else NOTHING


def provider_authentication(provider: ProviderPlan) -> Markdown:
    """Say how StackQL signs in, and what the other samples read beside it."""
    apis = apis_of(provider)
    known = _rows(apis)
    schemes = {name: said for name, (_, _, said) in known.items()}
    own = sign_in_section(provider.sign_in, schemes)
    read = {name for api in apis for name in _read(api)}
    read -= {*variables(provider.sign_in)}
    more = {name: cells for name, cells in known.items() if name in read}
    if not more:
        return own
    has_some = any(has_python(api) or api.api.resource_type for api in apis)
    languages = Markdown("Python and curl" if has_some else "curl")
    # "Too" only where StackQL reads some.
    frame: LiteralString = (
        "The {} samples read these too:"
        if variables(provider.sign_in)
        else "The {} samples read these:"
    )
    return blocks((own, markdown(frame, languages), _table(more)))


def _table(rows: _Rows) -> Markdown:
    return table(("Environment variable", "Holds", "Scheme"), list(rows.values()))


def _rows(apis: Iterable[ApiPlan]) -> _Rows:
    rows: dict[str, tuple[Markdown, Markdown, Markdown]] = {}
    for api in apis:
        for held in api.credentials:
            said = cell(held.scheme.description)
            for name, meaning in _meanings(held):
                rows.setdefault(name, (code(name), Markdown(meaning), said))
        if api.api.resource_type:
            for name, meaning in meanings(AwsSignIn()).items():
                rows[name] = (code(name), Markdown(meaning), Markdown("AWS"))
    return rows


def _meanings(held: Credential) -> Iterator[tuple[str, LiteralString]]:
    names = credential_variables(held)
    words: tuple[LiteralString, ...]
    match held.scheme:
        case HttpBasic():
            words = ("user name", "password")
        case ApiKey():
            words = ("key",)
        case _:
            words = ("client ID", "client secret") if len(names) > 1 else ("token",)
    yield from zip(names, words, strict=False)


def _read(api: ApiPlan) -> Iterator[str]:
    """Yield the variables that the samples of an API read."""
    if api.api.resource_type:
        yield from variables(AwsSignIn())
    if has_python(api):
        for held in api.credentials:
            yield from held.environment
    for resource in api.resources:
        for method in resource.methods:
            for held in credentials_of(api, method.operation):
                yield from credential_variables(held)
