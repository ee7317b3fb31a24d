import type { SettingsError } from '../errors.js';
import type { Finding, Severity } from '../findings.js';
import type { CheckedFile } from './check-github.js';
import { type CodeDescription, checkCodes } from './messages/check-codes.js';
import { describeFinding } from './messages/index.js';

const LEVELS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' };

/**
 * A SARIF 2.1.0 log, for code scanning and for editors. A file that could not be checked is a result, too: code
 * scanning shows nothing else, and closes every alert that an upload has no result for.
 *
 * @param toUri the address of a file: relative where it lies below the working directory
 */
export function formatSarif(files: readonly CheckedFile[], toUri: (path: string) => string): string {
  const found = files.flatMap(({ path, findings }) => findings.map((finding) => ({ path, finding })));
  const errors = files.flatMap(({ path, error }) => (error === undefined ? [] : [{ path, error }]));
  const codes = [...found.map(({ finding }) => finding.code), ...errors.map(({ error }) => error.code)];
  const ids = [...new Set(codes)].sort();
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
            toolExecutionNotifications: errors.map(({ path, error }) => ({
              descriptor: { id: error.code },
              ...describeError(path, error, toUri),
            })),
          },
        ],
        results: [
          ...found.map(({ path, finding }) => ({
            ...identify(finding.code, ids),
            ...describeResult(path, finding, toUri),
          })),
          ...errors.map(({ path, error }) => ({
            ...identify(error.code, ids),
            ...describeError(path, error, toUri),
          })),
        ],
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function describeRule(id: string) {
  const known = (checkCodes as Readonly<Record<string, CodeDescription>>)[id];
  if (known === undefined) return { id };
  return { id, shortDescription: { text: known.means }, help: { text: known.mend } };
}

function identify(code: string, ids: readonly string[]) {
  return { ruleId: code, ruleIndex: ids.indexOf(code) };
}

function describeResult(path: string, finding: Finding, toUri: (path: string) => string) {
  const { message, hint } = describeFinding(finding);
  return {
    level: LEVELS[finding.severity],
    message: { text: hint === undefined ? message : `${message}\n${hint}` },
    locations: [locate(toUri(finding.file ?? path), finding.line)],
  };
}

function describeError(
  path: string,
  { message, hint, position }: SettingsError,
  toUri: (path: string) => string,
) {
  return {
    level: 'error',
    message: { text: hint === undefined ? message : `${message}\n${hint}` },
    locations: [locate(toUri(position?.path ?? path), position?.line)],
  };
}

/** Code scanning takes no result without a line: what has none stands at the first. */
function locate(uri: string, line = 1) {
  return { physicalLocation: { artifactLocation: { uri }, region: { startLine: line } } };
}
