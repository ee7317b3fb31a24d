import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../src/files/edits.js';
import { readAccount } from '../../src/limits/account.js';
import { computeEffectiveLimits } from '../../src/limits/effective.js';
import { planLimitsConf, planLimitsConfRemoval } from '../../src/limits/limits-conf-edits.js';
import { anyLimitsText } from './any-limits.js';

const account = readAccount(
  'omero',
  'omero:x:998:997::/:/bin/sh\n',
  'web:x:997:\nimaging:x:1200:omero\nothers:x:1300:alice\n',
);

function plan(text: string, later = '', nofile = 65535) {
  return planLimitsConf({
    conf: { path: 'limits.conf', text },
    later: later === '' ? [] : [{ path: 'later.conf', text: later }],
    account,
    nofile,
  });
}

/** The new text, or what stands in the way. */
function raise(text: string, later = '', nofile = 65535): string {
  const planned = plan(text, later, nofile);
  if (planned.kind !== 'edits') return `${planned.kind} by ${planned.by.path}:${planned.by.line}`;
  return applyEdits(text, planned.edits);
}

function remove(text: string, user = 'omero'): string {
  return applyEdits(text, planLimitsConfRemoval(text, user));
}

const added = (type: string, value: number | string = 65535) =>
  `omero ${type} nofile ${value} # omero-cors: added`;

describe('leaves alone', () => {
  it.each([
    ['omero - nofile 65535'],
    ['omero - nofile unlimited\n'],
    ['omero soft nofile 65535\nomero hard nofile 65536\n'],
    ['* - nofile 65535\n'],
    ['@imaging soft nofile -1\n* hard nofile 65535\n'],
    ['990:999 - nofile 65535\n'],
    ['omero - nofile 1\nomero - nofile 65535\n'],
    // The soft limit above is cut to the hard one, which is enough.
    ['omero soft nofile 100000\nomero hard nofile 65535\n'],
    [`${added('soft')}\n${added('hard')}\n`],
    ['omero - nofile 65535 # omero-cors: was omero - nofile 1\n'],
  ])('%j', (text) => {
    expect(raise(text)).toBe(text);
  });

  it('a low line that limits.d makes up for', () => {
    expect(raise('omero - nofile 1', 'omero - nofile 65535')).toBe('omero - nofile 1');
  });
});

describe('raises in place', () => {
  it.each([
    ['omero - nofile 1\n', 'omero - nofile 65535 # omero-cors: was omero - nofile 1\n'],
    // Everything that was there comes along: tabs, blanks at the end, the comment.
    [
      '\tomero\t-\tnofile\t1 # why \n',
      '\tomero\t-\tnofile\t65535 # omero-cors: was \tomero\t-\tnofile\t1 # why \n',
    ],
    ['omero - nofile 1\r\n', 'omero - nofile 65535 # omero-cors: was omero - nofile 1\r\n'],
    ['omero - nofile 1', 'omero - nofile 65535 # omero-cors: was omero - nofile 1'],
    // A raised line keeps the oldest text, an added one stays added.
    [
      'omero - nofile 9 # omero-cors: was omero - nofile 1\n',
      'omero - nofile 65535 # omero-cors: was omero - nofile 1\n',
    ],
    [`${added('soft', 9)}\n${added('hard', 9)}\n`, `${added('soft')}\n${added('hard')}\n`],
    // The last line of the user decides, and it alone changes.
    [
      'omero - nofile 1\nomero - nofile 2\n',
      'omero - nofile 1\nomero - nofile 65535 # omero-cors: was omero - nofile 2\n',
    ],
    [
      'omero - nofile 1\nomero soft nofile 70000\n',
      'omero - nofile 65535 # omero-cors: was omero - nofile 1\nomero soft nofile 70000\n',
    ],
  ])('%j', (text, expected) => {
    expect(raise(text)).toBe(expected);
    expect(remove(raise(text, '', 99999))).toBe(remove(text));
  });
});

describe('adds', () => {
  const both = `${added('soft')}\n${added('hard')}`;
  it.each([
    ['', `${both}\n`],
    ['# a\n', `# a\n${both}\n`],
    ['# a', `# a\n${both}`],
    ['# a\r\n# End of file\r\n', `# a\r\n${both.replace('\n', '\r\n')}\r\n# End of file\r\n`],
    ['# End of file', `${both}\n# End of file`],
    ['#\tEND OF FILE \n\n# see the wiki\n', `${both}\n#\tEND OF FILE \n\n# see the wiki\n`],
    // What stands behind it would win over ours.
    ['# End of file\n990: - nofile 1\n', `# End of file\n990: - nofile 1\n${both}\n`],
    ['# End of filed\n', `# End of filed\n${both}\n`],
    ['* - nofile 1\n', `* - nofile 1\n${both}\n`],
    ['@web hard nofile 65535\n', `@web hard nofile 65535\n${added('soft')}\n`],
    ['omero hard nofile 70000\n', `omero hard nofile 70000\n${added('soft')}\n`],
    // A soft limit is not cut by the hard one that is missing.
    ['omero soft nofile 70000\n', `omero soft nofile 70000\n${added('hard', 70000)}\n`],
    ['omero soft nofile unlimited\n', `omero soft nofile unlimited\n${added('hard', 'unlimited')}\n`],
    // A range beats the earlier line of the user, which is not worth raising.
    ['omero - nofile 1\n990: - nofile 2\n', `omero - nofile 1\n990: - nofile 2\n${both}\n`],
  ])('%j', (text, expected) => {
    expect(raise(text)).toBe(expected);
    expect(remove(expected)).toBe(text);
  });
});

it('adds the hard limit too, as high as it was, where our soft one hides the - line of a group', () => {
  const later = '@web - nofile 70000\n@web soft nofile 1\n';
  expect(raise('', later)).toBe(`${added('soft')}\n${added('hard', 70000)}\n`);
});

describe('is in vain', () => {
  it.each([
    ['', 'omero soft nofile 1', 'overruled by later.conf:1'],
    ['omero - nofile 65535', '# x\n990: hard nofile 1', 'overruled by later.conf:2'],
    ['omero -', '', 'exempt by limits.conf:1'],
    ['', '@web -', 'exempt by later.conf:1'],
  ])('%j, %j', (text, later, expected) => {
    expect(raise(text, later)).toBe(expected);
  });

  it.each([['* - nofile 1'], ['@web - nofile 1'], ['* -'], ['alice -'], ['alice - nofile 1']])(
    'but not for %j in limits.d',
    (later) => {
      expect(raise('', later)).toBe(`${added('soft')}\n${added('hard')}\n`);
    },
  );
});

describe('removal leaves alone', () => {
  it.each([
    ['omero - nofile 65535\n'],
    ['alice soft nofile 65535 # omero-cors: added\n'],
    // Commented out since, by somebody who may want it back.
    ['#omero soft nofile 65535 # omero-cors: added\n'],
    ['# omero soft nofile 65535 # omero-cors: was omero soft nofile 1\n'],
    ['omero soft nofile 65535 # omero-cors: added, and then more\n'],
    ['omero soft nofile 65535 # omero-cors\n'],
  ])('%j', (text) => {
    expect(remove(text)).toBe(text);
  });
});

it('removal takes what was changed by hand since', () => {
  expect(
    remove(
      'omero - nofile 70000 # omero-cors: was omero - nofile 1\nomero soft nofile 9 # omero-cors: added',
    ),
  ).toBe('omero - nofile 1');
});

it('removal keeps lines that were added behind ours', () => {
  expect(remove(`# a\n${added('soft')}\n${added('hard')}\nalice - nofile 9`)).toBe('# a\nalice - nofile 9');
});

it('any file: enough afterwards or blocked, nothing left to do, and every byte back', () => {
  fc.assert(
    fc.property(
      anyLimitsText(),
      fc.oneof(fc.constant(''), anyLimitsText()),
      fc.constantFrom(1024, 65535, 150_000),
      (text, later, nofile) => {
        const planned = plan(text, later, nofile);
        if (planned.kind !== 'edits') return;
        const raised = applyEdits(text, planned.edits);
        const files = [
          { path: 'limits.conf', text: raised },
          { path: 'later.conf', text: later },
        ];
        const limits = computeEffectiveLimits(files, account);
        expect(limits.soft?.value).toBeGreaterThanOrEqual(nofile);
        expect(limits.hard?.value).toBeGreaterThanOrEqual(nofile);
        expect(raise(raised, later, nofile)).toBe(raised);
        expect(remove(raised)).toBe(text);
        const further = plan(raised, later, 200_001);
        if (further.kind === 'edits') expect(remove(applyEdits(raised, further.edits))).toBe(text);
      },
    ),
    { numRuns: 3000 },
  );
});

it('any file: no limit of anybody becomes lower', () => {
  fc.assert(
    fc.property(anyLimitsText(), anyLimitsText(), (text, later) => {
      const planned = plan(text, later);
      if (planned.kind !== 'edits') return;
      const raised = applyEdits(text, planned.edits);
      const values = (conf: string) => {
        const files = [conf, later].map((each, index) => ({ path: `${index}`, text: each }));
        const { soft, hard } = computeEffectiveLimits(files, account);
        // Without a line for the hard limit it is what the login comes with, which may be any.
        return [Math.min(soft?.value ?? 0, hard?.value ?? Infinity), hard?.value ?? 0];
      };
      const [before, after] = [values(text), values(raised)];
      expect(after[0]).toBeGreaterThanOrEqual(before[0] ?? 0);
      expect(after[1]).toBeGreaterThanOrEqual(before[1] ?? 0);
    }),
    // Found once: the new soft line hid the "-" entry that had set the hard limit.
    {
      numRuns: 2000,
      examples: [['', '@:1200 hard nofile 65535\n@web - nofile unlimited\n@imaging soft nofile 64k']],
    },
  );
});
