#!/usr/bin/env python
# -*- coding: utf-8 -*-
# Written by hand in the shape of OMERO.web 5.2, which the wiki's recipe was written for: Python 2, one tuple of
# apps that ends with 'pipeline', five literal middleware classes. Enough of a site for Django 1.8.

import os.path
import sys
import json
import omero.config

OMERO_HOME = os.environ['OMERO_HOME']
CONFIG_XML = os.path.join(OMERO_HOME, 'etc', 'grid', 'config.xml')
CUSTOM_SETTINGS = omero.config.ConfigXml(CONFIG_XML).as_map()

CUSTOM_SETTINGS_MAPPINGS = {
    "omero.web.apps": ["ADDITIONAL_APPS", '[]', json.loads],
    "omero.web.server_list": ["SERVER_LIST", '[["localhost", 4064, "omero"]]', json.loads],
}


def process_custom_settings(module):
    for key, values in CUSTOM_SETTINGS_MAPPINGS.items():
        global_name, default_value, mapping = values
        setattr(module, global_name, mapping(CUSTOM_SETTINGS.get(key, default_value)))


process_custom_settings(sys.modules[__name__])

DEBUG = False
ALLOWED_HOSTS = ['127.0.0.1']
SECRET_KEY = 'for tests'
ROOT_URLCONF = 'omeroweb.urls'
SESSION_ENGINE = 'django.contrib.sessions.backends.file'
# Answers 304 for what the browser has already.
USE_ETAGS = True
SITE_ID = 1
# The check that the settings are older than Django 1.7 wants a runner named.
TEST_RUNNER = 'django.test.runner.DiscoverRunner'

try:
    LOG = open(os.path.join(OMERO_HOME, 'var', 'log', 'OMEROweb.log'), 'a')
    os.chmod(LOG.name, 0600)
except IOError, e:
    raise IOError("Please make %s/var/log writable" % OMERO_HOME)

# MIDDLEWARE_CLASSES: A tuple of middleware classes to use.
MIDDLEWARE_CLASSES = (
    'django.middleware.common.BrokenLinkEmailsMiddleware',
    'django.middleware.common.CommonMiddleware',
    'django.contrib.sessions.middleware.SessionMiddleware',
    'django.middleware.csrf.CsrfViewMiddleware',
    'django.contrib.messages.middleware.MessageMiddleware',
)

INSTALLED_APPS = (
    'django.contrib.staticfiles',
    'django.contrib.sessions',
    'omeroweb.webclient',
    'omeroweb.webgateway',
    'pipeline',
)

for app in ADDITIONAL_APPS:  # from CUSTOM_SETTINGS_MAPPINGS  # noqa
    try:
        __import__('omeroweb.%s' % app)
        INSTALLED_APPS += ('omeroweb.%s' % app,)
    except ImportError:
        INSTALLED_APPS += (app,)

STATIC_URL = '/static/'

# Load server list and freeze
from connector import Server


def load_server_list():
    for s in SERVER_LIST:  # from CUSTOM_SETTINGS_MAPPINGS  # noqa
        server = (len(s) > 2) and unicode(s[2]) or None
        Server(host=unicode(s[0]), port=int(s[1]), server=server)
    Server.freeze()
load_server_list()
