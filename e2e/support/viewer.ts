import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { Missing } from './missing.js';
import type { Later } from './scope.js';

const page = readFileSync(fileURLToPath(new URL('../viewer/index.html', import.meta.url)));

/** A web server with nothing but the viewer's page, on an origin of its own. */
export interface ViewerPage {
  /** `http://viewer.localhost:<port>`: browsers take every .localhost for this machine. */
  readonly origin: string;
  /** The page's address for what it is to ask; sandboxed, its origin is `null`. */
  readonly address: (asked: Asked, more?: { sandboxed: boolean }) => string;
}

export interface Asked {
  readonly json: string;
  readonly image: string;
}

export async function serveViewer(later: Later): Promise<ViewerPage> {
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    if (request.url?.startsWith('/sandboxed')) {
      response.setHeader('content-security-policy', 'sandbox allow-scripts');
    }
    response.end(page);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  later(() => {
    server.closeAllConnections();
    server.close();
  });
  const origin = `http://viewer.localhost:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    address: ({ json, image }, more) =>
      `${origin}/${more?.sandboxed ? 'sandboxed' : ''}?${new URLSearchParams({ json, image })}`,
  };
}

/** Debian's Chromium, without a window and without asking Google for anything. */
export async function startBrowser(later: Later): Promise<Browser> {
  const executablePath = (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => ['chromium', 'chromium-browser'].map((name) => join(folder, name)))
    .find((path) => existsSync(path));
  if (executablePath === undefined) throw new Missing('chromium is not installed');
  const browser = await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  later(() => browser.close());
  return browser;
}

/** What the page came to: `read` or `refused`, for each of the two. */
export interface Seen {
  readonly json: string;
  readonly image: string;
}

/** @param screenshot where to keep a picture of the page, if anywhere */
export async function look(browser: Browser, address: string, screenshot?: string): Promise<Seen> {
  const tab = await browser.newPage({ viewport: { width: 800, height: 520 } });
  try {
    await tab.goto(address);
    const result = async (id: string) => {
      const element = await tab.waitForSelector(`#${id}:not([data-result=""])`, { timeout: 20_000 });
      return (await element.getAttribute('data-result')) ?? '';
    };
    const seen = { json: await result('json'), image: await result('image') };
    if (screenshot !== undefined) await tab.screenshot({ path: screenshot });
    return seen;
  } finally {
    await tab.close();
  }
}
