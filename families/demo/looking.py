"""What was decided in the past when we looked again, and why."""

# Days ago on which flags were raised, oldest first; the last is recent, and what it raised is still open.
PAST_RUNS = (310, 270, 240, 210, 180, 150, 120, 90, 60, 20)
STILL_OPEN_DAYS = 25

# (family, rule): decision, the worker's words, the reason, days until we look at it again.
DECIDED = {
    ("The Chaudhrys", "faces_90d"): (
        "we_will_change", "I counted with Uzma: seven people, and each asked about the birth.",
        "Nobody new comes to the Chaudhrys before Callum has asked Uzma. Jo rings the hospital team about it this week.", 60,
    ),
    ("The Chaudhrys", "new_faces_30d"): (
        "rule_is_wrong", "", "It counts me as new, and I am the one who was meant to come. The other new ones are another matter.", 120,
    ),
    ("The Chaudhrys", "outside_share_90d"): (
        "we_will_change", "They have our address list and not my number.",
        "The old address list is taken back. Everybody on it gets the named worker's number instead, by Friday.", 90,
    ),
    ("The Chaudhrys", "named_changes_12m"): (
        "ask_family", "It was us who changed, twice. She is right to be tired of it.",
        "Jo asks Uzma what she would like now, and she chooses who comes next. No other change this year.", 180,
    ),
    ("The Oyelarans", "named_changes_12m"): (
        "right_as_it_is", "She was angry about it and we talked about that. It is better now.",
        "Marie was ill and could not say goodbye. We have written to Bukola and said that it ought to have been different.", 200,
    ),
    ("The Mahmoods", "faces_90d"): (
        "rule_is_wrong", "They asked for the people who knew Yusuf.",
        "The hospital's people came because the family asked for those who had known Yusuf. A number does not see that.", 120,
    ),
    ("The Horváths", "faces_90d"): (
        "we_will_change", "There are seven rows on the list on their wall.",
        "Lucia rings each of the seven and asks them to ring her first. Jo writes to the two who do not answer.", 40,
    ),
    ("The Hustwaites", "days_since_named"): (
        "ask_family", "I do not want to frighten her off by coming too often.",
        "Callum puts a card through and asks which day is good, and whether she would like somebody else.", 30,
    ),
    ("The Begums", "faces_90d"): (
        "right_as_it_is", "She knows all of them by name.",
        "All who came were introduced by Shabana, and Rehana says the number is right for her now.", 90,
    ),
}  # fmt: skip
# What a worker decides about a prompt of her own: it never reaches the supervisor. And what a supervisor decides otherwise.
BY_HERSELF = {
    "faces_90d": [
        (
            "right_as_it_is",
            "Each of them came once and with me, or after a word from me. The family knew about all of them.",
            120,
        ),
        ("ask_family", "I will ask on Tuesday whether it is too many. From here it looks like a lot of doorbells.", 60),
        (
            "right_as_it_is",
            "They asked for the talks, for the money advice and for the window. I would not take one away.",
            100,
        ),
        (
            "we_will_change",
            "The next two who ask will be carried by me, so that there are no new faces for two months.",
            90,
        ),
    ],
    "new_faces_30d": [
        (
            "right_as_it_is",
            "It was the month of the new volunteer and the clinic. Both were wanted and both were introduced.",
            100,
        ),
        ("we_will_change", "The next visit from outside waits until next month, and I come along.", 60),
        (
            "right_as_it_is",
            "One of the two only came in the holiday week, and they had seen her before at the centre.",
            90,
        ),
        (
            "rule_is_wrong",
            "They had just come to us. In a first month everybody is new, and they were told about each.",
            120,
        ),
    ],
    "named_changes_12m": [
        ("right_as_it_is", "The change was planned, and the family had a say in who came next.", 200)
    ],
    "named_share_90d": [
        ("we_will_change", "I was at the training three times. From next month visits go round the training days.", 80),
        ("right_as_it_is", "My own operation. They had the stand-in they know, and I am back.", 90),
    ],
    "outside_share_90d": [
        (
            "we_will_change",
            "I have rung both services and given them my number. They did not know that they can ask me.",
            90,
        )
    ],
    "days_since_named": [
        (
            "rule_is_wrong",
            "They had asked for quiet weeks over the holidays. A pause that they want is not a gap.",
            150,
        ),
        (
            "right_as_it_is",
            "They were at the grandparents' for three weeks. We spoke on the phone before and after.",
            120,
        ),
        ("we_will_change", "Two visits fell out and I did not make up for them. I have written in the next three.", 60),
    ],
    "no_named_worker": [("we_will_change", "Jo answers herself until there is somebody.", 30)],
}
WITH_HER_WORDS = {
    "faces_90d": (
        "we_will_change",
        "They came because each was sent a list.",
        "We ask the three services to come through the named worker, and Jo writes to them this week.",
        60,
    ),
    "new_faces_30d": (
        "ask_family",
        "Two were wanted, the third was news to me.",
        "The worker asks the family on the next visit which of the three they would like to see again.",
        60,
    ),
    "named_changes_12m": (
        "right_as_it_is",
        "Nobody could help it.",
        "Both changes had reasons that the family knows and was told of. There will be no third.",
        200,
    ),
    "named_share_90d": (
        "we_will_change",
        "I was away for five weeks.",
        "The stand-in comes only when she is asked for, and the named worker is back on Tuesdays.",
        80,
    ),
    "outside_share_90d": (
        "we_will_change",
        "They do not know that they can ask me.",
        "Jo writes to the two services and gives them the named worker's number.",
        90,
    ),
    "days_since_named": (
        "we_will_change",
        "I put them last, because they never complain.",
        "They are written in first from now on, and Jo asks about them in three weeks.",
        60,
    ),
    "no_named_worker": (
        "we_will_change",
        "",
        "Jo answers herself until there is somebody, and rings on Mondays to say how far we are.",
        30,
    ),
}
# Not decided, whenever they were raised.
LEFT_OPEN = {("The Okafors", "faces_90d"), ("The Okafors", "new_faces_30d"), ("The Horváths", "outside_share_90d")}


def decision_about(family: str, rule: str, level: str, number: int) -> tuple[str, str, str, int]:
    """Decision, the worker's words before it, the reason, and in how many days to look again."""
    if (family, rule) in DECIDED:
        return DECIDED[family, rule]
    if level == "review":
        return WITH_HER_WORDS[rule]
    decision, reason, days = BY_HERSELF[rule][number % len(BY_HERSELF[rule])]
    return decision, "", reason, days
