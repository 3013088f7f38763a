"""How a page is answered: whole, or only the part that htmx asked for, from the same URL."""

from django.conf import settings
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from relational.doors import doors_for, has_own_details


def page(request, template: str, context: dict | None = None, *, fragment: str | None = None):
    """Render `template`, or only `fragment` when htmx asks. A form with errors answers 422."""
    context = context or {}
    wanted = fragment if fragment and request.htmx else template
    form = context.get("form")
    status = 422 if form is not None and form.is_bound and form.errors else 200
    response = render(request, wanted, context, status=status)
    if fragment:
        patch_vary_headers(response, ["HX-Request"])
    return response


def chrome(request) -> dict:
    """What stands around every page: who this is and which doors she has. Lazy, so that a page can go without."""
    def me():
        user = getattr(request, "user", None)
        return user if user is not None and user.is_authenticated else None

    return {
        "demo": settings.DEMO,
        "service_name": settings.SERVICE_NAME,
        "service_phone": settings.SERVICE_PHONE,
        "me": me,
        "nav": lambda: doors_for(request),
        "own_details": lambda: has_own_details(request),
    }
