"""How the web process listens, wherever it is started from; gunicorn reads this file by itself.

What differs from place to place (address, number of processes) stands on the command line.
"""

import gunicorn
import gunicorn.http.wsgi
from gunicorn.glogging import Logger

from relational.logs import plain_path

# A name in the Server header tells a stranger where to look for holes.
gunicorn.SERVER = gunicorn.http.wsgi.SERVER = "web"

limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 8190
timeout = 30
graceful_timeout = 20
keepalive = 5
max_requests = 5000
max_requests_jitter = 500


class AccessLog(Logger):
    """One line for a request: no query, no referer, and in the path nothing that may be a code."""

    def atoms(self, resp, req, environ, request_time):
        told = super().atoms(resp, req, environ, request_time)
        return {**told, "U": plain_path(told["U"] or "")}


logger_class = AccessLog
access_log_format = '%(t)s %(m)s "%(U)s" %(s)s %(B)s %(M)sms'
