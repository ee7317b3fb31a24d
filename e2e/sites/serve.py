"""Serves a site with the Django of the running Python, after Django's system checks.

    python serve.py <site>

<site> holds the package `omeroweb` with settings.py and urls.py. OMERO's own modules are the stubs that
run-settings.py uses. Says `listening on <port>` when it does; an error of a check ends it with exit code 1.
"""
from __future__ import print_function

import os
import sys

sys.path[0] = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'support')
from omero_stubs import stubs  # noqa: E402

sys.path[0] = os.path.abspath(sys.argv[1])
os.environ['DJANGO_SETTINGS_MODULE'] = 'omeroweb.settings'


def is_there(name):
    try:
        __import__(name)
    except ImportError:
        return False
    return True


for name, module in stubs(lambda: None, lambda: None).items():
    # Django is real, and looks for pytz itself.
    if not name.startswith(('django', 'pytz')) and not is_there(name):
        sys.modules[name] = module

import django  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.management.base import CommandError  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402

try:
    from socketserver import ThreadingMixIn
except ImportError:
    from SocketServer import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server  # noqa: E402


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


application = get_wsgi_application()
try:
    call_command('check' if django.VERSION >= (1, 7) else 'validate')
except CommandError as error:
    print(error, file=sys.stderr)
    sys.exit(1)
server = make_server('127.0.0.1', 0, application, Server, WSGIRequestHandler)
print('listening on %d' % server.server_port)
sys.stdout.flush()
server.serve_forever()
