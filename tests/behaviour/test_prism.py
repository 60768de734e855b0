"""The mock server of these tests says what it lacks."""

from __future__ import annotations

from pathlib import Path

import pytest

from .packages import SPECS
from .prism import MockServers, PrismError


def test_a_missing_installation_is_told_with_the_command_that_mends_it(
    tmp_path: Path,
) -> None:
    servers = MockServers(tmp_path, program=tmp_path / "node_modules" / "prism")
    with pytest.raises(PrismError, match="`npm ci --prefix tests/behaviour`"):
        servers.url(SPECS / "petstore.yaml")
