import type { Result, Row } from '../probe/verdict.js';
import { describeReason } from './messages/probe.js';
import { renderLines, type Style } from './report.js';

const colors: Readonly<Record<Result, 'green' | 'red' | 'dim'>> = {
  pass: 'green',
  fail: 'red',
  skipped: 'dim',
};

/**
 * The rows under the address they are about, one a line: result, question, sentence. What to do about a
 * failure stands below it.
 */
export function formatRows(rows: readonly Row[], style: Style): string {
  const width = Math.max(...rows.map(({ question }) => question.length));
  const indent = ' '.repeat('  skipped  '.length + width + 2);
  const lines = rows.flatMap(({ url, question, result, reason }, index) => {
    const { message, hint } = describeReason(reason);
    const heading = rows[index - 1]?.url === url ? [] : [style.bold(url)];
    const line = `  ${style[colors[result]](result.padEnd(7))}  ${question.padEnd(width)}  ${message}`;
    return [...heading, line, ...(hint === undefined || result !== 'fail' ? [] : [`${indent}${hint}`])];
  });
  return renderLines(lines);
}

/** `11 passed, 1 failed, 2 skipped`. */
export function countRows(rows: readonly Row[]): string {
  const count = (result: Result) => rows.filter((row) => row.result === result).length;
  return `${count('pass')} passed, ${count('fail')} failed, ${count('skipped')} skipped`;
}
