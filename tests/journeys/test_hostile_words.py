"""What hostile hands wrote everywhere, read in a real browser: nothing runs, nothing asks, nothing is even stopped."""

from django.test import Client
from django.urls import reverse

from relational.models import CspReport
from tests.test_hostile_words import write_everywhere

READ = {
    "jo": ("families:story", "families:team", "families:waiting", "families:told"),
    "amina": ("families:today", "families:log"),
    "ruth": ("volunteers:home",),
    "helen": ("families:asked",),
    "grace": ("families:my_person",),
}


def test_nothing_hostile_runs_in_a_browser(world, visit, request):
    taken, _ = write_everywhere(world, Client(), request.getfixturevalue)
    assert {"families:log", "families:tell"} <= taken
    wrong = []
    for person, names in READ.items():
        page = visit(request.getfixturevalue(person))
        page.on("dialog", lambda dialog, wrong=wrong: (wrong.append(f"a dialog: {dialog.message}"), dialog.dismiss()))
        outside = []
        page.on("request", lambda asked, outside=outside: "evil.example" in asked.url and outside.append(asked.url))
        page.add_init_script("window.pwn = number => alert('pwn ' + number)")
        for name in names:
            address = reverse(
                name, kwargs=world.get(name) or (world["family"] if "story" in name or "log" in name else {})
            )
            page.goto(address)
            wrong += [f"{name} for {person}: {trouble}" for trouble in page.troubles + outside]
            page.troubles.clear()
        page.context.close()
    assert wrong == []
    assert not CspReport.objects.exists()


def test_what_did_get_in_would_be_stopped_and_told(okafors, jo, visit):
    """The net beneath: put past the escaping by hand, a script is stopped by the policy, and the browser says so."""
    page = visit(jo)
    page.add_init_script(
        "window.ran = false; addEventListener('securitypolicyviolation', e => window.told = e.blockedURI)"
    )
    page.goto(reverse("families:story", args=[okafors.pk]))
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<img src=\"/nowhere\" onerror=\"window.ran = true\">')"
    )
    page.wait_for_timeout(300)
    assert page.evaluate("window.ran") is False and page.evaluate("window.told") == "inline"
    assert any("Content Security Policy" in trouble for trouble in page.troubles)
