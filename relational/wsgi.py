import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "relational.settings")
os.environ["RELATIONAL_PART"] = "web"
application = get_wsgi_application()
