"""The roles on a server that is not our own, made by one command, as an administrator who is no superuser."""

from io import StringIO
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.core.management import CommandError, call_command

from relational.embedded.postgres import Postgres, postgres_programs
from relational.management.commands import make_roles as command
from relational.roles import GROUPS, KEEPER, LOGINS, OWNER, WEB, WORKER


@pytest.fixture(params=list(dict.fromkeys(str(programs.resolve()) for programs in postgres_programs())), scope="module")
def administrator(request, tmp_path_factory):
    """The address of somebody who may make roles and databases and nothing else, as managed servers give it.

    Tried on every PostgreSQL that is installed here: the embedded one, and Debian's where it is there.
    """
    folder = tmp_path_factory.mktemp("managed")
    for part in (folder, *folder.parents[:2]):
        part.chmod(0o755)
    server = Postgres(folder / "pg", hasty=True)
    server._choose_programs = lambda: __import__("pathlib").Path(request.param)
    server._make_roles = lambda: None
    server.start()
    address = server._address("postgres", "postgres")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE ROLE administrator LOGIN CREATEROLE CREATEDB PASSWORD 'admin'")
    place = urlsplit(address)
    yield urlunsplit(place._replace(netloc=f"administrator:admin@{place.hostname}:{place.port}"))
    server.stop()


def made(address, **more) -> str:
    said = StringIO()
    call_command("make_roles", address, stdout=said, **more)
    return said.getvalue()


def test_one_command_makes_the_database_and_its_roles_and_none_of_them_goes_past_the_locks(administrator, monkeypatch):
    for name in command.GIVEN_AS.values():
        monkeypatch.delenv(name, raising=False)
    said = made(administrator)
    addresses = [line.strip() for line in said.splitlines() if line.strip().startswith("postgres://")]
    logins = [urlsplit(address).username for address in addresses]
    assert logins == [OWNER, WEB, WORKER]
    with psycopg.connect(administrator) as connection:
        roles = connection.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolinherit, rolcanlogin FROM pg_roles"
            " WHERE rolname LIKE 'relational%%'"
        ).fetchall()
    assert {role[0] for role in roles} == {*LOGINS, *GROUPS}
    for name, superuser, bypasses, makes_roles, inherits, logs_in in roles:
        assert not (superuser or bypasses or makes_roles or inherits) and logs_in == (name in LOGINS)

    with psycopg.connect(addresses[0], autocommit=True) as owner:
        owner.execute("SET ROLE pg_database_owner")
        owner.execute(f"GRANT ALL ON SCHEMA public TO {OWNER} WITH GRANT OPTION")
        owner.execute("RESET ROLE")
        owner.execute("CREATE EXTENSION btree_gist")
        owner.execute("CREATE TABLE ours (id int)")
        owner.execute(f"SET ROLE {KEEPER}")
    for address in addresses[1:]:
        with psycopg.connect(address, autocommit=True) as web:
            for wish in (f"SET ROLE {KEEPER}", f"SET ROLE {OWNER}", "CREATE TABLE theirs (id int)", "TABLE ours"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    web.execute(wish)


def test_again_it_changes_nothing_and_tells_no_password(administrator, monkeypatch):
    for name in command.GIVEN_AS.values():
        monkeypatch.delenv(name, raising=False)
    made(administrator)
    assert made(administrator).count("<its password, as before>") == 3


def test_passwords_that_are_given_are_set_and_not_printed(administrator, monkeypatch):
    for name in command.GIVEN_AS.values():
        monkeypatch.setenv(name, "a-word-from-compose")
    assert "a-word-from-compose" not in made(administrator)
    place = urlsplit(administrator)
    psycopg.connect(
        urlunsplit(place._replace(netloc=f"{WEB}:a-word-from-compose@{place.hostname}:{place.port}", path="/relational"))
    ).close()


def test_a_server_that_refuses_is_told_in_a_sentence():
    with pytest.raises(CommandError, match="The server refuses"):
        made("postgres://nobody:x@127.0.0.1:1/postgres")
