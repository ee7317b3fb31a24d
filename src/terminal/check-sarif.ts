import type { SettingsError } from '../errors.js';
import type { Finding, Severity } from '../findings.js';
import type { CheckedFile } from './check-github.js';
import { type CodeDescription, checkCodes } from './messages/check-codes.js';
import { describeFinding } from './messages/index.js';

const LEVELS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' };

/**
 * A SARIF 2.1.0 log, for code scanning and for editors.
 *
 * @param toUri the address of a file: relative where it lies below the working directory
 */
export function formatSarif(files: readonly CheckedFile[], toUri: (path: string) => string): string {
  const found = files.flatMap(({ path, findings }) => findings.map((finding) => ({ path, finding })));
  const ids = [...new Set(found.map(({ finding }) => finding.code))].sort();
  const errors = files.flatMap(({ path, error }) => (error === undefined ? [] : [{ path, error }]));
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'omero-cors', rules: ids.map(describeRule) } },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: errors.length === 0,
            toolExecutionNotifications: errors.map(({ path, error }) => describeError(path, error, toUri)),
          },
        ],
        results: found.map(({ path, finding }) => describeResult(path, finding, ids, toUri)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function describeRule(id: Finding['code']) {
  const known = (checkCodes as Readonly<Record<string, CodeDescription>>)[id];
  if (known === undefined) return { id };
  return { id, shortDescription: { text: known.means }, help: { text: known.mend } };
}

function describeResult(
  path: string,
  finding: Finding,
  ids: readonly string[],
  toUri: (path: string) => string,
) {
  const { message, hint } = describeFinding(finding);
  return {
    ruleId: finding.code,
    ruleIndex: ids.indexOf(finding.code),
    level: LEVELS[finding.severity],
    message: { text: hint === undefined ? message : `${message}\n${hint}` },
    locations: [locate(toUri(finding.file ?? path), finding.line)],
  };
}

function describeError(path: string, error: SettingsError, toUri: (path: string) => string) {
  const { code, message, hint, position } = error;
  return {
    descriptor: { id: code },
    level: 'error',
    message: { text: hint === undefined ? message : `${message}\n${hint}` },
    locations: [locate(toUri(position?.path ?? path), position?.line)],
  };
}

function locate(uri: string, line: number | undefined) {
  const region = line === undefined ? {} : { region: { startLine: line } };
  return { physicalLocation: { artifactLocation: { uri }, ...region } };
}
