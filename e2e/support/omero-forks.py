"""OMERO's command line, loaded once: `omero config` costs nearly a second, most of it for imports.

    python omero-forks.py serve <socket> <omero>     answers until it is killed; prints a line when it is ready
    python omero-forks.py call <socket> <word>...    what `omero <word>...` would do, in a fork of the other

A call's fork has the caller's folder and streams, and runs the very `main` of the script <omero>.
"""
import contextlib
import json
import os
import signal
import socket
import sys


def serve(path, script):
    import omero.cli
    import omero.main

    # Once for nothing: the plugins bring the most imports.
    with open(os.devnull, 'w') as nowhere, contextlib.redirect_stdout(nowhere):
        omero.cli.argv(['omero', 'config', 'get'])
    server = socket.socket(socket.AF_UNIX)
    server.bind(path)
    server.listen()
    print('ready', flush=True)
    # Nobody waits for the forks; what they start themselves, they wait for.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        connection, _ = server.accept()
        if os.fork() == 0:
            server.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            answer(connection, script, omero.main.main)
        connection.close()


def answer(connection, script, omero_main):
    data, streams, _, _ = socket.recv_fds(connection, 1 << 20, 3)
    call = json.loads(data)
    for target, stream in enumerate(streams):
        os.dup2(stream, target)
    os.chdir(call['folder'])
    # In place: omero.cli took this very list when it was imported.
    sys.argv[:] = [script] + call['words']
    code = 1
    try:
        code = omero_main() or 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        connection.sendall(b'%d' % code)
        os._exit(0)


def call(path, words):
    client = socket.socket(socket.AF_UNIX)
    client.connect(path)
    message = json.dumps({'folder': os.getcwd(), 'words': words})
    socket.send_fds(client, [message.encode()], [0, 1, 2])
    sys.exit(int(client.recv(16) or b'1'))


if __name__ == '__main__':
    if sys.argv[1] == 'serve':
        serve(sys.argv[2], sys.argv[3])
    else:
        call(sys.argv[2], sys.argv[3:])
