"""The few addresses of OMERO.web that a viewer asks, on any Django: stands in for omeroweb.urls."""
import base64
import json

from django.http import HttpResponse, HttpResponseRedirect

try:
    from django.urls import re_path
except ImportError:
    from django.conf.urls import url as re_path

# A red pixel.
PNG = base64.b64decode(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=='
)


def front(request):
    return HttpResponseRedirect('/webclient/login/')


def login(request):
    return HttpResponse('<!DOCTYPE html><title>OMERO.web - Login</title><form></form>')


def api(request):
    return HttpResponse(json.dumps({'data': [{'version': 'v0'}]}), content_type='application/json')


def image(request):
    return HttpResponse(PNG, content_type='image/png')


urlpatterns = [
    re_path(r'^$', front),
    re_path(r'^webclient/$', front),
    re_path(r'^webclient/login/$', login),
    re_path(r'^api/$', api),
    re_path(r'^webgateway/render_image/1/$', image),
]
