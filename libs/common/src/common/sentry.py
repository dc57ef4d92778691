"""Bugs to Sentry, if there is one: what was logged with a traceback, without anybody's data.

Nothing of a request goes along: no body, header, cookie, address or variable. What an exception
says of itself is cut to its first line and cleared of whatever looks like a person or a secret.
"""

import re
from collections.abc import Mapping
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final

from common import logs
from common.settings import CommonSettings

if TYPE_CHECKING:
    from sentry_sdk.types import Event, Hint

_LONGEST: Final = 300
_TAGS: Final = ("request_id", "route", "timer", "type", "queue", "verdict")
"""What of a log line's facts goes along; none of it is about a person."""
_DROPPED: Final = ("request", "user", "breadcrumbs", "extra", "modules")
_LINE_END: Final = re.compile(r"\n|\\n")
"""Also as it is written where an exception quotes its argument."""
_ID: Final = re.compile(r"[0-9a-f-]{32,36}\Z")
_HIDDEN: Final = (
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "[e-mail]"),
    (re.compile(r"\beyJ[\w-]+(?:\.[\w-]*)*"), "[token]"),
    (re.compile(r"(?i)\b(bearer|basic)\s+\S+"), r"\1 [secret]"),
    (
        re.compile(
            r"(?i)([\w-]*(?:password|passwd|token|secret|authorization|cookie|signature|api.?key)"
            r"[\w-]*[\"']?\s*[:=]\s*)(?:\"[^\"]*\"|'[^']*'|[^\s,;&}\])]+)"
        ),
        r"\1[secret]",
    ),
    (re.compile(r"\+?\d(?:[ ().-]?\d){7,}"), "[number]"),
    (re.compile(r"[\w+/=-]{32,}"), "[secret]"),
)


def watch(settings: CommonSettings, process: str) -> None:
    """Report this process's bugs from now on; without a DSN nothing is even loaded."""
    if settings.sentry_dsn is None:
        return
    # Only who has a Sentry pays for its library.
    import sentry_sdk  # noqa: PLC0415
    from sentry_sdk.integrations.atexit import AtexitIntegration  # noqa: PLC0415
    from sentry_sdk.integrations.dedupe import DedupeIntegration  # noqa: PLC0415
    from sentry_sdk.integrations.excepthook import ExcepthookIntegration  # noqa: PLC0415

    sentry_sdk.init(
        dsn=settings.sentry_dsn.get_secret_value(),
        environment=settings.sentry_environment or settings.profile.value,
        release=settings.sentry_release or f"soko@{version('soko-common')}",
        server_name=process,
        before_send=_scrubbed,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        auto_session_tracking=False,
        default_integrations=False,
        integrations=[
            AtexitIntegration(callback=lambda *_: None),
            DedupeIntegration(),
            ExcepthookIntegration(),
        ],
    )
    logs.report_to(_report)


def scrub(text: str) -> str:
    """Return the text's first line without what looks like a person, a number or a secret."""
    line = _LINE_END.split(text, maxsplit=1)[0]
    for pattern, instead in _HIDDEN:
        line = pattern.sub(instead, line)
    return line[:_LONGEST]


def _report(error: BaseException, said: str, facts: Mapping[str, Any]) -> None:
    import sentry_sdk  # noqa: PLC0415  loaded by `watch`

    with sentry_sdk.new_scope() as scope:
        scope.set_tag("said", said)
        for name in _TAGS:
            if name in facts:
                scope.set_tag(name, _tag(str(facts[name])))
        scope.capture_exception(error)


def _tag(value: str) -> str:
    return value if _ID.match(value) else scrub(value)


def _scrubbed(event: "Event", _: "Hint") -> "Event":
    content: Any = event
    for name in _DROPPED:
        content.pop(name, None)
    for raised in content.get("exception", {}).get("values", ()):
        raised["value"] = scrub(str(raised.get("value", "")))
        for frame in raised.get("stacktrace", {}).get("frames", ()):
            frame.pop("vars", None)
    return event
