# SPDX-License-Identifier: MIT
"""Runs a command of omero-cors on a host. Its documentation is in plugins/modules."""

from __future__ import annotations

import json
import re

from ansible_collections.omero_cors.web.plugins.plugin_utils.host import HostAction

#: Commands that can only look, which is what they do in check mode.
WITH_DRY_RUN = frozenset(["patch", "revert", "install", "limits"])
#: Commands that can answer in JSON.
WITH_JSON = frozenset(["patch", "revert", "check", "limits", "probe"])


class ActionModule(HostAction):
    def run(self, tmp=None, task_vars=None):
        result = super().run(tmp, task_vars)
        _validation, args = self.validate_argument_spec(
            {
                "argv": {"type": "list", "elements": "str", "required": True},
                "executable": {"type": "str"},
                "path": {"type": "str", "default": "/usr/local/bin/omero-cors"},
            }
        )
        seen = self.look(args["path"])
        if seen.size >= 0:
            return {**result, **self.execute(args["path"], args["argv"])}
        local = self.find(args["executable"], seen)
        try:
            return {**result, **self.execute(self.upload(local), args["argv"])}
        finally:
            self.discard()

    def execute(self, path, argv):
        """Runs the command, in check mode so that it writes nothing, and makes a result of Ansible's out of it."""
        command = argv[0] if argv else ""
        if command == "install":
            return self.install(path, argv)
        words = list(argv)
        if self._task.check_mode and command in WITH_DRY_RUN:
            words.append("--dry-run")
        if command in WITH_JSON:
            words.append("--format=json")
        answer = self.ask(path, words)
        # Commands that write say on stderr why they did not; check and probe say what they found in JSON alone.
        in_json = command in WITH_JSON and answer.stdout.strip() != ""
        if answer.code != 0 and (not in_json or (answer.code > 1 and command in WITH_DRY_RUN)):
            return failure(answer)
        if not in_json:
            return {"changed": False, "stdout": answer.stdout, "stderr": answer.stderr}
        document = json.loads(answer.stdout[answer.stdout.index("{") :])
        files, rows = document.get("files", []), document.get("rows", [])
        diffs = [{"prepared": diff} for diff in (file.pop("diff") for file in files) if diff]
        result = {"changed": document["changed"], "files": files, "rows": rows, "stderr": answer.stderr}
        if self._task.diff:
            result["diff"] = diffs
        found = list(problems(files, rows))
        if answer.code == 0:
            return {**result, "warnings": [problem.partition("\n")[0] for problem in found]}
        return {**result, "failed": True, "rc": answer.code, "msg": "\n".join(found) or answer.stderr}

    def install(self, path, argv):
        """What pip would do is its own answer, a line on stdout; nothing there means nothing to do."""
        planned = self.ask(path, [*argv, "--dry-run"])
        if planned.code != 0:
            return failure(planned)
        line = planned.stdout.strip()
        result = {"changed": line != "", "stderr": planned.stderr}
        if line != "" and self._task.diff:
            result["diff"] = [{"prepared": line + "\n"}]
        if line == "" or self._task.check_mode:
            return result
        answer = self.ask(path, argv)
        return failure(answer) if answer.code != 0 else {**result, "stderr": answer.stderr}


def failure(answer):
    """In the words of omero-cors, from its first error on: what, where, and what to do next."""
    said = answer.stderr or answer.stdout.strip()
    error = re.search(r"^error: ", said, re.MULTILINE)
    return {"failed": True, "changed": False, "rc": answer.code, "msg": said[error.start() if error else 0 :]}


def problems(files, rows):
    """What was found, in sentences, each with its hint below it."""
    for file in files:
        for finding in file["findings"]:
            line = "" if finding["line"] is None else ":%d" % finding["line"]
            if finding["severity"] != "info":
                yield sentence((finding["file"] or file["path"]) + line, finding)
    for row in rows:
        if row.get("result") == "fail":
            yield sentence(row["url"], row)
        for finding in row.get("findings", []):
            yield sentence("%s (%d)" % (row["name"], row["pid"]), finding)


def sentence(about, found):
    hint = found["hint"] or ""
    return "%s: %s" % (about, found["message"]) + "".join("\n  " + line for line in hint.splitlines())
