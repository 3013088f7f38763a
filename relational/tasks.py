from celery import shared_task
from django.utils import timezone

from relational import post, record, sessions


@shared_task
def deliver_letters():
    post.deliver(timezone.now())


@shared_task
def sweep_sessions():
    sessions.sweep(now=timezone.now())


@shared_task
def verify_record():
    """Nightly: the record is verified and sealed; the outcome stands on the page "Who looked"."""
    record.check(now=timezone.now())
