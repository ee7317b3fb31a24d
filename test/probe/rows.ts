import type { Row } from '../../src/probe/verdict.js';

/** `question: result code`, one a row: what the tables below compare. */
export type Outline = Readonly<Record<string, string>>;

export function outline(rows: readonly Row[]): Outline {
  return Object.fromEntries(
    rows.map(({ question, result, reason }) => [question, `${result} ${reason.code}`]),
  );
}

/** A page that redirects from its slashless form, has an ETag, and lets one origin in without credentials. */
export const healthyPage: Outline = {
  answer: 'pass answered',
  'mixed-content': 'pass mixed-loopback',
  origin: 'pass granted',
  vary: 'pass vary-origin',
  credentials: 'pass credentials-off',
  stranger: 'pass stranger-refused',
  null: 'pass stranger-refused',
  'look-alike': 'pass stranger-refused',
  'other-scheme': 'pass stranger-refused',
  redirect: 'pass redirect-granted',
  'not-modified': 'pass not-modified-granted',
  public: 'pass public',
  cache: 'pass cache-keeps-apart',
  preflight: 'pass preflight-granted',
};
