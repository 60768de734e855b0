"""Every program and every curl line about a CloudFormation type runs as it is printed.

Nothing of them is changed. boto3 finds the server by its own variable, and so holds
each request to the model of the service that AWS publishes; curl finds it by the
command that stands before it on the path. Both sign, and nothing leaves this machine.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.sql.cloud_control_publishing import (
    Sample,
    TypePage,
    committed,
    publish_types,
)
from tests.sql.cloud_control_server import KEY_ID, REGION, SECRET, Cloud, serving
from tests.sql.cloud_control_types import ResourceType
from tests.sql.test_cloud_control import published_types
from tests.sql.test_samples import RUNNER, Outcome, curl_outcome

Pages = Sequence[TypePage]
_SAMPLE = 10
_NOWHERE = "http://127.0.0.1:9"
_API = f"https://cloudcontrolapi.{REGION}.amazonaws.com"
_CREDENTIALS = {"AWS_ACCESS_KEY_ID": KEY_ID, "AWS_SECRET_ACCESS_KEY": SECRET}


def cloud_for(samples: Mapping[str, Sequence[Sample]], pages: Pages) -> Cloud:
    """Return a cloud that gives things the identifiers by which samples ask."""
    cloud = Cloud(page.type for page in pages)
    for type_ in cloud.types.values():
        (identifier,) = {
            told for one in samples[type_.name] if (told := identifier_of(one))
        }
        parts = identifier.split("|")
        for path, part in zip(type_.identifiers, parts, strict=True):
            cloud.assigned[type_.name, path] = part
    return cloud


def identifier_of(sample: Sample) -> str | None:
    """Return the identifier that a sample names."""
    mark = '"Identifier": ' if sample.block.language == "bash" else "Identifier="
    for line in sample.block.body.splitlines():
        if line.strip().startswith(mark):
            value: str = json.loads(line.strip().removeprefix(mark).rstrip(","))
            return value
    return None


def python_outcomes(
    samples: Sequence[Sample], address: str, folder: Path
) -> list[Outcome]:
    """Run programs, one after the other."""
    files = [folder / f"sample_{number}.py" for number in range(len(samples))]
    for file, sample in zip(files, samples, strict=True):
        file.write_text(sample.block.body, "utf-8")
    done = subprocess.run(
        [sys.executable, RUNNER, "boto3.session"],
        input=json.dumps([str(file) for file in files]),
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "PYTHONDONTWRITEBYTECODE": "1",
            "AWS_ENDPOINT_URL_CLOUDCONTROL": address,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_MAX_ATTEMPTS": "1",
            "HTTP_PROXY": _NOWHERE,
            "HTTPS_PROXY": _NOWHERE,
            "NO_PROXY": "127.0.0.1",
            **_CREDENTIALS,
        },
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    found: list[Any] = json.loads(done.stdout)
    return [
        Outcome(sample.block, told["code"], *told["texts"])
        for sample, told in zip(samples, found, strict=True)
    ]


def curl_outcomes(
    samples: Sequence[Sample], address: str, folder: Path
) -> list[Outcome]:
    """Run commands, one after the other."""
    addresses = (_API, address)
    return [
        curl_outcome(sample.block, addresses, folder, _CREDENTIALS)
        for sample in samples
    ]


_RUN = {"python": python_outcomes, "bash": curl_outcomes}


def check(pages: Pages, language: str, folder: Path) -> None:
    """Run all samples of a language on some pages, from creation to deletion."""
    by_type = {page.type.name: page.samples(language) for page in pages}
    for page in pages:
        assert [one.does for one in by_type[page.type.name]] == expected(page.type)
    samples = [one for page in pages for one in by_type[page.type.name]]
    cloud = cloud_for(by_type, pages)
    with serving(cloud) as address:
        outcomes = _RUN[language](samples, address, folder)
    for sample, outcome in zip(samples, outcomes, strict=True):
        assert outcome.code == 0, f"{sample}\n{outcome.output}{outcome.errors}"
        if language == "bash" or sample.does in ("get", "list"):
            first = cloud.types[sample.block.page].identifiers[0]
            identified = cloud.assigned[sample.block.page, first]
            assert str(identified) in outcome.output, f"{sample}\n{outcome.output}"
    assert [one for one in cloud.done if one != "GetResourceRequestStatus"] == [
        _ACTIONS[sample.does] for sample in samples
    ]
    assert not any(cloud.things.values())


def expected(type_: ResourceType) -> list[str]:
    """Return what can be done with a type, in order."""
    return [does for does, handler in _HANDLERS.items() if type_.can(handler)]


_HANDLERS = {
    "create": "create",
    "get": "read",
    "list": "list",
    "update": "update",
    "delete": "delete",
}
_ACTIONS = {
    does: f"{does.title()}Resource{'s' if does == 'list' else ''}" for does in _HANDLERS
}


@pytest.mark.parametrize("language", _RUN)
def test_the_committed_samples_run(language: str, tmp_path: Path) -> None:
    check(list(committed().pages.values()), language, tmp_path)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    """Types other than those whose statements are run."""
    specs = published_types()[_SAMPLE * 4 :][:_SAMPLE]
    found = publish_types(specs, tmp_path_factory.mktemp("types")).pages
    assert len(found) == _SAMPLE
    return list(found.values())


@pytest.mark.parametrize("language", _RUN)
def test_samples_about_published_types_run(
    pages: Pages, language: str, tmp_path: Path
) -> None:
    check(pages, language, tmp_path)


BROKEN = [
    ("python", "create", '"InstanceId"', '"InstanceID"'),
    ("python", "create", '"LEX_BOT"', '"LEX"'),
    ("python", "create", "DesiredState=", "State="),
    ("python", "get", "get_resource(", "get_thing("),
    ("python", "get", "|LEX_BOT", ""),
    ("python", "get", "ResourceDescription", "Description"),
    ("python", "list", "IntegrationAssociation", "Integration"),
    ("python", "list", '"list_resources"', '"get_resource"'),
    ("python", "delete", "us-east-1", "eu-west-1"),
    ("python", "delete", "resource_request_success", "resource_request_done"),
    ("bash", "create", "aws:amz:us-east-1:cloudcontrolapi", "aws:amz:us-east-1:s3"),
    ("bash", "create", "$AWS_SECRET_ACCESS_KEY", "other"),
    ("bash", "create", "x-amz-json-1.0", "x-amz-json-1.1"),
    ("bash", "create", "CloudApiService.Create", "CloudApiService.Make"),
    ("bash", "create", '\\"InstanceId\\"', '"InstanceId"'),
    ("bash", "get", "  --aws-sigv4 aws:amz:us-east-1:cloudcontrolapi \\\n", ""),
    ("bash", "list", "TypeName", "Type"),
    ("bash", "delete", '"Identifier"', '"Id"'),
]


@pytest.mark.parametrize("language", _RUN)
def test_broken_samples_are_found(language: str, tmp_path: Path) -> None:
    """Broken creations come before the good one: nothing must be there yet."""
    (page,) = committed().pages.values()
    samples = page.samples(language)
    good = {one.does: one for one in samples}
    run: list[Sample] = []
    for wanted in ("create", "get", "list", "delete"):
        if wanted == "get":
            run.append(good["create"])
        for told, does, before, after in BROKEN:
            if (told, does) == (language, wanted):
                block = good[does].block
                assert before in block.body
                body = block.body.replace(before, after)
                run.append(replace(good[does], block=replace(block, body=body)))
    cloud = cloud_for({page.type.name: samples}, [page])
    with serving(cloud) as address:
        outcomes = _RUN[language](run, address, tmp_path)
    for sample, outcome in zip(run, outcomes, strict=True):
        is_good = sample is good["create"]
        assert (outcome.code == 0) == is_good, f"{sample}\n{outcome.output}"
