"""No request makes a page fall over: whatever stands in the address or in the fields, the answer is a page."""

import re

import pytest
from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from relational.keys import new_key
from tests.test_who_gets_in import PEOPLE, TABLE, urls

ODD = [
    "",
    "\x00",
    "0000-00-00",
    "9999-12-31",
    "2026-13-45",
    "-1",
    "99999999999999999999",
    "é" * 5000,
    "‮🙂<b>",
    "null",
    "None",
    "[]",
]
QUERIES = ["planned", "before", "show", "order", "name", "role", "kind", "family", "person", "to", "next", "page"]


def answers(client, method, address, data=None):
    answer = getattr(client, method)(address, data)
    return answer.status_code


@pytest.fixture
def each_page(world, request):
    """Every page with each kind of person who may see it, one of each answer's kind."""

    def pages():
        for name, row in TABLE.items():
            pattern = dict(urls())[name].pattern
            known = world.get(name) or (world["family"] if "family" in pattern.converters else {})
            for person in ("amina", "jo", "ruth", "helen", "grace"):
                if row.split()[PEOPLE.index(person)] in ("200", "405") and person in row_people(row):
                    yield reverse(name, kwargs=known), request.getfixturevalue(person)

    return pages


def row_people(row):
    """Where everybody may, two people are enough."""
    may = [person for person, status in zip(PEOPLE, row.split(), strict=True) if status in ("200", "405")]
    return may if len(may) < 8 else may[:1]


def test_odd_addresses(each_page, client):
    client.raise_request_exception = False
    broken = []
    for address, person in each_page():
        client.force_login(person)
        for odd in [*ODD, str(new_key())]:
            if answers(client, "get", address, dict.fromkeys(QUERIES, odd)) >= 500:
                broken.append((address, str(person), odd[:20]))
    assert broken == []


def test_odd_fields(each_page, client):
    client.raise_request_exception = False
    broken = []
    for address, person in each_page():
        client.force_login(person)
        html = client.get(address).content.decode()
        fields = set(re.findall(r'name="([a-z_0-9]+)"', html)) - {"csrfmiddlewaretoken"}
        chosen = dict(re.findall(r'<input type="radio" name="([a-z_]+)" value="([^"]+)"', html))
        for odd in [*ODD, str(new_key())]:
            sent = dict.fromkeys(fields, odd)
            for data in (sent, {**sent, **chosen}, MultiValueDict({name: [odd, odd] for name in fields})):
                if answers(client, "post", address, data) >= 500:
                    broken.append((address, str(person), odd[:20]))
    assert broken == []


@pytest.mark.parametrize(
    "address",
    ["/families/x/", "/families/00000000-0000-0000-0000-000000000000/", "/nowhere/", "/%00", "/families/%F0%9F%99%82/"],
)
def test_odd_paths(client, amina, address):
    client.raise_request_exception = False
    client.force_login(amina)
    assert client.get(address).status_code in (400, 404)
