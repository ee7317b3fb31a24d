# What Python's own tools make of a wheel: the classifiers that PyPI refuses, the files that RECORD is wrong about, and
# those that pip installs executable.
import base64, csv, hashlib, io, os, sys, zipfile
from packaging.metadata import Metadata
from trove_classifiers import classifiers
wheel = zipfile.ZipFile(sys.argv[1])
content = dict((name, wheel.read(name)) for name in wheel.namelist())
def only(end):
    return [name for name in content if name.endswith(end)][0]
metadata = Metadata.from_email(content[only('/METADATA')])
print('classifiers', [name for name in metadata.classifiers if name not in classifiers])
def right(name, data):
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip('=')
    return [name, 'sha256=' + digest, str(len(data))]
record = only('.dist-info/RECORD')
rows = list(csv.reader(io.StringIO(content[record].decode())))
expected = [right(name, data) if name != record else [name, '', ''] for name, data in content.items()]
print('wrong in RECORD', [row for row in rows + expected if row not in rows or row not in expected])
executable = [name for name in content if wheel.getinfo(name).external_attr >> 16 == 0o100755]
print('executable', *map(os.path.basename, executable))
