import { expect, test } from 'vitest';
import { holdSignals } from '../../src/terminal/signals.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

test('holdSignals takes the signals over until it is told to give them back', () => {
  const before = SIGNALS.map((signal) => process.listenerCount(signal));
  let count = 0;
  const release = holdSignals(SIGNALS, () => {
    count += 1;
  });
  for (const signal of SIGNALS) process.emit(signal);
  expect(count).toBe(3);
  release();
  expect(SIGNALS.map((signal) => process.listenerCount(signal))).toEqual(before);
});

test('two holders both hear of a signal', () => {
  const heard: string[] = [];
  const releases = ['outer', 'inner'].map((name) => holdSignals(['SIGTERM'], () => heard.push(name)));
  process.emit('SIGTERM');
  for (const release of releases) release();
  expect(heard).toEqual(['outer', 'inner']);
});
