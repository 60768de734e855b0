"""What the tests of SQL share: publications of descriptions, and mock servers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from tests.behaviour.packages import ROOT, SPECS
from tests.behaviour.prism import MockServers
from tests.sql.publishing import Publication, committed, publish
from tests.sql.sending import serve

TRICKY = Path(__file__).parent / "specs" / "tricky.yaml"


@pytest.fixture(scope="session")
def prism(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MockServers]:
    servers = MockServers(tmp_path_factory.mktemp("prism"))
    yield servers
    servers.stop()


@pytest.fixture(scope="session")
def pim() -> Publication:
    """What the repository holds for both versions of the pim API."""
    return committed(ROOT)


@pytest.fixture(scope="session")
def publications(
    pim: Publication, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, Publication]:
    """All publications, by the names of their descriptions."""
    made = {
        spec.stem: publish(
            spec, tmp_path_factory.mktemp(spec.stem), f"{spec.stem}-client"
        )
        for spec in (SPECS / "petstore.yaml", SPECS / "orders.yaml", TRICKY)
    }
    return {"pim": pim, **made}


@pytest.fixture(params=["pim", "petstore", "orders", "tricky"])
def published(
    request: pytest.FixtureRequest, publications: Mapping[str, Publication]
) -> Publication:
    """Each test that asks for this runs for every publication."""
    name: str = request.param
    return publications[name]


@pytest.fixture
def served(published: Publication, prism: MockServers) -> Mapping[Path, str]:
    """Addresses of mock servers for a publication, by description."""
    return serve(published, prism)
