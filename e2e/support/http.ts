import { type IncomingMessage, request } from 'node:http';

/** An answer with its headers as they came over the wire: one entry a line, names in lower case. */
export interface Answer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

/** Asks one question over a connection of its own, without following redirects. */
export function ask(
  url: string,
  headers: Readonly<Record<string, string>> = {},
  method = 'GET',
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { method, headers, agent: false, timeout: 20_000 }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        resolve({
          status: response.statusCode ?? 0,
          headers: pairs(response),
          body: Buffer.concat(chunks),
        });
      });
    });
    asked.on('timeout', () => asked.destroy(new Error(`${url} gave no answer for 20 seconds`)));
    asked.on('error', reject);
    asked.end();
  });
}

/** All values of a header, one a line that carried it. */
export function values(answer: Answer, name: string): string[] {
  return answer.headers.filter((header) => header[0] === name).map((header) => header[1]);
}

function pairs({ rawHeaders }: IncomingMessage): [string, string][] {
  return rawHeaders.flatMap((name, index) =>
    index % 2 === 0 ? [[name.toLowerCase(), rawHeaders[index + 1] ?? ''] as [string, string]] : [],
  );
}
