"""The WSGI application that the web processes serve."""

import multiprocessing
import os

from django.core.wsgi import get_wsgi_application

from pencere.config.processes import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pencere.config.settings")

_server = multiprocessing.parent_process()
if _server is not None and _server.pid is not None:
    # a worker whose server was killed would keep the port and serve on, unseen
    end_with_parent(_server.pid)

application = get_wsgi_application()
