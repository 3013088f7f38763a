"""What the environment may not give us: a secret that is none, and settings that open the service to anybody.

Only words go in and sentences come out, each saying what to do. The settings refuse to start on them where the
service speaks HTTPS, which is where families depend on it; `manage.py check --deploy` says them everywhere.
"""

from urllib.parse import unquote, urlsplit

SHORTEST_SECRET = 40
FEWEST_LETTERS = 12
BEGINNINGS = ("django-insecure", "dev-only", "only-while-building", "change", "example", "your-", "test", "secret")
SHORTEST_PASSWORD = 12
# Passwords that stand in somebody's example, ours or another's.
KNOWN_PASSWORDS = {"password", "postgres", "app", "secret", "changeme", "change-me", "example", "...", "relational"}
MAKE_ONE = "Make one with: openssl rand -hex 32"


def weak_secret(name: str, value: str) -> list[str]:
    """Why this is no secret; empty if it may be one."""
    if value.casefold().startswith(BEGINNINGS):
        return [f"{name} is an example that anybody can read. {MAKE_ONE}"]
    if len(value) < SHORTEST_SECRET:
        return [f"{name} has {len(value)} characters and needs {SHORTEST_SECRET} or more. {MAKE_ONE}"]
    if len(set(value)) < FEWEST_LETTERS:
        return [f"{name} repeats the same few characters, so it can be guessed. {MAKE_ONE}"]
    return []


def weak_address(name: str, address: str) -> list[str]:
    """Why the password in a database's address is none. No password at all is another way to prove who one is."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return []  # what reads it will say so
    password = unquote(parts.password or "")
    if not password:
        return []
    if password.casefold() in KNOWN_PASSWORDS or password == parts.username:
        return [f"The password in {name} stands in an example. {MAKE_ONE}, and give it to the role as well."]
    if len(password) < SHORTEST_PASSWORD:
        return [
            f"The password in {name} has fewer than {SHORTEST_PASSWORD} characters. {MAKE_ONE}, and give it to the role as well."
        ]
    return []


def open_hosts(hosts: list[str]) -> list[str]:
    if "*" in hosts:
        return ["ALLOWED_HOSTS lets every name in. Name the one that people type: ALLOWED_HOSTS=families.example.org"]
    return []


def why_not(*, secret: str, addresses: dict[str, str], debug: bool) -> list[str]:
    """Everything that must not be so where the service speaks HTTPS."""
    said = weak_secret("SECRET_KEY", secret)
    for name, address in addresses.items():
        said += weak_address(name, address)
    if debug:
        said.append(
            "DEBUG shows strangers what is inside, and HTTPS is on. Unset DEBUG, or set HTTPS=0 on your own computer."
        )
    return said
