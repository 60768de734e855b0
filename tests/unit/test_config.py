from __future__ import annotations

from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest

from specloom import config, settings
from specloom.config import (
    Author,
    DocsFlavour,
    Flavour,
    Formatter,
    HttpLibrary,
    OperationSettings,
    Options,
    PaginationKind,
    PaginationSettings,
    Project,
    Target,
)
from specloom.diagnostics import ConfigurationError

FULL = """
[tool.specloom]
formatter = "black"
output = "made"

[tool.specloom.apis.pim-v1]
spec = "specs/pim.v1.yaml"
package = "confluent-pim-v1"

[tool.specloom.apis.pim-v2]
spec = "specs/pim.v2.yaml"
package = "confluent-pim-v2"
version = "0.1.0"
http = "httpx"
environment = { base_url = "PIM_URL", cloud-api-key = ["PIM_KEY", "PIM_SECRET"] }
rename = { "pim.v2.Integration" = "Integration" }
targets = ["models", "client", "models"]
flavours = ["dataclass", "msgspec"]
authors = [{ name = "A. Author", email = "a@example.com" }]
license = "Apache-2.0"

[tool.specloom.docs]
flavour = "markdown"
site = true

[tool.specloom.providers.confluent]
title = "Confluent Cloud"

[tool.specloom.providers.confluent.services.provider_integrations]
title = "Provider Integrations"
apis = ["pim-v1", "pim-v2"]
"""
SMALL = """
[tool.specloom.apis.pets]
spec = "pets.yaml"
package = "pets-client"
"""


def load(folder: Path, text: str) -> Project:
    path = folder / "pyproject.toml"
    path.write_text(text, "utf-8")
    return settings.load(path)


# --- reading -------------------------------------------------------------------------


def test_every_setting_arrives(tmp_path: Path) -> None:
    project = load(tmp_path, FULL)
    first, second = project.apis
    assert project.base == tmp_path
    assert project.output == tmp_path / "made"
    assert project.formatter is Formatter.BLACK
    assert project.docs.flavour is DocsFlavour.MARKDOWN
    assert project.docs.site
    assert not project.flat
    assert first.key == "pim-v1"
    assert first.targets == tuple(Target)
    assert second.spec == tmp_path / "specs" / "pim.v2.yaml"
    assert second.package == "confluent-pim-v2"
    assert second.import_name == "confluent_pim_v2"
    assert second.version == "0.1.0"
    assert second.http is HttpLibrary.HTTPX
    assert second.environment == {
        "base_url": ("PIM_URL",),
        "cloud-api-key": ("PIM_KEY", "PIM_SECRET"),
    }
    assert second.rename == {"pim.v2.Integration": "Integration"}
    assert second.targets == (Target.MODELS, Target.CLIENT)
    assert second.flavours == (Flavour.DATACLASS, Flavour.MSGSPEC)
    assert second.authors == (Author(name="A. Author", email="a@example.com"),)
    assert second.license == "Apache-2.0"
    (provider,) = project.providers
    assert provider.version == "v00.00.00000"
    (service,) = provider.services
    assert service.name == "provider_integrations"
    assert service.apis == ("pim-v1", "pim-v2")
    assert service.description is None


OPERATIONS = """
[tool.specloom.apis.pets.operations.list]
pagination = {kind = "cursor", items = ["data"], next = ["meta", "n"], parameter = "c"}
idempotency_header = "Idempotency-Key"
stream_end = "[DONE]"

[tool.specloom.apis.pets.operations.search.pagination]
kind = "page"
parameter = "page"
size = "per_page"
total = ["meta", "total"]
first = 0

[tool.specloom.apis.pets.operations."get /pets"]
pagination = false
idempotency_header = false
stream_end = false

[tool.specloom.apis.pets.operations.nothing]

[tool.specloom.apis.pets.operations.events]
pagination.kind = "last-item"
pagination.parameter = "after"
pagination.before = "before"
pagination.more = ["has_more"]
pagination.identifier = []
"""


def test_every_setting_of_an_operation_arrives(tmp_path: Path) -> None:
    (api,) = load(tmp_path, SMALL + OPERATIONS).apis
    assert api.operations == {
        "list": OperationSettings(
            pagination=PaginationSettings(
                kind=PaginationKind.CURSOR,
                items=("data",),
                next=("meta", "n"),
                parameter="c",
            ),
            idempotency_header="Idempotency-Key",
            stream_end="[DONE]",
        ),
        "search": OperationSettings(
            pagination=PaginationSettings(
                kind=PaginationKind.PAGE,
                parameter="page",
                size="per_page",
                total=("meta", "total"),
                first=0,
            )
        ),
        "get /pets": OperationSettings(
            pagination=PaginationSettings(kind=PaginationKind.NONE),
            idempotency_header="",
            stream_end="",
        ),
        "nothing": OperationSettings(),
        "events": OperationSettings(
            pagination=PaginationSettings(
                kind=PaginationKind.LAST_ITEM,
                parameter="after",
                before="before",
                more=("has_more",),
                identifier=(),
            )
        ),
    }


@pytest.mark.parametrize("kind", list(PaginationKind))
def test_every_kind_of_pagination_has_a_word(
    tmp_path: Path, kind: PaginationKind
) -> None:
    text = f'operations.list.pagination.kind = "{kind.value}"\n'
    (api,) = load(tmp_path, SMALL + text).apis
    told = api.operations["list"].pagination
    assert told is not None
    assert told.kind is kind


@pytest.mark.parametrize(
    ("setting", "code", "key"),
    [
        ("pagination = true", "invalid-setting", "pagination"),
        ("pagination = {}", "invalid-setting", "pagination"),
        ('pagination = { parameter = "a" }', "invalid-setting", "pagination"),
        ('pagination = "cursor"', "invalid-setting", "pagination"),
        ('pagination.kind = "cursors"', "invalid-setting", "pagination/kind"),
        ("pagination.kind = 1", "invalid-setting", "pagination/kind"),
        ('pagination.items = "data"', "invalid-setting", "pagination/items"),
        ("pagination.next = [1]", "invalid-setting", "pagination/next"),
        ('pagination.parameter = ["a"]', "invalid-setting", "pagination/parameter"),
        ("pagination.size = 10", "invalid-setting", "pagination/size"),
        ('pagination.total = "t"', "invalid-setting", "pagination/total"),
        ("pagination.first = 2", "invalid-setting", "pagination/first"),
        ("pagination.first = true", "invalid-setting", "pagination/first"),
        ('pagination.more = "m"', "invalid-setting", "pagination/more"),
        ('pagination.identifier = "i"', "invalid-setting", "pagination/identifier"),
        ('pagination.before = ["b"]', "invalid-setting", "pagination/before"),
        ('pagination.param = "a"', "unknown-setting", "pagination/param"),
        ("idempotency_header = true", "invalid-setting", "idempotency_header"),
        ('idempotency_header = ""', "invalid-setting", "idempotency_header"),
        ('idempotency_header = "X Key"', "invalid-setting", "idempotency_header"),
        ('idempotency_header = "Host"', "invalid-setting", "idempotency_header"),
        ('stream_end = ["a"]', "invalid-setting", "stream_end"),
        ('paginate = "cursor"', "unknown-setting", "paginate"),
    ],
)
def test_a_wrong_setting_of_an_operation_is_told_at_its_line(
    tmp_path: Path, setting: str, code: str, key: str
) -> None:
    table = "[tool.specloom.apis.pets.operations.list]"
    is_part = setting.startswith("pagination.") and ".kind" not in setting
    beside = 'pagination.kind = "page"' if is_part else "# A comment."
    text = f"{SMALL}\n{table}\n{beside}\n{setting}\n"
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, text)
    (said,) = caught.value.diagnostics
    place = f"/tool/specloom/apis/pets/operations/list/{key}"
    line = text.splitlines().index(setting) + 1
    assert (said.code, said.at.pointer, said.at.line) == (code, place, line)


def test_what_names_parts_of_the_description_has_a_place(tmp_path: Path) -> None:
    text = 'only = ["Pets"]\nrename = { Pet = "Animal" }\nenvironment.key = "KEY"\n'
    (api,) = load(tmp_path, SMALL + text + OPERATIONS).apis
    lines = {name: place.line for name, place in api.places.items()}
    assert lines["only"] == 5
    assert lines["rename.Pet"] == 6
    assert lines["environment.key"] == 7
    assert lines["operations.list"] == 9
    assert lines["operations.list.pagination"] == 10
    assert lines["operations.list.pagination.next"] == 10
    assert lines["operations.search.pagination"] == 14
    assert lines["operations.search.pagination.size"] == 17
    assert lines["operations.get /pets.pagination"] == 22
    assert "operations.nothing.pagination" not in lines
    assert lines["operations.get /pets"] == 21


def test_targets_that_are_not_configured_are_not_made(tmp_path: Path) -> None:
    project = load(tmp_path, SMALL)
    assert project.apis[0].targets == (Target.CLIENT, Target.MODELS)
    assert project.providers == ()
    assert project.formatter is Formatter.RUFF
    assert project.output == tmp_path / "generated"


def test_a_provider_without_services_has_one_for_each_api(tmp_path: Path) -> None:
    project = load(tmp_path, SMALL + "[tool.specloom.providers.pets]\n")
    (provider,) = project.providers
    assert [(s.name, s.apis) for s in provider.services] == [("pets", ("pets",))]


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    assert load(tmp_path, "\ufeff" + SMALL).apis[0].key == "pets"


def test_a_folder_is_no_configuration(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="1 diagnostics"):
        settings.load(tmp_path)


def test_the_nearest_configuration_is_found(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text("", "utf-8")
    assert settings.find_configuration(tmp_path) == Path("pyproject.toml")
    assert settings.find_configuration(inner) == Path("../../pyproject.toml")
    (inner / "pyproject.toml").write_text("", "utf-8")
    assert settings.find_configuration(inner) == Path("pyproject.toml")


# --- names ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("package", "module"),
    [
        ("confluent-pim-v2", "confluent_pim_v2"),
        ("Pets.Client", "pets_client"),
        ("a--b__c", "a_b_c"),
    ],
)
def test_the_import_name_follows_from_the_package(package: str, module: str) -> None:
    assert config.import_name(package) == module
    assert config.package_mistake(package) is None


@pytest.mark.parametrize(
    "package",
    [
        "",
        "-a",
        "a-",
        "a/b",
        "..",
        "json",
        "class",
        "pydantic",
        "2a",
        "é",
        "a\n",
        "a" * 101,
    ],
)
def test_a_name_that_cannot_be_a_package_is_refused(package: str) -> None:
    assert config.package_mistake(package)


@pytest.mark.parametrize(
    "text",
    ["0", "1.0", "v1.2.3", "1!2.0", "1.0a1", "1.0.post2", "1.0.dev3", "1.0rc1+ab.1"],
)
def test_a_version_of_python_packages_is_known(text: str) -> None:
    assert config.is_version(text)


@pytest.mark.parametrize(
    "text", ["", "v", "1.0-final-2", "1..0", "one", "1.0\n", "\u0661"]
)
def test_any_other_text_is_no_version(text: str) -> None:
    assert not config.is_version(text)


# --- the command line ----------------------------------------------------------------


def test_a_bare_command_line_means_a_client_beside_nothing_else() -> None:
    project = config.project_for(Path("specs/pim.v2.yaml"), None, Options())
    (api,) = project.apis
    assert api.package == "pim-v2-client"
    assert api.targets == (Target.CLIENT,)
    assert project.flat


@pytest.mark.parametrize(
    ("spec", "package"),
    [
        ("openapi.yaml", "openapi-client"),
        ("json.json", "json-client"),
        ("...", "api-client"),
        ("a/é.yaml", "api-client"),
        ("2.yaml", "api-2-client"),
        ("a" * 300, "a" * 80 + "-client"),
    ],
)
def test_a_package_is_named_after_any_file(spec: str, package: str) -> None:
    project = config.project_for(Path(spec), None, Options())
    assert project.apis[0].package == package
    assert config.package_mistake(package) is None


def test_a_bad_package_on_the_command_line_is_refused() -> None:
    with pytest.raises(ConfigurationError):
        config.project_for(Path("a.yaml"), "../evil", Options())


def test_the_command_line_overrides_the_configuration(tmp_path: Path) -> None:
    options = Options(
        output=Path("elsewhere"),
        targets=(Target.MODELS, Target.DOCS),
        formatter=Formatter.NONE,
        flavours=(Flavour.TYPEDDICT,),
        docs_flavour=DocsFlavour.DOCUSAURUS,
    )
    project = config.override(load(tmp_path, FULL), options)
    assert project.output == Path("elsewhere")
    assert project.formatter is Formatter.NONE
    assert project.docs.flavour is DocsFlavour.DOCUSAURUS
    assert [api.targets for api in project.apis] == [
        (Target.MODELS, Target.DOCS),
        (Target.MODELS,),
    ]
    assert {api.flavours for api in project.apis} == {(Flavour.TYPEDDICT,)}
    assert config.override(project, Options()) == project


def test_a_site_may_be_asked_for_on_the_command_line() -> None:
    options = Options(targets=(Target.DOCS,))
    assert not config.project_for(Path("a.yaml"), None, options).docs.site
    options = replace(options, site=True)
    assert config.project_for(Path("a.yaml"), None, options).docs.site


def test_a_target_that_nothing_is_configured_for_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError):
        config.override(load(tmp_path, SMALL), Options(targets=(Target.DOCS,)))


# --- layout --------------------------------------------------------------------------

PATHS = {
    Target.CLIENT: "pets-client/pets_client/models.py",
    Target.MODELS: "pydantic/pets_client.py",
    Target.DOCS: "pets/index.md",
    Target.PROVIDER: "pets/v00.00.00000/services/pets.yaml",
}


def places(project: Project) -> list[str]:
    return [
        str(config.placed(project, target, PurePosixPath(PATHS[target])))
        for target in project.targets
    ]


def test_a_configured_project_has_a_folder_for_each_target(tmp_path: Path) -> None:
    assert places(load(tmp_path, FULL)) == [
        "python/pets-client/pets_client/models.py",
        "models/pydantic/pets_client.py",
        "docs/pets/index.md",
        "stackql/pets/v00.00.00000/services/pets.yaml",
    ]


@pytest.mark.parametrize(
    ("target", "place"),
    [
        (Target.CLIENT, "pets_client/models.py"),
        (Target.MODELS, "pets_client.py"),
        (Target.DOCS, "pets/index.md"),
        (Target.PROVIDER, "pets/v00.00.00000/services/pets.yaml"),
    ],
)
def test_one_target_on_the_command_line_lies_directly_in_the_folder(
    target: Target, place: str
) -> None:
    options = Options(targets=(target,))
    project = config.project_for(Path("pets.yaml"), "pets-client", options)
    assert places(project) == [place]


def test_several_targets_on_the_command_line_have_folders(tmp_path: Path) -> None:
    options = Options(targets=tuple(Target))
    project = config.project_for(Path("pets.yaml"), "pets-client", options)
    assert places(project) == places(load(tmp_path, FULL))


def test_several_flavours_of_models_have_folders() -> None:
    flavours = (Flavour.MSGSPEC, Flavour.PYDANTIC)
    options = Options(targets=(Target.MODELS,), flavours=flavours)
    project = config.project_for(Path("pets.yaml"), "pets-client", options)
    assert places(project) == ["models/pydantic/pets_client.py"]


@pytest.mark.parametrize(
    ("options", "answered"),
    [
        (Options(targets=(Target.CLIENT,)), {"python/a/b.py"}),
        (Options(targets=(Target.DOCS, Target.PROVIDER)), {"docs/a.md", "stackql/a/b"}),
        (
            Options(targets=(Target.MODELS,), flavours=(Flavour.MSGSPEC,)),
            {"models/msgspec/a.py"},
        ),
    ],
)
def test_a_narrowed_run_answers_for_the_folders_of_its_targets(
    tmp_path: Path, options: Options, answered: set[str]
) -> None:
    answers_for = config.scope(config.override(load(tmp_path, FULL), options))
    paths = {"python/a/b.py", "docs/a.md", "stackql/a/b", "notes.txt"}
    paths |= {"models/msgspec/a.py", "models/dataclass/a.py"}
    assert {path for path in paths if answers_for(PurePosixPath(path))} == answered


# --- fingerprint ---------------------------------------------------------------------


def test_the_fingerprint_is_the_same_wherever_the_project_lies(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    one, two = (load(tmp_path / name, FULL) for name in ("one", "two"))
    assert config.fingerprint(one) == config.fingerprint(two)
    moved = replace(one, output=Path("elsewhere"))
    assert config.fingerprint(moved) == config.fingerprint(one)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('formatter = "black"', 'formatter = "ruff"'),
        ("specs/pim.v2.yaml", "specs/other.yaml"),
        ('flavour = "markdown"', 'flavour = "docusaurus"'),
        ("Confluent Cloud", "Confluent"),
        ('"PIM_KEY"', '"KEY"'),
        ('= "Integration"', '= "Link"'),
    ],
)
def test_the_fingerprint_changes_with_every_setting(
    tmp_path: Path, old: str, new: str
) -> None:
    before = config.fingerprint(load(tmp_path, FULL))
    assert old in FULL
    assert config.fingerprint(load(tmp_path, FULL.replace(old, new))) != before
