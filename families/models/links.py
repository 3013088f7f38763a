"""Live links: who reaches which family, in which role, from which day to which. The one place it is said.

A link comes from a relationship (named or covering; a stand-in in waiting is only a name to the family), from
supervising the family's team, from being of the family, or from an involvement the family agreed to. The role
itself must be held on the day as well: a person who left reaches nobody, whatever spells still stand; and one who
may not sign in reaches nobody either.

The locks (families.locks) make two views of it: every link, which their functions and nobody else may read, and
one's own, which the pages ask (Family.objects.within_reach_of). Nobody can ask for another's.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

LIVE_LINKS = """
SELECT link.* FROM (
SELECT r.person_id AS user_id, r.family_id, r.role::text AS role, r.kind::text AS via,
       greatest(r.started_on, h.started_on) AS started_on, least(r.ended_on, h.ended_on) AS ended_on
  FROM families_relationship r
  JOIN relational_roleheld h ON h.user_id = r.person_id AND h.role = r.role
 WHERE r.kind IN ('named', 'covering')
UNION ALL
SELECT h.user_id, f.id, 'supervisor', 'team', h.started_on, h.ended_on
  FROM relational_roleheld h JOIN families_family f ON f.team_id = h.team_id
 WHERE h.role = 'supervisor'
UNION ALL
SELECT m.user_id, m.family_id, 'family_member', 'own family', h.started_on, least(m.left_on, m.died_on, h.ended_on)
  FROM families_familymember m
  JOIN relational_roleheld h ON h.user_id = m.user_id AND h.role = 'family_member'
UNION ALL
SELECT i.person_id, i.family_id, 'professional', 'involvement',
       greatest(i.started_on, h.started_on), least(i.ended_on, h.ended_on)
  FROM families_involvement i
  JOIN relational_roleheld h ON h.user_id = i.person_id AND h.role = 'professional'
 WHERE i.agreed = 'yes'
) link JOIN relational_user u ON u.id = link.user_id AND u.is_active
"""

MY_LIVE_LINKS = """
SELECT * FROM families_every_link
 WHERE user_id = (SELECT relational_me()) OR current_user IN ('relational_keeper', 'relational_clock')
    OR (current_user = 'relational_errand' AND (SELECT relational_on('sight')))
"""


class LiveLinkQuerySet(models.QuerySet):
    def of(self, user, on):
        """The links this person has on that day; none for somebody who may not sign in."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on), user=user, started_on__lte=on)


class LiveLink(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.DO_NOTHING, related_name="+")
    family = models.OneToOneField("families.Family", primary_key=True, on_delete=models.DO_NOTHING, related_name="+")
    role = models.TextField()
    via = models.TextField()
    started_on = models.DateField()
    ended_on = models.DateField(null=True)

    objects = LiveLinkQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "families_live_link"
