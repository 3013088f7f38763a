"""The database's own roles: who may log in, and as what each request, task and command works.

Nobody works as the login. The web server logs in as WEB, which owns nothing, and becomes STAFF or PORTAL for the
length of one transaction; a Celery worker becomes CLOCK; an operator's command becomes KEEPER. What each may do is
said in the locks (relational.locks). No role here is a superuser, and none goes past row-level security.

login    OWNER   owns the tables; brings the database up to date; runs the operator's commands
         WEB     the web server
         WORKER  Celery's workers and beat
works as STAFF   a person who works or volunteers here
         PORTAL  a family member, another professional, or nobody yet: no grant on what only staff see
         ERRAND  for a few lines of one verb that must look further than the person who asked, such as passing on
                 the requests of somebody who leaves; only with the sealed name of that errand
         CLOCK   the service's own background work: counts days and keys, reads nobody's words
         KEEPER  an operator, by a command on the server: sees everything, and is never lent to the web
         REACH   owns the few functions that say who reaches whom (families.models.links)
"""

from psycopg import sql
from psycopg.errors import InsufficientPrivilege

OWNER, WEB, WORKER = "relational_owner", "relational_web", "relational_worker"
STAFF, PORTAL, ERRAND, CLOCK = "relational_staff", "relational_portal", "relational_errand", "relational_clock"
KEEPER, REACH = "relational_keeper", "relational_reach"

LOGINS = {
    OWNER: (STAFF, PORTAL, ERRAND, CLOCK, KEEPER, REACH, WEB, WORKER),
    WEB: (STAFF, PORTAL, ERRAND),
    WORKER: (CLOCK,),
}
GROUPS = (STAFF, PORTAL, ERRAND, CLOCK, KEEPER, REACH)


def make_roles(connection, *, database: str, passwords: dict[str, str], createdb: bool = False) -> None:
    """Make the roles and the database, or bring those that are there up to date. The same call again changes nothing.

    `connection` (psycopg, autocommit) belongs to somebody who may make roles and databases: a superuser, or the
    administrator of a managed server. `passwords` has one for each login; a login that is left out keeps its own.
    `createdb` lets OWNER make databases, which tests need.
    """
    run = connection.execute
    there = {name for (name,) in run("SELECT rolname FROM pg_roles").fetchall()}
    for role in GROUPS:
        if role not in there:
            run(sql.SQL("CREATE ROLE {} NOLOGIN NOINHERIT").format(sql.Identifier(role)))
    for role in LOGINS:
        if role not in there:
            run(sql.SQL("CREATE ROLE {} LOGIN NOINHERIT").format(sql.Identifier(role)))
        if role in passwords:
            run(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(passwords[role])))
    if createdb:
        run(sql.SQL("ALTER ROLE {} CREATEDB").format(sql.Identifier(OWNER)))
    for login, groups in LOGINS.items():
        for group in groups:
            run(sql.SQL("GRANT {} TO {}").format(sql.Identifier(group), sql.Identifier(login)))
    name = sql.Identifier(database)
    if not run("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
        if not run("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()[0]:
            run(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(OWNER)))
        run(sql.SQL("CREATE DATABASE {} OWNER {}").format(name, sql.Identifier(OWNER)))
    run(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
    run(sql.SQL("GRANT TEMPORARY ON DATABASE {} TO {}").format(name, sql.Identifier(KEEPER)))  # files come in by it
    try:  # what one web process is just saving is not to be watched by another that has the same login
        run(sql.SQL("ALTER ROLE {} SET track_activities = off").format(sql.Identifier(WEB)))
    except InsufficientPrivilege:
        pass  # a managed server's administrator may not say so
    for login in (WEB, WORKER):
        run(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(name, sql.Identifier(login)))
