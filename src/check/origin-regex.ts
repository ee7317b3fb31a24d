import { anchorRegex } from '../cors/origin-regex.js';
import { parsePythonRegex, RegexProblem } from '../cors/python-regex.js';
import { judgePortable, toJavaScript } from '../cors/regex-portable.js';
import { SettingsError } from '../errors.js';

/**
 * Whether `re.match` lets an origin through.
 *
 * @returns undefined where only Python can tell
 */
export function matchOrigin(regex: string, origin: string): boolean | undefined {
  try {
    const parsed = parsePythonRegex(regex);
    if (judgePortable(parsed) !== undefined) return undefined;
    return new RegExp(`^(?:${toJavaScript(parsed.branches)})`).test(origin);
  } catch (error) {
    if (error instanceof RegexProblem) return undefined;
    throw error;
  }
}

/** The expression as patch would write it; undefined where patch would not. */
export function anchor(regex: string): string | undefined {
  try {
    return anchorRegex(regex);
  } catch (error) {
    if (error instanceof SettingsError) return undefined;
    throw error;
  }
}

/** Why an expression lets nobody in, in the words of the check that `--origin-regex` passes through. */
export function problemOf(regex: string): string | undefined {
  try {
    anchorRegex(regex);
    return undefined;
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    const tells = ['regex-invalid', 'regex-never-matches', 'regex-empty'].includes(error.code);
    return tells ? error.message.replace(/^.*? can't be used: /s, '') : undefined;
  }
}
