# SPDX-License-Identifier: MIT
"""Puts omero-cors on a host, for good. Its documentation is in plugins/modules."""

from __future__ import annotations

import os
import shlex

from ansible.errors import AnsibleActionFail
from ansible_collections.omero_cors.web.plugins.plugin_utils.host import HostAction


class ActionModule(HostAction):
    def run(self, tmp=None, task_vars=None):
        result = super().run(tmp, task_vars)
        _validation, args = self.validate_argument_spec(
            {"executable": {"type": "str"}, "path": {"type": "str", "default": "/usr/local/bin/omero-cors"}}
        )
        path = args["path"]
        seen = self.look(path)
        local = self.find(args["executable"], seen)
        # None was named and none is here: the host's own will do.
        changed = local is not None and not self.is_same(local, path, seen)
        if changed and not self._task.check_mode:
            try:
                self.place(self.upload(local), path)
            finally:
                self.discard()
        return {**result, "changed": changed, "path": path}

    def place(self, uploaded, path):
        """Tries it where it is going to be, and only then lets it take the name."""
        fresh = "%s.%s" % (path, os.path.basename(os.path.dirname(uploaded)))
        new, old = shlex.quote(fresh), shlex.quote(path)
        folder = shlex.quote(os.path.dirname(path))
        # A copy, since a file that is moved keeps the SELinux label of the folder that it comes from.
        said = self.shell(
            "{ umask 022 && mkdir -p %s && cp %s %s && chmod 0755 %s && echo copied; } 2>&1"
            % (folder, shlex.quote(uploaded), new, new)
        )
        try:
            if not said.rstrip().endswith("copied"):
                raise AnsibleActionFail("%s cannot be written: %s" % (path, said.strip()))
            self.ask(fresh, ["--version"])
            said = self.shell("mv -f %s %s 2>&1 && echo moved" % (new, old))
            if not said.rstrip().endswith("moved"):
                raise AnsibleActionFail("%s cannot be written: %s" % (path, said.strip()))
        finally:
            self.shell("rm -f %s" % new)
