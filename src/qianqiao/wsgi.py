"""WSGI entry for granian."""

import os
import threading

from django.core.wsgi import get_wsgi_application

from qianqiao.matching.engine.text.bridge import dictionary

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qianqiao.settings")
application = get_wsgi_application()
# some seconds of reading that the first page across languages must not wait for
threading.Thread(target=dictionary, name="dictionary", daemon=True).start()
