"""What becomes of rules that cannot be held."""

from __future__ import annotations

import json

from tests.describing import schemas

from specloom.ir import View

THING = """
Thing:
  type: object
  properties: {a: {type: string}}
  not: {required: [b]}
  dependentRequired: {a: [c]}
  patternProperties: {'^x': {type: string}}
  if: {required: [a]}
  then: {minProperties: 2}
"""


def test_a_rule_about_what_nobody_describes_is_reported_and_others_stay() -> None:
    reading = schemas(f"{THING}  additionalProperties: false\n")
    model = reading.model("Thing", view=View.CREATE)
    assert model.assertion is not None
    assert set(json.loads(model.assertion.schema)) == {
        *("patternProperties", "properties", "additionalProperties", "if", "then")
    }
    lost = {
        (one.construct, one.at.pointer)
        for one in reading.diagnostics
        if one.code == "degraded"
    }
    at = "/components/schemas/Thing"
    assert lost == {
        ("not", f"{at}/not"),
        ("dependentRequired", f"{at}/dependentRequired"),
    }
