import type { Output } from '../io.js';

/**
 * One of this process's own streams, which can be waited for.
 *
 * Every write is counted by its own callback. Node would say it all by itself; of Bun, which runs the executable,
 * the callbacks are what can be trusted: its standard streams say 0 to `writableLength` whatever is on its way,
 * and call back for an empty write before those in front of it.
 */
export class StandardOutput implements Output {
  readonly #stream: NodeJS.WriteStream;
  #written: Promise<unknown> = Promise.resolve();
  #isWhole = true;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
    // The callback says so too; with nobody listening here it would end the process.
    stream.on('error', () => undefined);
  }

  get isTTY(): boolean {
    return this.#stream.isTTY === true;
  }

  write(content: string | Buffer, done?: (failure?: NodeJS.ErrnoException | null) => void): void {
    const written = new Promise<void>((resolve) => {
      this.#stream.write(content, (failure) => {
        // A reader who closes the pipe has seen enough; a full disk has not taken the result.
        if (failure && (failure as NodeJS.ErrnoException).code !== 'EPIPE') this.#isWhole = false;
        done?.(failure);
        resolve();
      });
    });
    this.#written = Promise.all([this.#written, written]);
  }

  /** Waits for all that was written so far. @returns whether it has arrived, as far as anybody reads it */
  async flush(): Promise<boolean> {
    await this.#written;
    return this.#isWhole;
  }
}
