from django.urls import path

from families.views import (
    concerns,
    contacts,
    continuity,
    families,
    invitations,
    my_person,
    people,
    record,
    relationships,
    routing,
    support,
    today,
)

app_name = "families"

urlpatterns = [
    # the key worker's day
    path("today/", today.today, name="today"),
    path("families/", families.index, name="index"),
    path("families/new/", support.refer, name="refer"),
    path("families/<uuid:family>/", families.story, name="story"),
    path("visits/new/", contacts.pick, name="pick"),
    path("families/<uuid:family>/visits/new/", contacts.log, name="log"),
    path("visits/<uuid:key>/words/", contacts.add_words, name="add_words"),
    path("families/<uuid:family>/visits/plan/", contacts.plan, name="plan"),
    path("planned/<uuid:key>/call-off/", contacts.call_off, name="call_off"),
    path("promises/<uuid:key>/kept/", contacts.keep_promise, name="keep_promise"),
    # who is there for a family
    path("families/<uuid:family>/appoint/", relationships.appoint, name="appoint"),
    path("families/<uuid:family>/cover/", relationships.cover, name="cover"),
    path("families/<uuid:family>/goodbye/", relationships.hand_over, name="hand_over"),
    path("families/<uuid:family>/end/", relationships.end, name="end"),
    path("families/<uuid:family>/goodbye/for-now/", support.say_goodbye_for_now, name="say_goodbye_for_now"),
    path("families/<uuid:family>/welcome-back/", support.welcome_back, name="welcome_back"),
    # other professionals, through the link
    path("ask/", routing.ask_start, name="ask_start"),
    path("ask/new/", routing.ask, name="ask"),
    path("ask/<uuid:key>/", routing.asked, name="asked"),
    path("requests/", routing.waiting, name="waiting"),
    path("requests/<uuid:key>/", routing.decide, name="decide"),
    path("families/<uuid:family>/outside/", routing.record_unrouted, name="record_unrouted"),
    # keeping safe
    path("urgent/", concerns.numbers, name="urgent"),
    path("urgent/tell/", concerns.tell, name="tell"),
    path("urgent/<uuid:key>/", concerns.told, name="told"),
    path("urgent/told/<uuid:key>/dealing/", concerns.dealing, name="dealing"),
    # the supervisor's page
    path("team/", continuity.team, name="team"),
    path("team/late/<uuid:key>/", continuity.take_up, name="take_up"),
    path("team/look/<uuid:key>/", continuity.look, name="look"),
    path("team/place/<uuid:key>/", routing.place, name="place"),
    path("how-we-count/", continuity.how_we_count, name="how_we_count"),
    # people and what they may see
    path("people/", people.index, name="people"),
    path("people/new/", people.invite, name="invite"),
    path("people/me/", people.own_details, name="own_details"),
    path("people/see-as/", people.see_as_role, name="see_as"),
    path("people/<uuid:key>/", people.person, name="person"),
    path("people/<uuid:key>/roles/new/", people.give_role, name="give_role"),
    path("people/<uuid:key>/roles/<uuid:held>/end/", people.end_role, name="end_role"),
    path("people/<uuid:key>/checks/new/", people.write_check, name="write_check"),
    path("people/<uuid:key>/away/", people.away, name="away"),
    path("people/<uuid:key>/leaving/", people.leave, name="leaving"),
    path("people/<uuid:key>/leaving/now/", people.end_access, name="end_access"),
    path("people/<uuid:key>/lost/", people.forget_keys, name="forget_keys"),
    path("involvements/<uuid:key>/withdraw/", people.withdraw, name="withdraw"),
    # the record
    path("audit/", record.who_looked, name="who_looked"),
    path("audit/table/", record.who_looked_table, name="who_looked_table"),
    # the family's own page
    path("me/", my_person.home, name="my_person"),
    path("me/safe/", invitations.my_safe, name="my_safe"),
    path("me/phone/", invitations.my_phone, name="my_phone"),
    path("me/looked/", record.looked_at_us, name="looked_at_us"),
    path("me/w/", my_person.leave, name="leave"),
    # the letter, which is her way in
    path("families/<uuid:family>/letter/", invitations.letter, name="letter"),
    path("families/<uuid:family>/letter/take-back/", invitations.take_back, name="take_back_letter"),
    path("families/<uuid:family>/letter/switch-off/", invitations.switch_off, name="switch_off"),
    path("in/letter/", invitations.open_letter, name="open_letter"),
    path("in/letter/born/", invitations.letter_born, name="letter_born"),
    path("in/letter/<str:code>", invitations.scan_letter, name="scan_letter"),
]
