import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import { StandardOutput } from '../../src/terminal/output.js';

/** As Bun's: it never says how much is on its way. The test ends each write by hand, in whatever order. */
class Stream extends EventEmitter {
  readonly writableLength = 0;
  readonly ends: ((failure?: Error) => void)[] = [];
  readonly contents: (string | Buffer)[] = [];
  isTTY?: boolean;

  write(content: string | Buffer, done: (failure?: Error) => void): boolean {
    this.contents.push(content);
    this.ends.push(done);
    return false;
  }
}

function open() {
  const stream = new Stream();
  return { stream, output: new StandardOutput(stream as unknown as NodeJS.WriteStream) };
}

const failure = (code: string) => Object.assign(new Error(`write ${code}`), { code });

async function isPending(promise: Promise<unknown>): Promise<boolean> {
  return (
    (await Promise.race([promise, new Promise((resolve) => setImmediate(resolve, 'pending'))])) === 'pending'
  );
}

describe('flush', () => {
  test('has nothing to wait for where nothing was written', async () => {
    expect(await open().output.flush()).toBe(true);
  });

  test('waits for every write, in whatever order they end', async () => {
    const { stream, output } = open();
    for (const content of ['a', 'b', '']) output.write(content);
    const flushed = output.flush();
    for (const end of [2, 0]) {
      stream.ends[end]?.();
      expect(await isPending(flushed)).toBe(true);
    }
    stream.ends[1]?.();
    expect(await flushed).toBe(true);
    expect(stream.contents).toEqual(['a', 'b', '']);
  });

  test.each([
    ['ENOSPC', false],
    ['EIO', false],
    // head, or a pager that was left.
    ['EPIPE', true],
  ])('after %s: %s', async (code, isWhole) => {
    const { stream, output } = open();
    for (const content of ['a', 'b']) output.write(content);
    stream.ends[0]?.(failure(code));
    stream.ends[1]?.();
    expect(await output.flush()).toBe(isWhole);
  });
});

test('who writes is told when it has ended, and why', () => {
  const { stream, output } = open();
  const told: unknown[] = [];
  output.write('a', (reason) => told.push(reason));
  output.write('b', (reason) => told.push(reason));
  expect(told).toEqual([]);
  stream.ends[0]?.();
  stream.ends[1]?.(failure('ENOSPC'));
  expect(told).toEqual([undefined, failure('ENOSPC')]);
});

test('an error of the stream does not end the process', () => {
  const { stream } = open();
  expect(() => stream.emit('error', failure('EPIPE'))).not.toThrow();
});

test.each([
  [true, true],
  [undefined, false],
])('isTTY %s: %s', (isTTY, expected) => {
  const { stream, output } = open();
  if (isTTY !== undefined) stream.isTTY = isTTY;
  expect(output.isTTY).toBe(expected);
});
