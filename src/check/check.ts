import { SettingsError } from '../errors.js';
import type { Finding, Severity } from '../findings.js';
import type { SettingsModel } from '../settings/model.js';
import type { ConfigProperties } from '../site/config-xml.js';
import { effectiveConfig } from '../site/effective-config.js';
import type { Installation } from '../site/installation.js';
import { gatherFacts } from './facts.js';
import { judges } from './judge/index.js';
import { defaultsOf, readMappings } from './mappings.js';
import type { Namespace } from './namespace.js';
import { describeParts, type Part } from './parts.js';
import { PythonError } from './python-error.js';
import { runModule, type Surroundings } from './run-module.js';

/** What is to be checked, all of it read already. */
export interface Subject {
  readonly model: SettingsModel;
  readonly installation: Installation;
  /** settings.py as the user named it, for messages. */
  readonly path: string;
  /** The same, quoted for a shell: for the commands in hints. */
  readonly settings: string;
  /** The names in its folder, without `.py`. */
  readonly modules: ReadonlySet<string>;
}

/** What holds, and what is wrong. */
export interface CheckResult {
  readonly parts: readonly Part[];
  /** The gravest first. */
  readonly findings: readonly Finding[];
}

/**
 * Checks an installation: what its settings are when OMERO.web runs, and whether CORS works with them.
 *
 * @throws SettingsError `no-settings` for a file that has no apps and no middleware, `would-not-start` where
 *   Python stops in it, `config-value` where OMERO.web can't read its configuration, `version-refused`
 */
export function checkInstallation({ model, installation, path, settings, modules }: Subject): CheckResult {
  const mappings = readMappings(model.tree);
  const config = configOf(installation, defaultsOf(mappings.values()));
  const namespace = runOrExplain(model, { mappings, config, modules }, path);
  const facts = gatherFacts(namespace, { installation, settings, modules });
  if (facts.apps === undefined && facts.middleware === undefined) {
    throw new SettingsError('no-settings', `${path} sets neither INSTALLED_APPS nor the middleware`, {
      hint: 'Is it the settings.py of OMERO.web itself, and whole?',
    });
  }
  const found = [...judges.flatMap((judge) => judge(facts)), ...installation.findings];
  // Cookies that travel to other sites would only widen a hole.
  const isHole = found.some(opensSession);
  const findings = found.filter(({ code }) => !isHole || code !== 'cookies-not-cross-site');
  return { parts: describeParts(facts, findings), findings: sortBySeverity(findings) };
}

/** The configuration that settings.py will see; undefined where a part of it can't be read. */
function configOf(
  installation: Installation,
  defaults: Readonly<Record<string, string>>,
): ConfigProperties | undefined {
  const hidden = ['config-ambiguous', 'config-unreadable', 'config-line-unreadable'];
  const isHidden = installation.findings.some(({ code }) => hidden.includes(code));
  return isHidden ? undefined : effectiveConfig(installation, defaults);
}

function runOrExplain(model: SettingsModel, surroundings: Surroundings, path: string): Namespace {
  try {
    return runModule(model, surroundings);
  } catch (error) {
    if (!(error instanceof PythonError)) throw error;
    const { line } = error;
    throw new SettingsError('would-not-start', `Python stops here with a ${error.message}`, {
      hint: 'OMERO.web does not start with this line.',
      position: { path, line, code: model.text.split(/\r?\n/)[line - 1] ?? '' },
    });
  }
}

/** Whether it lets in every web site with the visitor's session. */
function opensSession(finding: Finding): boolean {
  if (finding.code === 'allow-all-with-credentials') return true;
  return 'admitsNull' in finding && finding.admitsNull !== 'no' && finding.withCredentials;
}

function sortBySeverity(findings: readonly Finding[]): readonly Finding[] {
  const order: readonly Severity[] = ['error', 'warning', 'info'];
  return findings.toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
}
