import httpx
import pytest

from soko.api import Api, Refused


def api_answering(*answers):
    """An API whose calls get these answers in turn; the calls are kept."""
    calls = []
    waiting = list(answers)

    def answer(request):
        calls.append(request)
        return waiting.pop(0)

    client = httpx.AsyncClient(transport=httpx.MockTransport(answer), base_url="http://shop")
    return Api(client), calls


def busy():
    return httpx.Response(503, headers={"Retry-After": "0"}, json={"code": "unavailable"})


async def test_a_busy_shop_is_asked_again_with_the_same_key():
    api, calls = api_answering(busy(), busy(), httpx.Response(201, json={"id": "1"}))

    assert await api.post("/orders", {}) == {"id": "1"}

    keys = {call.headers["idempotency-key"] for call in calls}
    assert len(calls) == 3
    assert len(keys) == 1


async def test_two_calls_have_two_keys():
    api, calls = api_answering(httpx.Response(201, json={}), httpx.Response(201, json={}))

    await api.post("/orders", {})
    await api.post("/orders", {})

    assert calls[0].headers["idempotency-key"] != calls[1].headers["idempotency-key"]


async def test_a_refusal_says_what_the_shop_said():
    problem = {
        "code": "cart_empty",
        "detail": "there is nothing in the cart",
        "request_id": "r1",
        "errors": [{"pointer": "#/items", "detail": "empty"}],
    }
    api, _ = api_answering(httpx.Response(409, json=problem))

    with pytest.raises(Refused, match=r"409 cart_empty.*nothing in the cart.*#/items.*r1") as said:
        await api.post("/orders", {})
    assert said.value.status == 409


async def test_a_page_that_is_no_problem_is_shown_as_it_is():
    api, _ = api_answering(httpx.Response(502, text="Bad Gateway"))

    with pytest.raises(Refused, match="Bad Gateway"):
        await api.get("/products")


async def test_a_change_names_the_version_that_was_seen():
    api, calls = api_answering(httpx.Response(200, json={}))

    await api.patch("/admin/settings", {}, version=3)

    assert calls[0].headers["if-match"] == '"3"'


async def test_whoever_signed_in_sends_their_token():
    api, calls = api_answering(
        httpx.Response(200, json={"access_token": "t"}), httpx.Response(200, json={})
    )

    await api.sign_in("ada@shop.example", "secret")
    await api.get("/me")

    assert calls[1].headers["authorization"] == "Bearer t"
