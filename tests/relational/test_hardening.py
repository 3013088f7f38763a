"""What holds whatever the pages do: headers, limits, secrets, reports, logs. Each law stands by itself."""

import io
import json
import logging
import os
import re
import subprocess
import sys
import types
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings as real_settings
from django.core import checks, mail
from django.core.cache import cache
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.urls import reverse

from relational import csp_reports, environment, logs, tables
from relational.checks import what_people_will_need, what_the_environment_gave
from relational.models import CspReport, Letter
from tests import make
from tests.test_who_gets_in import PEOPLE, TABLE, urls

ROOT = Path(__file__).resolve().parents[2]
LONG = "q4Zr8vLk2Tn6Ws0Xb3Yc7Hd1Jf5Mg9Pa-eUiOtRnQ_wE3rT5yU7i"


# Headers

EVERYWHERE = {
    "Content-Security-Policy": lambda value: "default-src 'none'" in value,
    "Permissions-Policy": lambda value: "camera=()" in value and "geolocation=()" in value,
    "X-Frame-Options": lambda value: value == "DENY",
    "X-Content-Type-Options": lambda value: value == "nosniff",
    "Referrer-Policy": lambda value: value in ("same-origin", "no-referrer"),
    "Cross-Origin-Opener-Policy": lambda value: value == "same-origin",
    "Cross-Origin-Resource-Policy": lambda value: value == "same-origin",
    "Strict-Transport-Security": lambda value: value == "max-age=31536000; includeSubDomains; preload",
    "X-Robots-Tag": lambda value: "noindex" in value,
    "Reporting-Endpoints": lambda value: value == 'csp="/csp-report/"',
}
TELLTALES = ("Server", "X-Powered-By", "X-Runtime", "Via")
MAY_BE_KEPT = {"families:urgent"}  # the numbers, which are everybody's


@pytest.fixture
def over_https(settings):
    settings.SECURE_HSTS_SECONDS = 31536000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    settings.SECURE_SSL_REDIRECT = True


def faults(answer, *, personal=True):
    """Which of the headers are not as they should be."""
    found = [name for name, holds in EVERYWHERE.items() if not holds(answer.headers.get(name, ""))]
    found += [f"{name} tells" for name in TELLTALES if name in answer.headers]
    if personal and answer.headers.get("Cache-Control") != "no-store":
        if not {"no-store", "private"} <= set(answer.headers.get("Cache-Control", "").split(", ")):
            found.append("may be kept")
    if personal and "cookie" not in answer.headers.get("Vary", "").lower():
        found.append("does not vary")
    return found


def test_every_url_has_every_header_signed_in_or_out(world, client, request, over_https):
    wrong, kinds = [], set()
    for name, pattern in urls():
        known = world.get(name) or (world["family"] if "family" in pattern.pattern.converters else {})
        known = known or dict.fromkeys(pattern.pattern.converters, "00000000-0000-0000-0000-000000000001")
        try:
            address = reverse(name, kwargs=known)
        except Exception:  # noqa: BLE001 (a converter of its own: its page is tried by its own tests)
            continue
        row = TABLE.get(name, "").split()
        allowed = [
            person for person, status in zip(PEOPLE, row, strict=False) if status == "200" and person != "nobody"
        ]
        for person in {*allowed[:1], "dee", "nobody"}:
            client.logout()
            if person != "nobody":
                client.force_login(request.getfixturevalue(person))
            for method in ("get", "post"):
                answer = getattr(client, method)(address, {"sent": "x"}, secure=True)
                kinds.add(answer.status_code)
                if found := faults(answer, personal=name not in MAY_BE_KEPT):
                    wrong.append(f"{method} {name} for {person} ({answer.status_code}): {', '.join(found)}")
    assert wrong == []
    assert {200, 302, 403, 404, 405, 422} <= kinds


def test_errors_have_them_too(okafors, sign_in, amina, over_https, monkeypatch):
    from families import caseload

    client = sign_in(amina)
    client.raise_request_exception = False
    assert faults(client.get("/nowhere/", secure=True)) == []
    to_https = client.get("/today/")
    assert to_https.status_code == 301 and faults(to_https)[:1] in ([], ["Strict-Transport-Security"])
    too_large = client.post("/today/", b"x", content_type="text/plain", secure=True, CONTENT_LENGTH="99999999")
    assert too_large.status_code == 413 and faults(too_large) == []
    bad = client.get("/today/", secure=True, HTTP_HOST="somebody.else.example")
    assert bad.status_code == 400 and faults(bad) == []

    def fall(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(caseload, "likely_families", fall)
    fallen = client.get("/visits/new/", secure=True)
    assert fallen.status_code == 500 and faults(fallen) == []


def test_a_forged_form_is_refused_with_every_header(okafors, amina, over_https):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(amina)
    forged = client.post(f"/families/{okafors.pk}/visits/new/", {}, secure=True, HTTP_ORIGIN="https://evil.example")
    assert forged.status_code == 403 and faults(forged) == []


def test_a_style_sheet_has_them_and_may_be_kept(client, over_https, settings):
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True
    sheet = client.get("/static/css/house.css", secure=True)
    assert sheet.status_code == 200 and faults(sheet, personal=False) == []
    assert "no-store" not in sheet.headers["Cache-Control"]
    assert "Access-Control-Allow-Origin" not in sheet.headers


def test_no_page_writes_a_cookie_but_the_two_we_know(okafors, client, amina):
    answers = [client.get("/in/"), client.post("/in/", {"email": amina.email})]
    client.force_login(amina)
    plan = {
        "person": amina.pk,
        "day": date.today() + timedelta(days=3),
        "start": "10:00",
        "minutes": 60,
        "kind": "at_home",
    }
    answers += [client.get("/today/"), client.post(f"/families/{okafors.pk}/visits/plan/", plan)]
    assert answers[-1].status_code == 302
    written = {name: cookie for answer in answers for name, cookie in answer.cookies.items() if cookie.value}
    assert set(written) == {real_settings.SESSION_COOKIE_NAME, real_settings.CSRF_COOKIE_NAME}
    for cookie in written.values():
        assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == "/" and not cookie["domain"]


def test_what_we_say_after_saving_is_not_put_into_a_cookie(settings):
    assert settings.MESSAGE_STORAGE.endswith("SessionStorage")


# The content policy, by the rules an outside examiner would apply


def policy() -> dict[str, list[str]]:
    from csp.utils import build_policy

    rules = (rule.split(" ") for rule in build_policy().split("; "))
    return {name: values for name, *values in rules}


def test_the_policy_allows_nothing_that_was_not_asked_for():
    rules = policy()
    assert rules["default-src"] == ["'none'"]
    for name in ("object-src", "base-uri", "frame-ancestors"):
        assert rules[name] == ["'none'"]
    assert rules["form-action"] == ["'self'"]


def test_the_policy_has_no_unsafe_word_no_wildcard_and_no_other_host():
    for name, values in policy().items():
        if name in ("report-uri", "report-to"):
            continue
        for value in values:
            assert value in ("'none'", "'self'") or (name, value) == ("img-src", "data:"), (name, value)


def test_what_is_stopped_is_reported_to_us_and_to_nobody_else(client, db):
    rules = policy()
    answer = client.get("/help/")
    assert rules["report-uri"] == [reverse("csp_report")] and rules["report-to"] == ["csp"]
    assert answer.headers["Reporting-Endpoints"] == f'csp="{reverse("csp_report")}"'


# What browsers report


@pytest.fixture(autouse=True)
def nobody_was_counted_before():
    cache.clear()


def old_report(**fields):
    report = {
        "document-uri": "https://families.example.org/today/",
        "effective-directive": "script-src-elem",
        "blocked-uri": "https://evil.example/steal.js?family=Okafor",
        **fields,
    }
    return json.dumps({"csp-report": report})


def send(client, body, kind=csp_reports.OLD, **more):
    return client.generic("POST", reverse("csp_report"), body, content_type=kind, **more).status_code


def test_a_report_becomes_a_row_that_a_person_can_read(client, db):
    assert [send(client, old_report()) for _ in range(3)] == [204, 204, 204]
    row = CspReport.objects.get()
    assert (row.directive, row.blocked, row.page, row.times) == (
        "script-src-elem",
        "https://evil.example",
        "families:today",
        3,
    )
    out = io.StringIO()
    call_command("csp_reports", stdout=out)
    assert "https://evil.example" in out.getvalue() and "families:today" in out.getvalue()


def test_the_newer_kind_is_understood_as_well(client, db):
    body = {"documentURL": "https://x.example/help/", "effectiveDirective": "style-src-attr", "blockedURL": "inline"}
    sent = [{"type": "csp-violation", "body": body}, {"type": "deprecation", "body": {}}, 7, None]
    assert send(client, json.dumps(sent), csp_reports.NEW) == 204
    assert list(CspReport.objects.values_list("directive", "blocked", "page")) == [("style-src-attr", "inline", "help")]


def test_a_report_keeps_no_path_no_key_and_no_words(client, db, okafors):
    send(
        client,
        old_report(
            **{
                "document-uri": f"https://families.example.org/families/{okafors.pk}/?name=Okafor",
                "blocked-uri": "https://user:word@evil.example/families/Okafor",
                "script-sample": "Okafor",
            }
        ),
    )
    send(client, old_report(**{"blocked-uri": "chrome-extension://okafor/x.js"}))
    told = json.dumps(list(CspReport.objects.values("directive", "blocked", "page")))
    assert "kafor" not in told and str(okafors.pk) not in told
    assert "families:story" in told and "chrome-extension:" in told


@pytest.mark.parametrize(
    "body",
    [
        *("", "null", "[]", "{}", "7", '"x"', "{", "\x00", "\udcff", "[" * 9000),
        *('{"csp-report": 7}', '{"csp-report": {"effective-directive": {"a": 1}, "blocked-uri": ["\\u0000"]}}'),
        '{"csp-report": {"document-uri": "http://[", "blocked-uri": "http://[::1", "violated-directive": "\\ud800"}}',
        json.dumps([{"type": "csp-violation", "body": {"documentURL": "/" + "é" * 1000, "blockedURL": 1e400}}]),
    ],
)
@pytest.mark.parametrize("kind", [csp_reports.OLD, csp_reports.NEW])
def test_nonsense_never_falls_over(client, db, body, kind):
    client.raise_request_exception = False
    assert send(client, body.encode("utf-8", "surrogateescape"), kind) in (204, 400, 413, 415)


def test_only_reports_of_a_fair_size_and_kind_are_read(client, db):
    assert client.get(reverse("csp_report")).status_code == 405
    assert send(client, old_report(), "application/json") == 415
    assert send(client, old_report(**{"script-sample": "x" * 17_000})) == 413
    assert not CspReport.objects.exists()


def test_a_flood_is_counted_no_further(client, db):
    answers = [send(client, old_report()) for _ in range(40)]
    assert answers.count(204) == 30 and answers.count(429) == 10
    assert send(client, old_report(), REMOTE_ADDR="192.0.2.7") == 204


def test_a_day_has_room_for_so_many_rows(db, today):
    for number in range(csp_reports.ROWS_A_DAY + 20):
        one = {"directive": "img-src", "blocked": f"https://h{number}.example", "page": ""}
        csp_reports.keep([one], on=today)
    assert CspReport.objects.count() == csp_reports.ROWS_A_DAY + 1
    assert CspReport.objects.get(blocked="other").times == 20


def test_whoever_reads_them_lets_go_of_the_oldest(db, today):
    for days in (csp_reports.KEPT_DAYS + 1, 20, 1):
        CspReport.objects.create(day=today - timedelta(days=days), directive="img-src", blocked=f"d{days}", page="")
    out = io.StringIO()
    call_command("csp_reports", stdout=out)
    assert "d1 " in out.getvalue() and "d20" not in out.getvalue()
    assert not CspReport.objects.filter(blocked__startswith="d9").exists() and CspReport.objects.count() == 2


# What one request may bring


def test_more_fields_or_files_than_a_form_has_are_refused(sign_in, amina, okafors):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = sign_in(amina)
    client.raise_request_exception = False
    address = f"/families/{okafors.pk}/visits/new/"
    assert client.post(address, {f"f{n}": "x" for n in range(600)}).status_code == 400
    files = {f"f{n}": SimpleUploadedFile(f"{n}.txt", b"x") for n in range(9)}
    assert client.post(address, files).status_code == 400
    assert client.post(address, {"facts": "x" * 2_200_000}).status_code in (400, 413)
    assert client.post(address, {"facts": SimpleUploadedFile("x.bin", b"x" * 3_200_000)}).status_code == 413


@pytest.mark.parametrize("length", ["-1", "abc", "1e9", "", "٣", "99999999999999999999"])
def test_an_odd_length_never_falls_over(client, db, length):
    client.raise_request_exception = False
    answer = client.post("/in/", b"x", content_type="text/plain", CONTENT_LENGTH=length)
    assert answer.status_code < 500


ODD_BODIES = [
    ("application/x-www-form-urlencoded", b"email=%ff%fe%00&x=%"),
    ("application/x-www-form-urlencoded; charset=utf-7", b"email=+ADw-"),
    ("application/x-www-form-urlencoded; charset=nonsense", b"email=x"),
    ("multipart/form-data", b"no boundary"),
    ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="email"\r\n\r\n\xff\x00'),
    ("multipart/form-data; boundary=\xc3\xa9", b"--"),
    ("application/json", b'{"email": '),
    ("text/\x00", b"\x00"),
    ("", b"email=x"),
]


@pytest.mark.parametrize("kind, body", ODD_BODIES)
def test_odd_encodings_never_fall_over(client, db, kind, body):
    client.raise_request_exception = False
    assert client.generic("POST", "/in/", body, content_type=kind).status_code < 500


def test_a_long_query_never_falls_over(client, db, sign_in, amina):
    client = sign_in(amina)
    client.raise_request_exception = False
    for query in ("x=" + "y" * 60_000, "&".join(f"a{n}=1" for n in range(2000)), "name=%00%ff%C3%28", "%" * 500):
        assert client.get(f"/visits/new/?{query}").status_code < 500


# The web server


@pytest.fixture
def gunicorn_conf():
    import gunicorn
    import gunicorn.http.wsgi as wsgi

    before = gunicorn.SERVER, wsgi.SERVER
    known = {"__file__": "gunicorn.conf.py"}
    exec(compile((ROOT / "gunicorn.conf.py").read_text(), "gunicorn.conf.py", "exec"), known)
    yield types.SimpleNamespace(**known)
    gunicorn.SERVER, wsgi.SERVER = before


def test_the_web_server_does_not_say_what_it_is_and_reads_no_endless_headers(gunicorn_conf):
    import gunicorn.http.wsgi

    assert "gunicorn" not in gunicorn.http.wsgi.SERVER
    assert gunicorn_conf.limit_request_line <= 8190 and gunicorn_conf.limit_request_fields <= 100
    assert gunicorn_conf.limit_request_field_size <= 8190


def test_the_access_log_has_no_query_no_referer_and_no_code(gunicorn_conf):
    from datetime import timedelta as span

    from gunicorn.config import Config

    config = Config()
    config.set("accesslog", "-")
    config.set("access_log_format", gunicorn_conf.access_log_format)
    logger = gunicorn_conf.AccessLog(config)
    asked = {
        "REQUEST_METHOD": "GET",
        "RAW_URI": "/families/?name=Okafor",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "PATH_INFO": "/i/K7QM2-Okafor/",
        "QUERY_STRING": "name=Okafor",
        "HTTP_REFERER": "https://x.example/?name=Okafor",
        "REMOTE_ADDR": "192.0.2.1",
    }
    answered = types.SimpleNamespace(status="200 OK", sent=1, headers=[])
    atoms = logger.atoms_wrapper_class(logger.atoms(answered, types.SimpleNamespace(headers=[]), asked, span(0)))
    line = gunicorn_conf.access_log_format % atoms
    assert "kafor" not in line and "K7QM2" not in line and "GET" in line


# How long the database may take


@pytest.mark.parametrize(
    "part, statement, lock", [("web", "5s", "2s"), ("command", "0", "10s"), ("worker", "10min", "10s")]
)
def test_a_page_may_not_hang_and_a_command_may_take_its_time(part, statement, lock):
    code = (
        "import os, django; django.setup(); from django.db import connection as c\n"
        "with c.cursor() as one:\n"
        "    one.execute(\"select current_setting('statement_timeout') || ' ' || current_setting('lock_timeout')\")\n"
        "    print(one.fetchone()[0])"
    )
    # As an administrator would: the development database, with nothing of the tests around it.
    said = run([sys.executable, "-c", code], {**os.environ, "RELATIONAL_PART": part, "DEBUG": "1"})
    assert said.stdout.split() == [statement, lock], said.stderr


def test_the_web_process_knows_what_it_is():
    assert 'os.environ["RELATIONAL_PART"] = "web"' in (ROOT / "relational" / "wsgi.py").read_text()


# Secrets


@pytest.mark.parametrize(
    "secret",
    [
        "",
        "short",
        "django-insecure-" + LONG,
        "dev-only-" + LONG,
        "only-while-building-" + LONG,
        "change-me-" + LONG,
        "ab" * 40,
    ],
)
def test_a_weak_secret_is_told(secret):
    assert environment.weak_secret("SECRET_KEY", secret)


def test_a_strong_secret_is_taken():
    assert environment.weak_secret("SECRET_KEY", LONG) == []
    assert environment.weak_address("DATABASE_URL", f"postgres://app:{LONG}@db/app") == []
    assert environment.weak_address("DATABASE_URL", "postgres://app@/app?host=/run/postgresql") == []


@pytest.mark.parametrize("password", ["password", "app", "postgres", "...", "relational_web", "short1234"])
def test_a_password_out_of_an_example_is_told(password):
    assert environment.weak_address("DATABASE_URL", f"postgres://relational_web:{password}@db/app")


PRODUCTION = {
    "SECRET_KEY": LONG,
    "DATABASE_URL": f"postgres://relational_web:{LONG}@nowhere.invalid/app",
    "ALLOWED_HOSTS": "families.example.org",
    "CSRF_TRUSTED_ORIGINS": "https://families.example.org",
    "BEHIND_PROXY": "1",
    "FROM_EMAIL": "hello@families.org",
    "SECURITY_CONTACT": "mailto:security@families.org",
    **dict.fromkeys(("SERVICE_PHONE", "FRONT_DOOR_PHONE", "OUT_OF_HOURS_PHONE", "SAFE_LEAD_PHONE"), "01274 000000"),
}


def run(command, env):
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ}
    return subprocess.run(command, cwd=ROOT, env={**kept, **env}, capture_output=True, text=True, timeout=120)


def manage(*command, **changed):
    env = {name: value for name, value in {**PRODUCTION, **changed}.items() if value is not None}
    return run([sys.executable, "manage.py", *command], env)


def test_a_service_as_it_should_be_has_nothing_to_be_told():
    said = manage("check", "--deploy", "--fail-level", "WARNING")
    assert said.returncode == 0, said.stderr


REFUSED = [
    ({"SECRET_KEY": "dev-only-not-secret"}, "SECRET_KEY"),
    ({"SECRET_KEY": None}, "SECRET_KEY is not set"),
    ({"SECRET_KEY": "change-me-" + LONG}, "openssl rand"),
    ({"DATABASE_URL": "postgres://app:password@host/app"}, "DATABASE_URL"),
    ({"DEBUG": "1", "HTTPS": "1"}, "Unset DEBUG"),
    ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
    ({"RELATIONAL_DEMO": "1"}, "RELATIONAL_DEMO"),
]


@pytest.mark.parametrize("changed, words", REFUSED, ids=[str(sorted(changed)) for changed, _ in REFUSED])
def test_a_service_that_is_open_does_not_start_and_says_what_to_do(changed, words):
    said = manage("check", **changed)
    assert said.returncode != 0 and words in said.stderr and "ImproperlyConfigured" in said.stderr


def test_cookies_over_https_cannot_be_set_by_a_neighbour():
    names = "SESSION_COOKIE_NAME CSRF_COOKIE_NAME SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SECURE_SSL_REDIRECT"
    code = f"from django.conf import settings as s; print([getattr(s, n) for n in {names.split()!r}])"
    said = run([sys.executable, "-c", code], {**PRODUCTION, "DJANGO_SETTINGS_MODULE": "relational.settings"})
    assert said.stdout.strip() == "['__Host-s', '__Host-csrf', True, True, True]", said.stderr


def test_the_check_names_what_is_weak(settings):
    settings.SECRET_KEY, settings.ALLOWED_HOSTS, settings.HTTPS, settings.DEMO = "test", ["*"], False, True
    settings.SECRET_KEY_FALLBACKS = ["old"]
    settings.GIVEN_ADDRESSES = {"DATABASE_URL": "postgres://app:app@db/app"}
    told = what_the_environment_gave(None)
    assert len(told) == 6 and all(isinstance(one, checks.Error) for one in told)
    assert {"SERVICE_PHONE", "SECURITY_CONTACT"} <= set(
        re.findall(r"[A-Z_]{8,}", " ".join(w.msg for w in what_people_will_need(None)))
    )


def test_no_file_we_hand_out_carries_a_secret_that_works():
    compose = (ROOT / "docker-compose.yml").read_text()
    for name in re.findall(r"\b[A-Z_]*(?:KEY|PASSWORD)[A-Z_]*\b(?=: )", compose):
        for value in re.findall(rf"{name}: (.+)", compose):
            assert value.startswith("${"), (name, value)
    for path in (ROOT / "README.md", ROOT / "docs" / "deploying.md", ROOT / "docker-compose.yml", ROOT / "Dockerfile"):
        text = path.read_text()
        for secret in re.findall(r"SECRET_KEY=([^\s$.]\S+)", text):
            assert environment.weak_secret("SECRET_KEY", secret), (path, secret)
        for address in re.findall(r"postgres://\S+", text):
            if "${" not in address and "@" in address and ":" in address.split("//")[1].split("@")[0]:
                assert environment.weak_address("DATABASE_URL", address), (path, address)


# Where to tell us of a hole


def test_security_txt_says_whom_to_tell_and_until_when(client, settings):
    settings.SECURITY_CONTACT, settings.SECURITY_POLICY = ["mailto:security@families.org"], "https://families.org/holes"
    settings.RELEASED_ON = date(2026, 11, 22)
    answer = client.get("/.well-known/security.txt", secure=True)
    lines = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert lines["Contact"] == "mailto:security@families.org" and lines["Policy"] == "https://families.org/holes"
    assert lines["Expires"] == "2027-11-21T00:00:00Z" and lines["Canonical"].startswith("https://")


def test_robots_are_asked_to_stay_away(client):
    assert client.get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"


# Cells of tables we write


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "'=1", "\n=1", "＝1+1", "＋1", "－1", "＠x", "=cmd|' /C calc'!A0"],
)
def test_a_cell_that_a_spreadsheet_would_run_is_neutral_and_can_be_given_back(cell):
    written = tables.neutral(cell)
    assert written.startswith("'") and tables.given_back(written) == cell


def test_whatever_writes_a_table_makes_its_cells_neutral():
    """One definition, and nobody writes a table without it."""
    writers, definitions = [], []
    for path in (path for app in ("relational", "families", "volunteers") for path in (ROOT / app).rglob("*.py")):
        text = path.read_text()
        if re.search(r"csv\.(writer|DictWriter)\(|text/csv", text):
            writers.append(path)
            assert re.search(r"\b(neutral|csv_cell|csv_out)\b", text), path
        if re.search(r"""["']=["'], *["']\+["']""", text):
            definitions.append(path)
    assert writers and len(definitions) == 1, definitions


# Known holes in what we build on


@pytest.fixture
def audit():
    known = {"__name__": "audit", "__file__": str(ROOT / ".ci" / "audit.py")}
    exec(compile((ROOT / ".ci" / "audit.py").read_text(), "audit.py", "exec"), known)
    return types.SimpleNamespace(**known)


SOUND, HOLED, UNASKED = (
    {"name": "sound", "version": "1", "vulns": []},
    {"name": "holed", "version": "1", "vulns": [{"id": "CVE-0000-1", "fix_versions": ["2"]}]},
    {"name": "unasked", "skip_reason": "not found"},
)


@pytest.mark.parametrize(
    "found, code, words",
    [
        ([SOUND], 0, "none of 1"),
        ([SOUND, HOLED, UNASKED], 1, "holed 1: CVE-0000-1, mended in 2"),
        ([SOUND, UNASKED], 2, "COULD NOT BE ASKED"),
        ([], 2, "COULD NOT BE ASKED"),
        (None, 2, "COULD NOT BE ASKED"),
    ],
)
def test_a_hole_fails_and_an_unanswered_question_is_never_a_yes(audit, found, code, words):
    said = audit.verdict(None if found is None else {"dependencies": found})
    assert said[0] == code and words in said[1]


# Nothing anybody wrote stands in a log, in a subject, or in the queue

CANARY = "Quetzalcoatlus"


@pytest.fixture
def logged():
    """Everything that was said to any logger, as our own formatter writes it."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(logs.IdsOnly("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root, before = logging.getLogger(), logging.getLogger().level
    levels = {name: logging.getLogger(name).level for name in ("django", "django.request", "relational", "families")}
    for name in levels:
        logging.getLogger(name).setLevel(logging.DEBUG)
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield out
    root.removeHandler(handler)
    root.setLevel(before)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def test_words_that_were_typed_stand_in_no_log_and_in_no_subject(
    world, okafors, amina, helen, grace, client, logged, caplog
):
    from relational import post
    from relational.keys import new_key

    client.raise_request_exception = False
    client.force_login(amina)
    visit = {
        "key": new_key(), "happened_on": date.today().isoformat(), "kind": "at_home", "outcome": "seen", "worry": "no",
        "who_came": [amina.pk], **dict.fromkeys(("facts", "how_it_was", "promise", "apart", "someone_else"), CANARY),
    }  # fmt: skip
    client.post(f"/families/{okafors.pk}/visits/new/?planned={CANARY}", visit)
    client.get(f"/families/?name={CANARY}")
    client.get(f"/families/{CANARY}/")
    client.post("/urgent/tell/", {"key": new_key(), "family": okafors.pk, "words": CANARY, "called": CANARY})
    client.force_login(helen)
    client.post("/ask/new/", {"child_name": CANARY, "need": CANARY, "for_the_family": CANARY, "purpose": "see"})
    make.request(by=helen, family=okafors, need=CANARY)
    client.post("/in/", {"email": f"{CANARY}@example.org"})
    post.deliver(make.moment(date.today(), "12:00"))
    assert len(logged.getvalue()) > 50
    assert CANARY not in logged.getvalue()
    assert [letter.subject for letter in mail.outbox if CANARY in letter.subject] == []


@pytest.mark.parametrize(
    "error", [RuntimeError(CANARY), ValueError({"facts": CANARY}), DatabaseError(f"row ({CANARY})")]
)
def test_a_fall_is_logged_with_its_place_and_without_the_words(okafors, sign_in, amina, logged, monkeypatch, error):
    from families import caseload

    def fall(*args, name, **kwargs):
        try:
            raise KeyError(name)
        except KeyError:
            raise error from None

    monkeypatch.setattr(caseload, "likely_families", fall)
    client = sign_in(amina)
    client.raise_request_exception = False
    assert client.get(f"/visits/new/?name={CANARY}").status_code == 500
    told = logged.getvalue()
    assert type(error).__name__ in told and "in fall" in told and "/visits/new/" in told
    assert CANARY not in told


def test_a_refusal_of_the_database_is_logged_by_the_rules_name_and_without_the_row(db, team, logged):
    try:
        with connection.cursor() as cursor:
            cursor.execute("create temporary table told (words text constraint short_words check (length(words) < 3))")
            cursor.execute("insert into told values (%s)", [CANARY])
    except DatabaseError:
        logging.getLogger("relational.tasks").exception("could not")
    assert "short_words" in logged.getvalue() and "23514" in logged.getvalue()
    assert CANARY not in logged.getvalue()


def test_a_task_that_fails_is_logged_without_its_words(logged):
    from relational.celery import app

    @app.task(name="tests.fall")
    def fall():
        raise RuntimeError(CANARY)

    try:
        fall.apply()
    finally:
        app.tasks.pop("tests.fall", None)
    assert "tests.fall" in logged.getvalue() and CANARY not in logged.getvalue()


def test_the_console_writes_ids_only(settings):
    assert settings.LOGGING["root"]["handlers"] == ["console"]
    assert settings.LOGGING["formatters"]["ids only"]["()"] == "relational.logs.IdsOnly"
    assert settings.LOGGING["loggers"]["django"]["handlers"] == []
    assert settings.CELERY_WORKER_HIJACK_ROOT_LOGGER is False


def test_the_queue_carries_ids_and_nothing_else(settings):
    import inspect

    from relational.celery import app

    app.loader.import_default_modules()
    ours = {
        name: task for name, task in app.tasks.items() if name.split(".")[0] in ("relational", "families", "volunteers")
    }
    assert ours
    for name, task in ours.items():
        for argument in inspect.signature(task.run).parameters:
            assert re.fullmatch(r"(\w+_)?(id|key|pk)s?", argument), (name, argument)
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        assert not entry.get("args") and not entry.get("kwargs")


@pytest.mark.parametrize("name", ["A\r\nBcc: evil@example.org", "A\rBcc: evil@example.org", "A\x0bB", "A\u2028B"])
def test_a_name_cannot_add_a_line_to_the_head_of_a_letter(okafors, zofia, jo, name, client, settings):
    from relational import post

    settings.SERVICE_NAME = name
    post.post(zofia, "a_request_waits", about="x", family=okafors)
    Letter.objects.filter(to=zofia).update(subject=f"{name} cannot come")
    post.post(jo, "a_request_waits", about="y", family=okafors)
    post.deliver(make.moment(date.today(), "12:00"))
    assert not any("evil@example.org" in recipient for sent in mail.outbox for recipient in sent.recipients())
    assert [sent.to for sent in mail.outbox].count([jo.email]) == 1
