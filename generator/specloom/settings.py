"""`[tool.specloom]` of a pyproject.toml as a `Project`.

Settings are strict: an unknown key, a wrong type and a value that cannot be used are
errors with a place, and all of them are reported in one run.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from specloom.config import (
    PATH_WORD,
    ApiSettings,
    Author,
    DocsFlavour,
    DocsSettings,
    Flavour,
    Formatter,
    HttpLibrary,
    Project,
    ProviderSettings,
    Service,
    Target,
    import_name,
    is_license,
    is_version,
    package_mistake,
)
from specloom.diagnostics import ConfigurationError, Diagnostics, Location
from specloom.encode import Toml
from specloom.encode.toml import header
from specloom.names import name_mistake
from specloom.operation_settings import operations_of
from specloom.provider_names import (
    IDENTIFIER,
    is_provider_version,
    provider_mistake,
    provider_name,
    provider_version,
    sql_mistake,
    sql_name,
)
from specloom.toml import Table, TomlFile, Value, open_toml, suggest


def find_configuration(start: Path) -> Path | None:
    """Return the nearest pyproject.toml in a folder or above it, relative to it."""
    for folder in (start, *start.parents):
        if (folder / "pyproject.toml").is_file():
            return Path(os.path.relpath(folder, start)) / "pyproject.toml"
    return None


def load(path: Path) -> Project:
    """Read `[tool.specloom]` of a TOML file.

    Raises:
        ConfigurationError: With everything that is wrong in it.
    """
    diagnostics = Diagnostics()
    project = None
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        message = f"the configuration cannot be read: {reason}"
        diagnostics.error("no-configuration", message, at=Location(path))
    else:
        if file := open_toml(path, text, diagnostics):
            project = _project(file)
    if project is None or diagnostics.errors:
        raise ConfigurationError(tuple(diagnostics))
    return project


def _project(file: TomlFile) -> Project | None:
    table = file.table("tool", "specloom")
    if table is None:
        file.diagnostics.error(
            "no-configuration",
            "there is no [tool.specloom] in this file",
            at=Location(file.path),
            help="add [tool.specloom.apis.NAME] with spec and package, "
            "or name a description: specloom generate SPEC",
        )
        return None
    base = file.path.parent
    providers, docs = table.table("providers"), table.table("docs")
    formatter = table.choice("formatter", Formatter.RUFF)
    output = table.text("output") or "generated"
    default = (
        Target.CLIENT,
        Target.MODELS,
        *([Target.DOCS] if docs else []),
        *([Target.PROVIDER] if providers else []),
    )
    entries = table.table("apis")
    apis: list[ApiSettings] = []
    if entries is not None:
        apis = [
            _api(key, entry, base, default, providers)
            for key, entry in entries.each_table()
        ]
    elif "apis" not in table.names:
        file.diagnostics.error(
            "missing-setting",
            "[tool.specloom] names no API",
            at=table.place(),
            help="add [tool.specloom.apis.NAME] with spec and package",
        )
    table.close()
    _check_packages(entries, apis)
    return Project(
        base=base,
        output=base / output,
        apis=tuple(apis),
        formatter=formatter,
        docs=_docs(docs),
        providers=_providers(providers, apis) if providers else (),
    )


def _api(
    key: str,
    table: Table,
    base: Path,
    default: tuple[Target, ...],
    providers: Table | None,
) -> ApiSettings:
    if PATH_WORD.fullmatch(key) is None:
        message = f"an API cannot be called `{key}`"
        table.wrong(message, help="use letters, digits and hyphens")
    spec = table.needed("spec", like=f"specs/{key}.yaml")
    targets = table.choices("targets", default)
    if Target.PROVIDER in targets and providers is None:
        message = "the target `provider` needs [tool.specloom.providers.NAME]"
        table.wrong(message, "targets", help="add that table")
    usual = f"{import_name(key)}-client"
    package = (
        table.needed("package", like=usual)
        if {Target.CLIENT, Target.MODELS} & {*targets}
        else table.text("package") or usual
    )
    if mistake := package_mistake(package):
        message = f"a package cannot be called `{package}`: {mistake}"
        table.wrong(message, "package")
    version = table.text("version")
    if version is not None and not is_version(version):
        message = f"`{version}` is not a version number of Python packages (PEP 440)"
        table.wrong(message, "version", help='for example: version = "1.0.0"')
    terms = table.text("license")
    if terms is not None and not is_license(terms):
        message = f"`{terms}` is not a license expression of SPDX (PEP 639)"
        help_ = 'for example "MIT"; one that SPDX does not list is "LicenseRef-Acme"'
        table.wrong(message, "license", help=help_)
    overlays = table.texts("overlays") or ()
    for one in overlays:
        if not (base / one).is_file():
            message = f"there is no file `{one}` beside this one"
            table.wrong(message, "overlays", help="check the path")
    settings = ApiSettings(
        key=key,
        spec=base / spec,
        overlays=tuple(base / one for one in overlays),
        package=package,
        version=version,
        http=table.choice("http", HttpLibrary.HTTPX2),
        environment=_environment(table),
        only=_only(table),
        rename=_rename(table),
        operations=operations_of(table),
        targets=targets,
        flavours=table.choices("flavours", (Flavour.PYDANTIC,)),
        authors=tuple(_author(author) for author in table.tables("authors")),
        license=terms,
        places=_places(table),
    )
    table.close()
    return settings


def _only(table: Table) -> tuple[str, ...]:
    wanted = table.texts("only")
    if wanted == ():
        help_ = "name what is wanted, or remove the setting: that is everything"
        table.wrong("`only` is empty: there would be no operation", "only", help=help_)
    return wanted or ()


def _places(table: Table) -> dict[str, Location]:
    """Return where the settings stand that name parts of a description."""
    found: dict[str, Location] = {}
    for key in ("only", "rename", "operations", "environment"):
        held = table.take(key)
        if held:
            found[key] = table.place(key)
        for name in held if isinstance(held, dict) else ():
            found[f"{key}.{name}"] = table.place(key, name)
    for name, told in _each(table.take("operations")):
        for key, held in _each(told):
            whole = f"operations.{name}.{key}"
            found[whole] = table.place("operations", name, key)
            for inner, _ in _each(held):
                place = table.place("operations", name, key, inner)
                found[f"{whole}.{inner}"] = place
    return found


def _each(value: Value | None) -> Iterable[tuple[str, Value]]:
    return value.items() if isinstance(value, dict) else ()


_CREDENTIALS = ("user", "password")


def _environment(table: Table) -> dict[str, tuple[str, ...]]:
    variables: dict[str, tuple[str, ...]] = {}
    for scheme, given in table.mapping("environment").items():
        names = (given,) if isinstance(given, str) else given
        if not all(IDENTIFIER.fullmatch(name) for name in names) or len(names) > len(
            _CREDENTIALS
        ):
            message = (
                f"`{scheme}` must be a name of an environment variable, "
                "or two for user and password"
            )
            table.wrong(message, "environment", scheme)
        variables[scheme] = names
    return variables


def _rename(table: Table) -> dict[str, str]:
    names: dict[str, str] = {}
    for subject, name in table.mapping("rename").items():
        # The path of a resource may become a chain of attributes.
        parts = str(name).split(".") if subject.startswith("/") else [str(name)]
        mistake = next(filter(None, map(name_mistake, parts)), None)
        if not isinstance(name, str):
            message = f"`{subject}` must have one name, and not a list"
            table.wrong(message, "rename", subject)
        elif mistake is not None:
            message = f"`{subject}` cannot be called `{name}`: {mistake}"
            table.wrong(message, "rename", subject)
        else:
            names[subject] = name
    return names


def _author(table: Table) -> Author:
    author = Author(name=table.text("name"), email=table.text("email"))
    table.close()
    return author


def _docs(table: Table | None) -> DocsSettings:
    if table is None:
        return DocsSettings()
    settings = DocsSettings(
        flavour=table.choice("flavour", DocsFlavour.DOCUSAURUS),
        title=table.text("title"),
        site=table.flag("site"),
    )
    table.close()
    return settings


def _providers(table: Table, apis: list[ApiSettings]) -> tuple[ProviderSettings, ...]:
    is_only = len(table.names) == 1
    providers = [
        _provider(name, entry, apis, is_only=is_only)
        for name, entry in table.each_table()
    ]
    table.close()
    return tuple(providers)


def _of_providers(*keys: str) -> Toml:
    return header("tool", "specloom", "providers", *keys)


def _provider(
    name: str, table: Table, apis: list[ApiSettings], *, is_only: bool
) -> ProviderSettings:
    version = table.text("version") or "v00.00.00000"
    if mistake := provider_mistake(name):
        message = f"a provider cannot be called `{name}`: {mistake}"
        instead = provider_name(name)
        table.wrong(message, help=f"for example: {_of_providers(instead)}")
    if not is_provider_version(version):
        message = f"`{version}` is no version of a StackQL provider"
        instead = provider_version(version)
        table.wrong(message, "version", help=f'for example: version = "{instead}"')
    services: list[Service] = []
    if entries := table.table("services"):
        services = [_service(name, e, apis) for name, e in entries.each_table()]
    elif is_only:
        services = [Service(name=sql_name(api.key), apis=(api.key,)) for api in apis]
    else:
        message = f"the provider `{name}` names no services"
        way_out = f"add {_of_providers(name, 'services', 'NAME')} with apis"
        table.wrong(message, help=way_out)
    settings = ProviderSettings(
        name=name,
        services=tuple(services),
        version=version,
        title=table.text("title"),
        description=table.text("description"),
    )
    table.close()
    return settings


def _service(name: str, table: Table, apis: list[ApiSettings]) -> Service:
    if mistake := sql_mistake(name):
        message = f"a service cannot be called `{name}`: {mistake}"
        table.wrong(message, help=f"for example: `{sql_name(name)}`")
    known = [api.key for api in apis]
    members = table.texts("apis") or ()
    if not members:
        message = f"the service `{name}` names no API"
        table.wrong(message, "apis", help=suggest("", known))
    for member in members:
        if member not in known:
            message = f"there is no API called `{member}`"
            table.wrong(message, "apis", help=suggest(member, known))
    service = Service(
        name=name,
        apis=members,
        title=table.text("title"),
        description=table.text("description"),
    )
    table.close()
    return service


def _check_packages(entries: Table | None, apis: list[ApiSettings]) -> None:
    """Refuse two APIs that would be imported by the same name."""
    owners: dict[str, str] = {}
    for api in apis:
        owner = owners.setdefault(api.import_name, api.key)
        if entries is not None and owner != api.key:
            entries.wrong(
                f"`{api.key}` and `{owner}` are both imported as {api.import_name}",
                *(api.key, "package"),
                help="give them different packages",
            )
