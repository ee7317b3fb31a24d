# SPDX-License-Identifier: MIT
"""Puts omero-cors on a host, for good. The work is done by the action of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: executable
short_description: Put omero-cors on a host
version_added: 0.1.0
description:
  - Copies the executable of omero-cors from the controller to the host, unless that very file is there.
  - Needs a POSIX shell on the host, and no Python. The executable needs nothing either.
options:
  executable:
    description:
      - On the controller, the executable, or a folder that holds V(omero-cors-linux-x64),
        V(omero-cors-linux-arm64) and V(omero-cors-linux-x64-musl), of which the one that fits the host is taken.
      - A relative path is looked up as those of M(ansible.builtin.copy) are, in the folder C(files) first.
      - Without it, the command C(omero-cors) beside the Python that runs Ansible, or on the C(PATH), is taken,
        and where there is none, what stands at O(path) stays as it is.
    type: str
  path:
    description: Where it is put on the host.
    type: str
    default: /usr/local/bin/omero-cors
attributes:
  check_mode:
    support: full
    description: Nothing is copied.
  diff_mode:
    support: none
    description: It is no text.
  platform:
    support: full
    platforms: posix
    description: Linux on x86_64 and aarch64.
author:
  - the omero-cors developers (!UNKNOWN)
"""

EXAMPLES = r"""
---
- name: Put omero-cors on the host
  omero_cors.web.executable:
    executable: omero-cors-linux-x64
"""

RETURN = r"""
---
path:
  description: Where it is on the host.
  returned: success
  type: str
  sample: /usr/local/bin/omero-cors
"""
