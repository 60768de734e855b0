"""Whose an output folder is: a project's, or that of a command without one.

Both write to `generated` if nothing else is said, and each removes what it no longer
makes. Neither may take the files of the other for its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from itertools import combinations

from specloom.config import ApiSettings, Project, Target, name_of
from specloom.manifest import PURPOSE, Manifest, read_manifest
from specloom.swapping import refuse

_ANOTHER = "this folder holds what another command made"
_FORCE = "or replace it all with --force"


def purpose(project: Project) -> str:
    """Return a SHA-256 of what a folder is made for: targets and packages."""
    return _purpose([(api.package, api.targets) for api in project.apis])


def respect_owner(project: Project, inputs: Mapping[str, str]) -> None:
    """Refuse to replace what something else has made.

    A project goes on with what a command has made of one of its descriptions, or for
    one of its packages. A command goes on with its own output alone.

    Args:
        project: What is about to be written.
        inputs: SHA-256 of its documents, by name.

    Raises:
        ConfigurationError: The output folder is somebody else's, or its manifest cannot
            be read.
    """
    before = read_manifest(project.output)
    if before is None:
        return
    if project.configured:
        if before.is_of_command and not _goes_on(project, inputs, before):
            help_ = f"name another one by `output` or with -o, {_FORCE}"
            refuse("other-output", _ANOTHER, project.output, help_)
    elif not before.is_of_command:
        refuse(
            "other-output",
            "this folder holds what a project made, by its configuration",
            project.output,
            "name another one with -o, run `specloom generate` without SPEC to make it "
            f"anew, {_FORCE}",
        )
    elif before.inputs[PURPOSE] != purpose(project):
        help_ = f"name another one with -o, {_FORCE}"
        refuse("other-output", _ANOTHER, project.output, help_)


def _goes_on(project: Project, inputs: Mapping[str, str], before: Manifest) -> bool:
    """Tell whether a project has the description or the package of a command."""
    own = {inputs.get(name_of(api.spec, project)) for api in project.apis}
    if not own.isdisjoint(before.inputs.values()):
        return True
    made = before.inputs[PURPOSE]
    return any(made in _purposes(api) for api in project.apis)


def _purposes(api: ApiSettings) -> Iterator[str]:
    """Yield what a command can be for that has the package of an API."""
    for number in range(1, len(Target) + 1):
        for targets in combinations(Target, number):
            yield _purpose([(api.package, targets)])


def _purpose(packages: list[tuple[str, tuple[Target, ...]]]) -> str:
    made = [
        [package, sorted(target.value for target in targets)]
        for package, targets in packages
    ]
    return sha256(json.dumps(made).encode()).hexdigest()
