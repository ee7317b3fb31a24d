import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import type { Answer } from './answer.js';
import { classifyFailure, type Failure, type TimeoutKind } from './failure.js';

/** One request. Never a cookie, never a password, never a body. */
export interface Ask {
  readonly url: string;
  readonly method: 'GET' | 'OPTIONS';
  readonly headers: Readonly<Record<string, string>>;
  /** Keep the beginning of an HTML page, to see whether it is a login form. */
  readonly page?: true;
}

export type Reply = Answer | Failure;

export type Asker = (ask: Ask) => Promise<Reply>;

export const isFailure = (reply: Reply): reply is Failure => 'failure' in reply;

const maxHeaderBytes = 64 * 1024;
const maxBodyBytes = 64 * 1024;
/** A page that trickles in does not use up the time of the questions that come after. */
const maxBodyMilliseconds = 2000;

/**
 * node:http and not `fetch`: that one forbids the `Origin` header, joins headers that were sent twice, and
 * hides the answers on the way of a redirect. A connection for each request, since most answers are dropped
 * after their headers.
 *
 * @param deadline aborts what is under way; a request that comes after it fails as `not-started`
 * @param insecure take certificates that nobody vouches for
 */
export function createAsker(deadline: AbortSignal, insecure: boolean): Asker {
  return (ask) =>
    new Promise((resolve) => {
      if (deadline.aborted) {
        resolve({ failure: 'not-started', detail: 'time was up' });
        return;
      }
      const request = ask.url.startsWith('https:') ? requestHttps : requestHttp;
      const outgoing = request(ask.url, {
        method: ask.method,
        headers: { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'omero-cors', ...ask.headers },
        agent: false,
        maxHeaderSize: maxHeaderBytes,
        rejectUnauthorized: !insecure,
        signal: deadline,
      });
      const settle = (reply: Reply) => {
        resolve(reply);
        outgoing.destroy();
      };
      let waitingFor: TimeoutKind = isIP(hostOf(ask.url)) ? 'connect-timeout' : 'name-timeout';
      outgoing.on('socket', (socket) => {
        socket.on('lookup', () => {
          waitingFor = 'connect-timeout';
        });
        socket.on('connect', () => {
          waitingFor = 'answer-timeout';
        });
      });
      outgoing.on('response', (incoming) => {
        const answer: Answer = {
          url: ask.url,
          status: incoming.statusCode ?? 0,
          headers: pairs(incoming.rawHeaders),
          body: '',
        };
        if (!ask.page || !isPlainHtml(incoming.headers)) {
          settle(answer);
          return;
        }
        let body = '';
        const finish = () => {
          clearTimeout(timer);
          settle({ ...answer, body });
        };
        const timer = setTimeout(finish, maxBodyMilliseconds);
        incoming.setEncoding('latin1');
        incoming.on('data', (chunk: string) => {
          body += chunk;
          if (body.length >= maxBodyBytes) finish();
        });
        incoming.on('error', finish);
        incoming.on('close', finish);
      });
      outgoing.on('upgrade', () => settle({ failure: 'not-http', detail: '101 Switching Protocols' }));
      outgoing.on('error', (error) => {
        if (deadline.aborted) settle({ failure: waitingFor, detail: 'time was up' });
        else settle(classifyFailure(error));
      });
      outgoing.end();
    });
}

function hostOf(url: string): string {
  return new URL(url).hostname.replace(/^\[|\]$/g, '');
}

function isPlainHtml(headers: Readonly<Record<string, string | string[] | undefined>>): boolean {
  return (
    /^(text\/html|application\/xhtml)/i.test(String(headers['content-type'] ?? '')) &&
    (headers['content-encoding'] ?? 'identity') === 'identity'
  );
}

function pairs(raw: readonly string[]): readonly (readonly [string, string])[] {
  return raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1] ?? ''] as const] : []));
}
