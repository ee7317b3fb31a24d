import { type ProbeRequest, probe } from '../../src/probe/probe.js';
import type { Reason, Row } from '../../src/probe/verdict.js';
import { describeReason } from '../../src/terminal/messages/probe.js';

/** A row as `--format json` prints it. */
export interface SaidRow extends Pick<Row, 'url' | 'question' | 'result'> {
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
}

/** Asks, in whatever way: the same cases hold for `probe` in this process and for the program (in e2e). */
export type AskProbe = (request: ProbeRequest) => Promise<readonly SaidRow[]>;

export const inProcess: AskProbe = async (request) =>
  (await probe(request)).map(({ url, question, result, reason }) => ({
    url,
    question,
    result,
    ...said(reason),
  }));

/** What a row says for this reason. */
export function said(reason: Reason): Pick<SaidRow, 'code' | 'message' | 'hint'> {
  const { message, hint = null } = describeReason(reason);
  return { code: reason.code, message, hint };
}

/** `question: result code`, one a row: what the tables below compare. */
export type Outline = Readonly<Record<string, string>>;

export function outline(rows: readonly SaidRow[]): Outline {
  return Object.fromEntries(rows.map(({ question, result, code }) => [question, `${result} ${code}`]));
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
