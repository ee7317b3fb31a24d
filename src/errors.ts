/** A place in a text file, counted from 1 as editors do. */
export interface Position {
  readonly path: string;
  readonly line: number;
  readonly column?: number;
  /** The text of that line, for the code frame. */
  readonly code?: string;
}

/**
 * We cannot go on, and the reason lies outside omero-cors: wrong usage, an unreadable file, a blocked edit.
 * Everything that reaches the user this way ends the program with exit code 2.
 */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  /** Kebab-case, stable: scripts and tests compare it. */
  readonly code: string;
  /** What to do next, in the reader's words. */
  readonly hint: string | undefined;
  readonly position: Position | undefined;

  constructor(code: string, message: string, more: { hint?: string; position?: Position } = {}) {
    super(message);
    this.code = code;
    this.hint = more.hint;
    this.position = more.position;
  }
}

/** A self-check failed: omero-cors itself is wrong. Nothing was written; exit code 3. */
export class SelfCheckError extends Error {
  override readonly name = 'SelfCheckError';
}
