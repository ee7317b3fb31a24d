"""The few addresses of OMERO.web that a viewer asks, on any Django: stands in for omeroweb.urls."""
import json
import struct
import zlib

from django.http import HttpResponse, HttpResponseRedirect

try:
    from django.urls import re_path
except ImportError:
    from django.conf.urls import url as re_path



def draw_cells(size=128):
    """A PNG of three stained cells: something to see in a screenshot."""
    cells = ((40, 44, 26, (90, 230, 120)), (88, 62, 30, (110, 120, 255)), (52, 98, 22, (240, 120, 90)))
    rows = bytearray()
    for y in range(size):
        rows.append(0)
        for x in range(size):
            pixel = [14, 14, 22]
            for left, top, radius, colour in cells:
                inside = 1 - float((x - left) ** 2 + (y - top) ** 2) / radius**2
                if inside > 0:
                    pixel = [min(255, int(old + inside * new)) for old, new in zip(pixel, colour)]
            rows.extend(pixel)
    header = struct.pack('>IIBBBBB', size, size, 8, 2, 0, 0, 0)
    chunks = ((b'IHDR', header), (b'IDAT', zlib.compress(bytes(rows))), (b'IEND', b''))
    return b'\x89PNG\r\n\x1a\n' + b''.join(
        struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data) & 0xFFFFFFFF)
        for kind, data in chunks
    )


PNG = draw_cells()


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
    re_path(r'^api/v0/$', api),
    re_path(r'^webgateway/render_image/1/$', image),
]
