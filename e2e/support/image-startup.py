"""Sets OMERO's configuration from CONFIG_* variables, in the way that OMERO.web's Docker image documents: a
single underscore in a name stands for a dot, a double one for an underscore."""
import os
import re
import subprocess

for name, value in sorted(os.environ.items()):
    if name.startswith('CONFIG_'):
        key = re.sub('([^_])_([^_])', r'\1.\2', name[len('CONFIG_'):])
        subprocess.check_call(['omero', 'config', 'set', '--', key.replace('__', '_'), value])
