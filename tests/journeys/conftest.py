"""A person with a browser. `visit(amina)` gives her a page of her own, signed in, on a phone unless said."""

from importlib import import_module

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def visit(live_server, new_context):
    """visit(person, width=…, js=…) → a page; console errors are collected in page.troubles."""

    def as_(person=None, *, viewport=PHONE, js=True):
        context = new_context(viewport=viewport, java_script_enabled=js, base_url=live_server.url)
        if person is not None:
            client = Client()
            client.force_login(person)
            context.add_cookies(
                [
                    {
                        "name": settings.SESSION_COOKIE_NAME,
                        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
                        "url": live_server.url,
                    }
                ]
            )
        page = context.new_page()
        page.troubles = []
        page.on("console", lambda message: page.troubles.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: page.troubles.append(str(error)))
        return page

    return as_


@pytest.fixture(autouse=True)
def limits(transactional_db):
    """A browser's tests commit, and are swept up by emptying every table: what a migration put there comes back."""
    import_module("families.migrations.0003_default_limits").set_default_limits(apps, None)
