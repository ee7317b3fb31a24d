import { CORS_APP, isCorsAppConfig } from '../../cors/app.js';
import type { Finding } from '../../findings.js';
import { printString, quoteOf, readElements, readString } from '../../python/literals.js';
import type { SyntaxNode } from '../../python/parse.js';
import { type Binding, literalsOf, stringsAdded } from '../bindings.js';
import type { BlockStatement } from '../block.js';
import { appendElement, findElements, removeElements } from '../elements.js';
import { bindingsOf } from '../model.js';
import type { ConfiguredCors } from '../request.js';
import { removeAdditions } from './additions.js';
import { notPlain } from './plain.js';
import { outcome, type Rule } from './rule.js';

const ONCE = 'INSTALLED_APPS = tuple(sorted(set(INSTALLED_APPS), key=INSTALLED_APPS.index))';

/**
 * `'corsheaders'` as the last element of the INSTALLED_APPS literal that holds `'pipeline'`, as the wiki's
 * recipe has it. Where OMERO.web's loop over ADDITIONAL_APPS can append the bare name, a line in the block
 * keeps each app once: Django refuses to start on a double, and no OMERO.web looks for one.
 */
export const installedApps: Rule = {
  name: 'installed-apps',
  owns: ({ text }) => text.replace(/\s/g, '') === ONCE.replaceAll(' ', ''),
  plan: (model, { config }) => {
    const bindings = bindingsOf(model, 'INSTALLED_APPS');
    const problem = notPlain(model, 'INSTALLED_APPS', bindings);
    if (problem !== undefined) return outcome({ blocked: [problem] });
    const literals = literalsOf(bindings);
    const home = literals.find((literal) => holds(literal, 'pipeline')) ?? literals.at(-1);
    if (home === undefined) {
      const line = bindings[0]?.line ?? 1;
      return outcome({
        blocked: [{ code: 'value-not-literal', severity: 'error', name: 'INSTALLED_APPS', line }],
      });
    }
    const present = bindings.flatMap(stringsAdded).filter(isCorsHeaders);
    const mayRepeat = model.additionalApps?.addsAnyApp === true || bindings.some(mayAddUnknown);
    const twice = spelledTwice(present, bindings, mayRepeat ? config : undefined);
    if (twice !== undefined) return outcome({ blocked: [twice] });
    const ours = model.block?.parts.includes('app') ?? false;
    const edits =
      present.length > 0
        ? []
        : appendElement(model.text, home, printString(CORS_APP, quoteOf(lastOf(home)) ?? "'"));
    const isOurs = edits.length > 0 || ours;
    const repeats = present.length > 1 || config.namesApp;
    const wasOnce = model.block?.statements.some(installedApps.owns) ?? false;
    return outcome({
      edits,
      parts: isOurs ? ['app'] : [],
      statements: wasOnce || (mayRepeat && (isOurs || repeats)) || present.length > 1 ? [eachOnce] : [],
    });
  },
  revert: (model, all) => {
    const { text, block } = model;
    const bindings = bindingsOf(model, 'INSTALLED_APPS');
    const lists = literalsOf(bindings);
    if (all) {
      const elements = lists.flatMap((list) => removeElements(text, list, findElements(list, isCorsHeaders)));
      return [...elements, ...removeAdditions(text, bindings, isCorsHeaders)];
    }
    if (!block?.parts.includes('app')) return [];
    const list = lists.findLast((each) => findElements(each, isCorsHeaders).length > 0);
    return list === undefined ? [] : removeElements(text, list, findElements(list, isCorsHeaders).slice(-1));
  },
};

export const eachOnce: BlockStatement = {
  reason: 'each app once: Django does not start when omero.web.apps repeats one',
  lines: [ONCE],
};

function mayAddUnknown(binding: Binding): boolean {
  return stringsAdded(binding).includes(undefined);
}

function holds(literal: SyntaxNode, app: string): boolean {
  return readElements(literal)?.some((element) => readString(element) === app) ?? false;
}

function lastOf(literal: SyntaxNode): SyntaxNode | undefined {
  return readElements(literal)?.at(-1);
}

function isCorsHeaders(app: string | undefined): app is string {
  return app === CORS_APP || (app !== undefined && isCorsAppConfig(app));
}

/**
 * To Django the name and the path of the AppConfig are one label twice, with which it does not start (1.7 on), and
 * no line that keeps each entry once can see that.
 *
 * @param config undefined where it can't reach the apps
 */
function spelledTwice(
  present: readonly string[],
  bindings: readonly Binding[],
  config: ConfiguredCors | undefined,
): Finding | undefined {
  const [name = CORS_APP, other] = new Set([
    ...(present.length === 0 ? [CORS_APP] : present),
    ...(config?.namesApp ? [CORS_APP] : []),
    ...(config?.appConfig === undefined ? [] : [config.appConfig]),
  ]);
  if (other === undefined) return undefined;
  const byConfig = !present.includes(other);
  const { line } = bindings.findLast((each) => stringsAdded(each).some(isCorsHeaders)) ?? {};
  return { code: 'app-spelled-twice', severity: 'error', name, other, byConfig, ...(line && { line }) };
}
