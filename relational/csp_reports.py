"""Reading what browsers report when the content policy stopped something, and keeping the count of it.

Anybody can send us a report, so nothing in one is believed: only known rules, well-formed origins and views of our
own are kept, a day has room for so many different rows, and what does not fit is counted in one row for the rest.
"""

import json
import re
from datetime import date, timedelta
from urllib.parse import urlsplit

from django.db.models import F
from django.urls import Resolver404, resolve

from relational.models import CspReport

LARGEST = 16 * 1024
OLD, NEW = "application/csp-report", "application/reports+json"
AT_ONCE = 20
ROWS_A_DAY = 200
KEPT_DAYS = 90
RULES = {
    *("default-src", "script-src", "script-src-elem", "script-src-attr", "style-src", "style-src-elem"),
    *("style-src-attr", "img-src", "font-src", "connect-src", "manifest-src", "media-src", "object-src"),
    *("frame-src", "child-src", "worker-src", "form-action", "base-uri", "frame-ancestors"),
}
WORDS = {"inline", "eval", "wasm-eval", "self", "data", "blob", "filesystem", "about"}
HOST = re.compile(r"[a-z0-9.-]{1,80}(:\d{1,5})?")
SCHEME = re.compile(r"[a-z][a-z0-9+.-]{0,19}")
OTHER = "other"


def read(body: bytes, kind: str) -> list[dict]:
    """The reports in a body, as (rule, what was stopped, address of the page); raises ValueError for nonsense."""
    try:
        sent = json.loads(body.decode("utf-8"))
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if kind == OLD:
        found = [sent.get("csp-report") if isinstance(sent, dict) else None]
        names = (("effective-directive", "violated-directive"), "blocked-uri", "document-uri")
    else:
        sent = sent if isinstance(sent, list) else [sent]
        found = [one.get("body") for one in sent if isinstance(one, dict) and one.get("type") == "csp-violation"]
        names = (("effectiveDirective",), "blockedURL", "documentURL")
    rules, blocked, page = names
    return [
        {
            "directive": next((rule for rule in (rule_named(one.get(name)) for name in rules) if rule), OTHER),
            "blocked": origin(one.get(blocked)),
            "page": view_at(one.get(page)),
        }
        for one in found[:AT_ONCE]
        if isinstance(one, dict)
    ]


def rule_named(word) -> str:
    first = str(word or "").split(" ")[0]
    return first if first in RULES else ""


def origin(address) -> str:
    """Scheme and host of what was stopped: never its path, which may hold a key or somebody's words."""
    address = str(address or "").strip().lower()
    if address in WORDS:
        return address
    try:
        parts = urlsplit(address)
    except ValueError:
        return OTHER
    if parts.scheme in ("http", "https", "ws", "wss") and HOST.fullmatch(parts.netloc):
        return f"{parts.scheme}://{parts.netloc}"
    return f"{parts.scheme}:" if SCHEME.fullmatch(parts.scheme) else OTHER


def view_at(address) -> str:
    try:
        return resolve(urlsplit(str(address or "")).path).view_name[:80]
    except (ValueError, Resolver404):
        return ""


def keep(reports: list[dict], *, on: date) -> None:
    """Count each."""
    for report in reports:
        today = CspReport.objects.filter(day=on)
        if not today.filter(**report).exists():
            if today.count() >= ROWS_A_DAY:
                report = {"directive": OTHER, "blocked": OTHER, "page": ""}
        row, is_new = CspReport.objects.get_or_create(day=on, **report)
        if not is_new:
            CspReport.objects.filter(pk=row.pk).update(times=F("times") + 1)


def since(day: date):
    """The latest first, and of a day the most frequent first."""
    return CspReport.objects.filter(day__gte=day).order_by("-day", "-times", "directive", "blocked", "page")


def forget(*, on: date) -> None:
    """Let go of those that nobody needs any more."""
    CspReport.objects.filter(day__lt=on - timedelta(days=KEPT_DAYS)).delete()
