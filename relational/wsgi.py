import os

from django.core.wsgi import get_wsgi_application
from django.db import OperationalError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "relational.settings")
os.environ["RELATIONAL_PART"] = "web"
application = get_wsgi_application()

from relational import locks  # noqa: E402 (Django has to be there first)

try:
    locks.refuse_if_open()
except OperationalError:  # no database now: the emergency numbers need none, and the first page that does asks again
    pass
