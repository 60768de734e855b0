"""What the behaviour tests share: generated packages, mock servers, recorders."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from .calling import Caller, call_async, call_sync
from .packages import generate_all
from .prism import MockServers
from .recorder import Recorder, record

_FOLDER = pytest.StashKey[Path]()
_PROJECTS = pytest.StashKey[list[Path]]()


def pytest_configure(config: pytest.Config) -> None:
    """Write the packages before the tests that import them are collected."""
    folder = Path(tempfile.mkdtemp(prefix="specloom-behaviour-"))
    config.stash[_FOLDER] = folder
    projects = generate_all(folder)
    config.stash[_PROJECTS] = projects
    sys.path[:0] = [str(project) for project in projects]


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(config.stash[_FOLDER], ignore_errors=True)


@pytest.fixture(scope="session")
def projects(pytestconfig: pytest.Config) -> dict[str, Path]:
    """The folders of the generated projects by their names."""
    return {path.name: path for path in pytestconfig.stash[_PROJECTS]}


@pytest.fixture(scope="session")
def prism(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MockServers]:
    servers = MockServers(tmp_path_factory.mktemp("prism"))
    yield servers
    servers.stop()


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    with record() as recorder:
        yield recorder


@pytest.fixture(params=["sync", "async"])
def call(request: pytest.FixtureRequest) -> Caller:
    """Each test that asks for this runs with both kinds of client."""
    return call_sync if request.param == "sync" else call_async


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Credentials and addresses come from the tests and not from this machine."""
    for variable in os.environ:
        if variable.startswith(("CONFLUENT_", "PETSTORE_", "ORDERS_", "WORKSHOP_")):
            monkeypatch.delenv(variable)
