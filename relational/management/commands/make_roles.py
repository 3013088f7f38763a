"""The one command for a server that is not our own: make the database, its roles, and print the addresses to use."""

import os
import secrets
from urllib.parse import quote, urlsplit

import psycopg
from django.core.management.base import BaseCommand, CommandError

from relational.roles import LOGINS, OWNER, WEB, WORKER, make_roles

FOR_WHAT = {
    OWNER: "migrate and every other command",
    WEB: "the web server",
    WORKER: "Celery's workers and beat",
}


# Where the passwords are chosen elsewhere, as Docker Compose does: then none is made and none is printed.
GIVEN_AS = {OWNER: "OWNER_PASSWORD", WEB: "WEB_PASSWORD", WORKER: "WORKER_PASSWORD"}


class Command(BaseCommand):
    help = "Make the database and its roles on a PostgreSQL server, as its administrator. Safe to run again."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("address", help="postgres://administrator:password@host:5432/postgres")
        parser.add_argument("--database", default="relational", help="The database to make. Default: relational.")
        parser.add_argument(
            "--new-passwords", action="store_true", help="Give logins that are there already new passwords as well."
        )

    def handle(self, *, address, database, new_passwords, **options):
        try:
            with psycopg.connect(address, autocommit=True, connect_timeout=10) as connection:
                there = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles").fetchall()}
                given = {login: os.environ.get(name, "") for login, name in GIVEN_AS.items()}
                passwords = {login: word for login, word in given.items() if word} or {
                    login: secrets.token_urlsafe(24) for login in LOGINS if new_passwords or login not in there
                }
                make_roles(connection, database=database, passwords=passwords)
        except psycopg.Error as error:
            raise CommandError(f"The server refuses: {str(error).strip().splitlines()[0]}")
        if any(os.environ.get(name) for name in GIVEN_AS.values()):
            self.stdout.write(f"The database {database} and its roles are there, with the passwords that were given.")
            return
        place = urlsplit(address)
        host = f"{place.hostname}:{place.port or 5432}"
        self.stdout.write(f"The database {database} and its roles are there. Keep these addresses as secrets:\n")
        for login, what in FOR_WHAT.items():
            password = quote(passwords[login], safe="") if login in passwords else "<its password, as before>"
            self.stdout.write(f"DATABASE_URL for {what}:\n    postgres://{login}:{password}@{host}/{database}")
