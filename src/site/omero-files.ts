import { basename } from 'node:path';
import type { Finding } from '../findings.js';
import { lookAtFile } from './look.js';
import { splitWords } from './shell-words.js';

/** What one line of `omero config` does to the keys of the active profile. Values of lists are JSON. */
export type ConfigAction =
  | { readonly verb: 'set'; readonly key: string; readonly value: string }
  | { readonly verb: 'unset'; readonly key: string }
  /** `once`: with `--set`, only if it is not in the list. */
  | { readonly verb: 'append'; readonly key: string; readonly value: string; readonly once: boolean }
  | { readonly verb: 'remove'; readonly key: string; readonly value: string };

/** One line of a `*.omero` file that changes the configuration. */
export interface ConfigOperation {
  readonly path: string;
  /** Counted from 1. */
  readonly line: number;
  readonly action: ConfigAction | { readonly verb: 'drop'; readonly profile: string };
}

/**
 * Reads `*.omero` files as `omero load --glob` does: in the order of their names, each line a command of the
 * command line client, of which only `config` matters here.
 *
 * @param paths in the order in which they are applied
 */
export function readOmeroFiles(paths: readonly string[]): {
  readonly operations: readonly ConfigOperation[];
  readonly findings: readonly Finding[];
} {
  const operations: ConfigOperation[] = [];
  const findings: Finding[] = [];
  for (const path of paths) {
    const looked = lookAtFile(path);
    if ('denied' in looked) {
      findings.push({ code: 'config-unreadable', severity: 'warning', file: path, reason: looked.denied });
    }
    if (!('found' in looked)) continue;
    const read = parseOmeroFile(looked.found, path);
    operations.push(...read.operations);
    findings.push(...read.findings);
  }
  return { operations, findings };
}

/** One `*.omero` file; a line that `omero load` could not read is a finding, and nothing below it counts. */
export function parseOmeroFile(
  text: string,
  path: string,
): { readonly operations: readonly ConfigOperation[]; readonly findings: readonly Finding[] } {
  const operations: ConfigOperation[] = [];
  // With its newline, which a backslash at the end of a line makes part of a word.
  for (const [index, line] of text
    .replaceAll('\r\n', '\n')
    .split(/(?<=\n)/)
    .entries()) {
    if (/^\s*#/.test(line)) continue;
    const split = splitWords(line);
    if ('problem' in split) {
      const finding: Finding = {
        code: 'config-line-unreadable',
        severity: 'warning',
        file: path,
        line: index + 1,
        reason: `${basename(path)}: ${split.problem}`,
      };
      return { operations, findings: [finding] };
    }
    const action = readAction(split.words);
    if (action !== undefined) operations.push({ path, line: index + 1, action });
  }
  return { operations, findings: [] };
}

/** `config set KEY VALUE`, with argparse's liberties: flags anywhere, and `--` before the words. */
function readAction(words: readonly string[]): ConfigOperation['action'] | undefined {
  const [command, verb, ...rest] = words;
  if (command !== 'config') return undefined;
  const end = rest.indexOf('--');
  const flags = new Set((end < 0 ? rest : rest.slice(0, end)).filter((word) => word.startsWith('--')));
  const plain =
    end < 0
      ? rest.filter((word) => !word.startsWith('--'))
      : [...rest.slice(0, end).filter((word) => !word.startsWith('--')), ...rest.slice(end + 1)];
  const [key, value] = plain;
  if (key === undefined) return undefined;
  if (verb === 'set') return value === undefined ? { verb: 'unset', key } : { verb, key, value };
  if (verb === 'append' && value !== undefined) return { verb, key, value, once: flags.has('--set') };
  if (verb === 'remove' && value !== undefined) return { verb, key, value };
  if (verb === 'drop') return { verb, profile: key };
  return undefined;
}
