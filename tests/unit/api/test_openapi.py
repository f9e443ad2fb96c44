"""The description of the HTTP API: each request and each answer comes with an example, and each is a true one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from dreamwright.api.app import description
from dreamwright.api.examples import WRITTEN

DESCRIBED = description()
SCHEMAS = DESCRIBED["components"]["schemas"]
JSON = "application/json"


def contents() -> Iterator[tuple[str, dict[str, Any]]]:
    """Each body that is JSON, asked or answered."""
    for path, operations in DESCRIBED["paths"].items():
        for method, operation in operations.items():
            parts = {"asks": operation.get("requestBody"), **operation["responses"]}
            for name, part in parts.items():
                for kind, content in ((part or {}).get("content") or {}).items():
                    if kind == JSON or kind.endswith("+json"):
                        yield f"{method} {path} {name}", content


def examples_of(content: dict[str, Any]) -> list[Any]:
    schema = content["schema"]
    named = SCHEMAS[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    return [content["example"]] if "example" in content else list(named.get("examples", ()))


@pytest.mark.parametrize(
    ("where", "content"), list(contents()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_body_has_an_example_that_its_schema_allows(where: str, content: dict[str, Any]) -> None:
    found = examples_of(content)
    assert found, where
    whole = {**content["schema"], "components": DESCRIBED["components"]}
    for example in found:
        faults = [fault.message for fault in Draft202012Validator(whole).iter_errors(example)]
        assert faults == [], where


def test_no_example_is_of_nothing() -> None:
    inline = {"VideoAsk", "RemixAsk", "ExtensionAsk"}
    assert set(WRITTEN) - inline <= set(SCHEMAS)
