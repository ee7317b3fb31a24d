# SPDX-License-Identifier: MIT
"""omero-cors on a host: which one fits it, how it gets there, and what it answers.

Nothing but a POSIX shell is asked of the host. Its Python may be too old for this Ansible, or not be there.
"""

from __future__ import annotations

import hashlib
import os
import re
import shlex
import shutil
import sys
import uuid
from typing import NamedTuple

from ansible import constants as C
from ansible.errors import AnsibleActionFail, AnsibleError
from ansible.plugins.action import ActionBase

#: What `uname -m` says, and what the names of the executables say.
ARCHITECTURES = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64"}
#: e_machine of an ELF header.
ELF_MACHINES = {62: "x64", 183: "arm64"}
#: Where a shell says that it could not run a program at all.
CANNOT_RUN = (126, 127)


class Seen(NamedTuple):
    """What a host is, as far as an executable has to fit it."""

    machine: str
    has_musl: bool
    #: Of the executable that is there, in bytes; -1 where there is none.
    size: int

    @property
    def target(self):
        return "linux-" + ARCHITECTURES.get(self.machine, self.machine) + ("-musl" if self.has_musl else "")


class Answer(NamedTuple):
    code: int
    stdout: str
    stderr: str


class HostAction(ActionBase):
    """The half of both actions that knows files and hosts."""

    TRANSFERS_FILES = False
    _supports_async = False

    def look(self, path):
        """Looks at the host, and for an executable at `path`."""
        quoted = shlex.quote(path)
        # Beside glibc musl is only something to compile with.
        musl = "! getconf GNU_LIBC_VERSION >/dev/null 2>&1 && ls /lib/ld-musl-* >/dev/null 2>&1 && echo musl || echo other"
        size = "test -f %s && test -x %s && wc -c <%s || echo -1" % (quoted, quoted, quoted)
        said = self.shell('echo "seen: $(uname -m) $(%s) "$(%s)' % (musl, size))
        found = re.search(r"seen: (\S+) (musl|other) (-?\d+)", said)
        if found is None:
            raise AnsibleActionFail("no POSIX shell answers on this host: %s" % said.strip())
        return Seen(found[1], found[2] == "musl", int(found[3]))

    def find(self, named, seen):
        """The executable on the controller that this host needs.

        :param named: the file; or the folder in which omero-cors-linux-x64 and the like lie; or nothing: the
            command beside the Python that runs Ansible, or on the PATH
        :returns: its path; None where none was named and none is found, and the host has one
        """
        if not named:
            beside = os.path.dirname(sys.executable) + os.pathsep + os.environ.get("PATH", "")
            found = shutil.which("omero-cors", path=beside)
            # npm's omero-cors is a script, which needs Node.
            if found is not None and architecture_of(found) == ARCHITECTURES.get(seen.machine):
                return found
            if seen.size >= 0:
                return None
            raise AnsibleActionFail(
                "no omero-cors on the controller that runs on this host (%s): neither beside %s nor on the PATH\n"
                "  Install it there (pip install omero-cors), or name it: cors_executable"
                % (seen.machine, sys.executable)
            )
        try:
            path = self._find_needle("files", os.path.expanduser(named))
        except AnsibleError as error:
            raise AnsibleActionFail(
                "cors_executable: %s is not on the controller\n"
                "  Name the executable of omero-cors, or the folder that holds omero-cors-linux-x64 and the like."
                % named
            ) from error
        if os.path.isdir(path):
            path = os.path.join(path, "omero-cors-" + seen.target)
            if not os.path.isfile(path):
                raise AnsibleActionFail("cors_executable: there is no %s, which this host needs" % path)
        made_for = architecture_of(path)
        if made_for is None:
            raise AnsibleActionFail(
                "cors_executable: %s is no executable for Linux\n"
                "  The omero-cors of npm is a script and needs Node: build one, or take the one of pip." % path
            )
        if made_for != ARCHITECTURES.get(seen.machine):
            raise AnsibleActionFail(
                "cors_executable: %s is made for %s, and this host is %s\n"
                "  Name one that is made for it, or the folder that holds one for each."
                % (path, made_for, seen.machine)
            )
        return path

    def is_same(self, local, remote, seen):
        """Whether the host has this very executable."""
        if seen.size != os.path.getsize(local):
            return False
        said = self.shell("sha256sum <%s" % shlex.quote(remote))
        return sha256_of(local) in said

    def upload(self, local):
        """Copies it into a new folder in remote_tmp, which `discard` removes."""
        remote = self._connection._shell.join_path(self._make_tmp_path(), "omero-cors")
        self._transfer_file(local, remote)
        self._fixup_perms2((self._connection._shell.tmpdir, remote), execute=True)
        return remote

    def discard(self):
        self._remove_tmp_path(self._connection._shell.tmpdir)

    def ask(self, path, argv):
        """Runs it on the host to its end, from `/`, without a terminal."""
        command = " ".join(shlex.quote(word) for word in [path, *argv])
        environment = self._compute_environment_string()
        # Over ssh with become both streams are one terminal: they have to be told apart before they get there.
        end = uuid.uuid4().hex
        said = self.shell(
            "cd / && exec 3>&1 && stderr=$(%s %s </dev/null 2>&1 >&3 3>&-); " % (environment, command)
            + 'printf "\\n%%s %%s\\n%%s\\n" %s $? "$stderr"' % end
        )
        stdout, found, rest = said.partition("\n%s " % end)
        if not found:
            raise AnsibleActionFail("omero-cors was cut off: %s" % said.strip())
        code, _newline, stderr = rest.partition("\n")
        answer = Answer(int(code), stdout, stderr.strip("\n"))
        if answer.code in CANNOT_RUN:
            raise AnsibleActionFail(
                "%s does not run on this host: %s\n"
                "  Is it made for it (cors_executable)? Is its folder mounted noexec?" % (path, answer.stderr.partition("\n")[0])
            )
        return answer

    def shell(self, script):
        """Runs a script of the host's shell as who the task becomes."""
        return self._low_level_execute_command(script)["stdout"].replace("\r\n", "\n")


def architecture_of(path):
    """What a Linux executable is made for: `x64`, `arm64` or a number; None for anything else."""
    with open(path, "rb") as file:
        header = file.read(20)
    if len(header) < 20 or not header.startswith(b"\x7fELF"):
        return None
    machine = int.from_bytes(header[18:20], "little")
    return ELF_MACHINES.get(machine, str(machine))


def sha256_of(path):
    """Reckoned once a run, for all hosts: its workers share the local temporary folder, which goes with it."""
    kept = os.path.join(C.DEFAULT_LOCAL_TMP, "omero-cors-" + hashlib.sha256(path.encode()).hexdigest())
    if not os.path.exists(kept):
        digest = hashlib.sha256()
        with open(path, "rb") as file:
            for block in iter(lambda: file.read(1 << 20), b""):
                digest.update(block)
        fresh = "%s.%d" % (kept, os.getpid())
        with open(fresh, "w", encoding="ascii") as file:
            file.write(digest.hexdigest())
        os.replace(fresh, kept)
    with open(kept, encoding="ascii") as file:
        return file.read()
