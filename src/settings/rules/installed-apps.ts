import { printString, quoteOf, readElements, readString } from '../../python/literals.js';
import type { SyntaxNode } from '../../python/parse.js';
import { type Binding, literalsOf, stringsAdded } from '../bindings.js';
import type { BlockStatement } from '../block.js';
import { appendElement, findElements, removeElements } from '../elements.js';
import { bindingsOf } from '../model.js';
import { removeAdditions } from './additions.js';
import { notPlain } from './plain.js';
import { outcome, type Rule } from './rule.js';

const APP = 'corsheaders';
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
    const ours = model.block?.parts.includes('app') ?? false;
    const edits =
      present.length > 0
        ? []
        : appendElement(model.text, home, printString(APP, quoteOf(lastOf(home)) ?? "'"));
    const isOurs = edits.length > 0 || ours;
    const mayRepeat = model.additionalApps?.addsAnyApp === true || bindings.some(mayAddUnknown);
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

/** The bare name, or the path of its AppConfig (django-cors-headers 3.0 on, corsheaders/apps.py). */
function isCorsHeaders(app: string | undefined): boolean {
  return app === APP || app?.startsWith('corsheaders.apps.') === true;
}
