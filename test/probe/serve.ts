import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

export interface Given {
  readonly status: number;
  /** In this order and as often as they stand here. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: string;
}

export type Site = (request: Received) => Given;

export interface Served {
  /** `http://127.0.0.1:<port>`, without a slash. */
  readonly url: string;
  readonly received: Received[];
}

const selfSigned = readFileSync(
  fileURLToPath(new URL('../../fixtures/probe/self-signed.pem', import.meta.url)),
);

/**
 * Serves a site until the test is over.
 *
 * @param tls with the self-signed certificate of the fixtures, or with this one and its key
 */
export async function serve(site: Site, { tls = false }: { tls?: boolean | Buffer } = {}): Promise<Served> {
  const received: Received[] = [];
  const listener: RequestListener = (request, response) => {
    const one = { method: request.method ?? '', path: request.url ?? '', headers: request.headers };
    received.push(one);
    const { status, headers, body = '' } = site(one);
    response.writeHead(status, headers.flat());
    response.end(body);
  };
  const pem = tls === true ? selfSigned : tls;
  const server = pem ? createTlsServer({ key: pem, cert: pem }, listener) : createServer(listener);
  const port = await listen(server);
  return { url: `${pem ? 'https' : 'http'}://127.0.0.1:${port}`, received };
}

/** Serves whatever is done with each connection, HTTP or not. */
export async function serveSocket(connect: (socket: Socket) => void): Promise<string> {
  const server = createTcpServer((socket) => {
    socket.on('error', () => {}); // the probe hangs up when its time is over
    connect(socket);
  });
  return `http://127.0.0.1:${await listen(server)}`;
}

/** A port on which nothing listens. */
export async function freePort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}
