"""Warnings about operations that are not, or no longer, generally available."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from .recorder import Recorder, Reply

_FOUND = {
    "status": "DRAFT",
    "environment": {"id": "e", "related": "r", "resource_name": "n"},
    "config": {"kind": "x"},
}
_PROGRAM = """\
import sys
import warnings

from {package} import Client

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    with Client(base_url={url!r}, confluent_sts_access_token="t") as client:
        for _ in range(2):
            client.integrations.get("a", environment="e")
            client.with_options().integrations.delete("a", environment="e")
for one in caught:
    print(one.category.__name__, one.filename == __file__, one.lineno, one.message)
"""


def _run(package: str, project: Path, folder: Path, recorder: Recorder) -> list[str]:
    """Run a program of its own: a process warns but once for each operation."""
    recorder.answer = lambda request: (
        Reply(200, _FOUND) if request.method == "GET" else Reply(204)
    )
    program = folder / "program.py"
    program.write_text(_PROGRAM.format(package=package, url=recorder.url))
    done = subprocess.run(
        [sys.executable, program],
        env={"PYTHONPATH": str(project)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert len(recorder.requests) == 4
    return done.stdout.splitlines()


def test_early_access_is_told_once_for_each_operation_at_the_callers_line(
    projects: dict[str, Path], tmp_path: Path, recorder: Recorder
) -> None:
    project = projects["confluent-pim-v2"]
    told = _run("confluent_pim_v2", project, tmp_path, recorder)
    request_access = 'request access to "Provider Integration"'
    assert told == [
        f"EarlyAccessWarning True {line} {operation}PimV2Integration is in early "
        f"access and may change at any time; {request_access}"
        for operation, line in (("get", 10), ("delete", 11))
    ]


def test_general_availability_is_no_reason_to_warn(
    projects: dict[str, Path], tmp_path: Path, recorder: Recorder
) -> None:
    project = projects["confluent-pim-v1"]
    assert _run("confluent_pim_v1", project, tmp_path, recorder) == []


def test_a_warning_can_be_turned_into_an_error(
    projects: dict[str, Path], recorder: Recorder
) -> None:
    """Nothing is sent then."""
    program = (
        "from confluent_pim_v2 import Client\n"
        f"client = Client(base_url={recorder.url!r}, confluent_sts_access_token='t')\n"
        "client.integrations.delete('a', environment='e')\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        env={"PYTHONPATH": str(projects["confluent-pim-v2"])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "EarlyAccessWarning: deletePimV2Integration" in done.stderr
    assert recorder.requests == []


def test_a_deprecated_operation_is_told_as_deprecated(
    projects: dict[str, Path], recorder: Recorder
) -> None:
    program = (
        "from orders_client import Client\n"
        f"with Client(base_url={recorder.url!r}, token='t') as client:\n"
        "    client.orders.delete('a')\n"
        "    client.orders.ship('a')\n"
        "    client.orders.ship('a')\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "always", "-c", program],
        env={"PYTHONPATH": str(projects["orders"])},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr.count("DeprecatedWarning: shipOrder is deprecated") == 1
    assert done.stderr.count("Warning") == 1
    assert [request.path for request in recorder.requests] == [
        "/orders/a",
        "/orders/a:ship",
        "/orders/a:ship",
    ]
