from celery import shared_task
from django.utils import timezone

from relational import post, record, sessions
from relational.identity import in_background


@shared_task
@in_background
def deliver_letters():
    post.deliver(timezone.now())


@shared_task
@in_background
def sweep_sessions():
    sessions.sweep(now=timezone.now())


@shared_task
@in_background
def verify_record():
    """Nightly: the record is verified and sealed; the outcome stands on the page "Who looked"."""
    record.check(now=timezone.now())
