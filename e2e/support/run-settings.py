# -*- coding: utf-8 -*-
"""Executes a settings.py of OMERO.web without OMERO: what would Django see?

    python run-settings.py settings.py

Runs on Python 2.7 and 3.6 on, so that every settings.py can be loaded by the Python of its time. The modules
of the server that such a file imports are stubs; config.xml is read from $OMERODIR (or $OMERO_HOME) as the
server would. Prints one JSON object:

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
import os.path
import re
import sys
import types

from omero_stubs import stubs

SEPARATE = ('INSTALLED_APPS', 'MIDDLEWARE', 'MIDDLEWARE_CLASSES')


def main(path):
    module = types.ModuleType('omeroweb.settings')
    module.__file__ = path
    record = {'atLoad': None, 'loads': 0}

    def on_server():
        if record['atLoad'] is None:
            record['atLoad'] = snapshot(module)

    def on_freeze():
        on_server()
        record['loads'] += 1

    sys.modules.update(stubs(on_server, on_freeze))
    sys.modules[module.__name__] = module
    # Not imported: the file may have any name, and no .pyc is to be left beside it.
    with open(path, 'rb') as file:
        # As a module of its own: this one's `print` is a function.
        code = compile(file.read(), path, 'exec', 0, True)
    exec(code, module.__dict__)
    record['atEnd'] = snapshot(module)
    print(json.dumps(record, sort_keys=True))


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
