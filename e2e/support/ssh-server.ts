import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Missing } from './missing.js';
import { run, runOk } from './run.js';
import type { Later } from './scope.js';

/**
 * Lets root log in to this machine by a key, on a port of its own, until `later`.
 *
 * @param folder for its files; a login from outside is not possible
 * @returns the variables by which Ansible gets in
 */
export async function sshServer(
  folder: string,
  later: Later,
): Promise<Readonly<Record<string, string | number>>> {
  if (process.getuid?.() !== 0) throw new Missing('needs root');
  const sshd = '/usr/sbin/sshd';
  if (!existsSync(sshd)) throw new Missing('no sshd here (apt-get install openssh-server)');
  const files = join(folder, 'ssh');
  mkdirSync(files, { mode: 0o700 });
  mkdirSync('/run/sshd', { recursive: true });
  for (const name of ['host', 'client']) {
    await runOk('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(files, name)]);
  }
  copyFileSync(join(files, 'client.pub'), join(files, 'authorized'));
  const port = await freePort();
  const settings = [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${join(files, 'host')}`,
    `AuthorizedKeysFile ${join(files, 'authorized')}`,
    'PasswordAuthentication no',
    'PermitRootLogin prohibit-password',
    'StrictModes no',
    'UsePAM no',
    'Subsystem sftp internal-sftp',
  ];
  writeFileSync(join(files, 'sshd_config'), `${settings.join('\n')}\n`);
  const server = spawn(sshd, ['-D', '-e', '-f', join(files, 'sshd_config')], { stdio: 'ignore' });
  later(() => {
    server.kill();
  });
  const options = '-o UserKnownHostsFile=/dev/null -o StrictHostKeyChecking=no -o LogLevel=ERROR';
  const words = [
    '-p',
    String(port),
    '-i',
    join(files, 'client'),
    ...options.split(' '),
    'root@127.0.0.1',
    'true',
  ];
  for (let tries = 0; (await run('ssh', words)).code !== 0; tries += 1) {
    if (tries === 20) throw new Error('sshd does not let root in');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return {
    ansible_connection: 'ssh',
    ansible_host: '127.0.0.1',
    ansible_port: port,
    ansible_user: 'root',
    ansible_ssh_private_key_file: join(files, 'client'),
    // No master that would stay for a minute.
    ansible_ssh_args: `-o ControlMaster=no ${options}`,
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => {
    server.close(resolve);
  });
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
