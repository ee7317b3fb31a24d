import { test } from 'vitest';
import { Missing } from './missing.js';
import type { Later } from './scope.js';

/** What a cell ran; the README's table "proven on" is made from these. */
export interface Proof {
  /** The version, or the era as `5.2`. */
  readonly omeroWeb: string;
  /** How much of it was real, in a few words for the table. */
  readonly how: string;
  readonly python: string;
  readonly django?: string;
  readonly corsHeaders?: string;
}

declare module 'vitest' {
  interface TaskMeta {
    proof?: Proof;
  }
}

/**
 * One line of the suite's closing list: passes, fails, or is skipped where `run` finds something `Missing`.
 *
 * @param name unique within its file and suite
 * @param run gets where to leave what is to be undone when the cell has ended
 */
export function cell(
  name: string,
  run: (later: Later) => unknown,
  more: { proof?: Proof; timeout?: number } = {},
): void {
  test(name, { timeout: more.timeout ?? 60_000 }, async (context) => {
    if (more.proof !== undefined) context.task.meta.proof = more.proof;
    try {
      await run(context.onTestFinished);
    } catch (error) {
      if (error instanceof Missing) context.skip(error.message);
      throw error;
    }
  });
}
