# -*- coding: utf-8 -*-
"""Stands in for the modules of OMERO that the settings.py of OMERO.web import, on Python 2.7 and 3.6 on."""
import json
import logging.handlers
import os
import sys
import types
import xml.etree.ElementTree as ElementTree


def stubs(on_server, on_freeze):
    """What the settings.py of all eras import from OMERO and Django, by the full name of the module.

    on_server is called for each server that load_server_list() makes, on_freeze when it freezes the list.
    """
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
            on_server()

        @classmethod
        def freeze(cls):
            on_freeze()

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
    stub('concurrent_log_handler', ConcurrentRotatingFileHandler=logging.handlers.RotatingFileHandler)
    stub('omero_ext.cloghandler', ConcurrentRotatingFileHandler=logging.handlers.RotatingFileHandler)
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
