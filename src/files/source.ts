/** How the bytes of a file become text and back. Both ways lose nothing. */
export type Encoding = 'utf8' | 'latin1';

/** A text file as it was read: what every change is planned from and compared with before writing. */
export interface Source {
  /** As the user named it. */
  readonly path: string;
  /** Symbolic links resolved: the file that is written, and the one that diffs show. */
  readonly realPath: string;
  /** In diffs: relative to the working directory, or absolute without the leading slash outside it. */
  readonly diffPath: string;
  /** False for a file that is to be created; then `bytes` and `text` are empty. */
  readonly exists: boolean;
  readonly bytes: Buffer;
  /** Decoded, without byte order mark. */
  readonly text: string;
  readonly encoding: Encoding;
  readonly byteOrderMark: boolean;
}

/** A new content for one file. `newText` null: the file is removed. */
export interface Change {
  readonly source: Source;
  readonly newText: string | null;
}
