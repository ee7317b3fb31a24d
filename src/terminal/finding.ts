import type { Finding, Severity } from '../findings.js';
import { sayHint } from './failure.js';
import { describeFinding } from './messages/index.js';
import type { Reporter } from './report.js';

const LABELS: Readonly<Record<Severity, 'red' | 'yellow' | 'cyan'>> = {
  error: 'red',
  warning: 'yellow',
  info: 'cyan',
};

/** `error: path:line: message`, and below it what to do. */
export function sayFinding(finding: Finding, path: string, reporter: Reporter): void {
  const { style } = reporter;
  const { message, hint } = describeFinding(finding);
  const file = finding.file ?? path;
  const place = finding.line === undefined ? file : `${file}:${finding.line}`;
  const label = finding.severity === 'info' ? 'note' : finding.severity;
  reporter.say(`${style[LABELS[finding.severity]](`${label}:`)} ${place}: ${message}`);
  sayHint(hint, reporter);
}
