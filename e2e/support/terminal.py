"""Runs a program on a real terminal: what does somebody who sits in front of it see?

    python3 terminal.py < request.json > result.json

The request: `argv`, `cwd`, `env`, `terminals` (which of "stdout" and "stderr" are terminals; the others are pipes;
stdin always is one) and `steps`, each done when the text of its `await` stands on stderr: `send` types, `run` is a
shell command, `hangup` closes the terminal. The result: `code` or `signal`, and what came on `stdout` and `stderr`.
"""

import fcntl
import json
import os
import pty
import select
import signal
import subprocess
import sys
import termios
import time

TIMEOUT_SECONDS = 30


def main(request):
    keyboard, keyboard_end = pty.openpty()
    outputs = {}
    ends = {}
    for name in ('stdout', 'stderr'):
        if name not in request['terminals']:
            outputs[name], ends[name] = os.pipe()
        elif name == 'stderr':
            # The question and what is typed stand on one screen.
            outputs[name], ends[name] = keyboard, keyboard_end
        else:
            outputs[name], ends[name] = pty.openpty()
    pid = os.fork()
    if pid == 0:
        start(request, keyboard_end, ends, [keyboard, *outputs.values()])
    for end in {keyboard_end, *ends.values()}:
        os.close(end)
    seen, status = follow(pid, request['steps'], keyboard, outputs)
    result = {name: text.decode('utf-8', 'replace') for name, text in seen.items()}
    if os.WIFSIGNALED(status):
        result.update(code=None, signal=signal.Signals(os.WTERMSIG(status)).name)
    else:
        result.update(code=os.WEXITSTATUS(status), signal=None)
    json.dump(result, sys.stdout)


def start(request, keyboard_end, ends, ours):
    for fd in set(ours):
        os.close(fd)
    os.setsid()
    fcntl.ioctl(keyboard_end, termios.TIOCSCTTY, 0)
    os.dup2(keyboard_end, 0)
    os.dup2(ends['stdout'], 1)
    os.dup2(ends['stderr'], 2)
    os.closerange(3, 256)
    os.chdir(request['cwd'])
    os.execvpe(request['argv'][0], request['argv'], request['env'])


def follow(pid, steps, keyboard, outputs):
    seen = {name: b'' for name in outputs}
    reading = {fd: name for name, fd in outputs.items()}
    if keyboard not in reading:
        # Only the echo comes there; it must be taken, or typing blocks.
        reading[keyboard] = None
    steps = list(steps)
    deadline = time.monotonic() + TIMEOUT_SECONDS
    status = None
    while reading:
        if time.monotonic() > deadline:
            os.kill(pid, signal.SIGKILL)
            raise SystemExit('timed out, with %r on the screen' % seen)
        if steps and steps[0]['await'].encode() in seen['stderr']:
            step = steps.pop(0)
            if 'send' in step:
                os.write(keyboard, step['send'].encode())
            if 'run' in step:
                subprocess.run(step['run'], shell=True, check=True)
            if step.get('hangup'):
                reading.pop(keyboard)
                os.close(keyboard)
                continue
        ready = select.select(list(reading), [], [], 0.05)[0]
        for fd in ready:
            try:
                data = os.read(fd, 65536)
            except OSError:
                # EIO: the last one on the other side of this terminal is gone.
                data = b''
            if data == b'':
                reading.pop(fd)
            elif reading[fd] is not None:
                seen[reading[fd]] += data
        if not ready and status is None:
            done, status_now = os.waitpid(pid, os.WNOHANG)
            status = status_now if done else None
        if not ready and status is not None:
            break
    return seen, os.waitpid(pid, 0)[1] if status is None else status


main(json.load(sys.stdin))
