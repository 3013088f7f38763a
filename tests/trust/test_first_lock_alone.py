"""With the second lock out, each person finds on every page what she finds with both, and not a word more.

Every policy says yes, and the view of live links shows everybody's: what still keeps words in is the pages' own. This
is also what notices when a page's own filter goes missing, which the second lock would else hide.
"""

from django.db import connection
from django.utils import timezone

from relational.roles import KEEPER, PORTAL, REACH, STAFF
from tests.conftest import begin_as
from tests.trust import walk
from tests.trust.probe import walked
from tests.trust.scene import set_the_scene


def take_the_second_lock_out() -> int:
    """Until the transaction of the test is taken back. Gives how many policies were opened."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute(
            "SELECT tablename, policyname, cmd FROM pg_policies WHERE roles && %s::name[]", [[STAFF, PORTAL]]
        )
        policies = cursor.fetchall()
        for table, policy, command in policies:
            using = "" if command == "INSERT" else " USING (true)"
            check = " WITH CHECK (true)" if command in ("INSERT", "UPDATE") else ""
            cursor.execute(f'ALTER POLICY "{policy}" ON "{table}"{using}{check}')
        begin_as(REACH)
        cursor.execute("CREATE OR REPLACE VIEW families_live_link AS SELECT * FROM families_every_link")
        begin_as(KEEPER)
    return len(policies)


def test_the_first_lock_alone_keeps_every_word_in(db):
    scene = set_the_scene(timezone.localdate())
    browsers = walk.clients(scene)
    with_both = walked(scene, browsers)
    assert take_the_second_lock_out() > 50
    with_one = walked(scene, browsers)
    more = [f"{hit} on {where}" for hit, where in with_one.items() if hit not in with_both]
    assert more == []
