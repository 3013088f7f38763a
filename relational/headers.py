"""What stands on every answer, whatever it is: a page, a redirect, a refusal, a fall, a style sheet.

The outermost room: what the rooms inside it answer, or fail to, comes through here. Further in, before anything is
read, a body that is larger than anything one of our forms sends is turned away.
"""

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers

ALWAYS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
    "X-Robots-Tag": "noindex, nofollow, noarchive, nosnippet, noimageindex",
    "Reporting-Endpoints": 'csp="/csp-report/"',
}


class OnEveryAnswer:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        # Nothing personal stays in a browser's or a proxy's store. What may be kept says so itself.
        response.headers.setdefault("Cache-Control", "no-store")
        if "public" not in response.headers["Cache-Control"]:
            patch_vary_headers(response, ["Cookie"])
        return response


class NotTooLarge:
    """Django counts the fields of a form and not its files; this counts all, by what the sender says it is. (A body
    that does not say is not read at all.)"""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        try:
            size = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            size = 0
        if size > settings.LARGEST_BODY:
            return HttpResponse(render_to_string("too_large.html"), status=413)
        return self.get_response(request)
