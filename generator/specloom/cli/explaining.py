"""What `explain` knows of a name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from specloom.manifest import read_manifest
from specloom.plan import ApiPlan, Explanation, Plan
from specloom.planning.explanations import explanations
from specloom.toml import suggest


def explained(name: str, plan: Plan, output: Path) -> tuple[Explanation, ...]:
    """Return what is called so: one thing, or the files whose paths end so.

    Args:
        name: As the user gives it.
        plan: What is generated.
        output: The folder that it was written to, if it was.

    Raises:
        ConfigurationError: The folder's manifest cannot be read.
        LookupError: Nothing is, with what to do about it.
    """
    known = explanations(plan.apis, plan.providers)
    if (found := known.get(name) or known.get(_file_of(name, known))) is not None:
        return (found,)
    if whole := tuple(_whole(name, plan, output)):
        return whole
    hint = suggest(name, known)
    message = f"nothing generated is called `{name}`{f': {hint}' if hint else ''}"
    raise LookupError(message)


def _file_of(name: str, known: Iterable[str]) -> str:
    """Return the known file that a path ends with; empty for none."""
    path = "/" + Path(name).as_posix()
    return next((one for one in known if "/" in one and path.endswith("/" + one)), "")


def _whole(name: str, plan: Plan, output: Path) -> Iterator[Explanation]:
    """Yield the files so called that no part of a description alone is behind."""
    manifest = read_manifest(output)
    here = Path(name).absolute()
    end = f"/{Path(name).as_posix()}"
    for file in sorted(manifest.files) if manifest is not None else ():
        if f"/{file}".endswith(end) or here == output.absolute() / file:
            yield _of_whole(file, plan)


def _of_whole(file: PurePosixPath, plan: Plan) -> Explanation:
    behind = tuple(_behind(file, plan)) or plan.apis
    specs = ", ".join(dict.fromkeys(one.spec for one in behind))
    is_ours = "_runtime" in file.parts
    rule = "the same in every package" if is_ours else f"made of {specs} as a whole"
    return Explanation(str(file), behind[0].api.location, (rule,))


def _behind(file: PurePosixPath, plan: Plan) -> Iterator[ApiPlan]:
    """Yield the APIs whose package or provider the path of a file names."""
    for api in plan.apis:
        if not {api.settings.package, api.package}.isdisjoint(file.parts):
            yield api
    for provider in plan.providers:
        if provider.settings.name in file.parts:
            for service in provider.services:
                yield from (one.api for one in service.resources)
