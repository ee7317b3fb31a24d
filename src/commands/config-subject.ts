import { type CorsHeadersTarget, targetFor } from '../cors/target.js';
import { SettingsError } from '../errors.js';
import { readSource } from '../files/source.js';
import type { Finding } from '../findings.js';
import type { Io } from '../io.js';
import { detectEncoding } from '../python/encoding.js';
import { loadPythonParser } from '../python/parse.js';
import { revertText } from '../settings/patch.js';
import type { ConfigurableEra } from '../site/configure/web-defaults.js';
import { findSettings } from '../site/find-settings.js';
import { type Inspection, type Installation, inspectInstallation } from '../site/installation.js';
import { quoteWord } from '../site/shell-words.js';

/** The OMERO.web whose configuration is to be extended. */
export interface ConfigSubject {
  /** As the user named it, or as it was found in the folder that he named; undefined without `--for`. */
  readonly settings: string | undefined;
  /** Of settings.py; empty without one. */
  readonly text: string;
  readonly installation: Installation;
  readonly era: ConfigurableEra;
  readonly target: CorsHeadersTarget;
  /** What settings.py itself says about CORS. */
  readonly findings: readonly Finding[];
}

/**
 * @param named the value of `--for`; without it, today's OMERO.web is meant, with the configuration that
 *   `--config-xml` or the environment names
 * @throws SettingsError `config-unsupported` before 5.3.2, and what reading a settings.py throws
 */
export async function readConfigSubject(
  named: string | undefined,
  inspection: Omit<Inspection, 'env' | 'cwd'>,
  { env, cwd }: Io,
): Promise<ConfigSubject> {
  if (named === undefined) {
    const installation = await inspectInstallation(undefined, { ...inspection, env, cwd });
    return {
      settings: undefined,
      text: '',
      installation,
      ...writtenFor('5.6 on', installation),
      findings: [],
    };
  }
  const settings = findSettings(named, cwd);
  const { text, realPath } = readSource(settings, { cwd, detectEncoding });
  const installation = await inspectInstallation(realPath, { ...inspection, env, cwd });

  const parser = await loadPythonParser();
  const withoutCors = revertText(parser, text, settings, true);
  const { era } = withoutCors;
  if (era !== '5.3.2-5.4' && era !== '5.5' && era !== '5.6 on') {
    throw new SettingsError(
      'config-unsupported',
      `${settings}: this OMERO.web can't be told about CORS by its configuration: the keys came with 5.3.2`,
      { hint: `Edit the file: omero-cors patch ${quoteWord(named)} --origin ...` },
    );
  }
  const findings = judgeFile(settings, text, withoutCors.newText);
  return { settings, text, installation, ...writtenFor(era, installation), findings };
}

function writtenFor(era: ConfigurableEra, { corsHeaders }: Installation) {
  const version = corsHeaders.state === 'installed' ? corsHeaders.version : undefined;
  return { era, target: targetFor(version, era === '5.6 on' ? 'MIDDLEWARE' : 'MIDDLEWARE_CLASSES') };
}

/** @param bare the text without everything that turns CORS on in it */
function judgeFile(settings: string, text: string, bare: string): readonly Finding[] {
  if (bare === text) return [];
  const takesOut = (app: RegExp) => (bare.match(app)?.length ?? 0) < (text.match(app)?.length ?? 0);
  // The block of omero-cors keeps each app once; nothing else does, and nothing sees that an AppConfig is the same.
  const isOurs = text.includes('# omero-cors: begin');
  if ((!isOurs && takesOut(/(['"])corsheaders\1/g)) || takesOut(/(['"])corsheaders\.apps\.\w+\1/g))
    return [{ code: 'file-names-app', severity: 'error', settings }];
  return [{ code: 'file-overrides-config', severity: 'warning', settings }];
}
