"""`generated/` beside this file is what the generator writes, to the byte.

It is here for the type checkers and for reviews: the tests import what they have
generated themselves. After a change of the generator, write it again for each NAME of
petstore, orders and workshop with::

    specloom generate tests/behaviour/specs/NAME.yaml --target client \
        --package NAME-client -o tests/behaviour/generated/NAME
"""

from __future__ import annotations

from pathlib import Path

import pytest

from .packages import NAMES

_GENERATED = Path(__file__).parent / "generated"


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.mark.parametrize("name", NAMES)
def test_what_is_committed_is_what_the_generator_writes(
    name: str, projects: dict[str, Path]
) -> None:
    committed, written = _files(_GENERATED / name), _files(projects[name])
    assert committed.keys() == written.keys()
    differing = [path for path in written if committed[path] != written[path]]
    assert differing == []
