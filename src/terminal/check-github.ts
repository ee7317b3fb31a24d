import type { SettingsError } from '../errors.js';
import type { Finding, Severity } from '../findings.js';
import { describeFinding } from './messages/index.js';
import { printableLine } from './printable.js';

/** What a run says about one settings.py, for the formats that machines read. */
export interface CheckedFile {
  readonly path: string;
  readonly findings: readonly Finding[];
  /** Why it could not be checked. */
  readonly error: SettingsError | undefined;
}

const COMMANDS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'notice' };

/** Workflow commands of GitHub Actions: each finding becomes an annotation on its line. */
export function formatGithub(files: readonly CheckedFile[]): string {
  return files
    .flatMap(({ path, findings, error }) => [
      ...(error === undefined ? [] : [formatError(path, error)]),
      ...findings.map((finding) => formatFinding(path, finding)),
    ])
    .map((line) => `${line}\n`)
    .join('');
}

function formatFinding(path: string, { code, severity, file, line, ...rest }: Finding): string {
  const { message, hint } = describeFinding({ code, severity, file, line, ...rest } as Finding);
  return command(COMMANDS[severity], { file: file ?? path, line, title: code }, message, hint);
}

function formatError(path: string, { code, message, hint, position }: SettingsError): string {
  return command('error', { file: position?.path ?? path, line: position?.line, title: code }, message, hint);
}

function command(
  name: string,
  { file, line, title }: { readonly file: string; readonly line: number | undefined; readonly title: string },
  message: string,
  hint: string | undefined,
): string {
  const properties = [`file=${escapeProperty(file)}`, ...(line === undefined ? [] : [`line=${line}`])];
  const text = hint === undefined ? message : `${message}\n${hint}`;
  return `::${name} ${properties.join(',')},title=${escapeProperty(`omero-cors: ${title}`)}::${escapeData(text)}`;
}

/** As the toolkit of GitHub Actions does it (packages/core/src/command.ts); the log is read in terminals, too. */
function escapeData(text: string): string {
  const printable = text.replace(/[^\r\n]+/g, printableLine);
  return printable.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
