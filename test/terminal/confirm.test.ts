import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { confirm } from '../../src/terminal/confirm.js';
import { fakeIo } from '../support/fake-io.js';

const QUESTION = 'Apply? [y/N]';

describe('confirm takes for a yes', () => {
  test.each(['y\n', 'Y\n', 'yes\n', 'YES\n', 'Yes\n', ' y \n', 'y\r\n', 'y\nn\n'])('%j', async (typed) => {
    const { io, stdin, stderr, stdout } = fakeIo({ terminal: true });
    const answer = confirm(io, QUESTION);
    stdin.write(typed);
    expect(await answer).toBe(true);
    expect(stderr()).toBe('Apply? [y/N] ');
    expect(stdout()).toBe('');
  });

  test('a yes that comes in pieces', async () => {
    const { io, stdin } = fakeIo({ terminal: true });
    const answer = confirm(io, QUESTION);
    for (const piece of ['y', 'e', 's', '\n']) {
      stdin.write(piece);
      await nextTurn();
    }
    expect(await answer).toBe(true);
  });
});

describe('confirm takes for a no', () => {
  test.each([
    '\n',
    'n\n',
    'no\n',
    'N\n',
    'ye\n',
    'yess\n',
    'yes please\n',
    'ja\n',
    'y y\n',
    'ny\n',
    '1\n',
    '\u0443\n', // a Cyrillic letter that looks like y
    'n\ny\n',
    '\x1by\n',
  ])('%j', async (typed) => {
    const { io, stdin } = fakeIo({ terminal: true });
    const answer = confirm(io, QUESTION);
    stdin.write(typed);
    expect(await answer).toBe(false);
  });

  test.each(['', 'y', 'yes'])(
    'the end of the input after %j without Enter, and ends the line',
    async (typed) => {
      const { io, stdin, stderr } = fakeIo({ terminal: true });
      const answer = confirm(io, QUESTION);
      stdin.end(typed);
      expect(await answer).toBe(false);
      expect(stderr()).toBe('Apply? [y/N] \n');
    },
  );

  test('a terminal that fails', async () => {
    const { io, stdin } = fakeIo({ terminal: true });
    const answer = confirm(io, QUESTION);
    stdin.destroy(new Error('read EIO'));
    expect(await answer).toBe(false);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('%s, and ends the line', async (signal) => {
    const { io, stderr } = fakeIo({ terminal: true });
    const answer = confirm(io, QUESTION);
    process.emit(signal);
    expect(await answer).toBe(false);
    expect(stderr()).toBe('Apply? [y/N] \n');
  });
});

test('afterwards nothing listens any more, so the program can end and signals do what they do', async () => {
  const before = process.listenerCount('SIGINT');
  const { io, stdin } = fakeIo({ terminal: true });
  const answer = confirm(io, QUESTION);
  expect(process.listenerCount('SIGINT')).toBe(before + 1);
  stdin.write('y\n');
  await answer;
  expect(process.listenerCount('SIGINT')).toBe(before);
  expect(stdin.listenerCount('data')).toBe(0);
  expect(stdin.isPaused()).toBe(true);
});
