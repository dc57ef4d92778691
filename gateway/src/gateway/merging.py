"""Many OpenAPI documents into one: pure, on plain JSON values."""

import inspect
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from pydantic import BaseModel

from common import openapi, schemas
from gateway.matching import Table
from gateway.routes import Access, Route

Document = dict[str, Any]

_METHODS: Final = ("get", "put", "post", "delete", "patch")
_COMMON: Final = frozenset(
    {"Problem"}
    | {
        name
        for name, kind in vars(schemas).items()
        if inspect.isclass(kind) and issubclass(kind, BaseModel) and kind.model_fields
    }
)

SECURITY_SCHEMES: Final[Document] = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "The access token of `POST /api/v1/auth/login`; it lives ten minutes.",
    },
    "cartToken": {
        "type": "apiKey",
        "in": "header",
        "name": "X-Cart-Token",
        "description": "A guest's cart; the first answer about a cart gives one.",
    },
    "orderToken": {
        "type": "apiKey",
        "in": "header",
        "name": "X-Order-Token",
        "description": "A guest's order; creating the order answers it as `order_token`.",
    },
}
_SECURITY: Final[Mapping[Access, list[Document]]] = {
    Access.OPEN: [],
    Access.PUBLIC: [{}, {"bearer": []}],
    Access.HOLDER: [{"bearer": []}, {"orderToken": []}, {"cartToken": []}],
    Access.SIGNED_IN: [{"bearer": []}],
    Access.STAFF: [{"bearer": []}],
}
_PROBLEM_ANSWER: Final[Document] = {
    "description": "A problem; `code` says which.",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
_REFUSALS: Final = {
    "429": "rate_limited",
    "503": "unavailable",
}


def merge(documents: Mapping[str, Document], table: Table, *, server: str) -> Document:
    """Return one document of what the services offer through the gateway.

    A component is named `<service>_<name>`, unless it is one that all services share.
    """
    merged: Document = {
        "openapi": "3.1.0",
        "info": {
            "title": "Soko",
            "version": "1",
            "description": "A shop's whole API. Errors are problem documents (RFC 9457).",
        },
        "servers": [{"url": server}],
        "tags": [],
        "paths": {},
        "components": {
            "schemas": {"Problem": openapi.PROBLEM},
            "securitySchemes": SECURITY_SCHEMES,
        },
    }
    for service, document in sorted(documents.items()):
        _add(merged, service, document, table)
    tags = {tag for operation in _operations(merged) for tag in operation["tags"]}
    merged["tags"] = [{"name": tag} for tag in sorted(tags)]
    return merged


def _add(merged: Document, service: str, document: Document, table: Table) -> None:
    shared = merged["components"]["schemas"]
    given = document.get("components", {}).get("schemas", {})
    names = {name: _name(name, given[name], service, shared) for name in given}
    shared.update({names[name]: _renamed(schema, names) for name, schema in given.items()})
    for path, item in document.get("paths", {}).items():
        # Parameters in braces match the table's parameters like any value would.
        rows = table.find(path.replace("{", "").replace("}", "")) or {}
        for method, operation in item.items():
            row = rows.get(method.upper())
            if method in _METHODS and row is not None and row.upstream == service:
                at = merged["paths"].setdefault(path, {})
                at[method] = _operation(_renamed(operation, names), service, row)


def _name(name: str, schema: Document, service: str, shared: Document) -> str:
    is_common = name.removesuffix("-Input").removesuffix("-Output") in _COMMON
    if is_common and shared.get(name, schema) == schema:
        return name
    return f"{service}_{name}"


def _operation(operation: Document, service: str, route: Route) -> Document:
    responses = operation.setdefault("responses", {})
    for status in _gateways_own(route, operation):
        responses.setdefault(status, _PROBLEM_ANSWER)
    responses.setdefault("default", _PROBLEM_ANSWER)
    return {
        **operation,
        "operationId": f"{service}_{operation.get('operationId', route.template)}",
        "tags": operation.get("tags") or [service],
        "security": _SECURITY[route.access],
    }


def _gateways_own(route: Route, operation: Document) -> Iterator[str]:
    yield from _REFUSALS
    if route.access is not Access.OPEN:
        yield "401"
    if route.access is Access.STAFF:
        yield "403"
    if "requestBody" in operation:
        yield from ("413", "415")


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    match value:
        case dict():
            return {key: _renamed_at(key, inner, names) for key, inner in value.items()}
        case list():
            return [_renamed(inner, names) for inner in value]
        case _:
            return value


def _renamed_at(key: str, value: Any, names: Mapping[str, str]) -> Any:
    if key == "$ref" and isinstance(value, str):
        return _reference(value, names)
    if key == "discriminator":
        mapping = {kind: _reference(at, names) for kind, at in value.get("mapping", {}).items()}
        return {**value, "mapping": mapping}
    return _renamed(value, names)


def _reference(reference: str, names: Mapping[str, str]) -> str:
    place, _, name = reference.rpartition("/")
    return f"{place}/{names.get(name, name)}"


def _operations(document: Document) -> Iterable[Document]:
    return (operation for item in document["paths"].values() for operation in item.values())
