"""The pages people read: what each error means, the API reference, and a word of welcome."""

from collections.abc import Mapping
from functools import cache
from html import escape
from http import HTTPStatus
from importlib.resources import files
from typing import Final

from starlette.responses import JSONResponse, Response

from common.errors import NotFound
from gateway.meanings import MEANINGS, Meaning

_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
    " img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS: Final = {"content-security-policy": _POLICY, "cache-control": "no-cache"}
_TYPES: Final[Mapping[str, str]] = {
    "css": "text/css; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
}


@cache
def static(name: str) -> Response:
    """Return a file of the package."""
    content = files("gateway").joinpath("static", name).read_bytes()
    return Response(content, headers={**_HEADERS, "content-type": _TYPES[name.rpartition(".")[2]]})


def problem(code: str, *, accept: str) -> Response:
    """Return the page of one error code, as JSON when that is what is asked for."""
    meaning = MEANINGS.get(code)
    if meaning is None:
        raise NotFound("no error has this code")
    if _wants_json(accept):
        return JSONResponse(_json(code, meaning), headers={"cache-control": "no-cache"})
    return _page(code, _article(code, meaning) + '<p><a href="/problems">All codes</a></p>')


def problems(*, accept: str) -> Response:
    """Return the list of all codes."""
    if _wants_json(accept):
        items = [_json(code, meaning) for code, meaning in MEANINGS.items()]
        return JSONResponse({"items": items, "next_cursor": None})
    rows = "".join(
        f'<tr><td><a href="/problems/{code}">{code}</a></td><td>{meaning.status}</td>'
        f"<td>{escape(meaning.what)}</td></tr>"
        for code, meaning in MEANINGS.items()
    )
    head = "<tr><th>Code</th><th>Status</th><th>Meaning</th></tr>"
    return _page("Problems", f"<h1>Problems</h1><table>{head}{rows}</table>")


def _article(code: str, meaning: Meaning) -> str:
    title = HTTPStatus(meaning.status).phrase
    return (
        f"<h1><code>{code}</code></h1><p class=status>{meaning.status} {escape(title)}</p>"
        f"<h2>What it means</h2><p>{_prose(meaning.what)}</p>"
        f"<h2>What to do</h2><p>{_prose(meaning.remedy)}</p>"
    )


def _prose(text: str) -> str:
    pieces = escape(text).split("`")
    return "".join(f"<code>{piece}</code>" if at % 2 else piece for at, piece in enumerate(pieces))


def _page(title: str, body: str) -> Response:
    document = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(title)} · Soko</title><link rel="stylesheet" href="/docs/reference.css">'
        f'</head><body class="prose"><main>{body}</main></body></html>'
    )
    return Response(document, headers={**_HEADERS, "content-type": _TYPES["html"]})


def _json(code: str, meaning: Meaning) -> dict[str, object]:
    return {
        "type": f"/problems/{code}",
        "code": code,
        "status": meaning.status,
        "title": HTTPStatus(meaning.status).phrase,
        "meaning": meaning.what,
        "remedy": meaning.remedy,
    }


def _wants_json(accept: str) -> bool:
    return "json" in accept and "text/html" not in accept
