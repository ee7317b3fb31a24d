import type { CheckResult } from '../check/check.js';
import type { Part } from '../check/parts.js';
import type { Finding, FindingCode, Severity } from '../findings.js';
import { describePart } from './messages/check-parts.js';
import { describeFinding } from './messages/index.js';
import { renderLines, type Style } from './report.js';

const COLORS = { ok: 'green', error: 'red', warning: 'yellow', unknown: 'dim', info: 'cyan' } as const;

/**
 * The report on one settings.py: a line for each part, what is wrong with the line that mends it, a verdict.
 *
 * @param path of settings.py as the user named it
 */
export function formatCheck(path: string, { parts, findings }: CheckResult, style: Style): string {
  const lines = [
    style.bold(path),
    ...parts.map((part) => formatPart(part, path, style)),
    '',
    ...findings.flatMap((finding, index) => formatFinding(finding, findings[index + 1], path, style)),
    ...(findings.length === 0 ? [] : ['']),
    `  ${verdict(parts, findings, style)}`,
  ];
  return renderLines(lines.map((line) => line.trimEnd()));
}

function formatPart({ name, state, what, place }: Part, path: string, style: Style): string {
  const where = place.line === undefined ? '' : style.dim(`  ${place.path ?? path}:${place.line}`);
  return `  ${style[COLORS[state]](state.padEnd(7))}  ${name.padEnd(11)}  ${describePart(what)}${where}`;
}

/** Together, what a settings.py as OMERO.web ships it gives. */
const OFF: readonly FindingCode[] = ['middleware-missing', 'origins-missing'];

/** A hint that the next finding has too is said once, below the last of them. */
function formatFinding(
  finding: Finding,
  next: Finding | undefined,
  path: string,
  style: Style,
): readonly string[] {
  const { severity, file, line } = finding;
  const { message, hint } = describeFinding(finding);
  const label = severity === 'info' ? 'note' : severity;
  // The heading names settings.py already.
  const place = line === undefined ? file : `${file ?? path}:${line}`;
  const isSaidBelow = next !== undefined && describeFinding(next).hint === hint;
  return [
    `  ${style[COLORS[severity]](`${label}:`)} ${place === undefined ? '' : `${place}: `}${message}`,
    ...(hint === undefined || isSaidBelow ? [] : hint.split('\n').map((text) => `    ${text}`)),
  ];
}

function verdict(parts: readonly Part[], findings: readonly Finding[], style: Style): string {
  const count = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  const counts = [
    plural(count('error'), 'error'),
    plural(count('warning'), 'warning'),
    plural(count('info'), 'note'),
  ].filter((text) => text !== '');
  const summary = counts.length === 0 ? '' : ` (${counts.join(', ')})`;
  const isOff = OFF.every((code) => findings.some((finding) => finding.code === code));
  if (isOff) return style.red(`CORS is off${summary}`);
  if (count('error') > 0) return style.red(`CORS does not work as it should${summary}`);
  const isHidden = parts.some(({ what }) => what.kind === 'unknown');
  if (isHidden) return style.yellow(`Nothing wrong was found, but not all can be told${summary}`);
  return count('warning') > 0 ? style.yellow(`CORS is on${summary}`) : style.green(`CORS is on${summary}`);
}

function plural(count: number, noun: string): string {
  return count === 0 ? '' : `${count} ${noun}${count === 1 ? '' : 's'}`;
}
