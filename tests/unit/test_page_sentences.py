"""What pages say is true of what they are of."""

from __future__ import annotations

import json

from .pages import pages_of, pim_plan

SERVICE = "docs/providers/confluent/provider_integrations"


def test_an_overview_names_methods_as_statements_do() -> None:
    pages = pages_of(pim_plan())
    data = json.loads(pages[f"static/{SERVICE[5:]}/integrations_v2/index.json"])
    (name,) = (one["name"] for one in data["methods"] if one.get("verb") == "EXEC")

    said = f"runs the method `{name}`."
    assert said in pages[f"{SERVICE}/integrations_v2/index.mdx"]
    assert said in pages["static/llms.txt"]
