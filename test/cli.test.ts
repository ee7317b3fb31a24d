import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cliCases } from './cli-cases.js';
import { configXml } from './site/tree.js';
import { APPS, MIDDLEWARE, ORIGIN, settings } from './support/settings.js';
import { inProcess, type Shell, shellIn } from './support/shell.js';

cliCases(inProcess);

const bin = join(import.meta.dirname, '..', 'bin', 'omero-cors.js');

const built: Shell = async (argv, { cwd } = {}) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...argv], { cwd, input: '' });
  return { exitCode: status, stdout: `${stdout}`, stdoutBytes: stdout, stderr: `${stderr}` };
};

// All of these cases hold for it, which e2e shows; here is one of each kind.
test('the built program does the same', async () => {
  const { cwd, state, names, run: start } = shellIn(built, { 'settings.py': settings(APPS, MIDDLEWARE) });
  const before = state();
  const shown = await start('patch', 'settings.py', '--origin', ORIGIN, '--dry-run');
  expect(shown.exitCode).toBe(0);
  expect(shown.stdout).toMatch(/^--- a\/settings\.py\n/);
  expect(state()).toEqual(before);
  const written = await start('patch', 'settings.py', '--origin', ORIGIN);
  expect(written).toMatchObject({ exitCode: 0, stdout: shown.stdout });
  expect(await start('patch', 'settings.py', '--origin', ORIGIN)).toMatchObject({ exitCode: 0, stdout: '' });
  expect((await start('revert', 'settings.py', '--yes')).exitCode).toBe(0);
  expect(state().bytes).toBe(before.bytes);
  expect(names()).toEqual(['settings.py', 'settings.py.omero-cors.bak']);
  expect((await start('patch')).exitCode).toBe(2);
  expect((await start('--licenses')).stdout).toMatch(
    /^omero-cors[\s\S]*\btree-sitter-python \d[\s\S]*Permission is hereby granted/,
  );
  // Each of these reads a part of the bundle that the runs above leave alone.
  const config = ['--config-xml', 'config.xml'];
  writeFileSync(join(cwd, 'config.xml'), configXml({ 'omero.web.apps': '["corsheaders"]' }));
  expect(await start('patch', 'settings.py', '--origin', ORIGIN, '--dry-run', ...config)).toMatchObject({
    exitCode: 0,
    stderr: '',
  });
  expect((await start('check', 'settings.py', ...config)).exitCode).toBe(1);
  expect((await start('patch', '-', '--origin', ORIGIN)).exitCode).toBe(2);
});
