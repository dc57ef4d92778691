"""What the gateway says about itself and the fleet."""

import ast
import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from gateway.matching import Table
from gateway.meanings import MEANINGS
from gateway.merging import merge
from gateway.upstreams import ROUTES
from gateway_tests.conftest import Opened, Stub, listening, reply, until

API = {
    "openapi": "3.1.0",
    "info": {"title": "x", "version": "1"},
    "paths": {
        "/api/v1/cart": {
            "get": {
                "operationId": "read",
                "responses": {
                    "200": {
                        "description": "ok",
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Out"}}
                        },
                    }
                },
            },
            "delete": {"operationId": "clear", "tags": ["carts"], "responses": {}},
        },
        "/api/v1/cart/items/{item_id}": {"patch": {"requestBody": {}, "responses": {}}},
        "/api/v1/products": {"get": {"responses": {}}},
        "/internal/carts/{id}": {"get": {"responses": {}}},
        "/readyz": {"get": {"responses": {}}},
    },
    "components": {
        "schemas": {
            "Out": {"properties": {"total": {"$ref": "#/components/schemas/MoneyOut"}}},
            "MoneyOut": {"type": "object"},
            "Problem": {"type": "string"},
        }
    },
}


def merged(**documents: Any) -> Any:
    return merge(documents, Table(ROUTES), server="https://shop.example")


def test_the_document_holds_what_the_gateway_passes_on() -> None:
    document = merged(cart=API)

    assert document["openapi"] == "3.1.0"
    assert document["servers"] == [{"url": "https://shop.example"}]
    # Products are catalog's, whoever else describes them.
    assert set(document["paths"]) == {"/api/v1/cart", "/api/v1/cart/items/{item_id}"}


def test_components_carry_their_services_name_unless_all_share_them() -> None:
    document = merged(cart=API, users={"components": {"schemas": {"Out": {}}}})

    names = set(document["components"]["schemas"])
    assert names == {"Problem", "MoneyOut", "cart_Out", "cart_Problem", "users_Out"}
    ok = document["paths"]["/api/v1/cart"]["get"]["responses"]["200"]
    assert ok["content"]["application/json"]["schema"]["$ref"] == "#/components/schemas/cart_Out"
    total = document["components"]["schemas"]["cart_Out"]["properties"]["total"]
    assert total["$ref"] == "#/components/schemas/MoneyOut"


def test_every_operation_says_who_may_call_it_and_how_it_is_refused() -> None:
    document = merged(cart=API)

    patch = document["paths"]["/api/v1/cart/items/{item_id}"]["patch"]
    assert patch["security"] == [{}, {"bearer": []}]
    assert {"401", "413", "415", "429", "503", "default"} <= patch["responses"].keys()
    assert patch["tags"] == ["cart"]
    assert [tag["name"] for tag in document["tags"]] == ["cart", "carts"]


async def test_the_document_is_served_and_grows_when_a_service_returns(
    opened: Opened, stubs: dict[str, Stub]
) -> None:
    async def describe(_: Any, __: Any, send: Any) -> None:
        await reply(send, 200, API)

    async with opened() as gate:
        empty = (await gate.client.get("/api/v1/openapi.json")).json()
        stubs["cart"].handlers["/openapi.json"] = describe

        async def is_there() -> bool:
            return "/api/v1/cart" in (await gate.client.get("/api/v1/openapi.json")).json()["paths"]

        assert empty["paths"] == {}
        gate.gateway._door._own._reference._stale_at = 0
        await until(is_there)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html"),
        ("/docs", "text/html"),
        ("/docs/reference.js", "text/javascript"),
        ("/docs/reference.css", "text/css"),
        ("/problems", "text/html"),
        ("/problems/cart_empty", "text/html"),
    ],
)
async def test_pages_are_there_and_need_nobody_else(
    client: httpx.AsyncClient, path: str, kind: str
) -> None:
    answer = await client.get(path)

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(kind)
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert not re.search(r"https?://", answer.text)


@pytest.mark.parametrize("code", MEANINGS)
async def test_every_code_has_its_page(client: httpx.AsyncClient, code: str) -> None:
    page = await client.get(f"/problems/{code}", headers={"accept": "text/html"})
    data = await client.get(f"/problems/{code}", headers={"accept": "application/json"})

    assert f"<code>{code}</code>" in page.text
    assert data.json()["code"] == code
    assert data.json()["remedy"]


async def test_an_unknown_code_has_none(client: httpx.AsyncClient) -> None:
    answer = await client.get("/problems/nonsense%3Cscript%3E")

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def problems_of_the_fleet() -> dict[str, str]:
    """Every problem class in the repository: code to class name, read from the sources."""
    root = Path(__file__).parents[3]
    sources = [*root.glob("libs/*/src/**/*.py"), *root.glob("services/*/src/**/*.py")]
    classes = [
        node
        for source in sources
        for node in ast.walk(ast.parse(source.read_text()))
        if isinstance(node, ast.ClassDef)
    ]
    kinds = {"Problem"}
    for _ in range(4):  # as deep as problems are derived from each other
        kinds |= {node.name for node in classes if kinds & {_name(base) for base in node.bases}}
    return {_code(node): node.name for node in classes if node.name in kinds}


def _name(base: ast.expr) -> str:
    return base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "")


def _code(node: ast.ClassDef) -> str:
    for statement in node.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id="code")], value=ast.Constant(value=str(code))):
                return code
    return re.sub(r"(?<!^)(?=[A-Z])", "_", node.name).lower()


def test_every_problem_of_the_fleet_has_a_page() -> None:
    found = problems_of_the_fleet()

    assert found["insufficient_stock"] == "InsufficientStock"
    missing = found.keys() - MEANINGS.keys() - {"problem"}
    public = {code for code in missing if not found[code].startswith("_")}
    assert not public, "add a line to gateway/meanings.py"


async def test_the_process_is_alive(client: httpx.AsyncClient) -> None:
    answer = await client.get("/healthz")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


async def test_readiness_tells_of_every_service_and_fails_open(
    opened: Opened, stubs: dict[str, Stub]
) -> None:
    async def sick(_: Any, __: Any, send: Any) -> None:
        await reply(send, 503, {"status": "unready", "degraded": []})

    stubs["orders"].handlers["/readyz"] = sick
    sock = listening()
    async with opened(cart_url=f"http://127.0.0.1:{sock.getsockname()[1]}") as gate:
        answer = await gate.client.get("/readyz")
    sock.close()

    body = answer.json()
    assert (answer.status_code, body["status"]) == (200, "ready")
    states = {name: state["status"] for name, state in body["services"].items()}
    assert states == {
        "users": "ready",
        "catalog": "ready",
        "cart": "unreachable",
        "orders": "unready",
        "payments": "ready",
    }
    assert body["degraded"] == ["cart", "orders"]


async def test_a_gateway_that_stops_says_so(opened: Opened) -> None:
    async with opened() as gate:
        gate.gateway.drain()

        assert (await gate.client.get("/readyz")).status_code == 503


def test_the_page_never_builds_markup_from_the_document() -> None:
    script = Path(__file__).parents[2] / "src/gateway/static/reference.js"

    assert "innerHTML" not in script.read_text()
