/** What a command may touch besides files: handed in, so that tests can stand in for a terminal. */
export interface Io {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

/** Where text goes. */
export interface Output {
  readonly isTTY?: boolean;
  /** @param done is told when the system has taken the content, or why it has not */
  write(content: string | Buffer, done?: (failure?: NodeJS.ErrnoException | null) => void): void;
}
