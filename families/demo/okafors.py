"""The Okafors: Grace, Tobi and Eni. The family everybody meets first, so most of it is told by hand.

They stand just below a review: five professionals in ninety days, two of them new in thirty. One more newcomer,
and their supervisor will be asked to look.
"""

from relational.faces import FACES

from .story import THURSDAY, Household, Member, Tale

OKAFORS = Household(
    "okafors", "The Okafors",
    (
        Member("Grace Okafor", "mother", face=FACES["grace"], user="grace"),
        Member("Tobi Okafor", born=1195, sex="m", face=FACES["tobi"]),
        Member("Eni Okafor", born=219, sex="f", face=FACES["eni"]),
    ),
    "14 Larkspur Terrace", "BD8 7QT", "07700 900 201", "Manningham", "English and Yoruba", "Text first, not after six", 7,
    themes=("toddler", "alone", "talk"),
)  # fmt: skip

# Days ago, minutes, what happened, how it was, and what was promised: Amina's last twelve visits before today.
AMINA = [
    (84, 55, "We opened the letter about the damp. It says they have written it down. It has said that for months.",
     "f My mother would laugh. She has a house with no walls half built and no damp. | missing someone", None),
    (77, 45, "Tobi showed me that he can hop. We looked at nursery places and you liked the one with the garden.",
     "f He is ready. I am not ready. | proud, missing someone", ("Ask Little Mill Nursery about mornings", 6, 4)),
    (70, 60, "Weighed Eni together: 6.2 kg. You have moved her cot away from the wet wall and it is in your room now.",
     "b You said you sleep worse and worry less. I said that this is a fair swap. | mixed", None),
    (63, 50, "Zofia came with me, for tea and so that Eni knows her face. You and Zofia talked about Tobi as a baby.",
     "f Zofia, you have cut your hair. Eni did not mind it. | welcome", None),
    (55, 60, "Helen and I came together, as you had said yes to. Eni is 6.5 kg. Helen looked at a feed and was happy with it.",
     "f You were both here and I told it one time only. | listened to", None),
    (49, 50, "We rang the housing office on loudspeaker. They will send Gareth Pickles, their adviser, but they could not say when.",
     "m You were polite for nine minutes, which was eight more than they had earned. | strong", ("Write down who said what, and send it to housing", 3, 2)),
    (35, 55, "The buggy wheel came off on Oak Lane. We carried Eni home between us and mended it with the clip from my bag.",
     "b We laughed until the bus driver laughed. | happy", None),
    (28, 60, "Weighed Eni together: 6.8 kg. We talked about your mother in Lagos, her hip, and the price of a ticket.",
     "f When she is ill I want to be there, and when I am there I want to be here. | heavy heart, missing someone", None),
    (18, 55, "Chloe came with me to hear Tobi speak. He told her about the bus, the red bus, and the bus. She will send two games.",
     "f He was not shy. He was waiting for a good question. | proud", None),
    (14, 50, "You told me that Gareth from housing had been, without a call. We wrote down what he said about the damp.",
     "f I was in my night things with the baby on me. He was friendly. But I did not know. | ashamed, angry", None),
    (7, 55, "Weighed Eni together: 6.9 kg, so she has gained little since last month. Filled in the first half of Tobi's nursery form.",
     "f Last night was the first time I slept. Eni only woke at five, and I lay there and listened to nothing. | thankful, calm",
     ("Bring the second half of Tobi's nursery form", 7, None)),
]  # fmt: skip
RUTH = [
    (9, 120, "We walked to the park with the mended buggy. It pulls to the left now, so we went round the pond twice.",
     "f Ruth says my rice needs less salt. My mother would have her arrested. | happy"),
    (8, 130, "Tobi and I made jam tarts. Grace wrote a long letter to her mother and read me a little of it.",
     "m I had a lump in my throat over the letter. | missing someone"),
    (7, 100, "Rain. We sat in the kitchen and sorted Eni's small clothes into keep, lend and cry.",
     "b The cry pile was the biggest. We put it all back in the drawer. | loved"),
    (6, 120, "Grace had the dentist, so I had both of them. We built a bus from chairs and I was the ticket lady.", ""),
    (5, 125, "We went to the market for plantain. The man gave Tobi one to carry and he carried it like a baby.",
     "f People know us there now. | I belong"),
    (4, 110, "I brought the sewing box. We took up the curtain, away from the damp wall.", ""),
    (3, 120, "Grace slept on the sofa with Eni on her, and Tobi and I did the whole farm jigsaw without a sound.",
     "f I said sorry for sleeping. You said it was the best visit yet. | safe, thankful"),
    (2, 115, "We video-called Grace's mother in Lagos. She inspected me, and Eni, and the curtain.",
     "f My mother said: that is a person. | loved, missing someone"),
    (1, 120, "We took Tobi to see the garden at the nursery, over the wall. He would like to be the one who waters.",
     "m Grace was quiet on the way home and took my arm. | hopeful"),
]  # fmt: skip


def tell(today, seed) -> Tale:
    tale = Tale(OKAFORS, today, seed)
    tale.comes(
        412, asked_by="Grace herself, with her midwife",
        why="I have no family here. I would like somebody who comes back, and a hand with Tobi when the baby is here one day.",
    )  # fmt: skip
    tale.appoint("zofia", 409, reason="She lives near, and Grace liked her on the phone.")
    tale.first_meeting("zofia", 405)
    tale.comes_every("zofia", 397, 252, 10, hour=10)
    tale.asks(
        "helen", 330, purpose="see", need="Tobi's two-year review is due.", hears="I would like to see how Tobi plays and talks, at home if you like.",
        decision="introduce", reply="Grace would like you to come on a morning. I have told her about you and she will text you a day.",
        plan="Grace texts a day this week", came=318, facts="Tobi's two-year review, on the kitchen floor, with Helen. He is doing well. More words would be good.",
        how="f She talked to him and not over him. | listened to",
    )  # fmt: skip
    tale.introduces(
        "zofia", "ruth", 303, "f She looked at my pans before she looked at me. I like her. | happy", at="13:30"
    )
    tale.appoint(
        "ruth", 303, reason="Grace asked for somebody old enough to have patience. Ruth asked for a family that cooks."
    )
    tale.comes_every("ruth", 297, 66, 7, weekday=THURSDAY, hour=13, misses=0.05)
    tale.hand_over(
        "amina",
        238,
        reason="Zofia goes to four days, and Grace wants her person well before the baby comes",
        need_not="How Tobi was born, and why we left Lagos. Zofia knows it and Amina has read it. Please do not ask me again.",
    )
    tale.stand_in("zofia", 238)
    tale.comes_every("amina", 231, 91, 7, hour=10, themes=("pregnant", "newborn", "baby", "toddler", "alone", "talk"))
    for ago, minutes, facts, how, promise in AMINA:
        if ago in (63, 55, 18):
            continue
        if promise and promise[2] is None:  # it is for today
            promise = (promise[0], (today - tale.working(ago)).days, None)
        tale.visit(
            ago,
            "amina",
            facts,
            how,
            minutes=minutes,
            promise=promise,
            kind="out_together" if "Oak Lane" in facts else "at_home",
        )
    _, minutes, facts, how, _ = next(row for row in AMINA if row[0] == 63)
    tale.visit(63, ["amina", "zofia"], facts, how, minutes=minutes)
    tale.asks(
        "helen", 61, purpose="see", need="Eni's weight at five months, and a look at a feed.",
        hears="I would like to weigh Eni and see how the feeding goes. It is a routine look.",
        decision="together", reply="Grace says yes, on my visit, so that she tells it once. At eleven?", plan="Together, on my next visit",
        came=55, facts=AMINA[4][2], how=AMINA[4][3],
    )  # fmt: skip
    tale.visit(42, "zofia", "I came for Amina, who was on a course. Tobi counted the stairs for me in English and in Yoruba.",
               "f It was good that it was you and not somebody. | safe", minutes=45)  # fmt: skip
    tale.asks(
        "chloe",
        27,
        purpose="offer",
        need="Tobi's health visitor asked me to listen to his speech; I have a place this month.",
        hears="I would like to play with Tobi and hear how he talks. Nothing is wrong with two languages.",
        child="Tobi",
        decision="introduce",
        reply="Grace would like me there the first time. Come with me at ten, and bring something with wheels.",
        plan="With me, on my next visit",
        after=2,
    )
    _, minutes, facts, how, _ = next(row for row in AMINA if row[0] == 18)
    tale.visit(18, ["amina", "chloe"], facts, how, minutes=minutes, request=f"okafors {tale.asked}", family_knew=True)
    tale.outside(
        17,
        "amina",
        who="gareth",
        facts="Gareth Pickles from housing came about the damp, without a call. Grace let him in. He took photographs.",
    )
    weeks_since_thursday = (today.weekday() - THURSDAY) % 7 or 7
    for week, minutes, facts, how in RUTH:
        tale.visit(weeks_since_thursday + 7 * (week - 1), "ruth", facts, how, minutes=minutes, at="13:30")
    tale.asks(
        "helen",
        1,
        purpose="see",
        at="15:40",
        carry=True,
        wanted=-10,
        need="Eni's weight: 6.9 kg, and little gained in four weeks. I would like to weigh her and talk about meals.",
        hears="I would like to weigh Eni with you and hear what she likes to eat. I am not worried, I would like to see her.",
    )
    tale.plans("amina", 0, "10:00", minutes=50, planned=7)
    tale.plans("amina", -7, "10:00", minutes=50, planned=7)
    tale.plans("ruth", weeks_since_thursday - 7, "13:30", minutes=120, planned=weeks_since_thursday)
    tale.plans("ruth", weeks_since_thursday - 14, "13:30", minutes=120, planned=weeks_since_thursday)
    return tale
