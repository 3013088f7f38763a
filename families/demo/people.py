"""Who is who in the demo. The cast comes first, in the order in which one may sign in as them."""

from dataclasses import dataclass

from relational.faces import FACES, MEN, WOMEN
from relational.models import Role

MANNINGHAM, KEIGHLEY_ROAD = "Manningham", "Keighley Road"
SERVICE = "Hand in Hand Bradford"
HERE_SINCE, LATER = 900, 420  # days ago
KEY_WORKER, VOLUNTEER, SUPERVISOR = Role.KEY_WORKER, Role.VOLUNTEER, Role.SUPERVISOR


@dataclass(frozen=True)
class Person:
    key: str
    name: str
    role: str
    face: str
    phone: str = ""
    answers: str = ""
    speaks: str = "English"
    introduction: str = ""
    team: str = MANNINGHAM
    job: str = ""
    organisation: str = ""
    since: int = HERE_SINCE
    left: int | None = None  # days ago

    @property
    def called(self) -> str:
        return self.name.split()[0]

    @property
    def email(self) -> str:
        return f"{self.key}@relational.example"


CAST = (
    Person(
        "amina",
        "Amina Hussain",
        KEY_WORKER,
        FACES["amina"],
        "07700 900 101",
        "Monday to Friday, 9 to 5",
        "Urdu, Pahari, English",
        "I grew up three streets from here. I like gardens and strong tea. I have two boys, so I am used to noise. "
        "You can tell me when I get it wrong.",
    ),
    Person(
        "zofia",
        "Zofia Nowak",
        KEY_WORKER,
        FACES["zofia"],
        "07700 900 102",
        "Monday to Thursday, 8.30 to 4.30",
        "Polish, English, some Slovak",
        "I came to Bradford at nineteen with one suitcase and no winter coat. I know what it is to ask for directions. "
        "I bake on Sundays and I bring what is left.",
    ),
    Person(
        "jo",
        "Jo Green",
        SUPERVISOR,
        FACES["jo"],
        "01632 960 101",
        "Monday to Friday, 9 to 5",
        "English, some Urdu",
        "I work with Amina, Zofia and the others. If you would rather talk to me than to your person, ring me. You do not have to say why.",
    ),
    Person(
        "ruth",
        "Ruth Ackroyd",
        VOLUNTEER,
        FACES["ruth"],
        "07700 900 104",
        "Most afternoons",
        "English",
        "I was a school cook for thirty years and I have five grandchildren, all far away. I am slow on stairs and quick at washing up. "
        "I like to be useful and I like a laugh.",
    ),
    Person(
        "helen",
        "Helen Marsh",
        Role.PROFESSIONAL,
        FACES["helen"],
        "01632 960 120",
        job="health visitor",
        organisation="Bradford 0-19 service",
    ),
    Person("grace", "Grace Okafor", Role.FAMILY_MEMBER, FACES["grace"], "07700 900 201", speaks="English, Yoruba"),
    Person(
        "sana", "Sana Malik", Role.FAMILY_MEMBER, FACES["sana"], "07700 900 202", speaks="Pahari, Urdu, some English"
    ),
    Person("magda", "Magda Wójcik", Role.FAMILY_MEMBER, FACES["magda"], "07700 900 203", speaks="Polish, English"),
    Person("dee", "Dee Rawnsley", Role.SERVICE_MANAGER, FACES["dee"], "01632 960 102", team=""),
    Person("ro", "Ro Feather", Role.RECORDS_OFFICER, FACES["ro"], "01632 960 103", team=""),
    Person("ade", "Ade Bankole", Role.ADMINISTRATOR, FACES["ade"], "01632 960 104", team=""),
)

KEY_WORKERS = (
    Person(
        "shabana",
        "Shabana Mirza",
        KEY_WORKER,
        WOMEN[9],
        "07700 900 111",
        "Tuesday to Friday, 9 to 5",
        "Punjabi, Urdu, English",
        "I am from a family of seven, so I can find a quiet corner anywhere. I worked in a bank before this and I am not afraid of forms.",
    ),
    Person(
        "callum",
        "Callum Hirst",
        KEY_WORKER,
        MEN[11],
        "07700 900 112",
        "Monday to Friday, 8 to 4",
        "English",
        "I am a dad of one, from Shipley. I talk about football until somebody stops me. I will always ring before I come.",
    ),
    Person(
        "lucia",
        "Lucia Horňáková",
        KEY_WORKER,
        WOMEN[17],
        "07700 900 113",
        "Monday to Thursday, 9 to 5",
        "Slovak, Romani, Czech, English",
        "I was the first in my street to go to college and my grandmother still asks what for. It was for this.",
    ),
    Person(
        "beth",
        "Beth Sugden",
        KEY_WORKER,
        WOMEN[26],
        "07700 900 114",
        "Monday to Friday, 9 to 3",
        "English, British Sign Language",
        "My parents are deaf, so I am good at waiting and at looking at people. I like dogs and rain.",
        since=LATER,
    ),
    Person(
        "farida",
        "Farida Rahman",
        KEY_WORKER,
        WOMEN[11],
        "07700 900 115",
        "Monday to Friday, 9 to 5",
        "Bengali, Sylheti, English",
        "I have lived in Keighley since I was six. I know every bus. My mother's remedies did not all work, and I can tell you which did.",
        team=KEIGHLEY_ROAD,
    ),
    Person(
        "dawn",
        "Dawn Illingworth",
        KEY_WORKER,
        WOMEN[13],
        "07700 900 116",
        "Monday to Wednesday, 9 to 5",
        "English",
        "I had my first at seventeen. Somebody stuck with me then. That is the whole reason.",
        team=KEIGHLEY_ROAD,
    ),
    Person(
        "marie",
        "Marie Holdsworth",
        KEY_WORKER,
        WOMEN[12],
        speaks="English",
        introduction="I was a nursery nurse for twelve years. I sing a lot and not well.",
        left=205,
    ),
)
SUPERVISORS = (
    Person(
        "samina",
        "Samina Yousaf",
        SUPERVISOR,
        WOMEN[4],
        "01632 960 105",
        "Monday to Friday, 9 to 5",
        "Urdu, English",
        "I work with Farida and Dawn. Ring me for anything.",
        team=KEIGHLEY_ROAD,
    ),
)


def _volunteer(number, key, name, face, speaks, introduction, team=MANNINGHAM, answers="Weekday afternoons"):
    return Person(key, name, VOLUNTEER, face, f"07700 900 1{number}", answers, speaks, introduction, team)


VOLUNTEERS = (
    _volunteer(
        31,
        "rubina",
        "Rubina Shah",
        WOMEN[22],
        "Pahari, Urdu, English",
        "My children are grown and my house is too quiet. I cook too much.",
    ),
    _volunteer(
        32,
        "halima",
        "Halima Osman",
        WOMEN[25],
        "Somali, Arabic, English",
        "I came here with three little ones. I remember the first winter well.",
    ),
    _volunteer(
        33,
        "gillian",
        "Gillian Pighills",
        WOMEN[6],
        "English",
        "Retired midwife. I promise not to give advice unless I am asked twice.",
    ),
    _volunteer(34, "ewa", "Ewa Kowal", WOMEN[16], "Polish, English", "I sew, I swim, and I was new here once."),
    _volunteer(
        35,
        "maureen",
        "Maureen Tordoff",
        WOMEN[19],
        "English",
        "Born in Manningham, never left. I know where everything was.",
    ),
    _volunteer(
        36,
        "kathleen",
        "Kathleen Brearley",
        WOMEN[13],
        "English",
        "I brought up my own two grandchildren. You are not too old for it.",
    ),
    _volunteer(
        37,
        "nasreen",
        "Nasreen Aziz",
        WOMEN[1],
        "Urdu, Punjabi, English",
        "I teach the sewing class on Fridays. Tea first.",
    ),
    _volunteer(
        38,
        "harpreet",
        "Harpreet Kaur Gill",
        WOMEN[5],
        "Punjabi, Hindi, English",
        "I drive the mobile library. I bring books whether you like it or not.",
    ),
    _volunteer(
        39, "annemarie", "Anne-Marie Clegg", WOMEN[24], "English, French", "I had twins at forty. Nothing shocks me."
    ),
    _volunteer(
        40,
        "brian",
        "Brian Holroyd",
        MEN[3],
        "English",
        "Retired joiner. I can fix the drawer while we talk, it is easier that way.",
        answers="Mornings",
    ),
    _volunteer(
        41,
        "jozef",
        "Jozef Balog",
        MEN[12],
        "Slovak, Romani, English",
        "I play the accordion at weddings. I know half the street and am related to the rest.",
    ),
    _volunteer(
        42,
        "sade",
        "Sade Ogunleye",
        WOMEN[7],
        "Yoruba, English",
        "I am training to be a nurse. I have Wednesdays and a lot of patience.",
    ),
    _volunteer(
        43,
        "tariq",
        "Tariq Mahmood",
        MEN[0],
        "Urdu, English",
        "Taxi driver at night, dad by day. I know how tired feels.",
        KEIGHLEY_ROAD,
    ),
    _volunteer(
        44, "linda", "Linda Feather", WOMEN[27], "English", "I have an allotment. There will be beans.", KEIGHLEY_ROAD
    ),
)


def _professional(number, key, name, face, job, organisation, speaks="English"):
    return Person(
        key,
        name,
        Role.PROFESSIONAL,
        face,
        f"01632 960 1{number}",
        speaks=speaks,
        team="",
        job=job,
        organisation=organisation,
    )


PROFESSIONALS = (
    _professional(21, "gareth", "Gareth Pickles", MEN[1], "housing adviser", "Airedale Homes"),
    _professional(22, "priya", "Priya Nair", WOMEN[10], "GP", "Oak Lane Surgery", "English, Malayalam, Hindi"),
    _professional(
        23, "chloe", "Chloe Barker", WOMEN[21], "speech and language therapist", "Bradford children's therapies"
    ),
    _professional(24, "janet", "Janet Womersley", WOMEN[23], "school family lead", "Heaton Beck Primary"),
    _professional(25, "ifeoma", "Ifeoma Nwosu", WOMEN[18], "community midwife", "Bradford maternity", "English, Igbo"),
    _professional(26, "stephen", "Stephen Lockwood", MEN[13], "counsellor", "The Listening Room"),
    _professional(
        27, "mariam", "Mariam Siddiqui", WOMEN[15], "nursery manager", "Little Mill Nursery", "English, Urdu"
    ),
    _professional(28, "paul", "Paul Haigh", MEN[7], "money adviser", "Bradford advice centre"),
    _professional(
        29, "ioana", "Ioana Radu", WOMEN[8], "interpreter", "Community interpreters", "Romanian, Italian, English"
    ),
    _professional(
        30,
        "kasia",
        "Kasia Wrona",
        WOMEN[0],
        "perinatal mental health nurse",
        "Bradford perinatal team",
        "English, Polish",
    ),
    _professional(31, "rachel", "Rachel Firth", WOMEN[3], "social worker", "Bradford children's services"),
)

EVERYBODY = (*CAST, *KEY_WORKERS, *SUPERVISORS, *VOLUNTEERS, *PROFESSIONALS)
BY_KEY = {person.key: person for person in EVERYBODY}
SUPERVISOR_OF = {MANNINGHAM: "jo", KEIGHLEY_ROAD: "samina"}
