"""The vendors' own descriptions, and whether what goes over the wire keeps to them."""

import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import orjson
import pytest

SPECS = Path(__file__).parents[3] / "shared" / "specs"
FILES = {
    "cloudbeds-v1.3": ("cloudbeds/pms-v1.3-openapi.yaml", "/api/v1.3"),
    "cloudbeds-checks": ("cloudbeds/derived-pms-v2-folio-checks.sdk-2.14.0.openapi.json", ""),
    "cloudbeds-accounting": ("cloudbeds/accounting-v1.0-openapi.json", ""),
    "airalo": ("airalo/airalo-partner-v2.compact.openapi.yaml", "/v2"),
}
# What specs/cloudbeds/v1.3-delta-2026-10.md adds to the August file, and nothing else.
DELTA = {
    "authHeaderName", "authHeaderValue", "roomIDs", "dateCancelled", "dateCancelledUTC",
    "externalId", "cancellation",
}  # fmt: skip
OVERLAPPING = {"cloudbeds-v1.3", "cloudbeds-accounting"}
# In documented use, and in no machine-readable file.
UNDESCRIBED = {("GET", "/v2/compatible-devices"), ("GET", "/v2/compatible-devices-lite")}


def need() -> None:
    """Skip where the files are not."""
    if not SPECS.is_dir():
        pytest.skip("the vendors' OpenAPI files (../shared/specs) are not beside this repository")
    pytest.importorskip("openapi_schema_validator")


@cache
def document(name: str) -> dict[str, Any]:
    """Return one file; response codes of its YAML become text."""
    import yaml

    path = SPECS / FILES[name][0]
    loaded = yaml.load(path.read_text(), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    # Some of these files' `oneOf` have branches that overlap (a date and any text; a filter group
    # whose parts are all optional), so that no value could ever be right.
    found: dict[str, Any] = _any_of(loaded) if name in OVERLAPPING else loaded
    return found


def _any_of(value: Any) -> Any:
    if isinstance(value, dict):
        return {("anyOf" if key == "oneOf" else key): _any_of(one) for key, one in value.items()}
    return [_any_of(one) for one in value] if isinstance(value, list) else value


@cache
def operation(name: str, method: str, path: str) -> tuple[str, dict[str, Any]] | None:
    """Return the described path and operation that a request is."""
    for described, methods in document(name)["paths"].items():
        pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(described))
        if method.lower() in methods and re.fullmatch(pattern, path):
            return described, methods[method.lower()]
    return None


def source_of(provider: str, path: str) -> str:
    """Return which file describes a path."""
    if provider == "airalo":
        return "airalo"
    if path.startswith("/folio"):
        return "cloudbeds-checks"
    return "cloudbeds-accounting" if path.startswith("/accounting") else "cloudbeds-v1.3"


class Exchange:
    """One request and its answer, ready to be judged."""

    def __init__(self, ask: Any, answer: Any) -> None:
        self.ask, self.answer = ask, answer
        self.source = source_of(ask.provider, ask.path)
        path = ask.path.removeprefix(FILES[self.source][1])
        found = operation(self.source, ask.method, path)
        assert found, f"{ask.method} {ask.path} is in no description"
        self.path, self.operation = found
        self.name = f"{ask.method} {self.path}"
        self.document = document(self.source)

    def judge(self) -> list[str]:
        """Return what breaks the description, in words."""
        return [f"{self.name}: {one}" for one in [*self._request(), *self._answer()]]

    def _request(self) -> list[str]:
        parameters = [self._resolved(one) for one in self.operation.get("parameters", [])]
        queries = {one["name"]: one for one in parameters if one["in"] == "query"}
        wrong = [
            f"no query {name}" for name in self.ask.query if name not in queries.keys() | DELTA
        ]
        for name, one in queries.items():
            if name in self.ask.query:
                value = typed(self.ask.query[name], self._resolved(one.get("schema", {})))
                wrong += self._errors(value, one.get("schema", {}), f"query {name}")
            elif one.get("required"):
                wrong.append(f"query {name} is missing")
        needed = [
            one["name"] for one in parameters if one["in"] == "header" and one.get("required")
        ]
        wrong += [f"header {name} is missing" for name in needed
                  if name.lower() not in self.ask.headers]  # fmt: skip
        return wrong + self._body()

    def _body(self) -> list[str]:
        described = self.operation.get("requestBody")
        if described is None:
            return ["a body where none belongs"] if self.ask.body else []
        kind = self.ask.headers.get("content-type", "")
        content = self._resolved(described)["content"]
        if kind not in content:
            return [f"a body of kind {kind!r}"]
        schema = content[kind]["schema"]
        if "urlencoded" in kind:
            value = self._form(self._resolved(schema))
        else:
            value = orjson.loads(self.ask.body)
        return self._errors(value, schema, "body") + self._unknown(value, schema, "body")

    def _form(self, schema: dict[str, Any]) -> Any:
        """Read bracket arrays back by a parser that is not the product's."""
        tree: dict[str, Any] = {}
        for name, value in parse_qsl(self.ask.body.decode(), keep_blank_values=True):
            parts = [part for part in re.split(r"[\[\]]+", name) if part]
            inner = tree
            for part in parts[:-1]:
                inner = inner.setdefault(part, {})
            inner[parts[-1]] = value
        return self._typed_tree(tree, schema)

    def _typed_tree(self, value: Any, schema: dict[str, Any]) -> Any:
        schema = self._resolved(schema)
        if isinstance(value, dict) and schema.get("type") == "array":
            assert list(value) == [str(index) for index in range(len(value))], value
            return [self._typed_tree(one, schema["items"]) for one in value.values()]
        if isinstance(value, dict):
            known = schema.get("properties", {})
            return {key: self._typed_tree(one, known.get(key, {})) for key, one in value.items()}
        return typed(value, schema)

    def _answer(self) -> list[str]:
        answer = self.answer
        codes = {str(code): one for code, one in self.operation["responses"].items()}
        described = codes.get(str(answer.status))
        if answer.content_type != "application/json":
            return []  # HTML is a fault or the vendor's own failure; no file describes it
        value = orjson.loads(answer.body) if answer.body else None
        if isinstance(value, dict) and value.get("success") is False:
            return [] if isinstance(value.get("message"), str) else ["a refusal without words"]
        if described is None:
            # v1.3 describes no refusal at all; what it does describe must be kept to.
            return [] if answer.status in (400, 401, 404, 429) else [f"status {answer.status}"]
        content = self._resolved(described).get("content", {})
        schema = content.get("application/json", {}).get("schema")
        if schema is None:
            return [] if value is None else ["an answer where none belongs"]
        strict = self.source.startswith("cloudbeds")
        unknown = self._unknown(value, schema, "answer") if strict else []
        return self._errors(value, schema, "answer") + unknown

    def _unknown(self, value: Any, schema: Any, where: str) -> list[str]:
        """Return names that the description does not know, all the way down."""
        schema = self._resolved(schema)
        if isinstance(value, list) and "items" in schema:
            return [bad for one in value for bad in self._unknown(one, schema["items"], where)]
        if not isinstance(value, dict) or "properties" not in schema:
            more = schema.get("additionalProperties")
            if isinstance(value, dict) and isinstance(more, dict):
                return [bad for one in value.values() for bad in self._unknown(one, more, where)]
            return []
        known = schema["properties"]
        wrong = [f"{where} has no {name}" for name in value if name not in known.keys() | DELTA]
        for name, one in value.items():
            wrong += self._unknown(one, known.get(name, {}), f"{where}.{name}")
        return wrong

    def _errors(self, value: Any, schema: dict[str, Any], where: str) -> list[str]:
        import openapi_schema_validator as dialects

        new = str(self.document["openapi"]).startswith("3.1")
        kind = dialects.OAS31Validator if new else dialects.OAS30Validator
        checker = kind({**schema, "components": self.document.get("components", {})})
        return [f"{where} {list(one.absolute_path)}: {one.message[:160]}"
                for one in checker.iter_errors(value)]  # fmt: skip

    def _resolved(self, schema: Any) -> Any:
        while isinstance(schema, dict) and "$ref" in schema:
            found: Any = self.document
            for part in schema["$ref"].split("/")[1:]:
                found = found[part]
            schema = found
        return schema


def typed(value: str, schema: dict[str, Any]) -> Any:
    """Read text of a form or a query as the described type, strictly."""
    kind = schema.get("type")
    if kind == "boolean":
        return {"true": True, "false": False}.get(value, value)
    if kind == "integer":
        return int(value) if re.fullmatch(r"-?\d+", value) else value
    if kind == "number":
        return float(value) if re.fullmatch(r"-?\d+(\.\d+)?", value) else value
    return value
