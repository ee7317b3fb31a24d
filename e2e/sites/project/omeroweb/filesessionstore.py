from django.contrib.sessions.backends.file import SessionStore  # noqa: F401
