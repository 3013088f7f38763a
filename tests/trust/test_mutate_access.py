"""The mutation run itself works: it finds the places of the first lock, breaks one, and somebody notices.

The whole run takes many minutes and is not a part of the tests: `python -m tests.trust.mutate_access`.
"""

from django.db import connection

from tests.trust.mutate_access import GATES, Copy, foreign, mutants, tried


def test_every_kind_of_place_is_found():
    found = [str(mutant) for mutant in mutants()]
    for kind in ("within_reach_of", "LiveLink.objects.of", "@family_page", "@thing_page", "@own_page", "@person_page",
                 "@my_page", "@asked_page", "@request_page", "refuse", "filter(held_by=user)"):  # fmt: skip
        assert any(kind in one for one in found), kind
    assert len(found) > 90 and "story" in str(found)


def test_every_gate_can_be_taken_out():
    from tests.trust import ungated

    assert [gate for gate in GATES if not callable(getattr(ungated, gate, None))] == []


def test_a_word_of_a_strangers_family_is_a_leak():
    found = {"amina okafors facts": "story", "amina maliks facts": "story", "helen okafors need": "asked"}
    assert foreign(found, {"helen okafors need": "asked"}) == ["amina maliks facts on story"]


def test_one_gate_taken_out_is_noticed_and_leaks_nothing(db):
    copy = Copy(0, database=connection.settings_dict["NAME"].removeprefix("test_"))
    try:
        gate = next(mutant for mutant in mutants() if "before today" in str(mutant))
        result = tried(copy, gate, {"zofia okafors name": "she was told of a concern"})
        assert result["caught"] == "test_each_person_gets_what_the_table_says", copy.said
        assert result["leaks"] == []
    finally:
        copy.gone()
