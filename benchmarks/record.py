"""What a link costs: rows of the record written one transaction each, with their chain and without it, side by side.

    python -m benchmarks.record [rows]

In a database of its own (test_…), which is taken away afterwards. Nothing else may run on the machine meanwhile.
"""

import os
import statistics
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "relational.settings")


def main(rows: int) -> None:
    django.setup()
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    from relational import record
    from relational.keys import new_key
    from relational.models import Look, User

    made = setup_databases(verbosity=0, interactive=False)
    try:
        amina = User.objects.create_user(name="Amina Hussain", called="Amina")
        families = [new_key() for _ in range(40)]

        def write() -> float:
            times = []
            for number in range(rows):
                began = time.perf_counter()
                Look.objects.create(by=amina, family=families[number % 40], page="families:story", through="key_worker")
                times.append((time.perf_counter() - began) * 1000)
            return statistics.median(times)

        def links(do: str) -> None:
            with connection.cursor() as cursor:
                cursor.execute(f"ALTER TABLE relational_look {do} TRIGGER is_linked")
                cursor.execute(f"ALTER TABLE relational_look {do} TRIGGER marks_its_chain")

        write()  # warm
        chained, plain = [], []
        for _ in range(3):
            chained.append(write())
            links("DISABLE")
            plain.append(write())
            links("ENABLE")
        with_chain, without = statistics.median(chained), statistics.median(plain)
        print(f"{rows} rows, a transaction each, median: {with_chain:.2f} ms chained, {without:.2f} ms plain.")
        began = time.perf_counter()
        found = record.verify()
        took = time.perf_counter() - began
        print(f"Verified {found.rows} links in {took:.1f} s ({found.rows / took:,.0f} a second).")
    finally:
        teardown_databases(made, verbosity=0)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
