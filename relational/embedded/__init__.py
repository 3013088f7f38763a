"""The PostgreSQL and the broker that `make run` and `make test` bring along when no address is given.

    python -m relational.embedded run manage.py run_embedded    a lasting database in var/pg; one at a time
    python -m relational.embedded test -m pytest                a second, hasty one in var/pg-test
    python -m relational.embedded manage manage.py shell        borrows what a run has open, else opens it

It starts what is missing, gives the command the addresses in its environment (DATABASE_URL, REDIS_URL), waits
for it, and stops all it started. Everything it writes is in var/. A server is a child of this process and
ends with it, even if this process is killed: so nothing found at the start can still be wanted, and whatever
a killed server left behind is cleared away. Made for Linux and macOS; elsewhere, give both addresses.
"""
