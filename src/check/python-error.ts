/** Python itself would raise an error in this line, so OMERO.web does not start. */
export class PythonError extends Error {
  /** Counted from 1. */
  readonly line: number;

  /** @param reason completes "Python stops here: ..." */
  constructor(reason: string, line: number) {
    super(reason);
    this.line = line;
  }
}
