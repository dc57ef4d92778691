"""A customer who does not give up: every request is repeated, under one key, until it counts."""

import asyncio
import random
import time
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

import httpx
from acceptance.fleet import PASSWORD
from acceptance.shop import Json, Shop, key

_PATIENCE_SECONDS = 150.0
_PASSING = {429, 500, 502, 503, 504}
_SOON = {"idempotency_key_in_use", "payment_in_progress"}


class Refused(AssertionError):
    """The shop said something that this customer did not reckon with."""


@dataclass(slots=True)
class Call:
    """One request, and how it was answered in the end."""

    method: str
    path: str
    body: Json | None
    headers: dict[str, str]
    answer: httpx.Response


@dataclass(slots=True)
class Buyer:
    """Somebody who buys; `headers` say who they are."""

    shop: Shop
    email: str
    headers: dict[str, str] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    """What is to be answered the same way if it is sent again."""
    bugs: list[str] = field(default_factory=list)
    """Answers of 500: never an answer to anything, whoever was killed."""

    async def sign_in(self) -> None:
        """Get an access token."""
        body = {"email": self.email, "password": PASSWORD}
        answer = await self.insist("POST", "/auth/login", body, only={200})
        self.headers = {"authorization": f"Bearer {answer.json()['access_token']}"}

    async def get(self, path: str) -> Any:
        """Read something that is there."""
        return (await self.insist("GET", path, only={200})).json()

    async def post(self, path: str, body: Json | None = None) -> Any:
        """Make something, once."""
        return (await self.insist("POST", path, body, only={200, 201, 202})).json()

    async def insist(
        self,
        method: str,
        path: str,
        body: Json | None = None,
        *,
        only: Collection[int] = (),
        soon: Collection[str] = _SOON,
    ) -> httpx.Response:
        """Repeat the request until it is answered; raise `Refused` unless by one of `only`.

        Answers whose code is in `soon` ask to come back.
        """
        headers, deadline = {**self.headers, **key()}, time.monotonic() + _PATIENCE_SECONDS
        while True:
            answer = await self._once(method, path, body, headers)
            if not _asks_again(answer, soon) or time.monotonic() > deadline:
                break
            wait = float(answer.headers.get("retry-after", "0.3"))
            await asyncio.sleep(min(wait, 5) * random.uniform(0.5, 1.5))  # noqa: S311  a spread
        if only and answer.status_code not in only:
            raise Refused(f"{method} {path}: {answer.status_code} {answer.text[:400]}")
        if method == "POST" and answer.is_success and not path.startswith("/auth"):
            self.calls.append(Call(method, path, body, headers, answer))
        return answer

    async def _once(
        self, method: str, path: str, body: Json | None, headers: dict[str, str]
    ) -> httpx.Response:
        try:
            answer = await self.shop.call(method, path, json=body, headers=headers)
        except httpx.TransportError as error:
            return httpx.Response(503, text=repr(error))
        if answer.status_code == 500:
            self.bugs.append(f"{method} {path}: {answer.text[:300]}")
        return answer

    async def repeat(self) -> None:
        """Send every request again that was answered: each gets the answer it got (INV-9)."""
        for call in self.calls:
            again = await self._repeated(call)
            same = (again.status_code, _id(again)) == (call.answer.status_code, _id(call.answer))
            if not same:
                raise Refused(
                    f"INV-9: {call.method} {call.path} was answered {call.answer.status_code}"
                    f" {call.answer.text[:200]}, and again {again.status_code} {again.text[:200]}"
                )

    async def _repeated(self, call: Call) -> httpx.Response:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while True:
            answer = await self._once(call.method, call.path, call.body, call.headers)
            if not _asks_again(answer, _SOON) or time.monotonic() > deadline:
                return answer
            await asyncio.sleep(0.3)


def code_of(answer: httpx.Response) -> str:
    """Return the problem's code; empty where it is none."""
    try:
        return str(answer.json().get("code", ""))
    except ValueError:
        return ""


def _asks_again(answer: httpx.Response, soon: Collection[str]) -> bool:
    return answer.status_code in _PASSING or code_of(answer) in soon


def _id(answer: httpx.Response) -> Any:
    body = answer.json()
    return body.get("attempt_id") or body.get("id")
