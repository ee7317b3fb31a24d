import { afterAll } from 'vitest';

/** Takes what is to be undone at the end: of a test (vitest's onTestFinished) or of a suite (`suiteScope`). */
export type Later = (undo: () => Promise<void> | void) => void;

/** To be called inside `describe`: what the suite's cells share is undone after the last of them, newest first. */
export function suiteScope(): Later {
  const undos: (() => Promise<void> | void)[] = [];
  afterAll(async () => {
    for (const undo of undos.reverse()) await undo();
  });
  return (undo) => {
    undos.push(undo);
  };
}

/** Makes the thing when it is first asked for; later callers get the same, or the same failure. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
