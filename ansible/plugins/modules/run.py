# SPDX-License-Identifier: MIT
"""Runs a command of omero-cors on a host. The work is done by the action of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: run
short_description: Run a command of omero-cors on a host
version_added: 0.1.0
description:
  - Runs the command and says what it changed. What stands in its way is the message of the failed task.
  - Where the executable is not on the host, it is copied to C(remote_tmp) and removed again.
  - Needs a POSIX shell on the host, and no Python.
  - Environment variables, as C(https_proxy) for pip, are taken from the keyword C(environment) of the task.
options:
  argv:
    description:
      - The command and its arguments, as C(omero-cors --help) describes them.
      - C(--dry-run) and C(--format json) need not be given.
    type: list
    elements: str
    required: true
  executable:
    description: On the controller, as in M(omero_cors.web.executable).
    type: str
  path:
    description: The executable on the host. The empty string means that of the controller, whatever the host has.
    type: str
    default: /usr/local/bin/omero-cors
attributes:
  check_mode:
    support: full
    description: Looks only, with C(--dry-run).
  diff_mode:
    support: full
    description: Of C(install), the command of pip.
  platform:
    support: full
    platforms: posix
    description: Linux on x86_64 and aarch64.
author:
  - the omero-cors developers (!UNKNOWN)
"""

EXAMPLES = r"""
---
- name: Allow a viewer
  omero_cors.web.run:
    argv: [patch, /opt/omero/web/venv3, --origin, "https://viewer.example.org"]

- name: Fail where CORS is not right
  omero_cors.web.run:
    argv: [check, /opt/omero/web/venv3]

- name: Ask the running server
  omero_cors.web.run:
    argv: [probe, "https://omero.example.org", --origin, "https://viewer.example.org"]
"""

RETURN = r"""
---
files:
  description: Of C(patch), C(revert), C(check) and C(limits), what became of each file.
  returned: where it could be read, also when C(check) fails
  type: list
  elements: dict
  sample:
    - path: /opt/omero/web/venv3/lib/python3.10/site-packages/omeroweb/settings.py
      status: changed
      findings: []
rows:
  description: Of C(probe) and C(limits --status), one row a question or process.
  returned: where there was an answer, also when it fails
  type: list
  elements: dict
stdout:
  description: Of C(config) and other commands that print text.
  returned: success
  type: str
stderr:
  description: What omero-cors said.
  returned: success
  type: str
rc:
  description: The exit code of omero-cors.
  returned: failure
  type: int
msg:
  description: What omero-cors said, with the line in the file, and what to do next.
  returned: failure
  type: str
"""
