import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { SettingsError } from '../../src/errors.js';
import type { Finding } from '../../src/findings.js';
import { formatGithub } from '../../src/terminal/check-github.js';
import { formatSarif } from '../../src/terminal/check-sarif.js';
import { caseNames, check, readCase } from './fixtures.js';

const fine: Finding = {
  code: 'middleware-duplicate',
  severity: 'warning',
  name: 'MIDDLEWARE',
  key: undefined,
};
const error = new SettingsError('would-not-start', '100% wrong', {
  hint: 'Do:\r\nthis, that',
  position: { path: 'a.py', line: 3 },
});

describe('github', () => {
  const lines = (path: string, findings: readonly Finding[], failure?: SettingsError) =>
    formatGithub([{ path, findings, error: failure }]);

  it('a finding is a workflow command with file, line and title', () => {
    expect(lines('web/settings.py', [{ ...fine, line: 12 }])).toBe(
      '::warning file=web/settings.py,line=12,title=omero-cors%3A middleware-duplicate::' +
        'CorsMiddleware is in MIDDLEWARE a second time, which only costs time%0ARemove this one.\n',
    );
  });
  it('its place may be another file, or have no line', () => {
    expect(lines('settings.py', [{ ...fine, file: 'etc/config.xml', line: 7 }])).toContain(
      '::warning file=etc/config.xml,line=7,',
    );
    expect(lines('settings.py', [fine])).toContain('::warning file=settings.py,title=');
  });
  it('a note is a notice', () => {
    const note: Finding = { code: 'cookies-not-cross-site', severity: 'info', hasKeys: false };
    expect(lines('settings.py', [note])).toMatch(/^::notice file=/);
  });
  it('what would end a property or the command is escaped', () => {
    const odd: Finding = { ...fine, name: '50%\r\n::error::', line: 1 };
    const text = lines('a,b:c%d.py', [odd]);
    expect(text).toMatch(/^::warning file=a%2Cb%3Ac%25d\.py,line=1,/);
    expect(text).toContain('is in 50%25%0D%0A::error:: a second time');
    expect(text.trimEnd().split('\n')).toHaveLength(1);
  });
  it('an error has its place, or the name of the file', () => {
    expect(lines('b.py', [], error)).toBe(
      '::error file=a.py,line=3,title=omero-cors%3A would-not-start::100%25 wrong%0ADo:%0D%0Athis, that\n',
    );
    expect(lines('b.py', [], new SettingsError('not-found', 'b.py'))).toBe(
      '::error file=b.py,title=omero-cors%3A not-found::b.py\n',
    );
  });
  it('nothing to say is an empty text', () => {
    expect(formatGithub([{ path: 'a', findings: [], error: undefined }])).toBe('');
  });
});

describe('sarif', () => {
  const toUri = (path: string) => `at/${path}`;
  const logOf = (...files: Parameters<typeof formatSarif>[0]) =>
    JSON.parse(formatSarif(files, toUri)).runs[0];

  it('each rule once, each result with its index', () => {
    const second: Finding = { code: 'config-ambiguous', severity: 'warning', candidates: ['a', 'b'] };
    const run = logOf({ path: 'a.py', findings: [fine, { ...fine, line: 2 }, second], error: undefined });
    const rules = run.tool.driver.rules as { id: string; shortDescription?: unknown }[];
    expect(rules.map(({ id }) => id)).toEqual(['config-ambiguous', 'middleware-duplicate']);
    expect(rules[1]?.shortDescription).toEqual({ text: 'CorsMiddleware is in use twice.' });
    expect(
      run.results.map((result: { ruleId: string; ruleIndex: number }) => rules[result.ruleIndex]?.id),
    ).toEqual(run.results.map((result: { ruleId: string }) => result.ruleId));
    expect(run.results[1].locations).toEqual([
      { physicalLocation: { artifactLocation: { uri: 'at/a.py' }, region: { startLine: 2 } } },
    ]);
    expect(run.results[0].locations[0].physicalLocation.region).toEqual({ startLine: 1 });
    expect(run.invocations).toEqual([{ executionSuccessful: true, toolExecutionNotifications: [] }]);
  });
  it('a file that could not be checked is a notification, and a result, which code scanning shows', () => {
    const run = logOf(
      { path: 'b.py', findings: [], error },
      { path: 'a.py', findings: [fine], error: undefined },
    );
    expect(run.invocations[0]).toMatchObject({
      executionSuccessful: false,
      toolExecutionNotifications: [{ descriptor: { id: 'would-not-start' }, level: 'error' }],
    });
    expect(run.tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual([
      'middleware-duplicate',
      'would-not-start',
    ]);
    expect(run.results).toEqual([
      expect.objectContaining({ ruleId: 'middleware-duplicate', ruleIndex: 0 }),
      {
        ruleId: 'would-not-start',
        ruleIndex: 1,
        level: 'error',
        message: { text: '100% wrong\nDo:\r\nthis, that' },
        locations: [{ physicalLocation: { artifactLocation: { uri: 'at/a.py' }, region: { startLine: 3 } } }],
      },
    ]);
  });
});

describe('sarif of every installation', () => {
  // The schema of the standard, draft 4, as @microsoft/jest-sarif ships it: of what it uses, Ajv's draft 7 knows
  // all. One of its patterns is none with the flag `u`.
  const path = createRequire(import.meta.url).resolve(
    '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json',
  );
  const { $schema: _, id: __, ...schema } = JSON.parse(readFileSync(path, 'utf8'));
  const validate = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema);

  it('the schema refuses what is none', () => {
    expect(validate({ version: '2.1.0' })).toBe(false);
    expect(validate({ version: '2.1.0', runs: [{ tool: { driver: { name: 'x' } }, results: [{}] }] })).toBe(
      false,
    );
    expect(validate({ version: '2.1.0', runs: [{ tool: { driver: { name: 'x' } }, results: [] }] })).toBe(
      true,
    );
  });
  it.each(caseNames)('%s', async (name) => {
    const { stdout } = await check(name, { format: 'sarif' });
    const log = JSON.parse(stdout);
    expect(validate(log), JSON.stringify(validate.errors)).toBe(true);
    const [run] = log.runs as [
      { results: { locations: { physicalLocation: { artifactLocation: { uri: string } } }[] }[] },
    ];
    for (const { locations } of run.results) {
      expect(locations[0]?.physicalLocation.artifactLocation.uri).toMatch(/^[\w./~%-]+$/);
    }
  });
});

describe('json', () => {
  const documentOf = async (name: string) => JSON.parse((await check(name, { format: 'json' })).stdout);

  it('has the shape of all commands', async () => {
    expect(await documentOf('origin-without-scheme-config')).toMatchObject({
      schemaVersion: 1,
      command: 'check',
      changed: false,
      files: [
        {
          path: expect.stringMatching(/omeroweb\/settings\.py$/),
          status: 'findings',
          diff: '',
          detected: {
            era: '5.6 on',
            omeroWeb: '5.33.2',
            django: '5.2.9',
            djangoCorsHeaders: '3.7.0',
            python: '3.12',
            configXml: expect.stringMatching(/config\.xml$/),
          },
        },
      ],
    });
  });
  it('a part has its state, its words and its place', async () => {
    expect((await documentOf('origin-without-scheme-config')).files[0].parts).toEqual([
      { part: 'app', state: 'ok', text: 'corsheaders', file: expect.stringMatching(/config\.xml$/), line: 7 },
      {
        part: 'middleware',
        state: 'ok',
        text: 'CorsMiddleware, first of 6',
        file: expect.stringMatching(/config\.xml$/),
        line: 8,
      },
      {
        part: 'origins',
        state: 'error',
        text: 'viewer.example.org',
        file: expect.stringMatching(/config\.xml$/),
        line: 9,
      },
      {
        part: 'credentials',
        state: 'ok',
        text: "allowed: read with the visitor's session",
        file: null,
        line: 134,
      },
      {
        part: 'package',
        state: 'ok',
        text: 'django-cors-headers 3.7.0; OMERO.web 5.33.2, Django 5.2.9, Python 3.12',
        file: null,
        line: null,
      },
      {
        part: 'config.xml',
        state: 'ok',
        text: expect.stringMatching(
          /config\.xml: omero\.web\.middleware, omero\.web\.apps, omero\.web\.cors_/,
        ),
        file: null,
        line: null,
      },
    ]);
  });
  it('of a file that could not be checked has the error, with its place, and no parts', async () => {
    expect((await documentOf('config-not-json')).files[0]).toMatchObject({
      status: 'error',
      parts: [],
      findings: [{ code: 'config-value', file: expect.stringMatching(/config\.xml$/), line: 9 }],
      detected: { omeroWeb: '5.33.2' },
    });
  });
});

describe('text of every installation', () => {
  it.each(caseNames)('%s', async (name) => {
    const { errors, warnings } = readCase(name);
    const { stdout, stderr, exitCode } = await check(name);
    if (exitCode === 2) {
      expect(stdout).toBe('');
      expect(stderr).toMatch(/^error: /);
      return;
    }
    expect(stderr).toBe('');
    const verdict = stdout.trimEnd().split('\n').at(-1);
    if (errors.length > 0) expect(verdict).toMatch(/^ {2}CORS (?:is off|does not work as it should) \(/);
    else if (!warnings.some((line) => line.startsWith('not-evaluated')))
      expect(verdict).toMatch(/^ {2}CORS is on/);
    // Sentences without holes, lines without blanks at their end.
    expect(stdout).not.toMatch(/undefined|null,|\[object|[ \t]\n/);
  });
});
