"""Writes what became of each task on each host, one JSON a line, to the file ANSIBLE_RESULTS."""
from __future__ import annotations

import json
import os

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: ansible_results
type: notification
short_description: Results of a play as lines of JSON
description: For tests.
"""


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = 'notification'
    CALLBACK_NAME = 'ansible_results'

    def note(self, state, result):
        content = result._result
        line = {
            'host': result._host.get_name(),
            'task': result._task.get_name().split(' : ')[-1],
            'state': 'changed' if state == 'ok' and content.get('changed') else state,
            'message': str(content.get('msg', '')),
            'diffs': [diff.get('prepared', '') for diff in content.get('diff') or []],
            'warnings': [str(warning) for warning in content.get('warnings') or []],
            'files': content.get('files', []),
            'path': content.get('path'),
        }
        with open(os.environ['ANSIBLE_RESULTS'], 'a', encoding='utf-8') as file:
            file.write(json.dumps(line) + '\n')

    def v2_runner_on_ok(self, result):
        self.note('ok', result)

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self.note('failed', result)

    def v2_runner_on_skipped(self, result):
        self.note('skipped', result)

    def v2_runner_on_unreachable(self, result):
        self.note('unreachable', result)
