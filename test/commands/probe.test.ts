import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { probe as definition } from '../../src/commands/definitions/probe.js';
import { runProbe } from '../../src/commands/probe.js';
import { freePort, serve } from '../probe/serve.js';
import { change, omeroWeb, replacing, viewer, withCors } from '../probe/sites.js';
import { parseOutput } from '../support/output-schema.js';

interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(
  urls: readonly string[],
  options: Readonly<Record<string, unknown>> = {},
  env: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const input = { arguments: urls, options: { origin: [viewer], timeout: '10', ...options } };
  const exitCode = await runProbe(input, { stdin, stdout, stderr, env, cwd: '/' });
  stdout.end();
  stderr.end();
  return { exitCode, stdout: await text(stdout), stderr: await text(stderr) };
}

test('a site in order: rows on stdout, the count on stderr, exit 0', async () => {
  const { url } = await serve(withCors(omeroWeb));
  const { exitCode, stdout, stderr } = await run([`${url}/webgateway/tile/1/`]);
  expect(stdout).toBe(`${url}/webgateway/tile/1/
  pass     answer         answers 200
  pass     mixed-content  an https page may ask http on its own machine (Safari refuses even that)
  pass     origin         answered with https://viewer.example.org
  pass     vary           says Vary: Origin
  pass     credentials    off: the page cannot read with the visitor's session
  pass     stranger       refused: https://stranger.test
  pass     null           refused: null
  pass     look-alike     refused: https://viewer.example.org:8443, https://viewer.example.org.evil.test, https://evilexample.org, https://viewerxexample.org
  pass     other-scheme   refused: http://viewer.example.org
  pass     redirect       the redirect of ${url}/webgateway/tile/1 carries the header
  pass     not-modified   the 304 carries the header
  pass     public         read without a session
  pass     cache          a stranger before it does not change the answer
  pass     preflight      a POST with content-type is allowed (200)
`);
  expect(stderr).toBe('14 passed, 0 failed, 0 skipped\n');
  expect(exitCode).toBe(0);
});

test('a whole site: a heading for each address; what is skipped has its reason; exit 0', async () => {
  const { url } = await serve(withCors(omeroWeb));
  const { exitCode, stdout, stderr } = await run([url]);
  expect(stdout.split('\n').filter((line) => line.startsWith('http'))).toEqual([
    `${url}/webclient/login/`,
    `${url}/api/`,
  ]);
  expect(stdout.match(/^ {2}skipped .*$/gm)).toEqual([
    '  skipped  not-modified   no ETag, no Last-Modified: nothing here is answered 304',
    '  skipped  public         this is the login page',
    '  skipped  not-modified   no ETag, no Last-Modified: nothing here is answered 304',
  ]);
  expect(stderr).toBe('25 passed, 0 failed, 3 skipped\n');
  expect(exitCode).toBe(0);
});

test('a failure: what to do stands below it, exit 1', async () => {
  const { url } = await serve(
    change(withCors(omeroWeb), (given) => replacing(given, 'Access-Control-Allow-Origin', viewer, viewer)),
  );
  const { exitCode, stdout } = await run([`${url}/api/`]);
  expect(stdout).toContain(`
  fail     origin         the 200 answer has Access-Control-Allow-Origin more than once: ${viewer} and ${viewer}
                          Browsers refuse it twice, even the same. The proxy and Django both add it: take it out of one.
`);
  expect(exitCode).toBe(1);
});

test('not public: the three ways in', async () => {
  const { url } = await serve(withCors(omeroWeb));
  const { exitCode, stdout } = await run([`${url}/webgateway/private/1/`]);
  expect(stdout).toMatch(/^ {2}fail {5}public {9}not public: ends at the login page /m);
  expect(stdout).toMatch(/public user .* \?bsession=.* cookies sent across sites/);
  expect(exitCode).toBe(1);
});

test('JSON', async () => {
  const { url } = await serve(omeroWeb);
  const { exitCode, stdout } = await run([`${url}/api/`], { format: 'json' });
  const { rows, ...head } = parseOutput(stdout);
  expect(head).toEqual({ schemaVersion: 1, command: 'probe', changed: false });
  expect(rows).toHaveLength(14);
  expect(rows[0]).toEqual({
    url: `${url}/api/`,
    question: 'answer',
    result: 'pass',
    code: 'answered',
    message: 'answers 200',
    hint: null,
  });
  expect(rows[2]).toMatchObject({
    question: 'origin',
    result: 'fail',
    code: 'not-granted',
    message: 'the 200 answer has no Access-Control-Allow-Origin',
    hint: expect.stringContaining('omero-cors check'),
  });
  expect(exitCode).toBe(1);
});

describe('exit codes', () => {
  test('2 where nothing answered, with its row', async () => {
    const url = `http://127.0.0.1:${await freePort()}/api/`;
    const { exitCode, stdout, stderr } = await run([url]);
    expect(stdout).toMatch(/^http.*\n {2}fail {5}answer {2}connection refused \(/);
    expect(stderr).toBe('error: nothing answered\n');
    expect(exitCode).toBe(2);
  });

  test('2 in JSON too, which is whole all the same', async () => {
    const url = `http://127.0.0.1:${await freePort()}/api/`;
    const { exitCode, stdout } = await run([url, url], { format: 'json' });
    expect(parseOutput(stdout).rows.map((row: { code: string }) => row.code)).toEqual(['failed', 'failed']);
    expect(exitCode).toBe(2);
  });

  test('1 where one of two addresses answered', async () => {
    const { url } = await serve(withCors(omeroWeb));
    const dead = `http://127.0.0.1:${await freePort()}/api/`;
    expect((await run([`${url}/api/`, dead])).exitCode).toBe(1);
  });

  test('1 where only a proxy answered', async () => {
    const { url } = await serve(() => ({ status: 502, headers: [] }));
    expect((await run([url])).exitCode).toBe(1);
  });

  test('0 with rows that are skipped', async () => {
    const { url } = await serve(withCors(omeroWeb, { everyone: true }));
    const { exitCode, stdout } = await run([`${url}/api/`]);
    expect(stdout).toMatch(/^ {2}skipped {2}stranger /m);
    expect(exitCode).toBe(0);
  });
});

describe('what cannot be asked: nothing is', () => {
  test.each([
    ['no origin', [], {}, 'origin-not-given'],
    ['two origins', [viewer, 'https://b.example.org'], {}, 'several-origins'],
    ['null', ['null'], {}, 'origin-is-null'],
    ['a wildcard', ['*'], {}, 'origin-is-wildcard'],
    ['no time', [viewer], { timeout: '0' }, 'bad-timeout'],
    ['negative time', [viewer], { timeout: '-1' }, 'bad-timeout'],
    ['a unit', [viewer], { timeout: '30s' }, 'bad-timeout'],
    ['more than a timer can wait', [viewer], { timeout: '3601' }, 'bad-timeout'],
    ['an exponent', [viewer], { timeout: '1e2' }, 'bad-timeout'],
  ])('%s', async (_, origin, more, code) => {
    const { url, received } = await serve(omeroWeb);
    await expect(run([url], { origin, ...more })).rejects.toMatchObject({ code });
    expect(received).toEqual([]);
  });

  test('one address of two is none', async () => {
    const { url, received } = await serve(omeroWeb);
    await expect(run([url, 'omero.example.org'])).rejects.toMatchObject({ code: 'not-a-url' });
    expect(received).toEqual([]);
  });
});

describe('notes, on stderr', () => {
  test.each([
    ['viewer.example.org', 'note: asking for https://viewer.example.org; put http:// before the host'],
    ['localhost:5173', 'note: asking for http://localhost:5173; put https:// before the host'],
  ])('the scheme that %s lacks', async (origin, note) => {
    const { url, received } = await serve(omeroWeb);
    const { stderr } = await run([`${url}/api/`], { origin: [origin] });
    expect(stderr).toContain(note);
    expect(received[0]?.headers.origin).toBe(/https?:\/\/[^;]+/.exec(note)?.[0]);
  });

  test('the origin as browsers write it needs no note', async () => {
    const { url, received } = await serve(omeroWeb);
    const { stderr } = await run([`${url}/api/`], { origin: ['https://Viewer.Example.org:443/'] });
    expect(stderr).not.toContain('note:');
    expect(received[0]?.headers.origin).toBe(viewer);
  });

  test.each([['http_proxy'], ['HTTPS_PROXY'], ['ALL_PROXY']])('%s is not used', async (name) => {
    const { url } = await serve(withCors(omeroWeb));
    const { stderr, exitCode } = await run([`${url}/api/`], {}, { [name]: 'http://127.0.0.1:1' });
    expect(stderr).toContain(`note: ${name} is not used`);
    expect(exitCode).toBe(0);
  });

  test('certificates that are not looked at', async () => {
    const { url } = await serve(withCors(omeroWeb), { tls: true });
    const { stderr, exitCode } = await run([`${url}/api/`], { insecure: true });
    expect(stderr).toContain('note: certificates are not looked at');
    expect(exitCode).toBe(0);
  });
});

test('colours only where they are wanted', async () => {
  const { url } = await serve(withCors(omeroWeb));
  const plain = await run([`${url}/api/`]);
  const coloured = await run([`${url}/api/`], { color: 'always' });
  expect(plain.stdout).not.toContain('\u001b');
  expect(coloured.stdout).toContain('\u001b[32mpass');
  expect(coloured.stdout.replace(/\u001b\[\d+m/g, '')).toBe(plain.stdout);
});

test('the flags as the design names them', () => {
  expect(definition.options.map(({ flags }) => flags)).toEqual([
    '--origin <origin>',
    '--timeout <seconds>',
    '--insecure',
    '--format <format>',
    '--color <when>',
  ]);
});
