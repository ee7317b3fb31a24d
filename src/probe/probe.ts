import { randomUUID } from 'node:crypto';
import { type Address, readAddresses } from './address.js';
import { type Answer, isGranted, readGrant } from './answer.js';
import { isWorthAsking, judgeArrival, judgeFailure } from './arrival.js';
import { type Asker, createAsker, isFailure, type Reply } from './ask.js';
import { questions } from './questions/index.js';
import { getAs, type Question, type Visit } from './questions/question.js';
import { followTrail } from './trail.js';
import { type Row, skip, type Verdict } from './verdict.js';

export interface ProbeRequest {
  /** As typed: sites and pages. */
  readonly urls: readonly string[];
  /** `scheme://host[:port]` as a browser sends it. */
  readonly origin: string;
  /** For the whole run, all addresses together. */
  readonly seconds: number;
  /** Take certificates that nobody vouches for. */
  readonly insecure: boolean;
}

/** How many of the given addresses are asked at the same time; of a site, both its addresses. */
const maxAtOnce = 4;

/**
 * Asks every address every question, and never longer than the timeout.
 *
 * @returns the rows in the order of the addresses and the questions. An address that does not answer, or
 *   where a proxy answers in OMERO.web's place, has the row `answer` alone
 * @throws SettingsError when one of the addresses is none; nothing was asked then
 */
export async function probe(request: ProbeRequest): Promise<readonly Row[]> {
  const groups = request.urls.map(readAddresses);
  const ask = createAsker(AbortSignal.timeout(request.seconds * 1000), request.insecure);
  const rows: (readonly Row[])[] = [];
  const waiting = groups.entries();
  const work = async () => {
    for (const [index, addresses] of waiting) rows[index] = await visitTogether(addresses, request, ask);
  };
  await Promise.all(Array.from({ length: maxAtOnce }, work));
  return rows.flat();
}

/** The addresses that one given address stands for. */
async function visitTogether(
  addresses: readonly Address[],
  request: ProbeRequest,
  ask: Asker,
): Promise<readonly Row[]> {
  const opened = addresses.map((address) => ({
    address,
    reply: ask({ ...getAs(request.origin, address.url), page: true }),
  }));
  const api = opened.find(({ address }) => address.role === 'api');
  const rows = opened.map(async ({ address, reply }) => {
    const first = await reply;
    const arrival = row(address, 'answer', judgeArrival(address, first, request.seconds));
    if (isFailure(first) || !isWorthAsking(arrival)) return [arrival];
    if (address.role === 'login' && api !== undefined && isLeftOut(first, await api.reply, request.origin)) {
      return [arrival, row(address, 'origin', skip({ code: 'left-out', api: api.address.url }))];
    }
    return [arrival, ...(await interview(address, first, request, ask))];
  });
  return (await Promise.all(rows)).flat();
}

/**
 * One list of origins holds for all paths: where the API lets the origin in and the login page does not know
 * it, CORS is off for that path. That is what `CORS_URLS_REGEX` is for, and no fault.
 */
function isLeftOut(login: Answer, api: Reply, origin: string): boolean {
  return readGrant(login, origin).kind === 'missing' && !isFailure(api) && isGranted(readGrant(api, origin));
}

async function interview(
  address: Address,
  first: Answer,
  { origin, seconds }: ProbeRequest,
  ask: Asker,
): Promise<readonly Row[]> {
  const trail = await followTrail(first, origin, ask);
  const visit: Visit = { address, origin, first, trail, nonce: randomUUID() };
  const rows: Row[] = [];
  for (const question of questions) {
    rows.push(row(address, question.name, await put(question, visit, ask, seconds)));
  }
  return rows;
}

async function put(question: Question, visit: Visit, ask: Asker, seconds: number): Promise<Verdict> {
  const answers: Answer[] = [];
  for (const one of question.asks(visit)) {
    const reply = await ask(one);
    if (isFailure(reply)) return judgeFailure(reply, seconds);
    answers.push(reply);
  }
  return question.judge(visit, answers);
}

function row({ url }: Address, question: string, verdict: Verdict): Row {
  return { url, question, ...verdict };
}
