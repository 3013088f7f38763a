"""The families of the demo and what becomes of each: one function, one tale. Days are days ago."""

from relational.faces import CHILDREN, FACES, MEN, WOMEN

from .okafors import OKAFORS
from .okafors import tell as tell_okafors
from .people import KEIGHLEY_ROAD
from .story import Household, Member, Tale

GIRL, BOY = "f", "m"
TALES = {"okafors": (OKAFORS, tell_okafors)}


def family(key, name, *members, **facts):
    """Enter a family and its tale."""
    number, everyday = len(TALES), facts.pop("everyday", {})
    facts.setdefault("street", f"{3 + number * 7 % 90} {STREETS[number % len(STREETS)]}")
    facts.setdefault(
        "postcode",
        f"BD{(8, 8, 9, 8, 3)[number % 5]} {7 + number % 3}{LETTERS[number % 10]}{LETTERS[(number + 3) % 10]}",
    )
    facts.setdefault("phone", f"07700 900 {201 + number}")
    household = Household(key, name, members, **facts)

    def enter(tell):
        def told(today, seed):
            tale = Tale(household, today, seed)
            tell(tale)
            tale.everyday(**everyday)
            return tale

        TALES[key] = (household, told)
        return told

    return enter


STREETS = (
    "Larkspur Terrace", "Mill Weavers Row", "Fernbank Mount", "Ashwell Bridge Road", "Cobden Shuttle Street", "Quince Grove",
    "Heather Lea", "Carding House Lane", "St Oswin's Place", "Oatlands Rise", "Tenter Croft Street", "Bobbin Yard",
)  # fmt: skip
LETTERS = "QTXWNZHJLR"


def mother(name, face, user=""):
    return Member(name, "mother", face=face if isinstance(face, str) else WOMEN[face], user=user)


def father(name, face):
    return Member(name, "father", face=MEN[face])


def child(name, born, sex, face=None, died=None):
    return Member(name, born=born, sex=sex, face=CHILDREN[face] if face is not None else "", died=died)


# --- Amina's ------------------------------------------------------------------------------------------------------


@family(
    "maliks", "The Maliks", mother("Sana Malik", FACES["sana"], "sana"), child("Bilal Malik", 640, BOY, 2),
    speaks="Pahari, Urdu, a little English", safe_contact="Ring, please, she likes a voice; not on Fridays at noon", rhythm=7,
    themes=("alone", "english", "toddler", "baby"), keeps_eid=True,
)  # fmt: skip
def maliks(tale):
    tale.comes(
        390,
        asked_by="Her health visitor",
        why="I do not go out. I want to know one person, and for Bilal to know one child.",
    )
    tale.appoint("amina", 388, reason="She speaks Pahari, and Sana asked for that.")
    tale.first_meeting("amina", 386)
    tale.comes_every("amina", 380, 77, 7, hour=11)
    tale.stand_in("shabana", 300, met_with="amina")
    tale.volunteer("rubina", 240, reason="They both sew, and both miss the mountains.", brought_by="amina", last=4)
    for ago, facts, how in (
        (72, "We drank tea with too much cardamom and talked about your village, and about the river, which has no bridge.",
         "f In my dream I am on the other side of it. | missing someone"),
        (65, "Bilal let me hold him. He has never let me hold him.", "b We both pretended that it was nothing. | loved"),
        (58, "We rang the college. There is a women's class on Tuesdays with a room for the little ones.",
         "f If Bilal cries I come out. That is my rule. | scared, hopeful"),
        (51, "First class. You stayed for all of it. I sat in the corridor with the other babies' coats.",
         "f I wrote my name and the teacher could read it. | proud"),
        (44, "You showed me your homework before I had sat down.", ""),
        (37, "We walked to the library. Bilal chose a book about diggers, and you read it in Pahari.",
         "m You made the digger's noise. I did not know you were so funny. | happy"),
        (30, "We talked about your mother-in-law's visit, and about which room is yours to shut.",
         "f I love her and I count the days. | mixed"),
        (23, "You met the other Bilal's mother at the class, and you have her number.", "f Two Bilals. We laughed so much. | happy, I belong"),
        (16, "Your mother-in-law was here, so we spoke about the weather in three languages. You walked me to the corner.",
         "b At the corner you said the real things, quickly. | heavy heart"),
    ):  # fmt: skip
        tale.visit(ago, "amina", facts, how, at="11:00", minutes=55)


@family(
    "wojciks", "The Wójciks", mother("Magda Wójcik", FACES["magda"], "magda"), child("Kuba Wójcik", 128, BOY, 7),
    speaks="Polish, English", safe_contact="Text; she answers when Kuba sleeps", rhythm=7, themes=("newborn", "baby", "sleep", "pregnant"),
)  # fmt: skip
def wojciks(tale):
    tale.comes(
        233,
        asked_by="Her midwife",
        why="I am alone with this baby and my mother is in Gdańsk. I want somebody beside me who is not a book.",
    )
    tale.appoint("amina", 231, reason="She had a place, and Magda asked for somebody who has children.")
    tale.first_meeting("amina", 228)
    tale.comes_every("amina", 222, 66, 7, hour=12)
    tale.stand_in("zofia", 180, met_with="amina")
    tale.volunteer(
        "ewa", 150, reason="Ewa was new here once as well, and they can be quiet in Polish.", brought_by="amina", last=3
    )
    for ago, facts, how in (
        (62, "At the hospital with Kuba's chest. I sat with you until they let you take him home.",
         "f Thank you for sitting with me at the hospital. | thankful, scared"),
        (55, "Kuba breathes easily again. We wrote down what the nurse had said, and you slept for half an hour while I held him.", ""),
        (48, "Wrote to the baby bank about a cot. He hangs out of the basket at both ends.", "b We laughed about his feet. | happy"),
        (41, "Your mother was on the phone for all of it. She asked what I eat.", "f Mama says you sound like a person. | welcome"),
        (34, "We rang about the cot again. They have one, they say, and a man with a van.", ""),
        (28, "You were low and we let the forms be. Kuba lay between us and told us things.",
         "f Ciężko mi na sercu. It is heavy on my heart. You do not have to do something. | heavy heart, missing someone"),
        (21, "We walked along the canal. You said out loud that you are not going back.", "f I said it, so it is true. | strong, scared"),
        (14, "Looked at the room. The cot goes under the picture, we measured it with your scarf.", ""),
        (7, "The cot came. We built it together and had one screw left over.",
         "f He slept in it like a king. I went to look at him four times. | happy, loved"),
    ):  # fmt: skip
        tale.visit(ago, "amina", facts, how, at="12:30", minutes=60, kind="at_our_place" if "hospital with" in facts else "",
                   promise=("Ring the van man about the cot", 4, 4) if ago == 34 else None)  # fmt: skip
    tale.plans("amina", 0, "12:30", planned=7)


@family(
    "ansaris", "The Ansaris", mother("Nadia Ansari", 15), father("Imran Ansari", 12), child("Yahya Ansari", 815, BOY, 0),
    child("Safa Ansari", 2300, GIRL, 4), speaks="Urdu, English", safe_contact="Any time before nine at night", rhythm=7,
    themes=("toddler", "nursery", "english", "sleep", "baby"), keeps_eid=True,
)  # fmt: skip
def ansaris(tale):
    tale.comes(
        526,
        asked_by="Herself, at the school gate",
        why="I have good days and bad days, and nobody sees the bad ones. I would like to be seen.",
    )
    tale.appoint("amina", 525, reason="Nadia knew her from the school gate and asked for her.")
    tale.first_meeting("amina", 523)
    tale.comes_every("amina", 516, 6, 7, hour=9, misses=0.08, calls=0.16)
    tale.stand_in("shabana", 440, met_with="amina")
    tale.volunteer("halima", 505, reason="Two mothers of loud boys.", brought_by="amina", last=4, misses=0.1)
    tale.asks(
        "mariam", 120, purpose="share", need="Yahya has a place from next term, three mornings.", hears="We are looking forward to Yahya. Come and see the sand.",
        decision="carry", reply="I told Nadia on my visit and she is delighted. She will come and see the sand.", plan="On my next visit",
    )  # fmt: skip
    tale.plans("amina", -3, "09:30")


@family(
    "popescus", "The Popescus", mother("Mihaela Popescu", 14), father("Andrei Popescu", 8), child("Ana Popescu", 160, GIRL, 6), child("Luca Popescu", 160, BOY, 6),
    speaks="Romanian, some English", safe_contact="Text Andrei, he reads it to her", rhythm=7, themes=("twins", "newborn", "sleep", "feeding"),
)  # fmt: skip
def popescus(tale):
    tale.comes(
        152,
        asked_by="The hospital",
        why="Two babies, one pair of hands. Somebody in the mornings, please, when Andrei works.",
    )
    tale.appoint("amina", 150, reason="She had room in the mornings.")
    tale.visit(149, "amina", "We met with Ioana, the interpreter, at the table. You chose her yourselves.",
               "f She said my words and not other words. | listened to", at="11:30", observers=["ioana"])  # fmt: skip
    tale.comes_every("amina", 142, 28, 7, hour=11, how=0.55)
    tale.stand_in("zofia", 120, met_with="amina")
    tale.volunteer(
        "annemarie",
        112,
        reason="She had twins herself and Mihaela laughed when she heard it.",
        brought_by="amina",
        last=2,
    )
    tale.visit(21, "amina", "Ioana came to say it in Romanian: the weights are good, both of them, and you may stop waking them.",
               "f I understood all of it. All. | calm, thankful", at="11:30", observers=["ioana"])  # fmt: skip
    tale.visit(
        14,
        "amina",
        "Luca turned over and Ana watched him do it. You filmed it for your mother in Iași.",
        "",
        at="11:30",
    )
    tale.visit(7, "amina", "We tried them in one cot, head to head. They held hands, and everybody whispered.",
               "b We stood there like two fools. | loved", at="11:30", promise=("Ask about the double pram", 6, 5))  # fmt: skip
    tale.plans("amina", 0, "11:30", planned=7)


@family(
    "barracloughs", "The Barracloughs", mother("Kayleigh Barraclough", 16), child("Mason Barraclough", 250, BOY, 7),
    safe_contact="Message first, she does not answer numbers she does not know", rhythm=7, themes=("housing", "money", "baby", "newborn"),
)  # fmt: skip
def barracloughs(tale):
    tale.comes(236, asked_by="Her GP", why="We are in one room. I want a door of my own, and for him to have a floor.")
    tale.appoint("amina", 234, reason="She knows the housing office and is not afraid of it.")
    tale.first_meeting("amina", 232)
    tale.comes_every("amina", 226, 5, 7, hour=14)
    tale.stand_in("callum", 190, met_with="amina")
    tale.volunteer("maureen", 160, reason="Kayleigh said: somebody like my nan.", brought_by="amina", last=6)
    tale.asks(
        "gareth", 100, purpose="offer", need="A ground-floor flat may come up soon; I need a list of what they must have.",
        hears="I may have a flat. Tell me what you need and what you would like.", decision="carry",
        reply="Kayleigh wrote the list herself. The bath matters most, then the door. It comes with this.", plan="On Monday",
    )  # fmt: skip
    tale.plans("amina", -1, "14:00")


@family(
    "iqbals", "The Iqbals", mother("Rabia Iqbal", 4), father("Usman Iqbal", 0), child("Zain Iqbal", 790, BOY, 0), child("Baby Iqbal", -49, GIRL),
    speaks="Urdu, Punjabi, English", safe_contact="Ring after two", rhythm=7, themes=("pregnant", "toddler", "health"), keeps_eid=True,
)  # fmt: skip
def iqbals(tale):
    tale.comes(
        140,
        asked_by="Her midwife",
        why="Last time I was very low afterwards. This time I would like not to be alone with it.",
    )
    tale.appoint("amina", 138, reason="Rabia asked for somebody from near her, and not too near.")
    tale.first_meeting("amina", 136)
    tale.comes_every("amina", 128, 8, 7, hour=15)
    tale.stand_in("shabana", 95, met_with="amina")
    tale.asks(
        "ifeoma", 75, purpose="see", need="A home visit at twenty-six weeks.", hears="I would like to come to you this time, so that you do not have to carry Zain up the hill.",
        child="Baby", decision="together", reply="Rabia would like us both there. I have said that you bring the good listening thing.",
        plan="Together, at two", came=68, facts="Ifeoma listened to the heartbeat, and so did all of us.", how="f It galloped. Zain galloped too. | happy, hopeful",
    )  # fmt: skip
    tale.plans("amina", -4, "15:00")


@family(
    "khatuns", "The Khatuns", mother("Shirin Khatun", 20), child("Rafi Khatun", 1130, BOY, 2), child("Mim Khatun", 2700, GIRL, 4),
    speaks="Sylheti, some English", safe_contact="Ring before school comes out", rhythm=7, themes=("english", "nursery", "alone", "toddler", "school"), keeps_eid=True,
)  # fmt: skip
def khatuns(tale):
    tale.comes(310, asked_by="The school", why="I want to read what Mim brings home.")
    tale.appoint("marie", 308, reason="She was in the school on Wednesdays.")
    tale.first_meeting("marie", 305)
    tale.comes_every("marie", 297, 216, 7, hour=14)
    tale.hand_over(
        "amina", 208, reason="Marie leaves us for a school in Leeds", need_not="Why there is no father on the forms."
    )
    tale.comes_every("amina", 199, 7, 7, hour=15)
    tale.stand_in("shabana", 170, met_with="amina")
    tale.volunteer(
        "nasreen", 150, reason="Shirin had seen the sewing class through the window.", brought_by="amina", last=6
    )
    tale.plans("amina", 0, "15:30", planned=7)


@family(
    "alhassans", "The Al-Hassans", mother("Rima Al-Hassan", 11), father("Yasser Al-Hassan", 4), child("Omar Al-Hassan", 760, BOY, 2), child("Lina Al-Hassan", 70, GIRL, 6),
    speaks="Arabic, a little English", safe_contact="Text in Arabic, Yasser answers", rhythm=7, themes=("papers", "newborn"), keeps_eid=True,
)  # fmt: skip
def alhassans(tale):
    tale.comes(
        3,
        asked_by="The resettlement team",
        why="We know nobody yet. Rima would like to know where one goes with a small baby when it rains.",
    )
    tale.appoint("amina", 1, reason="She had a place from this week, and lives near them.")
    tale.plans("amina", -2, "10:30", planned=1)


# --- Zofia's ------------------------------------------------------------------------------------------------------


@family(
    "mahmoods", "The Mahmoods", mother("Farzana Mahmood", 9), father("Imran Mahmood", 9), child("Maryam Mahmood", 1560, GIRL, 4),
    child("Yusuf Mahmood", 101, BOY, died=92), speaks="Urdu, English", safe_contact="Text, never ring; they answer when they can", rhythm=7,
    themes=("pregnant", "school"), keeps_eid=True, everyday={"requests": 0},
)  # fmt: skip
def mahmoods(tale):
    tale.comes(206, asked_by="Her midwife", why="A hand with Maryam while the baby comes.")
    tale.appoint("zofia", 205, reason="She had a place on their street's day.")
    tale.first_meeting("zofia", 203)
    tale.comes_every("zofia", 195, 110, 7, hour=13)
    tale.stand_in("beth", 150, met_with="zofia")
    for ago, kind, minutes, facts, how in (
        (90, "call", 20, "You rang me, Imran. I listened.", ""),
        (88, "at_home", 60, "I came and sat with you. Maryam drew. We did not write anything down.", ""),
        (82, "at_home", 70, "We were quiet for most of it. Your sister made tea, and I washed the cups.",
         "f Do not say that time will do it. You did not say it. | listened to"),
        (75, "at_home", 60, "Farzana told me about the nine days, each one. I will not write them here; they are yours.",
         "f Now somebody else knows that he had long fingers. | loved, missing someone"),
        (68, "out_together", 75, "We walked by the lake at Lister Park, Farzana and I. Maryam fed the ducks with Imran.",
         "b We both looked at every pram. We both said so. | heavy heart"),
        (61, "at_home", 55, "Imran was here alone. He had not said Yusuf's name at work and would like to.",
         "f At work they slap my back. I want somebody to ask his name. | left out, angry"),
        (54, "at_home", 60, "We wrote to his manager together: what his name was, and that it is right to say it.", ""),
        (47, "at_home", 65, "Maryam asked me where Yusuf is. You answered, Farzana, before I could, and better.",
         "m I had a stone in my throat and you were clear. | heavy heart"),
        (40, "out_together", 90, "We went to the grave together, as you had asked. You had brought the blue stones.",
         "f It is his place. I know now where to take it to. | missing someone, calm"),
        (33, "at_home", 55, "The midwife from the hospital rang while I was there. You asked her your questions, all four of them.",
         "f She said that it was not me. She said it twice. | worn out"),
        (26, "at_home", 60, "We looked at the box, the hat and the footprints. You put the lid on yourself.", "m It was the first time that you wanted tea afterwards."),
        (19, "call", 25, "You rang, because it was a bad evening. We spoke until it was less bad.", ""),
        (12, "at_home", 60, "You cooked his grandmother's rice. Maryam set a place for him and nobody moved it.",
         "f I was happy for an hour and then I was sorry, and then I was only tired. | mixed, missing someone"),
        (5, "at_home", 55, "We spoke about the next weeks: which days will be hard, and who comes on them.",
         "b You do not want to be cheered. You want to be asked. I wrote that down as you said it. | listened to"),
    ):  # fmt: skip
        tale.visit(ago, "zofia", facts, how, kind=kind, minutes=minutes, at="13:00")
    tale.plans("zofia", -2, "13:00")


@family(
    "crabtrees", "The Crabtrees", Member("Sheila Crabtree", "grandmother", face=WOMEN[19]), child("Ellie Crabtree", 2050, GIRL, 1), child("Jayden Crabtree", 900, BOY, 3),
    safe_contact="Ring the house; she does not like texts", rhythm=14, unsaid="mother", themes=("gran", "school", "nursery", "toddler"),
)  # fmt: skip
def crabtrees(tale):
    tale.comes(
        300,
        asked_by="The school",
        why="I have got the two of them now and I am sixty-four. I would like somebody to think with.",
    )
    tale.appoint("zofia", 298, reason="Zofia asked for this family.")
    tale.first_meeting("zofia", 296)
    tale.comes_every("zofia", 288, 40, 7, hour=10)
    tale.stand_in("amina", 220, met_with="zofia")
    tale.volunteer("kathleen", 200, reason="She brought up her own two grandchildren.", brought_by="zofia", last=4)
    for ago, facts, how in (
        (33, "The papers came: they are to stay with you. We read it three times and then you read it to the budgie.",
         "f I am their nana and it is written. | proud, worn out"),
        (23, "Ellie had made a family tree at school with you at the bottom, as the roots.", "f She said roots hold. | loved"),
        (12, "You have had a bad knee and a good week. Jayden showed me how he carries your stick.",
         "b You said you are not to be called brave. Tired, you said, put tired. | worn out"),
    ):  # fmt: skip
        tale.visit(ago, "zofia", facts, how, at="10:30")
    tale.plans("zofia", -3, "10:30")


@family(
    "bashirs", "The Bashirs", mother("Anam Bashir", 5), child("Haris Bashir", 980, BOY, 0), speaks="Punjabi, English",
    safe_contact="She works nights: call between three and six", rhythm=7, themes=("nursery", "sleep", "money", "toddler"), keeps_eid=True,
)  # fmt: skip
def bashirs(tale):
    tale.comes(
        265,
        asked_by="Herself",
        why="I work nights in the bakery. I can talk at four in the afternoon and I need somebody then.",
    )
    tale.appoint("zofia", 262, reason="Zofia works late on Wednesdays.")
    tale.first_meeting("zofia", 260, at="16:00")
    tale.comes_every("zofia", 250, 9, 7, hour=15, calls=0.42)
    tale.stand_in("callum", 150, met_with="zofia")
    tale.plans("zofia", -1, "16:00", kind="call", minutes=20)


@family(
    "dziedzics", "The Dziedzics", mother("Ola Dziedzic", 8), child("Hania Dziedzic", 700, GIRL, 1), speaks="Polish, English",
    safe_contact="Text in Polish or English", rhythm=7, themes=("newborn", "baby", "toddler", "nursery", "sleep", "talk"),
)  # fmt: skip
def dziedzics(tale):
    tale.comes(521, asked_by="Her midwife", why="First baby, no sleep, and a husband on the lorries.")
    tale.appoint("zofia", 519, reason="They share a language and a sense of humour.")
    tale.first_meeting("zofia", 517)
    tale.comes_every("zofia", 509, 346, 7, hour=9)
    tale.last_visit("zofia", 340, "f I will miss the bread. I can do the rest alone. | strong, mixed")
    tale.goodbye(334, reason="Ola felt sure of herself again and wanted her Tuesdays back. The door stays as it was.")
    tale.comes_back(
        124,
        asked_by="Ola rang Jo herself",
        why="Janek has left. I do not want to explain everything again. Is Zofia still there?",
    )
    tale.appoint("zofia", 123, reason="She was their person before and Ola asked for her by name.", side="family")
    tale.visit(122, "zofia", "You opened the door and we did not say anything for a bit. Hania is so tall. You told me about Janek.",
               "f I thought I would have to start from the beginning. You remembered the beginning. | safe, heavy heart", minutes=80)  # fmt: skip
    tale.comes_every("zofia", 115, 6, 7, hour=9)
    tale.stand_in("amina", 90, met_with="zofia")
    tale.volunteer("ewa", 80, reason="Ola wanted somebody to swim with.", brought_by="zofia", last=2)
    tale.plans("zofia", -3, "09:30")


@family(
    "oyelarans", "The Oyelarans", mother("Bukola Oyelaran", 2), child("Temi Oyelaran", 430, GIRL, 5), speaks="Yoruba, English",
    safe_contact="Ring, and say who you are", rhythm=7, themes=("baby", "toddler", "alone", "papers", "feeding"),
)  # fmt: skip
def oyelarans(tale):
    tale.comes(
        395,
        asked_by="The hospital",
        why="My husband is waiting for his visa. I would like not to do all of this in my head.",
    )
    tale.appoint("marie", 393, reason="She had a place in the week that Bukola came home.")
    tale.first_meeting("marie", 391)
    tale.comes_every("marie", 383, 214, 7, hour=14)
    tale.hand_over(
        "zofia", 206, reason="Marie leaves us for a school in Leeds",
        why_not="Marie was ill in her last two weeks. We wrote to Bukola that she ought to have had a goodbye, and that we are sorry.",
        need_not="About the hospital. It is written down and Zofia has read it.",
    )  # fmt: skip
    tale.visit(204, "zofia", "Our first visit. You were cross that nobody had said goodbye, and you were right to be.",
               "f One day she is there and one day she is a letter. | forgotten, angry", minutes=60)  # fmt: skip
    tale.comes_every("zofia", 195, 10, 7, hour=14)
    tale.volunteer(
        "gillian", 140, reason="Bukola asked for somebody who knows babies and asks first.", brought_by="zofia", last=5
    )
    tale.plans("zofia", -4, "14:00")


# --- Shabana's ----------------------------------------------------------------------------------------------------


@family(
    "akhtars", "The Akhtars", mother("Saima Akhtar", 1), child("Ayaan Akhtar", 520, BOY, 0), child("Inaya Akhtar", 1700, GIRL, 4), speaks="Urdu, English",
    safe_contact="Only text, only between ten and two. Do not leave a message", rhythm=7, themes=("toddler", "school", "health", "baby"), keeps_eid=True, everyday={"requests": 0},
)  # fmt: skip
def akhtars(tale):
    tale.comes(250, asked_by="Her GP", why="I would like to talk to somebody on a day when I am on my own.")
    tale.appoint("shabana", 248, reason="She can come in the mornings, when it is quiet.")
    tale.first_meeting("shabana", 246)
    tale.comes_every("shabana", 238, 34, 7, hour=10)
    tale.stand_in("amina", 180, met_with="shabana")
    tale.visit(
        24, "shabana", "We talked in the garden. You told me about the weekend, and we rang the helpline together.",
        "f I am scared and I have said it now. | scared, strong", at="10:30", worry="yes_now",
    )  # fmt: skip
    tale.act(24, "11:40", "dealing", who="jo")
    tale.act(24, "11:55", "dealing", who="amina")
    tale.visit(23, ["shabana", "jo"], "We both came at ten. We made a plan on one sheet of paper, and it is not kept in the house.",
               "f Two of you in my kitchen and nobody told me what to do. | safe", how_came="urgent")  # fmt: skip
    tale.visit(24, "jo", "I came at six with the bag from the office and drove you all to your sister's.", "f You carried the cot up yourself. | thankful, scared",
               at="18:10", minutes=80, how_came="urgent")  # fmt: skip
    tale.asks(
        "rachel", 21, purpose="by_law", need="I must see the children after what we were told.", after=0,
        hears="By law I must see the children, and I would like to hear from you what would help.", decision="introduce",
        reply="Saima says yes, at her sister's, after school. She knows why, and she has your name.", plan="At her sister's, after school", came=19, facts="Rachel came to your sister's after school and saw the children, as the law says she must.",
        how="f She wrote down what I said and read it to me. | listened to",
    )  # fmt: skip
    tale.visit(
        17, "shabana", "The children showed me their new room at your sister's. The plan holds.", "f I slept. | safe"
    )
    tale.visit(10, "shabana", "We went to see the adviser together. She explains it slowly and draws arrows.", "")
    tale.visit(3, "shabana", "You are staying at your sister's for now. We changed the school run on the map.",
               "m You looked round only once today. | calm")  # fmt: skip
    tale.plans("shabana", -4, "10:30")


@family(
    "rehmans", "The Rehmans", mother("Tahira Rehman", 22), father("Adeel Rehman", 9), child("Hamza Rehman", 560, BOY, 2), child("Hiba Rehman", 560, GIRL, 4),
    speaks="Urdu, Pahari, English", safe_contact="Any time", rhythm=7, themes=("twins", "toddler", "sleep", "baby"), keeps_eid=True,
)  # fmt: skip
def rehmans(tale):
    tale.comes(470, asked_by="Her health visitor", why="Twins. That is the whole sentence.")
    tale.appoint("shabana", 468, reason="She is from a family of seven.")
    tale.first_meeting("shabana", 466)
    tale.comes_every("shabana", 458, 7, 7, hour=11)
    tale.volunteer(
        "harpreet",
        340,
        reason="She brings the library, and the twins like wheels.",
        brought_by="shabana",
        last=6,
        misses=0.12,
    )
    tale.plans("shabana", -5, "11:00")


@family(
    "chaudhrys", "The Chaudhrys", mother("Uzma Chaudhry", 5), child("Eesa Chaudhry", 610, BOY, 0), speaks="Punjabi, Urdu, English",
    safe_contact="Text, she rings back", rhythm=7, themes=("baby", "toddler", "health", "alone", "feeding"), keeps_eid=True, everyday={"standing_in": False, "requests": 0},
)  # fmt: skip
def chaudhrys(tale):
    """Restored: three named people and a dozen faces in four months, then one who stayed."""
    tale.comes(400, asked_by="The hospital", why="Eesa came early. Everybody comes. I cannot remember the names.")
    tale.appoint("marie", 398, reason="She had a place.")
    tale.first_meeting("marie", 395)
    tale.comes_every("marie", 388, 318, 14, hour=10, misses=0.25)
    tale.asks(
        "helen", 372, purpose="see", need="Weight after the special care ward.", hears="I would like to weigh Eesa at home.", decision="introduce",
        reply="She says yes, and that she is tired of new people. Please be the only one from your team.", came=366, facts="Helen weighed Eesa at home, and did not ask how he was born.",
    )  # fmt: skip
    tale.outside(358, "marie", 0, how="")
    tale.outside(345, "marie", 3)
    tale.outside(336, "marie", who="kasia", facts="Kasia came from the hospital's list. Nobody had told you, or me.")
    tale.outside(322, "marie", 1)
    tale.hand_over(
        "callum",
        312,
        reason="Marie had too many families at once",
        why_not="Marie was off that week, and we did not wait. We ought to have waited.",
    )
    tale.comes_every("callum", 306, 262, 14, hour=13, misses=0.2)
    tale.outside(
        290,
        "callum",
        who="paul",
        facts="Paul came about the arrears. He had our address list and not our phone number.",
    )
    tale.outside(281, "callum", 4)
    tale.visit(255, ["callum", "shabana"], "We came together. You said: is this the last one. Shabana said: I hope so. I did not promise it, nor did she.",
               "f Seven people know how he was born. I counted. | worn out, not understood", minutes=60)  # fmt: skip
    tale.act(tale.working(248), "08:05", "hand_over", to="shabana", role="key_worker", reason="Uzma asked for one person who stays, and in Punjabi", why_not="",
             need_not="How he was born. Seven people know it. That is enough.", side="family", by="jo")  # fmt: skip
    tale.named["key_worker"] = "shabana"
    tale.visit(246, "shabana", "I came alone, and I did not ask about the hospital. You told me about your sister's wedding.",
               "f You did not ask. You had read it. | listened to, safe")  # fmt: skip
    tale.comes_every("shabana", 239, 5, 7, hour=10, misses=0.03, how=0.7)
    tale.stand_in("beth", 200, met_with="shabana")
    tale.visit(
        100,
        "shabana",
        "We looked at the list on your fridge: who came last year. You took it down.",
        "f It is only you now. That is the whole list. | calm, I belong",
        at="15:00",
    )
    tale.plans("shabana", -2, "10:00")


@family(
    "begums", "The Begums", mother("Rehana Begum", 20), child("Sumaya Begum", 1240, GIRL, 4), child("Idris Begum", 330, BOY, 6), speaks="Bengali, English",
    safe_contact="Ring, and say that it is Shabana", rhythm=7, themes=("housing", "nursery", "money", "baby"), keeps_eid=True,
)  # fmt: skip
def begums(tale):
    tale.comes(
        315,
        asked_by="Children's services, with her",
        why="I want help that does not feel like an exam.",
        kind="child_in_need",
    )
    tale.appoint("shabana", 314, reason="She has done this beside families before, and says so plainly.")
    tale.first_meeting("shabana", 312)
    tale.comes_every("shabana", 305, 4, 7, hour=13, misses=0.02)
    tale.asks(
        "rachel", 130, purpose="by_law", need="I must see the children within ten working days, in their home.",
        hears="By law I must see Sumaya and Idris at home. I will be an hour, and I will say what I write.",
        decision="together", reply="Rehana knows that it is the law, and would like me in the room. We have said two o'clock.", plan="Together, at two",
        came=124, facts="Rachel came, as the law says she must. I was there too, and we had said what would be asked.", how="f She took her shoes off. It is small, but nobody does it. | listened to, worried",
    )  # fmt: skip
    tale.asks(
        "rachel", 46, purpose="by_law", need="The three-month look at the plan, with the children seen.",
        hears="It is time to see you all again. Last time was fine, and I would like to see the new cot.",
        decision="together", reply="She says: the same as last time, with the shoes off.", plan="Together", came=39,
        facts="Rachel came as the law says, and we were there together. Idris stood up on her foot.", how="f This time I was not sick in the morning. | calm",
    )  # fmt: skip
    tale.stand_in("callum", 110, met_with="shabana")
    tale.plans("shabana", -4, "13:00")


# --- Callum's -----------------------------------------------------------------------------------------------------


@family(
    "walkers", "The Walkers", father("Danny Walker", 1), child("Lily Walker", 830, GIRL, 1), safe_contact="Text, he works in a noisy place", rhythm=7,
    themes=("dad", "toddler", "nursery", "sleep", "talk"),
)  # fmt: skip
def walkers(tale):
    tale.comes(
        285,
        asked_by="Himself",
        why="It is me and Lily. I want to do it right, and I do not know who to ask about plaits.",
    )
    tale.appoint("callum", 283, reason="Danny asked for another dad.")
    tale.first_meeting("callum", 281, at="16:00")
    tale.comes_every("callum", 272, 48, 7, hour=15)
    tale.stand_in("lucia", 190, met_with="callum")
    tale.volunteer("brian", 150, reason="Danny wants to learn to put up shelves.", brought_by="callum", last=5)
    for ago, facts, how in (
        (43, "Lily has a bed with sides now. You built it with Brian, and it is level.", "f She said: Daddy made it. | proud"),
        (32, "You told me what they called you at the baby group, and that you went back the week after.", "f I went back for the biscuits. And because of her. | left out, strong"),
        (22, "The letter from the court came. You will have her, with no more dates. We read it in the van.",
         "f I thought I would cheer. I sat there and cried like a baby. | mixed, thankful"),
        (11, "You have done a fishtail plait. I took a photograph, with Lily's permission.", "b You were prouder of it than of the letter. | proud, happy"),
    ):  # fmt: skip
        tale.visit(ago, "callum", facts, how, at="16:00", kind="at_home")
    tale.asks(
        "chloe", tale.working_days_ago(3), purpose="offer", need="A place in the talking group on Mondays, if they want it by the end of the month.",
        hears="There is a group on Mondays where Lily can talk and play. Dads come too.", at="09:40",
    )  # fmt: skip
    tale.plans("callum", -3, "16:00")


@family(
    "sutcliffes", "The Sutcliffes", mother("Jodie Sutcliffe", 23), child("Alfie Sutcliffe", 1380, BOY, 3), child("Poppy Sutcliffe", 300, GIRL, 7), rhythm=14,
    safe_contact="Any time", themes=("money", "nursery", "baby", "sleep"),
)  # fmt: skip
def sutcliffes(tale):
    tale.comes(210, asked_by="The food bank", why="I want to get to the end of the month.")
    tale.appoint("callum", 208, reason="He had a place.")
    tale.first_meeting("callum", 206)
    tale.comes_every("callum", 196, 47, 14, hour=11)
    tale.visit(
        38,
        "callum",
        "I cancelled on the morning: my son was ill. I rang at eight.",
        kind="at_home",
        outcome="we_cancelled",
        present=[],
    )
    tale.visit(
        31,
        "callum",
        "I cancelled again, because of the training. Twice running, Jodie. I am sorry, and you said so plainly.",
        kind="at_home",
        outcome="we_cancelled",
        present=[],
    )
    tale.visit(
        27,
        "callum",
        "I rang to say when I come and that nothing will move it.",
        "f I had made a cake the second time. I ate it. | forgotten",
        kind="call",
        minutes=15,
    )
    tale.visit(
        20,
        "callum",
        "I came. You had made another cake. We did the water bill, and then we did the arrears.",
        "b We did not talk about the two weeks until the end, and then we did.",
        at="11:00",
    )
    tale.visit(
        8,
        "callum",
        "The payment plan is agreed: nine pounds a week. You keep the letter behind the clock.",
        "f It is a number now. It was a monster before. | calm",
        at="11:00",
    )
    tale.stand_in("lucia", 120, met_with="callum")
    tale.volunteer("kathleen", 165, reason="Jodie asked for a gran on loan.", brought_by="callum", last=6)
    tale.plans("callum", -4, "11:00")


@family(
    "hustwaites", "The Hustwaites", mother("Chelsea Hustwaite", 12), child("Riley Hustwaite", 410, BOY, 3), rhythm=7, safe_contact="Her phone is often off; put a card through",
    themes=("baby", "housing", "toddler"),
)  # fmt: skip
def hustwaites(tale):
    tale.comes(120, asked_by="Her health visitor", why="She did not say much. She said: you can come.")
    tale.appoint("callum", 118, reason="He had a place, and goes past her street.")
    tale.first_meeting("callum", 114)
    tale.comes_every("callum", 106, 24, 7, hour=13, how=0.4)
    for ago, facts in (
        (17, "Nobody answered. There was a light upstairs, so I said hello through the letter box and left."),
        (10, "Nobody answered. The pram was gone from the hall, so I hope that you were in the sun."),
        (4, "Nobody answered. I put a card through with the park and a time on it, and no questions."),
    ):  # fmt: skip
        tale.visit(ago, "callum", facts, kind="at_home", outcome="nobody_answered", present=[], at="13:00")
    tale.plans("callum", -1, "13:00", kind="out_together")


@family(
    "adebayos", "The Adebayos", mother("Folake Adebayo", 7), father("Kunle Adebayo", 5), child("Dara Adebayo", 690, GIRL, 5), speaks="Yoruba, English", rhythm=7,
    safe_contact="Ring Folake, not the house", themes=("alone", "toddler", "health", "talk"),
)  # fmt: skip
def adebayos(tale):
    tale.comes(330, asked_by="Her church", why="Somebody to go out of the door with.")
    tale.appoint("callum", 327, reason="He knows their church hall.")
    tale.first_meeting("callum", 325)
    tale.comes_every("callum", 315, 9, 7, hour=14)
    tale.stand_in("zofia", 230, met_with="callum")
    tale.volunteer("sade", 270, reason="They laughed at the same hymn.", brought_by="callum", last=44)
    tale.visit(41, "sade", "My last Wednesday. I start on the ward in Leeds. You gave me a wrapper, and I have not stopped wearing it.",
               "f I will not get used to another one quickly. Let me be sad a bit. | missing someone, thankful", minutes=150)  # fmt: skip
    tale.end("sade", 40, reason="Sade has moved to Leeds for her nursing", side="neither")
    tale.asks(
        "priya", tale.working_days_ago(5), purpose="question", need="Folake's blood pressure book: who has it now?", at="11:15",
        hears="I would like to see your blood pressure book. Please bring it, or tell Callum what it says.",
    )  # fmt: skip
    tale.plans("callum", -5, "14:00")


# --- Lucia's ------------------------------------------------------------------------------------------------------


@family(
    "horvaths", "The Horváths", mother("Renáta Horváthová", 17), father("Marek Horváth", 12), child("Vanesa Horváthová", 1900, GIRL, 4), child("Denis Horváth", 400, BOY, 2),
    speaks="Slovak, Romani", safe_contact="Ring Marek; he has the phone", rhythm=7, themes=("english", "school", "housing", "baby"), everyday={"requests": 0},
)  # fmt: skip
def horvaths(tale):
    """Churned: eight people in ninety days, most of them round the link."""
    tale.comes(
        182, asked_by="The school", why="Many people come and each asks the same. We would like one who asks once."
    )
    tale.appoint("lucia", 180, reason="She speaks Romani.")
    tale.first_meeting("lucia", 178)
    tale.comes_every("lucia", 170, 79, 7, hour=11)
    tale.stand_in("zofia", 140, met_with="lucia")
    tale.volunteer("jozef", 120, reason="He knows half their street.", brought_by="lucia", last=4)
    tale.asks(
        "janet", 88, purpose="see", need="Vanesa's mornings at school.", hears="I would like to talk about how Vanesa comes to school, and to help.", child="Vanesa",
        decision="together", reply="Come with me. Please bring nobody else this time.", plan="Together", came=80, facts="Janet and I came together about the mornings. There is a breakfast place, if Vanesa wants it.", how="f She asked Vanesa, and not me. | listened to",
    )  # fmt: skip
    tale.outside(66, "lucia", 2, how="")
    tale.visit(60, "lucia", "We made a list on the wall of who has come since we met, and what each one wanted. It has seven rows.",
               "f In my country also they came. Also with paper. | angry, not understood", at="11:00")  # fmt: skip
    tale.outside(45, "lucia", 3)
    tale.visit(40, "lucia", "I rang three of the seven and asked them to ring me first. Two said yes.", "f Say it to all of them. | worn out", at="11:00",
               promise=("Ring the other four on the list", 7, 9))  # fmt: skip
    tale.asks(
        "helen", 38, purpose="see", need="Denis's one-year review.", hears="It is time for the one-year look at Denis.", child="Denis", decision="introduce",
        reply="Yes, in the afternoon, with Marek there. I have told them your name.", came=29, facts="Helen came for Denis's one-year look. Marek did the talking, and Denis did the walking.",
    )  # fmt: skip
    tale.outside(22, "lucia", 0)
    tale.outside(13, "lucia", 5)
    tale.visit(12, "lucia", "You shut the door today and then you opened it, because it was me. We sat in the kitchen with the light off.",
               "f I hear a knock and my stomach goes. | scared, worn out", at="11:00")  # fmt: skip
    tale.visit(
        5,
        "lucia",
        "We wrote one page: what you need not tell again. It hangs inside the door.",
        "b You read it out like a law. | strong",
        at="11:00",
    )
    tale.outside(2, "lucia", 1)
    tale.plans("lucia", -2, "11:00")


@family(
    "balogs", "The Balogs", mother("Erika Balogová", 10), child("Kevin Balog", 1420, BOY, 0), child("Nikola Balogová", 210, GIRL, 6), speaks="Slovak, some English", rhythm=7,
    safe_contact="Text only. She deletes them", themes=("newborn", "baby", "nursery", "money"),
)  # fmt: skip
def balogs(tale):
    tale.comes(226, asked_by="Her midwife", why="A person to talk to when he is at work.")
    tale.appoint("lucia", 224, reason="They speak the same language.")
    tale.first_meeting("lucia", 222)
    tale.comes_every("lucia", 214, 56, 7, hour=10)
    tale.visit(
        49, "lucia", "We had tea and talked about the nursery. Kevin showed me his truck.", "f It is good when somebody asks about me. | listened to",
        apart="She told me that he reads her phone and asked me not to write it where he can see it. She knows the number and where the bag is.",
        apart_reason="He may read what the family can read.", apart_reviewer="jo", worry="a_little",
    )  # fmt: skip
    tale.comes_every("lucia", 42, 8, 7, hour=10)
    tale.stand_in("beth", 130, met_with="lucia")
    tale.plans("lucia", -3, "10:00")


@family(
    "ionescus", "The Ionescus", mother("Elena Ionescu", 21), father("Vlad Ionescu", 8), child("Matei Ionescu", 300, BOY, 6), speaks="Romanian, Italian, English", rhythm=14,
    safe_contact="Any time", themes=("baby", "newborn", "english", "feeding"),
)  # fmt: skip
def ionescus(tale):
    tale.comes(280, asked_by="Herself", why="Everything is new: the baby, the town, the rain.")
    tale.appoint("lucia", 277, reason="She had a place, and some Italian, it turned out.")
    tale.first_meeting("lucia", 275)
    tale.comes_every("lucia", 266, 10, 14, hour=14)
    tale.stand_in("zofia", 200, met_with="lucia")
    tale.volunteer(
        "gillian",
        190,
        reason="Elena wanted somebody who knows the walks.",
        brought_by="lucia",
        last=7,
        every=7,
        misses=0.1,
    )
    tale.asks(
        "mariam", 33, purpose="offer", need="A baby place one morning a week from next month.", hears="We have a place for Matei on Tuesdays.",
        decision="not_now", reply="Elena would like to have him with her a while longer. She thanks you, and asks that you try again in half a year.", plan="Ask again in half a year",
    )  # fmt: skip
    tale.plans("lucia", -4, "14:00")


@family(
    "kovacs", "The Kováčs", mother("Monika Kováčová", 0), child("Samuel Kováč", 1000, BOY, 3), speaks="Slovak, English", rhythm=7, safe_contact="Text after four",
    themes=("talk", "nursery", "toddler", "english"),
)  # fmt: skip
def kovacs(tale):
    tale.comes(255, asked_by="The nursery", why="Samuel does not talk yet, and I lie awake.")
    tale.appoint("lucia", 252, reason="They speak the same language.")
    tale.first_meeting("lucia", 250)
    tale.comes_every("lucia", 240, 11, 7, hour=15)
    tale.asks(
        "chloe", 150, purpose="see", need="Samuel's name has come up for speech therapy.", hears="I would like to play with Samuel and listen.", decision="together",
        reply="Monika would like me there. Slovak is his first language, so please bring few words and many toys.", plan="Together", came=140,
        facts="Chloe played trains on the floor for forty minutes and then told you what she had heard.", how="f She said two languages is two presents. | hopeful",
    )  # fmt: skip
    tale.asks(
        "chloe", 70, purpose="question", need="How many words has he now, in Slovak?", hears="How many words does Samuel say at home?", decision="carry",
        reply="Thirty-one, Monika counted. Nine of them are about trains. She also has two English ones, both rude.", plan="On my next visit",
    )  # fmt: skip
    tale.volunteer("jozef", 210, reason="He sings with him.", brought_by="lucia", last=72, every=7)
    tale.visit(
        71,
        "jozef",
        "We sang everything twice. I told you that I can only keep one family with my back, and we shook hands on it.",
        "f He sings your songs in the bath. | thankful",
    )
    tale.end("jozef", 70, reason="Jozef has pain in his back and keeps one family", side="neither")
    tale.plans("lucia", -1, "15:00")


# --- Beth's: she is away for a fortnight --------------------------------------------------------------------------


@family(
    "khans", "The Khans", mother("Shazia Khan", 1), father("Bilal Khan", 0), child("Musa Khan", 500, BOY, 2), speaks="Pahari, English", rhythm=7,
    safe_contact="Ring Shazia at dinner time", themes=("toddler", "baby", "sleep", "alone"), keeps_eid=True,
)  # fmt: skip
def khans(tale):
    tale.comes(245, asked_by="Her GP", why="To sleep, and to get out.")
    tale.appoint("beth", 243, reason="She had just begun with us and had time.")
    tale.first_meeting("beth", 241)
    tale.comes_every("beth", 232, 11, 7, hour=11)
    tale.stand_in("shabana", 180, met_with="beth")
    tale.volunteer("nasreen", 170, reason="They live on the same bus.", brought_by="beth", last=3)
    tale.cover("shabana", 6, -8, reason="Beth is away for a fortnight")
    tale.visit(3, "shabana", "I came for Beth, who is on her holiday by the sea. You asked me to tell her that Musa walks.",
               "f I knew your face, so I did not clean. | calm")  # fmt: skip
    tale.plans("shabana", -5, "11:00")


@family(
    "whiteleys", "The Whiteleys", mother("Donna Whiteley", 3), child("Archie Whiteley", 95, BOY, 7), rhythm=7, safe_contact="Text", unsaid="mother", themes=("newborn", "sleep", "grief", "pregnant"),
)  # fmt: skip
def whiteleys(tale):
    tale.comes(150, asked_by="Her midwife", why="My mum died this year and I am having a baby. That is a lot.")
    tale.appoint("beth", 148, reason="Donna liked that she does not fill the silences.")
    tale.first_meeting("beth", 146)
    tale.comes_every("beth", 138, 8, 7, hour=10)
    tale.stand_in("callum", 100, met_with="beth")
    tale.asks(
        "kasia", 80, purpose="offer", need="Donna told her midwife about the low days. I could come.", hears="I am a nurse who sees mothers when it is hard. I could come to you.",
        decision="introduce", reply="Donna says: once, and then she will see. She likes it plain.", came=72, facts="Kasia came to ask how you are in yourself. You told her, and she wrote nothing.", how="f Plain. Good. | listened to", child="Archie",
    )  # fmt: skip
    tale.cover("callum", 6, -8, reason="Beth is away for a fortnight")
    tale.visit(
        2,
        "callum",
        "I came for Beth. We changed Archie on the pool table that is your table, and drank tea standing.",
        "b We agreed that he looks like a boxer. | happy",
    )
    tale.asks(
        "helen", 5, purpose="question", need="Has the three-month injection been booked?", hears="Are Archie's injections booked? I can help.",
        decision="carry", by="callum", after=2, reply="They are booked for the 14th. Donna asked me to say thank you for asking once.", plan="On my visit",
    )  # fmt: skip
    tale.plans("callum", -5, "10:00")


@family(
    "mensahs", "The Mensahs", mother("Abena Mensah", 18), child("Kofi Mensah", 1180, BOY, 0), speaks="Twi, English", rhythm=7, safe_contact="Text",
    themes=("nursery", "alone", "health", "talk"),
)  # fmt: skip
def mensahs(tale):
    tale.comes(330, asked_by="Her church", why="I do not know my neighbours and they do not know me.")
    tale.appoint("shabana", 328, reason="She had a place.")
    tale.first_meeting("shabana", 326)
    tale.comes_every("shabana", 317, 12, 7, hour=14)
    tale.volunteer("kathleen", 60, reason="Abena asked for somebody who goes to chapel.", brought_by="shabana", last=3)
    tale.plans("shabana", -2, "14:00")


@family(
    "hainsworths", "The Hainsworths", mother("Leanne Hainsworth", 27), child("Tyler Hainsworth", 2200, BOY, 3), child("Amber Hainsworth", 340, GIRL, 7), rhythm=14,
    safe_contact="Ring; her phone cannot show texts", themes=("school", "baby", "health", "feeding"),
)  # fmt: skip
def hainsworths(tale):
    tale.comes(330, asked_by="Her health visitor", why="A school morning without tears, mine or his.")
    tale.appoint("lucia", 328, reason="She had a place on Thursdays.")
    tale.first_meeting("lucia", 326)
    tale.comes_every("lucia", 316, 7, 7, hour=9)
    tale.stand_in("callum", 240, met_with="lucia")
    tale.volunteer("annemarie", 205, reason="She lives on their way to school.", brought_by="lucia", last=8)
    tale.asks(
        "janet", 52, purpose="share", need="Tyler has had four good weeks; the class would like to tell her.", child="Tyler",
        hears="Four good weeks. We would like you to know it first.", decision="carry", reply="I read it out to her twice. She has it on the fridge. Thank you.",
    )  # fmt: skip
    tale.plans("lucia", -6, "09:30")


# --- Between people -----------------------------------------------------------------------------------------------


@family(
    "farooqs", "The Farooqs", mother("Lubna Farooq", 25), child("Aisha Farooq", 640, GIRL, 4), child("Nuh Farooq", 150, BOY, 6), speaks="Urdu, English", rhythm=7,
    safe_contact="Text; Jo answers until there is somebody", themes=("newborn", "toddler", "sleep", "baby"), keeps_eid=True,
)  # fmt: skip
def farooqs(tale):
    """Nobody named for six working days: they asked for somebody else, and nobody has been found yet."""
    tale.comes(140, asked_by="Her health visitor", why="Two under two.")
    tale.appoint("callum", 138, reason="He had a place.")
    tale.first_meeting("callum", 136)
    tale.comes_every("callum", 126, 18, 7, hour=13)
    ended = tale.working_days_ago(6)
    tale.visit(ended + 2, "callum", "You told me that you would like a woman, and that it is not about me. I said it is right to ask. Jo will ring you.",
               "f It was hard to say, and you made it not hard. | strong, thankful", at="13:00")  # fmt: skip
    tale.end("callum", ended, reason="Lubna asked for a woman to come", side="family")
    tale.visit(
        4,
        "jo",
        "I rang to say that we are looking, that it takes us too long, and that I answer until then.",
        "f Do not send just anybody. | worried",
        kind="call",
        minutes=15,
    )


@family(
    "javeds", "The Javeds", mother("Maham Javed", 15), child("Zoya Javed", 890, GIRL, 4), speaks="Urdu, English", rhythm=7, safe_contact="Any time", area="Frizinghall",
    themes=("toddler", "nursery", "english"), keeps_eid=True,
)  # fmt: skip
def javeds(tale):
    """Between two people, with the hello booked."""
    tale.comes(330, asked_by="Herself", why="Company in the week, and to pass the driving theory.")
    tale.appoint("beth", 328, reason="Beth had a place on Fridays.")
    tale.first_meeting("beth", 326)
    tale.comes_every("beth", 316, 20, 7, hour=13)
    tale.visit(9, ["beth", "lucia"], "We came together. Beth has Fridays off from now on, and Fridays are your day. Lucia has Fridays.",
               "m You were kind about it. I would have liked you to be less kind. | missing someone", at="13:00")  # fmt: skip
    tale.end("beth", 1, reason="Beth no longer works on Fridays, and Fridays are their day", side="service")
    tale.act(1, "17:30", "appoint", person="lucia", role="key_worker", kind="named", reason="She has Fridays, and they have met", side="service", by="jo",
             on=tale.working(-5))  # fmt: skip
    tale.plans("lucia", -5, "13:00", planned=0)


# --- Gone, with the door as it was --------------------------------------------------------------------------------


@family(
    "priestleys", "The Priestleys", mother("Gemma Priestley", 16), child("Oscar Priestley", 1100, BOY, 3), rhythm=14, safe_contact="Text", themes=("baby", "toddler", "money", "sleep"),
)  # fmt: skip
def priestleys(tale):
    tale.comes(535, asked_by="Her GP", why="To feel like a person again.")
    tale.appoint("callum", 532, reason="He had a place.")
    tale.first_meeting("callum", 530)
    tale.comes_every("callum", 520, 224, 14, hour=10)
    tale.volunteer(
        "maureen", 430, reason="They grew up in the same street, forty years apart.", brought_by="callum", last=219
    )
    tale.last_visit("callum", 216, "f I am a person. Put it in the book. | like myself, thankful")
    tale.goodbye(210, reason="Gemma works three days and has her own people now. They can ring Jo whenever they like.")


@family(
    "munirs", "The Munirs", mother("Kiran Munir", 9), child("Ibrahim Munir", 640, BOY, 2), speaks="Punjabi, English", rhythm=14, safe_contact="Ring", themes=("baby", "housing", "newborn"),
    keeps_eid=True,
)  # fmt: skip
def munirs(tale):
    tale.comes(405, asked_by="The children's centre", why="Somewhere dry to live.")
    tale.appoint("shabana", 402, reason="She knows the landlord's sister.")
    tale.first_meeting("shabana", 400)
    tale.comes_every("shabana", 390, 76, 14, hour=15)
    tale.volunteer("harpreet", 330, reason="They like the mobile library.", brought_by="shabana", last=72)
    tale.last_visit("shabana", 68)
    tale.goodbye(
        62,
        reason="They have moved to Halifax, to a dry house near her brother. We wrote down who to ring there, with them.",
    )


# --- The Keighley Road team ---------------------------------------------------------------------------------------


@family(
    "uddins", "The Uddins", mother("Nazma Uddin", 4), father("Shafiq Uddin", 4), child("Tahmid Uddin", 510, BOY, 0), team=KEIGHLEY_ROAD, area="Keighley", postcode="BD21 4QT",
    speaks="Sylheti, English", rhythm=7, safe_contact="Ring Shafiq", themes=("toddler", "english", "alone", "baby"), keeps_eid=True,
)  # fmt: skip
def uddins(tale):
    tale.comes(375, asked_by="Her GP", why="To learn English from somebody who does not correct all of it.")
    tale.appoint("farida", 372, reason="She speaks Sylheti.")
    tale.first_meeting("farida", 370)
    tale.comes_every("farida", 360, 9, 7, hour=10)
    tale.stand_in("dawn", 250, met_with="farida")
    tale.volunteer("linda", 240, reason="Nazma would like to grow coriander.", brought_by="farida", last=6)
    tale.plans("farida", -4, "10:00")


@family(
    "laycocks", "The Laycocks", mother("Sophie Laycock", 8), child("Ivy Laycock", 230, GIRL, 7), team=KEIGHLEY_ROAD, area="Keighley", postcode="BD21 5NZ", rhythm=7,
    safe_contact="Text", themes=("baby", "newborn", "sleep", "health"),
)  # fmt: skip
def laycocks(tale):
    tale.comes(215, asked_by="Her midwife", why="I am nineteen and everybody has an opinion.")
    tale.appoint("dawn", 213, reason="Dawn was seventeen, once.")
    tale.first_meeting("dawn", 211)
    tale.comes_every("dawn", 203, 6, 7, hour=11)
    tale.stand_in("farida", 120, met_with="dawn")
    tale.volunteer("linda", 150, reason="There will be beans.", brought_by="dawn", last=5)
    tale.plans("dawn", -5, "11:00")


@family(
    "haqs", "The Haqs", mother("Samira Haq", 25), child("Adam Haq", 880, BOY, 2), team=KEIGHLEY_ROAD, area="Keighley", postcode="BD20 6JL", speaks="Urdu, English", rhythm=14,
    safe_contact="Any time", themes=("toddler", "nursery", "papers", "talk"), keeps_eid=True,
)  # fmt: skip
def haqs(tale):
    tale.comes(300, asked_by="The nursery", why="I am waiting for a letter that decides everything.")
    tale.appoint("farida", 297, reason="She had a place.")
    tale.first_meeting("farida", 295)
    tale.comes_every("farida", 285, 11, 14, hour=14)
    tale.stand_in("dawn", 150, met_with="farida")
    tale.volunteer("tariq", 200, reason="Adam wanted a taxi man.", brought_by="farida", last=8, every=10)
    tale.plans("farida", -3, "14:00")


@family(
    "sikorskis", "The Sikorskis", mother("Beata Sikorska", 26), father("Paweł Sikorski", 6), child("Julia Sikorska", 60, GIRL, 7), team=KEIGHLEY_ROAD, area="Keighley", postcode="BD21 3HL",
    speaks="Polish, English", rhythm=7, safe_contact="Text Beata", themes=("newborn", "sleep", "pregnant"),
)  # fmt: skip
def sikorskis(tale):
    tale.comes(96, asked_by="Her midwife", why="Both our mothers are far away.")
    tale.appoint("dawn", 94, reason="She had a place.")
    tale.first_meeting("dawn", 92)
    tale.comes_every("dawn", 84, 5, 7, hour=9)
    tale.plans("dawn", -2, "09:30")


@family(
    "binns", "The Binns", mother("Tracy Binns", 27), father("Lee Binns", 11), child("Harper Binns", 1290, GIRL, 1), team=KEIGHLEY_ROAD, area="Keighley", postcode="BD20 7WT", rhythm=7,
    safe_contact="Ring Lee", themes=("school", "nursery", "money", "toddler"),
)  # fmt: skip
def binns(tale):
    tale.comes(390, asked_by="The school", why="To stop shouting.")
    tale.appoint("dawn", 388, reason="She had a place on Mondays.")
    tale.first_meeting("dawn", 386)
    tale.comes_every("dawn", 377, 13, 7, hour=13)
    tale.stand_in("farida", 150, met_with="dawn")
    tale.volunteer("tariq", 140, reason="Harper wanted to see a taxi from the inside.", brought_by="dawn", last=6)
    tale.plans("dawn", -6, "13:00")


@family(
    "sharmas", "The Sharmas", mother("Pooja Sharma", 14), child("Arjun Sharma", 390, BOY, 0), team=KEIGHLEY_ROAD, area="Keighley", postcode="BD21 2RQ", speaks="Hindi, English", rhythm=7,
    safe_contact="Any time", themes=("baby", "toddler", "feeding", "alone"),
)  # fmt: skip
def sharmas(tale):
    tale.comes(300, asked_by="Herself", why="My husband is on nights and I talk to the radio.")
    tale.appoint("farida", 298, reason="She had a place.")
    tale.first_meeting("farida", 296)
    tale.comes_every("farida", 287, 8, 7, hour=11)
    tale.plans("farida", -6, "11:00")
