"""What kind of act each role may do. Whose families it may do it to is said by links (families.access)."""

from enum import StrEnum

from relational.models import Role


class Permission(StrEnum):
    READ_STORY = "read_story"  # the family's story, both halves
    LOG_VISIT = "log_visit"
    PLAN_VISIT = "plan_visit"
    DECIDE_REQUEST = "decide_request"
    APPOINT = "appoint"  # appoint, cover, hand over, end, close, reopen
    REFER = "refer"  # refer a family in
    REVIEW = "review"  # the team page and its look-agains
    SEE_OWN_FAMILIES = "see_own_families"  # Today and all my families
    READ_OWN_PERSON = "read_own_person"  # the family's own page
    VOLUNTEER_HOME = "volunteer_home"
    KEEP_DIARY = "keep_diary"  # a volunteer's short note of her own visit
    ASK = "ask"  # ask about a family, through its named worker
    SEE_GALLERY = "see_gallery"
    READ_RECORD = "read_record"  # who looked: her own acts, and what her role may review
    INVITE = "invite"  # make a family member's letter, take it back, end her way in
    SEE_PEOPLE = "see_people"  # who works here and what they may see
    INVITE_PERSON = "invite_person"
    MANAGE_PEOPLE = "manage_people"  # roles, checks, leaving, a lost phone; of those she may give such roles to
    OWN_DETAILS = "own_details"  # what people call me, my introduction, when I answer
    INVOLVE = "involve"  # agree and withdraw another professional's involvement with a family


GRANTED: dict[str, frozenset[Permission]] = {
    Role.KEY_WORKER: frozenset(
        {
            Permission.READ_RECORD,
            Permission.READ_STORY,
            Permission.LOG_VISIT,
            Permission.PLAN_VISIT,
            Permission.DECIDE_REQUEST,
            Permission.SEE_OWN_FAMILIES,
            Permission.INVITE,
            Permission.SEE_GALLERY,
            Permission.OWN_DETAILS,
            Permission.INVOLVE,
        }
    ),
    Role.VOLUNTEER: frozenset({Permission.READ_RECORD, Permission.VOLUNTEER_HOME, Permission.KEEP_DIARY, Permission.OWN_DETAILS}),
    Role.SUPERVISOR: frozenset(
        {
            Permission.READ_RECORD,
            Permission.READ_STORY,
            Permission.LOG_VISIT,
            Permission.PLAN_VISIT,
            Permission.DECIDE_REQUEST,
            Permission.APPOINT,
            Permission.REFER,
            Permission.REVIEW,
            Permission.INVITE,
            Permission.SEE_GALLERY,
            Permission.SEE_PEOPLE,
            Permission.INVITE_PERSON,
            Permission.MANAGE_PEOPLE,
            Permission.OWN_DETAILS,
            Permission.INVOLVE,
        }
    ),
    Role.SERVICE_MANAGER: frozenset({Permission.READ_RECORD, Permission.SEE_GALLERY, Permission.SEE_PEOPLE, Permission.OWN_DETAILS}),
    Role.RECORDS_OFFICER: frozenset({Permission.READ_RECORD, Permission.SEE_GALLERY, Permission.SEE_PEOPLE, Permission.OWN_DETAILS}),
    Role.ADMINISTRATOR: frozenset({Permission.READ_RECORD, Permission.SEE_GALLERY, Permission.SEE_PEOPLE, Permission.INVITE_PERSON, Permission.MANAGE_PEOPLE, Permission.OWN_DETAILS}),
    Role.PROFESSIONAL: frozenset({Permission.READ_RECORD, Permission.ASK}),
    Role.FAMILY_MEMBER: frozenset({Permission.READ_OWN_PERSON}),
}


def granted(roles, permission: Permission) -> bool:
    """Whether any of these roles may do this kind of act."""
    return any(permission in GRANTED[role] for role in roles)


def may(user, permission: Permission, on) -> bool:
    """Whether the user holds, on that day, a role that may do this kind of act at all."""
    return user.is_authenticated and granted(user.roles_on(on), permission)
