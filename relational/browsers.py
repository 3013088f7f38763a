"""What browsers, robots and researchers ask for by themselves: robots.txt, security.txt, and the reports a browser
sends when our content policy stopped something. None of it is about anybody, and nobody signs in for it."""

from datetime import UTC, datetime, time, timedelta

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import DatabaseError, transaction
from django.http import HttpResponse, UnreadablePostError
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from relational import csp_reports
from relational.identity import stands_alone

A_MINUTE = 60
FROM_ONE, FROM_ALL = 30, 300  # reports a minute
RELEASE_GOOD_FOR = timedelta(days=364)


@stands_alone
@login_not_required
@require_safe
def robots_txt(request):
    """Nothing here is for a search engine."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain; charset=utf-8")


robots_txt.gate = None


@stands_alone
@login_not_required
@require_safe
def security_txt(request):
    """Where to tell us of a hole (RFC 9116). It runs out a year after the release: then the software is old too."""
    expires = timezone.make_aware(datetime.combine(settings.RELEASED_ON + RELEASE_GOOD_FOR, time(0)), UTC)
    lines = [
        *[f"Contact: {contact}" for contact in settings.SECURITY_CONTACT],
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en",
        f"Canonical: {request.build_absolute_uri(request.path)}",
        *([f"Policy: {settings.SECURITY_POLICY}"] if settings.SECURITY_POLICY else []),
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


security_txt.gate = None


@csrf_exempt
@login_not_required
@require_POST
def csp_report(request):
    """A browser says what it stopped. Whoever sends what, the answer is short and nothing here falls over."""
    if request.content_type not in (csp_reports.OLD, csp_reports.NEW):
        return HttpResponse(status=415)
    try:
        if int(request.META.get("CONTENT_LENGTH") or 0) > csp_reports.LARGEST:
            return HttpResponse(status=413)
        if too_many(request):
            return HttpResponse(status=429)
        reports = csp_reports.read(request.body, request.content_type)
        with transaction.atomic():
            csp_reports.keep(reports, on=timezone.localdate())
    except (ValueError, UnreadablePostError, RequestDataTooBig):
        return HttpResponse(status=400)
    except DatabaseError:
        return HttpResponse(status=503)
    return HttpResponse(status=204)


csp_report.gate = None


def too_many(request) -> bool:
    """Whether this sender, or all of them together, have told us enough for this minute."""
    try:
        sender = get_adapter().get_client_ip(request)
    except PermissionDenied:
        sender = "unknown"
    minute = int(timezone.now().timestamp()) // A_MINUTE
    return any(count(f"csp-report:{minute}:{name}") > most for name, most in ((sender, FROM_ONE), ("all", FROM_ALL)))


def count(key: str) -> int:
    if cache.add(key, 1, 2 * A_MINUTE):
        return 1
    try:
        return cache.incr(key)
    except ValueError:  # it ran out between the two
        return 1
