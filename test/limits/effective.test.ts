import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAccount } from '../../src/limits/account.js';
import { computeEffectiveLimits, isForUser } from '../../src/limits/effective.js';
import { anyLimitsText } from './any-limits.js';
import { readLogin } from './independent-reader.js';

const passwd = 'omero:x:998:997::/:/bin/sh\n';
const group = 'web:x:997:\nimaging:x:1200:omero\nothers:x:1300:alice\n';
const account = readAccount('omero', passwd, group);

/** Soft and hard limit of omero, each with the file and line that says so. */
function effective(...texts: string[]) {
  const { soft, hard, exemption } = computeEffectiveLimits(
    texts.map((text, index) => ({ path: `${index}`, text })),
    account,
  );
  const place = (line: { path: string; line: number; value: number } | undefined) =>
    line && `${line.value} from ${line.path}:${line.line}`;
  return exemption ? `exempt by ${exemption.path}:${exemption.line}` : [place(soft), place(hard)];
}

describe('what wins', () => {
  it.each([
    ['the later of two', ['omero - nofile 1\nomero - nofile 2'], ['2 from 0:2', '2 from 0:2']],
    ['the later file', ['omero - nofile 1', 'omero - nofile 2'], ['2 from 1:1', '2 from 1:1']],
    ['soft and hard apart', ['omero - nofile 1\nomero soft nofile 2'], ['2 from 0:2', '1 from 0:1']],
    ['a user over a group', ['omero - nofile 1\n@imaging - nofile 2'], ['1 from 0:1', '1 from 0:1']],
    ['a group over everyone', ['@imaging - nofile 1\n* - nofile 2'], ['1 from 0:1', '1 from 0:1']],
    ['a range over a group', ['990: - nofile 1\n@imaging - nofile 2'], ['1 from 0:1', '1 from 0:1']],
    ['a later range over a user', ['omero - nofile 1\n:998 - nofile 2'], ['2 from 0:2', '2 from 0:2']],
    ['a later user over a range', ['990:999 - nofile 1\nomero - nofile 2'], ['2 from 0:2', '2 from 0:2']],
    // The soft limit of the user makes pam_limits leave the whole - line.
    ['no hard limit', ['omero soft nofile 1\n@web - nofile 2'], ['1 from 0:1', undefined]],
    ['the hard limit alone', ['omero soft nofile 1\n@web hard nofile 2'], ['1 from 0:1', '2 from 0:2']],
    // The other way round the soft limit is set first.
    ['one of two', ['omero hard nofile 1\n@web - nofile 2'], ['2 from 0:2', '1 from 0:1']],
    ['an exemption', ['omero - nofile 1', '@imaging -'], 'exempt by 1:1'],
    ['an exemption, lines behind it or not', ['998: -\nomero - nofile 1'], 'exempt by 0:1'],
  ])('%s', (_, texts, expected) => {
    expect(effective(...texts)).toEqual(expected);
  });
});

describe('whom a domain means', () => {
  it.each([
    ['omero', true],
    ['@imaging', true],
    ['@web', true],
    ['@:1200', true],
    ['@:997', true],
    ['@990:', true],
    ['@990:1000', true],
    ['*', true],
    ['998:998', true],
    ['998:', true],
    [':998', true],
    ['omer', false],
    ['OMERO', false],
    ['@others', false],
    ['@omero', false],
    ['@:1300', false],
    // A range looks at the primary group alone.
    ['@1200:1200', false],
    ['@998:', false],
    ['999:', false],
    ['1:997', false],
    [':', false],
    ['@:', false],
    ['a:998', false],
    ['998:b', false],
    ['%', false],
    ['%web', false],
  ])('%s: %s', (domain, means) => {
    expect(effective(`${domain} soft nofile 7`)).toEqual([means ? '7 from 0:1' : undefined, undefined]);
  });

  it('an exemption for everyone is skipped, and for logins too', () => {
    expect(effective('* -\n% -\n%web -\n@others -\n')).toEqual([undefined, undefined]);
  });

  it.each([
    ['root', true],
    ['*', false],
    ['@root', false],
    ['0:', false],
  ])('root: %s', (domain, means) => {
    const root = readAccount('root', 'root:x:0:0::/:/bin/sh\n', 'root:x:0:\n');
    const { soft } = computeEffectiveLimits([{ path: 'a', text: `${domain} soft nofile 7` }], root);
    expect(soft?.value).toBe(means ? 7 : undefined);
    expect(isForUser(domain, root)).toBe(means);
  });

  it('for a user without a number, ranges mean nobody', () => {
    const unknown = readAccount('ldap', passwd, group);
    expect(['0:', ':998', '@0:', '@:997'].map((domain) => isForUser(domain, unknown))).not.toContain(true);
  });
});

describe('any files', () => {
  let root = '';
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'omero-cors-any-'));
    mkdirSync(join(root, 'etc/security/limits.d'), { recursive: true });
    writeFileSync(join(root, 'etc/passwd'), passwd);
    writeFileSync(join(root, 'etc/group'), group);
  });
  afterAll(() => rmSync(root, { recursive: true }));

  it('give what the independent reader says', () => {
    fc.assert(
      fc.property(anyLimitsText(), anyLimitsText(), (conf, later) => {
        writeFileSync(join(root, 'etc/security/limits.conf'), conf);
        writeFileSync(join(root, 'etc/security/limits.d/x.conf'), later);
        const files = [
          { path: 'limits.conf', text: conf },
          { path: 'x.conf', text: later },
        ];
        const { soft, hard } = computeEffectiveLimits(files, account);
        const [low, high] = [soft?.value, hard?.value].map((value) =>
          value === Infinity ? 1_048_576 : (value ?? null),
        );
        const clamped = low != null && high != null && low > high ? high : low;
        expect([clamped, high]).toEqual(readLogin(root, 'omero'));
      }),
      { numRuns: 2000 },
    );
  });
});
