import { CORS_MIDDLEWARE, canAnswer } from '../../cors/middleware.js';
import type { Finding } from '../../findings.js';
import { printString, type Quote, quoteOf, readElements } from '../../python/literals.js';
import type { SyntaxNode } from '../../python/parse.js';
import { type Binding, literalsOf, stringsAdded } from '../bindings.js';
import type { BlockStatement } from '../block.js';
import { findElements, prependElement, removeElements } from '../elements.js';
import { bindingsOf, quoteStyle, type SettingsModel } from '../model.js';
import { removeAdditions } from './additions.js';
import { notPlain, setLater } from './plain.js';
import { outcome, type Rule } from './rule.js';

/**
 * CorsMiddleware first: as an element where the middleware is one literal list, else by a statement in the
 * block, which holds whatever `omero.web.middleware` says. Below something that can answer on its own,
 * redirects or 304 answers lose their CORS headers (django-cors-headers' README, "Setup").
 */
export const middleware: Rule = {
  name: 'middleware',
  owns: ({ text }) => FIRST.has(bare(text)),
  plan: (model) => {
    const name = middlewareName(model);
    if (name === undefined) {
      return outcome({ blocked: [{ code: 'setting-missing', severity: 'error', name: 'MIDDLEWARE' }] });
    }
    const bindings = bindingsOf(model, name);
    const plain = bindings.filter(({ method }) => method !== 'insert');
    const problem =
      notPlain(model, name, plain) ?? setLater(model, name, bindings) ?? noSequence(name, plain);
    if (problem !== undefined) return outcome({ blocked: [problem] });
    const both = name === 'MIDDLEWARE' ? bindingsOf(model, 'MIDDLEWARE_CLASSES')[0] : undefined;
    if (both !== undefined) {
      return outcome({ blocked: [{ code: 'middleware-twice', severity: 'error', line: both.line }] });
    }
    const wasStatement = model.block?.statements.some(middleware.owns) ?? false;
    const literal = literalOf(bindings);
    if (literal === undefined || wasStatement || bindings.some(({ method }) => method === 'insert')) {
      return outcome({ statements: [putFirst(model, name)], parts: partsOf(model) });
    }
    const listed = bindings.flatMap(stringsAdded);
    const index = listed.indexOf(CORS_MIDDLEWARE);
    if (index === -1) {
      const [first] = readElements(literal) ?? [];
      const element = printString(CORS_MIDDLEWARE, quoteOf(first) ?? quoteStyle(model));
      return outcome({ edits: prependElement(model.text, literal, element), parts: ['middleware'] });
    }
    const isLow = listed.slice(0, index).some(canAnswer);
    return outcome({ statements: isLow ? [putFirst(model, name)] : [], parts: partsOf(model) });
  },
  revert: (model, all) => {
    const name = middlewareName(model);
    if (name === undefined) return [];
    const { text } = model;
    const bindings = bindingsOf(model, name);
    const lists = literalsOf(bindings);
    if (all) {
      const elements = lists.flatMap((list) => removeElements(text, list, findElements(list, isCors)));
      return [...elements, ...removeAdditions(text, bindings, isCors)];
    }
    if (partsOf(model).length === 0) return [];
    const list = lists.find((each) => findElements(each, isCors).length > 0);
    return list === undefined ? [] : removeElements(text, list, findElements(list, isCors).slice(0, 1));
  },
};

/** MIDDLEWARE since Django 1.10 and OMERO.web 5.6, MIDDLEWARE_CLASSES before. */
export function middlewareName(model: SettingsModel): 'MIDDLEWARE' | 'MIDDLEWARE_CLASSES' | undefined {
  const names = ['MIDDLEWARE', 'MIDDLEWARE_CLASSES'] as const;
  return names.find((name) => bindingsOf(model, name).length > 0);
}

function partsOf(model: SettingsModel): ['middleware'] | [] {
  return model.block?.parts.includes('middleware') ? ['middleware'] : [];
}

function literalOf(bindings: readonly Binding[]): SyntaxNode | undefined {
  const value = bindings.find(({ kind }) => kind === 'assign')?.value;
  return value?.type === 'tuple' || value?.type === 'list' ? value : undefined;
}

function isCors(className: string | undefined): boolean {
  return className === CORS_MIDDLEWARE;
}

/** A value that is no list whatever the configuration says: `tuple(...)` of it would fail, or split a string. */
function noSequence(name: string, bindings: readonly Binding[]): Finding | undefined {
  const odd = bindings.find(
    ({ value, method }) => method === undefined && value && NO_SEQUENCE.test(bareType(value)),
  );
  return odd && { code: 'value-not-literal', severity: 'error', name, line: odd.line };
}

const NO_SEQUENCE = /^(?:none|true|false|integer|float|string|concatenated_string|dictionary)$/;

/** The type of an expression without the brackets around it: ('a') is a string. */
function bareType(node: SyntaxNode): string {
  const [inner] = node.type === 'parenthesized_expression' ? node.namedChildren : [];
  return inner === undefined ? node.type : bareType(inner);
}

/** The code of a statement without blanks, comments and its choice of quotes. */
function bare(code: string): string {
  return code.replace(/#.*/g, '').replace(/\s/g, '').replaceAll('"', "'");
}

const FIRST: ReadonlySet<string> = new Set(
  (['MIDDLEWARE', 'MIDDLEWARE_CLASSES'] as const).map((name) => bare(first(name, "'").join(''))),
);

function first(name: string, quote: Quote): readonly string[] {
  const cors = printString(CORS_MIDDLEWARE, quote);
  return [`${name} = (${cors},) + tuple(`, `    name for name in ${name} if name != ${cors}`, ')'];
}

export function putFirst(model: SettingsModel, name: string): BlockStatement {
  const source =
    literalOf(bindingsOf(model, name)) === undefined ? 'omero.web.middleware says' : 'stands above';
  return {
    reason: `first, whatever ${source}, or redirects and 304s lose the headers`,
    lines: first(name, quoteStyle(model)),
  };
}
