"""Background work. The queue carries ids and nothing else; what is owed stands in rows (see tasks.py)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "relational.settings")

app = Celery("relational")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
