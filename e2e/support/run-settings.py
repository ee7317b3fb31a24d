# -*- coding: utf-8 -*-
"""Executes a settings.py of OMERO.web without OMERO: what would Django see?

    python run-settings.py settings.py

Runs on Python 2.7 and 3.6 on, so that every settings.py can be loaded by the Python of its time. The modules
of the server that such a file imports are stubs made here; config.xml is read from $OMERODIR (or $OMERO_HOME)
as the server would. Prints one JSON object:

    atLoad    the settings at the moment load_server_list() makes its first server or freezes the list
    atEnd     the settings when the file has run to its end
    loads     how often the list was frozen

Each of the two has `apps`, `middleware` (of MIDDLEWARE or MIDDLEWARE_CLASSES), `cors` (every CORS_* name with its
value), and `others`: every other global name with a digest of its value, so that two runs can be compared whole.
"""
from __future__ import print_function

import hashlib
import json
import logging
import os
import re
import sys
import types
import xml.etree.ElementTree as ElementTree

SEPARATE = ('INSTALLED_APPS', 'MIDDLEWARE', 'MIDDLEWARE_CLASSES')


def main(path):
    module = types.ModuleType('omeroweb.settings')
    module.__file__ = path
    record = {'atLoad': None, 'loads': 0}
    sys.modules.update(stubs(module, record))
    sys.modules[module.__name__] = module
    # 'imp' rather than an import: the name of the file is free, and no .pyc is left beside it.
    with open(path, 'rb') as file:
        code = compile(file.read(), path, 'exec')
    exec(code, module.__dict__)
    record['atEnd'] = snapshot(module)
    print(json.dumps(record, sort_keys=True))


def stubs(settings, record):
    """What the settings.py of all eras import from OMERO and Django, by the full name of the module."""
    made = {}

    def stub(name, **members):
        module = types.ModuleType(name)
        module.__path__ = []
        module.__dict__.update(members)
        made[name] = module
        if '.' in name:
            parent, child = name.rsplit('.', 1)
            setattr(made[parent], child, module)
        return module

    class LockException(Exception):
        pass

    class Server(object):
        """Holds the servers that users may log in to; the loader fills it, then freezes it."""

        def __init__(self, host, port, server=None):
            remember()

        @classmethod
        def freeze(cls):
            remember()
            record['loads'] += 1

    def remember():
        if record['atLoad'] is None:
            record['atLoad'] = snapshot(settings)

    def by_index(entries, index='index', element='class'):
        return tuple(entry[element] for entry in sorted(entries, key=lambda entry: entry[index]))

    class LeaveUnset(Exception):
        pass

    def or_unset(value):
        if value is None:
            raise LeaveUnset()
        return value

    def int_or_unset(value):
        return int(or_unset(value))

    def with_slash(value):
        return value if not value or value.endswith('/') else value + '/'

    def same(value):
        return value

    locks = {'LockException': LockException}
    helpers = {
        'sort_properties_to_tuple': by_index,
        'LeaveUnset': LeaveUnset,
        'check_timezone': same,
        'identity': same,
        'parse_boolean': lambda text: text.strip().lower() in ('true', '1', 't'),
        'leave_none_unset': or_unset,
        'leave_none_unset_int': int_or_unset,
        'str_slash': with_slash,
    }
    stub('omero')
    stub('omero.config', ConfigXml=ConfigXml)
    stub('omero.clients')
    stub('omero.util', get_omero_userdir=lambda: os.environ['OMERODIR'])
    stub('omero.util.concurrency', get_event=lambda name='': None)
    stub('omero.install')
    stub('omero.install.python_warning', py27_only=lambda: True, PYTHON_WARNING='')
    stub('omero_ext')
    stub('omero_ext.portalocker', **locks)
    stub('portalocker', **locks)
    stub('pytz', timezone=same)
    stub('omeroweb')
    # Up to OMERO 5.5 these are imported from the settings.py's own folder.
    for package in ('', 'omeroweb.'):
        stub(package + 'connector', Server=Server)
        stub(package + 'utils', **helpers)
    stub('webadmin')
    stub('webadmin.custom_models', Server=Server)
    stub('django')
    stub('django.utils')
    stub('django.utils.simplejson', loads=json.loads, dumps=json.dumps)
    stub('django.views')
    stub('django.views.debug', cleanse_setting=lambda key, value: value, SafeExceptionReporterFilter=ExceptionFilter)
    if sys.version_info[0] == 2:
        stub('builtins', str=type(u''))
    return made


class ExceptionFilter(object):
    """Django's filter of secrets, which the server's log uses."""

    def cleanse_setting(self, key, value):
        return value


class ConfigXml(object):
    """Reads the properties of the active profile, as OMERO's own class of this name."""

    def __init__(self, filename, read_only=False):
        root = ElementTree.parse(filename).getroot() if os.path.exists(filename) else ElementTree.Element('icegrid')
        profiles = dict((each.get('id'), each) for each in root.findall('properties'))
        active = 'default'
        for each in profiles.get('__ACTIVE__', ()):
            if each.get('name') == 'omero.config.profile':
                active = each.get('value')
        self.properties = dict((str(each.get('name')), each.get('value')) for each in profiles.get(active, ()))

    def as_map(self):
        return dict(self.properties)

    def close(self):
        pass


def snapshot(module):
    names = dict((name, value) for name, value in vars(module).items() if not name.startswith('__'))
    middleware = [name for name in ('MIDDLEWARE', 'MIDDLEWARE_CLASSES') if name in names]
    return {
        'apps': list(names['INSTALLED_APPS']),
        'middleware': dict((name, list(names[name])) for name in middleware),
        'cors': dict((name, plain(value)) for name, value in names.items() if name.startswith('CORS_')),
        'others': dict(
            (name, digest(value))
            for name, value in names.items()
            if name not in SEPARATE and not name.startswith('CORS_')
        ),
    }


def plain(value):
    """The value for JSON: sequences as lists, a set sorted, a compiled pattern as its text."""
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, (set, frozenset)):
        return sorted(plain(each) for each in value)
    return getattr(value, 'pattern', value)


def digest(value):
    return hashlib.sha1(describe(value).encode('utf-8', 'replace')).hexdigest()[:12]


def describe(value):
    """A text that is the same for equal values, without addresses and line numbers: these move with an edit."""
    if isinstance(value, dict):
        return 'dict(%s)' % sorted((describe(key), describe(each)) for key, each in value.items())
    if isinstance(value, (list, tuple)):
        return '%s(%s)' % (type(value).__name__, [describe(each) for each in value])
    if isinstance(value, (set, frozenset)):
        return 'set(%s)' % sorted(describe(each) for each in value)
    if isinstance(value, types.ModuleType):
        return 'module %s' % value.__name__
    if isinstance(value, types.FunctionType):
        return 'function %s %s' % (value.__name__, describe_code(value.__code__))
    if isinstance(value, type(re.compile(''))):
        return 'pattern %r %s' % (value.pattern, value.flags)
    if value is None or isinstance(value, (bool, int, float, str, bytes, type(u''))):
        return '%s %r' % (type(value).__name__, value)
    return 'object of %s %s' % (type(value).__name__, getattr(value, '__name__', ''))


def describe_code(code):
    constants = [describe_code(each) if hasattr(each, 'co_code') else repr(each) for each in code.co_consts]
    return '%s %r %s %s' % (code.co_name, code.co_code, code.co_names, constants)


if __name__ == '__main__':
    logging.disable(logging.CRITICAL)
    # Keeps the folder of this script out: the settings.py of old imports `utils` and `connector` by bare name.
    sys.path.pop(0)
    main(os.path.abspath(sys.argv[1]))
