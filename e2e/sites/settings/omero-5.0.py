#!/usr/bin/env python
# -*- coding: utf-8 -*-
# Written by hand in the shape of OMERO.web 5.0: Python 2, one tuple of apps, a literal MIDDLEWARE_CLASSES, a
# trailing blank behind the loader's comment and no blank line around its def. Enough of a site for Django 1.6.

import os.path
import json

OMERO_HOME = os.environ['OMERO_HOME']
DEBUG = False
TEMPLATE_DEBUG = DEBUG
ALLOWED_HOSTS = ['127.0.0.1']
SECRET_KEY = 'for tests'
ROOT_URLCONF = 'omeroweb.urls'
SESSION_ENGINE = 'django.contrib.sessions.backends.file'
# Answers 304 for what the browser has already.
USE_ETAGS = True
APPEND_SLASH = True
SITE_ID = 1
ADDITIONAL_APPS = json.loads('[]')
SERVER_LIST = json.loads('[["localhost", 4064, "omero"]]')

MIDDLEWARE_CLASSES = (
    'django.middleware.common.CommonMiddleware',
    'django.contrib.sessions.middleware.SessionMiddleware',
    #'django.middleware.csrf.CsrfViewMiddleware',
    'django.contrib.messages.middleware.MessageMiddleware',
)

INSTALLED_APPS = (
    'django.contrib.staticfiles',
    'django.contrib.sessions',
    'omeroweb.webclient',
    'omeroweb.webgateway',
    'pipeline',
)

for app in ADDITIONAL_APPS:
    try:
        __import__('omeroweb.%s' % app)
        INSTALLED_APPS += ('omeroweb.%s' % app,)
    except ImportError, e:
        INSTALLED_APPS += (app,)

STATIC_URL = '/static/'

# Load server list and freeze 
from connector import Server
def load_server_list():
    for s in SERVER_LIST:
        server = (len(s) > 2) and unicode(s[2]) or None
        Server(host=unicode(s[0]), port=int(s[1]), server=server)
    Server.freeze()
load_server_list()
