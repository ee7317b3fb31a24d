import { expect } from 'vitest';
import type { Ran } from './run.js';

/** Runs our program: `omeroCors`, or that of an installation with its own surroundings. */
export type Program = (args: readonly string[]) => Promise<Ran>;

/** What probe says in short: which questions failed, and how many were passed. */
export interface Probed {
  readonly code: number | null;
  /** `<path> <question>`, in order. */
  readonly failed: readonly string[];
  readonly passed: number;
}

export async function probe(program: Program, urls: readonly string[], origin: string): Promise<Probed> {
  const ran = await program(['probe', ...urls, '--origin', origin, '--format', 'json']);
  const { rows } = parse<{ rows: { url: string; question: string; result: string }[] }>(ran);
  return {
    code: ran.code,
    failed: rows
      .filter(({ result }) => result === 'fail')
      .map(({ url, question }) => `${new URL(url).pathname} ${question}`),
    passed: rows.filter(({ result }) => result === 'pass').length,
  };
}

/** What check says in short: the codes by severity. */
export interface Checked {
  readonly code: number | null;
  readonly error: readonly string[];
  readonly warning: readonly string[];
}

export async function check(program: Program, settings: string, ...options: string[]): Promise<Checked> {
  const ran = await program(['check', settings, ...options, '--format', 'json']);
  const { files } = parse<{ files: { findings: { code: string; severity: string }[] }[] }>(ran);
  const codes = (severity: string) =>
    files.flatMap(({ findings }) =>
      findings.filter((each) => each.severity === severity).map((each) => each.code),
    );
  return { code: ran.code, error: codes('error'), warning: codes('warning') };
}

/** A healthy installation: check finds no error, no warning. */
export async function expectHealthy(program: Program, settings: string, ...options: string[]): Promise<void> {
  const { code, error, warning } = await check(program, settings, ...options);
  expect([...error, ...warning]).toEqual([]);
  expect(code).toBe(0);
}

function parse<T>({ code, stdout, stderr }: Ran): T {
  if (stdout === '') throw new Error(`${stderr.trim()} (exit ${code}, and no JSON)`);
  return JSON.parse(stdout) as T;
}
