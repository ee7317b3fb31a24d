#!/usr/bin/env python
# -*- coding: utf-8 -*-
# Written by hand in the shape of OMERO.web 5.5: Python 2, INSTALLED_APPS in two parts around the loop over the
# added apps, middleware computed from the configuration. Enough of a site for Django 1.8.

import os.path
import sys
import json
import omero.config
from utils import sort_properties_to_tuple
from connector import Server

OMERO_HOME = os.environ['OMERO_HOME']
CONFIG_XML = os.path.join(OMERO_HOME, 'etc', 'grid', 'config.xml')
CUSTOM_SETTINGS = omero.config.ConfigXml(CONFIG_XML, read_only=True).as_map()


def parse_boolean(s):
    return s.strip().lower() in ('true', '1', 't')


CUSTOM_SETTINGS_MAPPINGS = {
    "omero.web.apps": ["ADDITIONAL_APPS", '[]', json.loads],
    "omero.web.middleware": [
        "MIDDLEWARE_CLASSES_LIST",
        ('['
         '{"index": 1, "class": "django.middleware.common.BrokenLinkEmailsMiddleware"},'
         '{"index": 2, "class": "django.middleware.common.CommonMiddleware"},'
         '{"index": 3, "class": "django.contrib.sessions.middleware.SessionMiddleware"},'
         '{"index": 4, "class": "django.middleware.csrf.CsrfViewMiddleware"},'
         '{"index": 5, "class": "django.contrib.messages.middleware.MessageMiddleware"}'
         ']'),
        json.loads],
    "omero.web.cors_origin_whitelist": ["CORS_ORIGIN_WHITELIST", '[]', json.loads],
    "omero.web.cors_origin_allow_all": ["CORS_ORIGIN_ALLOW_ALL", "false", parse_boolean],
    "omero.web.django_additional_settings": ["DJANGO_ADDITIONAL_SETTINGS", '[]', json.loads],
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
USE_ETAGS = True
SITE_ID = 1
TEST_RUNNER = 'django.test.runner.DiscoverRunner'

INSTALLED_APPS = (
    'django.contrib.staticfiles',
    'django.contrib.sessions',
)

for app in ADDITIONAL_APPS:  # from CUSTOM_SETTINGS_MAPPINGS  # noqa
    try:
        __import__('omeroweb.%s' % app)
        INSTALLED_APPS += ('omeroweb.%s' % app,)
    except ImportError:
        INSTALLED_APPS += (app,)

INSTALLED_APPS += (
    'omeroweb.webclient',
    'omeroweb.webgateway',
    'pipeline',
)

STATIC_URL = '/static/'

CORS_ALLOW_CREDENTIALS = True
CORS_REPLACE_HTTPS_REFERER = True

MIDDLEWARE_CLASSES = sort_properties_to_tuple(MIDDLEWARE_CLASSES_LIST)  # noqa

for k, v in DJANGO_ADDITIONAL_SETTINGS:  # noqa
    setattr(sys.modules[__name__], k, v)


# Load server list and freeze
def load_server_list():
    for s in SERVER_LIST:  # from CUSTOM_SETTINGS_MAPPINGS  # noqa
        server = (len(s) > 2) and unicode(s[2]) or None
        Server(host=unicode(s[0]), port=int(s[1]), server=server)
    Server.freeze()


load_server_list()
