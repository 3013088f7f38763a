"""For each form of the site one full and plausible post about one family of the scene. A new form without one makes
the proof fail (test_matrix.test_the_matrix_knows_every_url)."""

from datetime import timedelta

from tests.trust.scene import again

OURS = "Words of the one who tries it."


def full_post(name: str, scene, family: str) -> dict | None:
    """What somebody who may would send; None for a page that takes no post."""
    one = scene.things[family]["ids"]
    today, soon = scene.today.isoformat(), (scene.today + timedelta(days=3)).isoformat()
    new = scene.people["wes" if family == "yorks" else "nell"].pk  # a colleague of theirs who could be there for them
    dated = {"on": today, "reason": OURS, "side": "service"}
    posts = {
        "families:log": again() | {
            "who_came": [one["worker"].pk], "others": [], "request": one["answered"].pk, "present": [m.pk for m in one["members"][:2]],
            "happened_on": today, "start": "10:00", "minutes": "50", "kind": "at_home", "outcome": "seen", "facts": OURS,
            "how_it_was": OURS, "whose_words": "mine", "feelings": ["calm"], "promise": "A word", "promise_by": today,
            "next_visit": "7", "worry": "no", "may_read": "on", "apart": OURS, "apart_reason": "x", "apart_reviewer": one["by"].pk,
        },
        "families:add_words": {"how_it_was": OURS, "whose_words": "mine"},
        "families:plan": {"person": one["worker"].pk, "day": soon, "start": "11:00", "minutes": "60", "kind": "at_home"},
        "families:call_off": {},
        "families:keep_promise": {},
        "families:appoint": dated | {"person": new},
        "families:cover": dated | {"person": new, "until": today},
        "families:hand_over": dated | {"to": new, "why_not_together": OURS, "need_not_tell_again": OURS},
        "families:end": dated | {"relationship": one["spell"].pk},
        "families:say_goodbye_for_now": {"on": today, "reason": OURS},
        "families:welcome_back": {"on": today, "why": OURS, "asked_by": "A midwife", "kind": "family_support"},
        "families:refer": {
            "name": "The Newcomers", "why": OURS, "asked_by": "A midwife", "on": today, "team": one["team"].pk,
            "kind": "family_support", "adult_1_name": "Ann Newcomer", "adult_1_tie": "mother",
        },
        "families:ask": again() | {
            "safe": "no", "child_name": "Nobody Known", "child_born_on": "2021-02-03",
            "postcode": "BD8", "purpose": "see", "need": OURS, "for_the_family": OURS,
        },
        "families:decide": {"family_agreed": "yes", "decision": "carry", "reply": OURS, "carry_plan": "Tuesday"},
        "families:record_unrouted": again() | {
            "person": "else", "someone_else": "A man", "someone_else_job": "housing", "happened_on": today, "kind": "at_home",
            "how": str(one["answered"].pk), "family_knew": "yes", "facts": OURS,
        },
        "families:tell": again() | {"family": one["family"].pk, "words": OURS, "called": "999"},
        "families:dealing": {},
        "families:take_up": {},
        "families:look": {"decision": "right_as_it_is", "reason": OURS + " And more of it.", "review_on": soon},
        "families:place": {"which": "other", "other": one["family"].pk, "reply": OURS},
        "families:invite": {"name": "New Person", "called": "New", "email": "new@example.org", "role": "volunteer", "team": one["team"].pk},
        "families:own_details": {"called": "Me", "introduction": OURS, "speaks": "Urdu", "phone": "0", "answers": "x"},
        "families:give_role": {"role": "volunteer", "team": one["team"].pk, "on": today},
        "families:end_role": {"last_day": soon},
        "families:write_check": {"what": "references", "done_on": today},
        "families:away": {"on": today, "until": soon, "reason": OURS},
        "families:leaving": {"last_day": soon, "reason": OURS},
        "families:end_access": {"reason": OURS},
        "families:forget_keys": {},
        "families:withdraw": {},
        "families:letter": {"member": one["mother"].pk, "handed": "in_person", "born_on": "1984-02-03"},
        "families:take_back_letter": {"member": one["aunt"].pk},
        "families:switch_off": {"member": one["mother"].pk},
        "families:my_safe": {},
        "families:my_phone": {"only_mine": "yes"},
        "families:open_letter": {"code": scene.things[family]["families:scan_letter"]["code"]},
        "families:letter_born": {"day": "3", "month": "4"},
        "volunteers:home": {"planned": one["hers"].pk},
        "volunteers:diary": again() | {
            "planned": one["hers"].pk, "outcome": "seen", "facts": OURS, "how_it_was": OURS, "whose_words": "mine",
            "happened_on": today, "kind": "at_home", "present": [one["mother"].pk],
        },
        "sign_in": {"email": one["worker"].email},
        "end_one": {"which": scene.session_of[one["worker"].pk]},
        "end_others": {},
        "csp_report": {},
        "account_login": {"email": one["worker"].email}, "account_request_login_code": {"email": one["mother"].user.email},
        "account_signup": {"email": one["mother"].user.email}, "account_confirm_login_code": {"code": "123456"}, "account_logout": {},
        "mfa_authenticate": {"code": "123456"}, "mfa_login_webauthn": {"credential": "{}"}, "mfa_reauthenticate": {"code": "123456"},
        "mfa_reauthenticate_webauthn": {"credential": "{}"}, "mfa_activate_totp": {"code": "123456"}, "mfa_deactivate_totp": {},
        "mfa_add_webauthn": {"name": "phone", "credential": "{}"}, "mfa_remove_webauthn": {}, "mfa_generate_recovery_codes": {},
    }  # fmt: skip
    return posts.get(name)


# Pages that take no post of their own: whatever is sent to them changes nothing.
ONLY_READ = {
    "home", "help", "gallery", "healthz", "robots", "security_txt", "where_signed_in", "account_inactive", "mfa_index",
    "mfa_list_webauthn", "mfa_view_recovery_codes", "mfa_download_recovery_codes", "families:today", "families:index",
    "families:story", "families:pick", "families:ask_start", "families:asked", "families:waiting", "families:urgent",
    "families:told", "families:team", "families:how_we_count", "families:people", "families:see_as", "families:person",
    "families:who_looked", "families:who_looked_table", "families:looked_at_us", "families:my_person", "families:leave",
    "families:scan_letter",
}  # fmt: skip
