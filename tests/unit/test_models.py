from __future__ import annotations

import ast
import copy
import json
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID

import msgspec
import pydantic
import pytest
from tests.describing import ROOT, plan, resource_of
from tests.narrowing import is_array, is_object

from specloom.config import Flavour, Formatter, Target
from specloom.diagnostics import Diagnostics
from specloom.errors import InternalError
from specloom.formatting import format_files
from specloom.lowering import lower
from specloom.pipeline import understand
from specloom.plan import ApiPlan, EnumerationAlias, ModelClass
from specloom.receipts import templates_folder
from specloom.settings import load
from specloom.targets import client, models
from specloom.targets.models import ABILITIES, check, declared, module
from specloom.templating import Templates

TEMPLATES = Templates(templates_folder())
PYDANTIC = (Flavour.PYDANTIC, Flavour.PYDANTIC_DATACLASS)

REFERENCE = {
    "id": "env-00000",
    "related": "https://api.confluent.cloud/v2/environments/env-00000",
    "resource_name": "crn://confluent.cloud/environment=env-00000",
}
AWS = {
    "kind": "AwsIntegrationConfig",
    "iam_role_arn": "arn:aws:iam::000000000000:role/confluent",
    "external_id": "95c35493-41aa-44f8-9154-5a25cbbc1865",
    "customer_iam_role_arn": "arn:aws:iam::000000000000:role/mine",
}
INTEGRATION: dict[str, Any] = {
    "api_version": "pim/v2",
    "kind": "Integration",
    "id": "cspi-00000",
    "display_name": "s3",
    "provider": "AWS",
    "config": AWS,
    "usages": ["crn://confluent.cloud/kafka=lkc-00000"],
    "status": "CREATED",
    "environment": REFERENCE,
}
PAYLOADS: dict[str, dict[str, Any]] = {
    "Integration": INTEGRATION,
    "IntegrationList": {
        "api_version": "pim/v2",
        "kind": "IntegrationList",
        "metadata": {"first": None, "next": "https://example.com/?page_token=a"},
        "data": [INTEGRATION],
    },
    "IntegrationCreate": {
        "display_name": "s3",
        "provider": "GCP",
        "config": {
            "kind": "AwsIntegrationConfig",
            "customer_iam_role_arn": "arn:aws:iam::000000000000:role/mine",
        },
        "environment": {"id": "env-00000"},
    },
    "IntegrationUpdate": {
        "config": {"kind": "AzureIntegrationConfig", "customer_azure_tenant_id": "t"},
        "environment": {"id": "env-00000"},
    },
    "IntegrationValidateRequest": {
        "id": "cspi-00000",
        "environment": {"id": "env-00000"},
    },
    "Failure": {
        "errors": [
            {
                "id": "1",
                "status": "400",
                "source": {"parameter": "num"},
                "message": None,
            }
        ]
    },
}


@pytest.fixture(scope="session")
def apis() -> dict[str, ApiPlan]:
    """The planned APIs of this repository, by import name."""
    made = understand(load(ROOT / "pyproject.toml"), Diagnostics()).plan
    wanted = [api for api in made.apis if Target.MODELS in api.settings.targets]
    return {api.package: api for api in wanted}


@pytest.fixture(scope="session")
def folder(apis: dict[str, ApiPlan], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all modules, formatted: ``<flavour>/<package>.py``."""
    root = tmp_path_factory.mktemp("models")
    plan_ = understand(load(ROOT / "pyproject.toml"), Diagnostics()).plan
    for file in format_files(models.render(plan_, TEMPLATES), Formatter.RUFF):
        path = root / file.path
        path.parent.mkdir(exist_ok=True)
        path.write_text(file.content, "utf-8")
    assert len(list(root.rglob("*.py"))) == len(Flavour) * len(apis)
    return root


def imported(path: Path) -> ModuleType:
    """Import a file under a name that only it has."""
    name = "_".join(path.with_suffix("").parts[-3:]).replace("-", "_")
    if name in sys.modules:
        return sys.modules[name]
    spec = spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    found = sys.modules[name] = module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


def made(schemas: str, flavour: Flavour, tmp_path: Path) -> ModuleType:
    """Generate and import the models of a few schemas."""
    path = tmp_path / f"hard_{flavour.name.lower()}.py"
    path.write_text(module(plan(resource_of(schemas)), flavour, TEMPLATES), "utf-8")
    return imported(path)


# --- what the modules declare ---------------------------------------------------------


@pytest.mark.parametrize("package", ["confluent_pim_v1", "confluent_pim_v2"])
@pytest.mark.parametrize("flavour", Flavour)
def test_a_module_has_the_classes_and_fields_of_the_plan(
    apis: dict[str, ApiPlan], folder: Path, flavour: Flavour, package: str
) -> None:
    found = declared((folder / flavour.value / f"{package}.py").read_text("utf-8"))
    for held in apis[package].definitions.values():
        match held:
            case ModelClass(name, fields=fields):
                missing = {one.name for one in fields} - found.classes[name]
                assert missing <= ({"kind"} if flavour is Flavour.MSGSPEC else set())
            case EnumerationAlias(name):
                assert name in found.aliases
            case _:
                assert held.name in found.aliases


@pytest.mark.parametrize("flavour", Flavour)
def test_a_module_exports_what_it_declares(folder: Path, flavour: Flavour) -> None:
    path = folder / flavour.value / "confluent_pim_v2.py"
    found = declared(path.read_text("utf-8"))
    held = imported(path)
    assert set(held.__all__) == {*found.classes, *found.aliases}
    assert all(hasattr(held, name) for name in held.__all__)


def test_a_module_begins_with_its_source(folder: Path) -> None:
    text = (folder / "pydantic" / "confluent_pim_v2.py").read_text("utf-8")
    first, second, *_ = text.split("\n")
    assert first == "# Generated by specloom from specs/pim.v2.yaml; do not edit."
    assert second == '"""Models of the Provider Integration Management API."""'


@pytest.mark.parametrize("flavour", Flavour)
def test_lines_fit_but_for_words_that_cannot_be_split(
    folder: Path, flavour: Flavour
) -> None:
    text = (folder / flavour.value / "confluent_pim_v2.py").read_text("utf-8")
    long = [line for line in text.split("\n") if len(line) > 88]
    assert all("pattern=" in line for line in long)


def test_all_flavours_pass_the_type_checkers(folder: Path) -> None:
    packaged = folder.parent / "checked"
    for flavour in Flavour:
        target = packaged / f"models_{flavour.name.lower()}"
        target.mkdir(parents=True)
        for path in (folder / flavour.value).glob("*.py"):
            (target / path.name).write_bytes(path.read_bytes())
        (target / "__init__.py").touch()
    text = "\n".join(path.read_text("utf-8") for path in packaged.rglob("*.py"))
    assert "type: ignore" not in text
    assert "noqa" not in text
    (packaged / "pyrightconfig.json").write_text('{"typeCheckingMode": "strict"}')
    for command in (
        ("mypy", "--strict", "--cache-dir", str(folder.parent / "mypy"), "."),
        ("pyright", "--pythonpath", sys.executable, "-p", "."),
    ):
        tool = Path(sys.executable).with_name(command[0])
        done = subprocess.run(
            [tool, *command[1:]],
            cwd=packaged,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout


def test_a_request_is_checked_by_mypy_as_a_typed_dict(
    folder: Path, tmp_path: Path
) -> None:
    source = folder / "typeddict" / "confluent_pim_v2.py"
    (tmp_path / "typed_pim.py").write_bytes(source.read_bytes())
    (tmp_path / "use.py").write_text(
        "from typed_pim import IntegrationCreate\n"
        'good: IntegrationCreate = {"environment": {"id": "env-00000"},\n'
        '    "config": {"kind": "GcpIntegrationConfig"}}\n'
        'bad: IntegrationCreate = {"environment": {"id": 1}}\n'
        'less: IntegrationCreate = {"display_name": "s3"}\n'
    )
    mypy = Path(sys.executable).with_name("mypy")
    done = subprocess.run(
        [mypy, "--strict", "--cache-dir", folder.parent / "mypy-use", "use.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    told = [line.split(":")[1] for line in done.stdout.split("\n") if "error:" in line]
    assert told == ["4", "5"], done.stdout


# --- pydantic -------------------------------------------------------------------------


def adapter(folder: Path, flavour: Flavour, name: str) -> pydantic.TypeAdapter[Any]:
    held = imported(folder / flavour.value / "confluent_pim_v2.py")
    return pydantic.TypeAdapter(getattr(held, name))


def extended(found: Any) -> dict[str, Any]:
    """Everything that an object holds, strangers too.

    A dataclass of pydantic keeps strangers as attributes and leaves them out of dumps.
    """
    strangers: dict[str, Any] = getattr(found, "model_extra", None) or {}
    return {**vars(found), **strangers}


@pytest.mark.parametrize("flavour", PYDANTIC)
def test_a_known_config_is_typed(folder: Path, flavour: Flavour) -> None:
    found = adapter(folder, flavour, "Integration").validate_python(INTEGRATION)
    assert type(found.config).__name__ == "AwsIntegrationConfig"
    assert found.config.external_id == UUID(AWS["external_id"])
    assert found.environment.id == "env-00000"


@pytest.mark.parametrize("flavour", PYDANTIC)
@pytest.mark.parametrize("kind", ["OciIntegrationConfig", "aws", ""])
def test_an_unknown_config_is_kept_whole(
    folder: Path, flavour: Flavour, kind: str
) -> None:
    unknown = {"kind": kind, "compartment": {"ocid": "x"}}
    held = adapter(folder, flavour, "Integration")
    found = held.validate_python(INTEGRATION | {"config": unknown})
    assert type(found.config).__name__ == "UnknownIntegrationConfig"
    assert extended(found.config) == unknown


@pytest.mark.parametrize("flavour", PYDANTIC)
def test_a_broken_config_of_a_known_kind_is_refused(
    folder: Path, flavour: Flavour
) -> None:
    broken = INTEGRATION | {"config": AWS | {"external_id": "no uuid"}}
    with pytest.raises(pydantic.ValidationError, match="external_id"):
        adapter(folder, flavour, "Integration").validate_python(broken)


@pytest.mark.parametrize("flavour", PYDANTIC)
@pytest.mark.parametrize(
    "change",
    [
        {"status": "SOON"},
        {"provider": "OCI"},
        {"api_version": "pim/v3"},
        {"invented": {"later": True}},
    ],
)
def test_what_a_later_server_says_is_kept(
    folder: Path, flavour: Flavour, change: dict[str, Any]
) -> None:
    held = adapter(folder, flavour, "Integration")
    found = held.validate_python(INTEGRATION | change)
    ((name, value),) = change.items()
    assert extended(found)[name] == value


@pytest.mark.parametrize("flavour", PYDANTIC)
@pytest.mark.parametrize(
    "change",
    [
        {"invented": 1},
        {"display_name": "x" * 61},
        {"environment": {"id": ""}},
        {"config": {"kind": "OciIntegrationConfig"}},
        {"config": {}},
    ],
)
def test_a_request_is_strict(
    folder: Path, flavour: Flavour, change: dict[str, Any]
) -> None:
    held = adapter(folder, flavour, "IntegrationCreate")
    held.validate_python(PAYLOADS["IntegrationCreate"])
    with pytest.raises(pydantic.ValidationError):
        held.validate_python(PAYLOADS["IntegrationCreate"] | change)


def test_a_constant_of_a_request_need_not_be_given(folder: Path) -> None:
    held = imported(folder / "pydantic" / "confluent_pim_v2.py")
    config = held.GcpIntegrationConfigInput(customer_google_service_account="a@b.c")
    assert config.model_dump() == {
        "kind": "GcpIntegrationConfig",
        "customer_google_service_account": "a@b.c",
    }


# --- the other flavours ---------------------------------------------------------------


def test_msgspec_decodes_a_response(folder: Path) -> None:
    held = imported(folder / "msgspec" / "confluent_pim_v2.py")
    later = INTEGRATION | {"status": "SOON", "invented": 1}
    found = msgspec.json.decode(json.dumps(later), type=held.Integration)
    assert isinstance(found.config, held.AwsIntegrationConfig)
    assert found.config.external_id == UUID(AWS["external_id"])
    assert found.status == "SOON"


def test_msgspec_sends_the_tag_and_nothing_that_is_not_set(folder: Path) -> None:
    held = imported(folder / "msgspec" / "confluent_pim_v2.py")
    body = held.IntegrationUpdate(
        config=held.GcpIntegrationConfigInput(),
        environment=held.ObjectReferenceInput(id="env-00000"),
    )
    assert json.loads(msgspec.json.encode(body)) == {
        "config": {"kind": "GcpIntegrationConfig"},
        "environment": {"id": "env-00000"},
    }


def test_msgspec_checks_limits(folder: Path) -> None:
    held = imported(folder / "msgspec" / "confluent_pim_v2.py")
    with pytest.raises(msgspec.ValidationError, match="display_name"):
        msgspec.convert(
            PAYLOADS["IntegrationCreate"] | {"display_name": "x" * 61},
            held.IntegrationCreate,
        )


def test_every_struct_can_be_decoded(folder: Path) -> None:
    for package in ("confluent_pim_v1", "confluent_pim_v2"):
        held = imported(folder / "msgspec" / f"{package}.py")
        for name in held.__all__:
            assert msgspec.json.Decoder(getattr(held, name))


def test_a_dataclass_is_constructed_by_keyword(folder: Path) -> None:
    held = imported(folder / "dataclass" / "confluent_pim_v2.py")
    body = held.IntegrationCreate(
        config=held.GcpIntegrationConfigInput(),
        environment=held.ObjectReferenceInput(id="env-00000"),
    )
    assert body.config.kind == "GcpIntegrationConfig"
    assert body.display_name is None


def test_a_typed_dict_demands_what_the_api_demands(folder: Path) -> None:
    held = imported(folder / "typeddict" / "confluent_pim_v2.py")
    assert held.IntegrationCreate.__required_keys__ == {"environment"}
    assert held.IntegrationCreate.__optional_keys__ == {
        *("display_name", "provider", "config")
    }


# --- documents that are hard on an engine ---------------------------------------------

HOSTILE = r"""
Thing:
  type: object
  description: 'Ends with a quote"'
  required: [copy]
  properties:
    meta: {$ref: '#/components/schemas/Meta'}
    Field: {$ref: '#/components/schemas/Field'}
    union: {$ref: '#/components/schemas/Union'}
    tree: {$ref: '#/components/schemas/Tree'}
    list: {type: array, items: {$ref: '#/components/schemas/Thing'}}
    field: {type: string, description: 'Ends with a backslash \'}
    copy: {type: string, description: "Has \"\"\" in it."}
    class: {type: string}
    model_config: {type: string}
    __init__: {type: string}
    _private: {type: string}
    $id: {type: string}
    wire-name: {type: string}
    1st: {type: string}
    date: {type: string, format: date}
    datetime: {type: string, format: date-time}
    wide: {type: string, enum: ["a\"b", "a'b", "a\\b", "a\nb", ""]}
    level: {type: integer, enum: [1, 2]}
    ratio: {type: number, enum: [1.5, 2.5]}
    flag: {type: boolean, enum: [true]}
    look: {type: string, pattern: '^(?!x)'}
    blob: {type: string, format: byte}
    id: {type: string, readOnly: true}
Meta: {type: object, properties: {a: {type: string}}}
Field: {type: object, properties: {a: {type: string}}}
Union: {type: object, properties: {a: {type: string}}}
Tree:
  oneOf:
    - {type: string}
    - {type: array, items: {$ref: '#/components/schemas/Tree'}}
"""


@pytest.mark.parametrize("flavour", Flavour)
def test_hard_names_and_texts_give_a_module_that_imports(
    flavour: Flavour, tmp_path: Path
) -> None:
    held = made(HOSTILE, flavour, tmp_path)
    text = Path(str(held.__file__)).read_text("utf-8")
    assert declared(text).classes.keys() >= {"Thing", "ThingCreate"}


def test_wire_names_are_read_and_written(tmp_path: Path) -> None:
    payload = {
        "copy": "a",
        "wire-name": "b",
        "$id": "c",
        "class": "d",
        "field": "e",
        "list": [{"copy": "f"}],
        "wide": "new",
        "tree": ["a", ["b"]],
    }
    basic = made(HOSTILE, Flavour.PYDANTIC, tmp_path)
    found = basic.Thing.model_validate(payload)
    assert found.model_dump(by_alias=True, exclude_unset=True) == payload
    assert basic.Thing(copy_="a", class_="d").class_ == "d"
    struct = made(HOSTILE, Flavour.MSGSPEC, tmp_path)
    read = msgspec.json.decode(json.dumps(payload), type=struct.Thing)
    assert json.loads(msgspec.json.encode(read)) == payload


@pytest.mark.parametrize("flavour", Flavour)
def test_text_of_a_description_never_becomes_code(flavour: Flavour) -> None:
    plain = HOSTILE
    evil = HOSTILE.replace(
        'description: "Has \\"\\"\\" in it."',
        r'description: "\"\"\"\nimport os\n\"\"\"\\"',
    )
    assert evil != plain

    def shape(schemas: str) -> list[str]:
        tree = ast.parse(module(plan(resource_of(schemas)), flavour, TEMPLATES))
        return [
            type(node).__name__
            for node in ast.walk(tree)
            if not isinstance(node, ast.Constant)
        ]

    assert shape(evil) == shape(plain)


def test_a_document_without_schemas_gives_an_empty_module() -> None:
    held = plan(
        """\
        paths:
          /ping:
            get: {operationId: ping, responses: {"204": {description: Done.}}}
        """
    )
    text = module(held, Flavour.PYDANTIC, TEMPLATES)
    assert declared(text).classes == {}
    assert "__all__ = [\n]" in text


@pytest.mark.parametrize("flavour", Flavour)
def test_a_module_is_the_same_each_time(
    apis: dict[str, ApiPlan], flavour: Flavour
) -> None:
    held = apis["confluent_pim_v1"]
    assert module(held, flavour, TEMPLATES) == module(held, flavour, TEMPLATES)


# --- the answer is checked ------------------------------------------------------------


@pytest.mark.parametrize(
    ("renamed", "told"),
    [
        (("class Failure", "class FailureModel"), "class Failure is missing"),
        (("    errors:", "    errors_:"), "Failure.errors is missing"),
        (("IntegrationStatus = ", "Status = "), "type IntegrationStatus is missing"),
        (("class Failure", "class New(BaseModel): ...\nclass Failure"), "New is new"),
    ],
)
def test_a_renamed_thing_is_named(
    apis: dict[str, ApiPlan], renamed: tuple[str, str], told: str
) -> None:
    held = apis["confluent_pim_v2"]
    lowered = lower(held, ABILITIES[Flavour.PYDANTIC])
    text = module(held, Flavour.PYDANTIC, TEMPLATES)
    changed = text.replace('"__all__"', "").replace(*renamed)
    check(declared(text), lowered, Flavour.PYDANTIC, held.spec)
    with pytest.raises(InternalError, match=told):
        check(declared(changed), lowered, Flavour.PYDANTIC, held.spec)


# --- the client's own models ----------------------------------------------------------


@pytest.fixture(scope="session")
def client_package(
    apis: dict[str, ApiPlan], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """The client package of pim v2, on the path."""
    root = tmp_path_factory.mktemp("client")
    for file in client.render_api(apis["confluent_pim_v2"], TEMPLATES):
        path = root / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.content, "utf-8")
    sys.path.insert(0, str(root))
    yield root / "confluent_pim_v2"
    sys.path.remove(str(root))


def test_the_client_has_the_same_classes_and_fields(
    folder: Path, client_package: Path
) -> None:
    ours = declared((folder / "pydantic" / "confluent_pim_v2.py").read_text("utf-8"))
    theirs: dict[str, frozenset[str]] = {}
    for path in (client_package / "models").glob("*.py"):
        theirs |= declared(path.read_text("utf-8")).classes
    unknown = {"UnknownIntegrationConfig"}
    assert {n: f for n, f in ours.classes.items() if n not in unknown} == theirs


REMOVED = object()
CHANGES: dict[str, Any] = {
    "removed": REMOVED,
    "null": None,
    "a number": 7,
    "another text": "x",
    "an empty text": "",
    "a long text": "x" * 3000,
    "an empty object": {},
    "an empty list": [],
    "true": True,
}


def changed(payload: Any) -> Iterator[tuple[str, Any]]:
    """Yield the payload with one thing wrong, missing or strange, and which."""
    for path in places(payload):
        place = ".".join(map(str, path))
        for told, value in CHANGES.items():
            copied, holder = inside(payload, path)
            if value is REMOVED:
                del holder[path[-1]]
            else:
                holder[path[-1]] = value
            yield f"{place}: {told}", copied
        copied, holder = inside(payload, path)
        if isinstance(holder, dict):
            holder["invented"] = 1
            yield f"{place}: a stranger beside it", copied


def inside(payload: Any, path: tuple[str | int, ...]) -> tuple[Any, Any]:
    """Return a copy and what holds the place in it."""
    copied = holder = copy.deepcopy(payload)
    for step in path[:-1]:
        holder = holder[step]
    return copied, holder


def places(
    value: Any, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[str | int, ...]]:
    for key, member in members(value):
        yield (*path, key)
        yield from places(member, (*path, key))


def members(value: Any) -> Iterator[tuple[str | int, Any]]:
    if is_object(value):
        yield from value.items()
    elif is_array(value):
        yield from enumerate(value)


def is_expected(name: str, told: str) -> bool:
    """Tell where the two kinds of models may differ, and why.

    * A request's optional attribute of these models takes None; the client's refuses
      it, since it has another way to say that nothing is set.
    * The unknown member of a union is an object with a text for a tag here; the client
      keeps whatever comes.
    """
    if name.endswith(("Create", "Update", "Request")):
        return told.endswith(": null")
    place, _, change = told.partition(": ")
    is_union = place.endswith(("config", "config.kind"))
    return is_union and change not in ("removed", "null")


@pytest.mark.parametrize("name", PAYLOADS)
def test_the_client_accepts_and_refuses_the_same_payloads(
    folder: Path, client_package: Path, name: str
) -> None:
    theirs = import_module(f"{client_package.name}.models")
    ours = adapter(folder, Flavour.PYDANTIC, name)
    other = pydantic.TypeAdapter(getattr(theirs, name))

    def accepted(held: pydantic.TypeAdapter[Any], payload: Any) -> bool:
        try:
            held.validate_json(json.dumps(payload))
        except pydantic.ValidationError:
            return False
        return True

    assert accepted(ours, PAYLOADS[name])
    assert accepted(other, PAYLOADS[name])
    cases = list(changed(PAYLOADS[name]))
    differing = [
        told
        for told, payload in cases
        if accepted(ours, payload) != accepted(other, payload)
    ]
    assert [told for told in differing if not is_expected(name, told)] == []
    refused = [told for told, payload in cases if not accepted(ours, payload)]
    assert refused
