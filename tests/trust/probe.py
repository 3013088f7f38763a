"""What each of the cast finds on every page of this tree: words of which family.

`walked` is used by the tests. As a test it is run by `mutate_access` alone, in trees that were broken on purpose: it
tells in a file what was found (PROBE_OUT), and is judged there. PROBE_PAGES says which pages; all if it is empty.
"""

import json
import os
from pathlib import Path

from django.utils import timezone

from tests.trust import walk
from tests.trust.scene import set_the_scene

ASKED_AS = "amina zofia jo kim ruth helen ines grace ade".split()
NEVER = ("account_", "mfa_", "csp_report", "robots", "security_txt", "sign_in")


def walked(scene, browsers) -> dict[str, str]:
    """"person family kind" of each word that was found -> the page it was found on first."""
    wanted, found = set(os.environ.get("PROBE_PAGES", "").split()), {}
    for name, pattern in walk.pages().items():
        if name.startswith(NEVER) or (wanted and name not in wanted):
            continue
        try:
            addresses = walk.addresses(scene, name, pattern)
        except AssertionError:  # a page the scene has nothing for yet: the matrix asks for it (test_matrix)
            continue
        for _family, address in addresses:
            for person in ASKED_AS:
                with walk.taken_back():
                    answer = browsers[person].get(address)
                    for kind, family in scene.found(walk.whole(answer)):
                        found.setdefault(f"{person} {family} {kind}", f"{name} {answer.status_code}")
    return found


def test_probe(db):
    scene = set_the_scene(timezone.localdate())
    Path(os.environ["PROBE_OUT"]).write_text(json.dumps({"found": walked(scene, walk.clients(scene))}))
