"""README.md of a provider: what StackQL needs to read it."""

from __future__ import annotations

from pathlib import PurePosixPath

from specloom.encode import Markdown
from specloom.encode.markdown import code, fenced, text
from specloom.encode.nodes import join
from specloom.encode.plain import plain
from specloom.encode.prose import prose
from specloom.plan import ProviderPlan, ServicePlan
from specloom.planning.sign_in import variables
from specloom.sql import identifier
from specloom.targets.provider.service import apis_of
from specloom.templating import Templates

_REGISTRY = (
    '{"url": "file://\'"$PWD"\'", "localDocRoot": "\'"$PWD"\'", '
    '"srcPrefix": "", "verifyConfig": {"nopVerify": true}}'
)
"""The registry in a folder (any-sdk, ``registry.go``), within single quotes."""


def readme(
    provider: ProviderPlan, root: PurePosixPath, templates: Templates
) -> Markdown:
    """Return README.md: how to run StackQL with the provider, and what it has."""
    names = variables(provider.sign_in)
    specs = dict.fromkeys(api.spec for s in provider.services for api in apis_of(s))
    first = next((s for s in provider.services if s.resources), None)
    shown = [_listing(provider, first)] if first else []
    written = templates.render(
        "provider/README.md.jinja",
        title=text(provider.title),
        description=prose(provider.description),
        version=code(provider.settings.version),
        specs=join(", ", (code(spec) for spec in specs), Markdown),
        place=code((root / "provider.yaml").as_posix()),
        credentials=bool(names),
        unsigned=not names,
        command=fenced("sh", _command(names)),
        query=fenced("sql", "\n".join(shown)) if shown else None,
        services=tuple(
            (
                code(service.settings.name),
                join(", ", (code(held.name) for held in service.resources), Markdown),
            )
            for service in provider.services
        ),
    )
    # No theme builds a site of it: it is read on GitHub and in terminals.
    return plain(Markdown(str(written)))


def _listing(provider: ProviderPlan, service: ServicePlan) -> str:
    names = (provider.settings.name, service.settings.name)
    return f"SHOW RESOURCES IN {'.'.join(map(identifier, names))};"


def _command(names: tuple[str, ...]) -> str:
    exports = [f"export {name}=..." for name in names]
    return "\n".join([*exports, f"stackql shell --registry '{_REGISTRY}'"])
