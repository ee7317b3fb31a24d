import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { FailureKind } from '../../src/probe/failure.js';
import { type AskProbe, outline, type SaidRow, said } from './rows.js';
import { freePort, serve, serveSocket } from './serve.js';
import { omeroWeb, viewer, withCors } from './sites.js';

/** What a loaded machine may take beyond the timeout, and a process to start. */
const margin = 2000;

const replying = (greeting: string | Buffer) => (socket: Socket) =>
  socket.on('data', () => socket.write(greeting));

/** Writes something now, and a little more for as long as anybody listens. */
function drip(socket: Socket, start: string, drop = 'x'): void {
  socket.write(start);
  const timer = setInterval(() => socket.write(drop), 20);
  socket.on('close', () => clearInterval(timer));
}

/** What the probe says where the network does not answer as it should, for every way to ask. */
export function networkCases(askProbe: AskProbe): void {
  async function ask(urls: readonly string[], seconds: number): Promise<readonly SaidRow[]> {
    const start = performance.now();
    const rows = await askProbe({ urls, origin: viewer, seconds, insecure: false });
    expect(performance.now() - start).toBeLessThan(seconds * 1000 + margin);
    return rows;
  }

  /** The one row of an address that gives no answer says that it failed in this way, in the system's own words. */
  async function expectFailure(
    url: string,
    failure: FailureKind,
    words: string | RegExp,
    seconds = 5,
  ): Promise<void> {
    const rows = await ask([`${url}/webgateway/tile/1/`], seconds);
    const { message, hint } = said({ code: 'failed', failure: { failure, detail: '?' }, seconds });
    const [start = ''] = message.split('?');
    const row = { question: 'answer', result: 'fail', code: 'failed', hint };
    expect(rows).toMatchObject([{ ...row, message: expect.stringContaining(start) }]);
    // An empty reason tells nobody anything.
    expect(rows[0]?.message).not.toContain('()');
    expect(`${rows[0]?.message}\n${hint}`).toMatch(words);
  }

  describe('no answer', () => {
    const sockets: readonly [name: string, connect: (socket: Socket) => void, FailureKind, RegExp][] = [
      ['ssh', (socket) => socket.write('SSH-2.0-OpenSSH_9.2p1\r\n'), 'not-http', /does not speak HTTP/],
      [
        'smtp, which waits for us first',
        replying('220 mail.example.org ESMTP\r\n'),
        'not-http',
        /does not speak HTTP/,
      ],
      ['HTTP/0.9, a page without headers', replying('<html>hello</html>'), 'not-http', /does not speak HTTP/],
      ['a TLS server asked in plain', replying(Buffer.from('15030100020228', 'hex')), 'not-http', /HTTP/],
      ['a status line of letters', replying('HTTP/1.1 abc OK\r\n\r\n'), 'not-http', /HTTP/],
      [
        'two lengths, as in request smuggling',
        replying('HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n'),
        'not-http',
        /HTTP/,
      ],
      [
        'another protocol from now on',
        replying('HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n'),
        'not-http',
        /HTTP/,
      ],
      [
        'headers without end',
        replying(`HTTP/1.1 200 OK\r\n${`X-Padding: ${'x'.repeat(1000)}\r\n`.repeat(100)}\r\n`),
        'headers-too-large',
        /64 KiB/,
      ],
      ['closed at once', (socket) => socket.destroy(), 'closed', /closed without an answer/],
      ['ended at once', (socket) => socket.end(), 'closed', /closed without an answer/],
      [
        'reset in the middle of the headers',
        (socket) =>
          socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\nDa', () => socket.resetAndDestroy())),
        'closed',
        /closed without an answer/,
      ],
    ];

    test.each(sockets)('%s', async (_, connect, kind, words) => {
      await expectFailure(await serveSocket(connect), kind, words);
    });

    const slow: readonly [name: string, connect: (socket: Socket) => void][] = [
      ['accepts and says nothing', () => {}],
      ['a header that trickles in', (socket) => drip(socket, 'HTTP/1.1 200 OK\r\nX-Slow: ')],
      [
        // Each is an answer of its own and none is the last.
        '102 Processing, for ever',
        (socket) => socket.on('data', () => drip(socket, '', 'HTTP/1.1 102 Processing\r\n\r\n')),
      ],
    ];

    test.each(slow)('%s: over when time is', async (_, connect) => {
      await expectFailure(await serveSocket(connect), 'answer-timeout', 'no answer within 0.5 s', 0.5);
    });

    test('TLS that never begins', async () => {
      const url = await serveSocket(() => {});
      await expectFailure(url.replace('http:', 'https:'), 'answer-timeout', 'no answer within 0.5 s', 0.5);
    });

    test('nothing listens', async () => {
      await expectFailure(`http://127.0.0.1:${await freePort()}`, 'refused', 'connection refused');
    });

    test('nothing listens on any address of the name', async () => {
      await expectFailure(`http://localhost:${await freePort()}`, 'refused', 'connection refused');
    });

    test('no such host', async () => {
      // A label of 64 letters: no resolver asks the network for it.
      await expectFailure(`http://${'o'.repeat(64)}.invalid`, 'no-such-host', 'no such host');
    });

    test('http asked as https', async () => {
      const { url } = await serve(withCors(omeroWeb));
      await expectFailure(url.replace('http:', 'https:'), 'no-tls', 'http://');
    });

    test('https asked as http', async () => {
      const { url } = await serve(withCors(omeroWeb), { tls: true });
      await expectFailure(url.replace('https:', 'http:'), 'closed', 'https://');
    });

    test('a certificate that nobody vouches for: the flag is named', async () => {
      const { url, received } = await serve(withCors(omeroWeb), { tls: true });
      await expectFailure(url, 'certificate-untrusted', '--insecure');
      expect(received).toEqual([]);
    });
  });

  describe('an answer that comes slowly, or not to every question', () => {
    const cors = `Access-Control-Allow-Origin: ${viewer}\r\nVary: Origin\r\n`;

    test('a body that trickles in is not waited for', async () => {
      const url = await serveSocket((socket) => {
        socket.once('data', () => drip(socket, `HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n${cors}\r\n`));
      });
      const rows = await ask([`${url}/tile`], 30);
      expect(outline(rows)).toMatchObject({ origin: 'pass granted', public: 'pass public' });
    });

    test('a page that trickles in is waited for a little', async () => {
      const start = performance.now();
      const url = await serveSocket((socket) => {
        socket.once('data', () => drip(socket, `HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n${cors}\r\n`));
      });
      const rows = await ask([`${url}/page`], 30);
      expect(outline(rows)).toMatchObject({ origin: 'pass granted', public: 'pass public' });
      expect(performance.now() - start).toBeLessThan(2000 + margin);
    });

    test('of a page without end the beginning is enough', async () => {
      let sent = 0;
      const url = await serveSocket((socket) => {
        socket.once('data', () => {
          socket.write(`HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n${cors}\r\n<input type="password">`);
          const fill = () => {
            while (!socket.destroyed && socket.write('x'.repeat(65536))) sent += 65536;
          };
          socket.on('drain', fill);
          fill();
        });
      });
      const rows = await ask([`${url}/page`], 10);
      expect(outline(rows)).toMatchObject({ public: 'fail login-page' });
      expect(sent).toBeLessThan(100e6); // what the sockets of both sides buffer, and no more
    });

    test('compressed though it was not asked for: judged by its headers', async () => {
      const site = withCors(() => ({
        status: 200,
        headers: [
          ['Content-Type', 'text/html'],
          ['Content-Encoding', 'gzip'],
        ],
        body: 'type=password',
      }));
      const { url, received } = await serve(site);
      expect(outline(await ask([`${url}/page`], 5))).toMatchObject({
        origin: 'pass granted',
        public: 'pass public',
      });
      expect(received[0]?.headers['accept-encoding']).toBe('identity');
    });

    test('OPTIONS that hangs: everything else has its row', async () => {
      const url = await serveSocket((socket) => {
        socket.once('data', (data) => {
          if (String(data).startsWith('GET')) socket.end(`HTTP/1.1 200 OK\r\n${cors}\r\n`);
        });
      });
      const rows = await ask([`${url}/tile`], 1);
      expect(rows.slice(0, -1).some(({ code }) => code === 'failed')).toBe(false);
      expect(rows.at(-1)).toMatchObject({
        question: 'preflight',
        result: 'fail',
        ...said({ code: 'failed', failure: { failure: 'answer-timeout', detail: '' }, seconds: 1 }),
      });
    });

    test('one that hangs after its first answer: what was not asked is skipped, not failed', async () => {
      let first = true;
      const url = await serveSocket((socket) => {
        socket.once('data', () => {
          if (first) socket.end(`HTTP/1.1 200 OK\r\n${cors}\r\n`);
          first = false;
        });
      });
      const rows = outline(await ask([`${url}/tile`], 0.5));
      expect(rows).toMatchObject({
        origin: 'pass granted',
        credentials: 'pass credentials-off',
        stranger: 'fail failed',
        null: 'skipped time-up',
        'look-alike': 'skipped time-up',
        cache: 'skipped time-up',
        preflight: 'skipped time-up',
        // Known without another question.
        public: 'pass public',
      });
    });

    test('a redirect to where nothing answers', async () => {
      const dead = `http://127.0.0.1:${await freePort()}/`;
      const { url } = await serve(withCors(() => ({ status: 302, headers: [['Location', dead]] })));
      const rows = await ask([`${url}/tile`], 5);
      expect(rows.find(({ question }) => question === 'redirect')).toMatchObject({
        result: 'fail',
        code: 'redirect-failed',
        message: expect.stringMatching(`leads to ${dead}, which does not answer .*ECONNREFUSED`),
      });
    });
  });

  describe('several addresses', () => {
    test('one that hangs does not hold up the others, and all share one time', async () => {
      const hanging = await serveSocket(() => {});
      const { url } = await serve(withCors(omeroWeb));
      const rows = await ask([`${hanging}/tile`, `${url}/api/`, `${hanging}/`], 1);
      expect(outline(rows.filter((row) => row.url === `${url}/api/`))).toMatchObject({
        answer: 'pass answered',
        preflight: 'pass preflight-granted',
      });
      expect(rows.filter((row) => row.url.startsWith(hanging)).map(({ code }) => code)).toEqual([
        'failed', // the tile
        'failed', // the login page of the site
        'failed', // its API
      ]);
    });

    test('more that hang than are asked at once: the last are not asked', async () => {
      const hanging = await serveSocket(() => {});
      const rows = await ask(
        Array.from({ length: 6 }, (_, index) => `${hanging}/${index}`),
        0.5,
      );
      expect(rows.map(({ result, code }) => `${result} ${code}`)).toEqual([
        ...Array.from({ length: 4 }, () => 'fail failed'),
        'skipped time-up',
        'skipped time-up',
      ]);
    });
  });
}
