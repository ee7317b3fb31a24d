/**
 * Something outside the repository that a cell needs is not on this machine: a Python, a browser, a folder.
 * The cell is skipped with this reason. A thing that is there and does not work is an ordinary error.
 */
export class Missing extends Error {
  override readonly name = 'Missing';
}
