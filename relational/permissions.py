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


GRANTED: dict[str, frozenset[Permission]] = {
    Role.KEY_WORKER: frozenset(
        {
            Permission.READ_STORY,
            Permission.LOG_VISIT,
            Permission.PLAN_VISIT,
            Permission.DECIDE_REQUEST,
            Permission.SEE_OWN_FAMILIES,
            Permission.SEE_GALLERY,
        }
    ),
    Role.VOLUNTEER: frozenset({Permission.VOLUNTEER_HOME, Permission.KEEP_DIARY}),
    Role.SUPERVISOR: frozenset(
        {
            Permission.READ_STORY,
            Permission.LOG_VISIT,
            Permission.PLAN_VISIT,
            Permission.DECIDE_REQUEST,
            Permission.APPOINT,
            Permission.REFER,
            Permission.REVIEW,
            Permission.SEE_GALLERY,
        }
    ),
    Role.SERVICE_MANAGER: frozenset({Permission.SEE_GALLERY}),
    Role.RECORDS_OFFICER: frozenset({Permission.SEE_GALLERY}),
    Role.ADMINISTRATOR: frozenset({Permission.SEE_GALLERY}),
    Role.PROFESSIONAL: frozenset({Permission.ASK}),
    Role.FAMILY_MEMBER: frozenset({Permission.READ_OWN_PERSON}),
}


def granted(roles, permission: Permission) -> bool:
    """Whether any of these roles may do this kind of act."""
    return any(permission in GRANTED[role] for role in roles)


def may(user, permission: Permission, on) -> bool:
    """Whether the user holds, on that day, a role that may do this kind of act at all."""
    return user.is_authenticated and granted(user.roles_on(on), permission)
