import type { SettingsError } from '../errors.js';
import type { Finding, Severity } from '../findings.js';
import { describeFinding } from './messages/index.js';

/** A finding in JSON; schema/output.schema.json is the contract. */
export interface JsonFinding {
  readonly code: string;
  readonly severity: Severity;
  readonly file: string | null;
  readonly line: number | null;
  readonly message: string;
  readonly hint: string | null;
}

export function findingToJson(finding: Finding): JsonFinding {
  const { message, hint } = describeFinding(finding);
  const { code, severity, file, line } = finding;
  return { code, severity, file: file ?? null, line: line ?? null, message, hint: hint ?? null };
}

/** An error about one file stands among its findings. */
export function errorToJson({ code, message, hint, position }: SettingsError): JsonFinding {
  return { code, severity: 'error', file: null, line: position?.line ?? null, message, hint: hint ?? null };
}

/** The document as every command prints it. */
export function formatJson(document: object): string {
  return `${JSON.stringify({ schemaVersion: 1, ...document }, null, 2)}\n`;
}
