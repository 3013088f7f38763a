"""Letters in this app's words. No letter names a family: somebody else may hold the phone."""

from django.utils import timezone

from relational.post import post


def tell_worker_volunteer_cannot_come(planned, worker, *, by) -> None:
    post(
        worker, "a_volunteer_cannot_come", about=planned.pk, family=planned.family, volunteer=by,
        starts_at=timezone.localtime(planned.starts_at),
    )  # fmt: skip
