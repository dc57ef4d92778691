"""The shop's public API as a client sees it: for the demo shop and for a trial purchase."""

import asyncio
import uuid
from dataclasses import dataclass, field
from typing import Any

import httpx

Body = dict[str, Any]
_BUSY = {429, 503}
_PATIENCE = 6
"""How often a busy shop is asked again."""


class Refused(RuntimeError):
    """The shop said no; the message holds its own words."""

    def __init__(self, method: str, path: str, answer: httpx.Response) -> None:
        self.status = answer.status_code
        problem = _problem(answer)
        self.code = str(problem.get("code", ""))
        errors = "; ".join(
            f"{error.get('pointer') or error.get('parameter')} {error.get('detail')}"
            for error in problem.get("errors", [])
        )
        words = problem.get("detail") or answer.text[:300]
        super().__init__(
            f"{method} {path} answered {self.status} {self.code}: {words} {errors}".rstrip()
            + f" (request {problem.get('request_id', 'unknown')})"
        )


@dataclass
class Api:
    """Calls the gateway, with a token once somebody has signed in."""

    client: httpx.AsyncClient
    headers: dict[str, str] = field(default_factory=dict)

    async def sign_in(self, email: str, password: str) -> None:
        """Send this user's token from now on."""
        answer = await self.post("/auth/login", {"email": email, "password": password})
        if "access_token" not in answer:
            raise RuntimeError(f"{email} has a second factor; use an account without one")
        self.headers["Authorization"] = f"Bearer {answer['access_token']}"

    async def get(self, path: str, **query: Any) -> Any:
        """Read something."""
        return await self._call("GET", path, params=query)

    async def post(self, path: str, body: Body | None = None, **options: Any) -> Any:
        """Make something; each call has an idempotency key of its own."""
        return await self._call("POST", path, json=body, **options)

    async def put(self, path: str, body: Body) -> Any:
        """Set something."""
        return await self._call("PUT", path, json=body)

    async def patch(self, path: str, body: Body, *, version: int | None = None) -> Any:
        """Change something; with the version that was seen, where one is asked for."""
        seen = {} if version is None else {"If-Match": f'"{version}"'}
        return await self._call("PATCH", path, json=body, headers=seen)

    async def _call(
        self, method: str, path: str, *, headers: dict[str, str] | None = None, **options: Any
    ) -> Any:
        sent = self.headers | (headers or {})
        if method == "POST":
            sent |= {"Idempotency-Key": str(uuid.uuid4())}
        answer = await self._until_taken(method, f"/api/v1{path}", headers=sent, **options)
        if answer.is_error:
            raise Refused(method, path, answer)
        return answer.json() if answer.content else None

    async def _until_taken(self, method: str, url: str, **options: Any) -> httpx.Response:
        """Ask again as long as the shop is too busy, each time when it says: with the same key."""
        for _ in range(_PATIENCE):
            answer = await self.client.request(method, url, **options)
            if answer.status_code not in _BUSY:
                return answer
            await asyncio.sleep(float(answer.headers.get("retry-after", 1)))
        return await self.client.request(method, url, **options)


def api_at(url: str) -> Api:
    """An API nobody has signed in to yet; whoever asks for it closes its client."""
    return Api(httpx.AsyncClient(base_url=url, timeout=30))


def _problem(answer: httpx.Response) -> Body:
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
