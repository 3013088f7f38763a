from celery import shared_task
from django.utils import timezone

from relational import post


@shared_task
def deliver_letters():
    post.deliver(timezone.now())
