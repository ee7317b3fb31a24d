import { formatOrigin, parseOrigin } from '../cors/origin.js';
import { SettingsError } from '../errors.js';
import type { Io } from '../io.js';
import { hasAnswered } from '../probe/arrival.js';
import { probe } from '../probe/probe.js';
import type { Row } from '../probe/verdict.js';
import { describeReason } from '../terminal/messages/probe.js';
import { countRows, formatRows } from '../terminal/probe-table.js';
import { type ColorChoice, createReporter, type Reporter } from '../terminal/report.js';
import type { CommandInput } from './definition.js';

/** `omero-cors probe`: argv -> questions asked -> rows -> exit code 0, 1 one failed, 2 nothing answered. */
export async function runProbe({ arguments: urls, options }: CommandInput, io: Io): Promise<number> {
  const reporter = createReporter(io, (options['color'] as ColorChoice | undefined) ?? 'auto');
  const origin = parseOrigin(readOne((options['origin'] as string[] | undefined) ?? []));
  const request = {
    urls,
    origin: formatOrigin(origin, { schemes: true }),
    seconds: readSeconds(String(options['timeout'] ?? '30')),
    insecure: options['insecure'] === true,
  };
  sayHow(request, origin.schemeAssumed, reporter, io);
  const rows = await probe(request);
  reporter.result(options['format'] === 'json' ? toJson(rows) : formatRows(rows, reporter.resultStyle));
  return conclude(rows, reporter);
}

function sayHow(
  { origin, insecure }: { readonly origin: string; readonly insecure: boolean },
  schemeAssumed: boolean,
  reporter: Reporter,
  io: Io,
): void {
  const note = reporter.style.cyan('note:');
  if (schemeAssumed) {
    const other = origin.startsWith('https:') ? 'http://' : 'https://';
    reporter.say(`${note} asking for ${origin}; put ${other} before the host to ask for the other scheme`);
  }
  const proxy = ['http_proxy', 'https_proxy', 'all_proxy']
    .flatMap((name) => [name, name.toUpperCase()])
    .find((name) => io.env[name]);
  if (proxy !== undefined) reporter.say(`${note} ${proxy} is not used: the server itself is asked`);
  if (insecure) reporter.say(`${note} certificates are not looked at; browsers look`);
}

function conclude(rows: readonly Row[], reporter: Reporter): number {
  const { style } = reporter;
  if (!rows.some((row) => row.question === 'answer' && hasAnswered(row))) {
    reporter.say(`${style.red('error:')} nothing answered`);
    return 2;
  }
  const failed = rows.some(({ result }) => result === 'fail');
  reporter.say(failed ? style.red(countRows(rows)) : style.green(countRows(rows)));
  return failed ? 1 : 0;
}

/** schema/output.schema.json is the contract. */
function toJson(rows: readonly Row[]): string {
  const described = rows.map(({ url, question, result, reason }) => {
    const { message, hint = null } = describeReason(reason);
    return { url, question, result, code: reason.code, message, hint };
  });
  return `${JSON.stringify({ schemaVersion: 1, command: 'probe', changed: false, rows: described }, null, 2)}\n`;
}

function readOne(origins: readonly string[]): string {
  const [origin, another] = origins;
  if (origin === undefined) {
    throw new SettingsError('origin-not-given', '--origin is missing: whose pages are to be let in?', {
      hint: 'For example: --origin https://viewer.example.org',
    });
  }
  if (another !== undefined) {
    throw new SettingsError('several-origins', 'probe asks for one --origin at a time', {
      hint: 'Run it once for each: every other origin is a stranger to the one asked for.',
    });
  }
  return origin;
}

/** From a tenth of a second to an hour. */
function readSeconds(typed: string): number {
  const seconds = /^\d+(\.\d+)?$/.test(typed) ? Number(typed) : Number.NaN;
  if (seconds >= 0.1 && seconds <= 3600) return seconds;
  throw new SettingsError('bad-timeout', `--timeout: ${JSON.stringify(typed)} is no number of seconds`, {
    hint: 'From 0.1 to 3600, without a unit: --timeout 30',
  });
}
