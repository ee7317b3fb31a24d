import { CORS_MIDDLEWARE, canAnswer } from '../../cors/middleware.js';
import { printString, quoteOf, readElements } from '../../python/literals.js';
import type { SyntaxNode } from '../../python/parse.js';
import { type Binding, literalsOf, stringsAdded } from '../bindings.js';
import type { BlockStatement } from '../block.js';
import { findElements, prependElement, removeElement } from '../elements.js';
import { bindingsOf, quoteStyle, type SettingsModel } from '../model.js';
import { notPlain } from './plain.js';
import { outcome, type Rule } from './rule.js';

/**
 * CorsMiddleware first: as an element where the middleware is one literal list, else by a statement in the
 * block, which holds whatever `omero.web.middleware` says. Below something that can answer on its own,
 * redirects or 304 answers lose their CORS headers (django-cors-headers' README, "Setup").
 */
export const middleware: Rule = {
  name: 'middleware',
  owns: (statement) => /^MIDDLEWARE(?:_CLASSES)? = \(['"]corsheaders\.middleware/.test(statement.text),
  plan: (model) => {
    const name = middlewareName(model);
    if (name === undefined) {
      return outcome({ blocked: [{ code: 'setting-missing', severity: 'error', name: 'MIDDLEWARE' }] });
    }
    const bindings = bindingsOf(model, name);
    const unclear = bindings.filter(({ kind, method }) => kind === 'unclear' && method !== 'insert');
    const problem = notPlain(model, name, [...bindings.filter(({ kind }) => kind !== 'unclear'), ...unclear]);
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
    if (name === undefined || (!all && partsOf(model).length === 0)) return [];
    const found = findElements(literalsOf(bindingsOf(model, name)), (value) => value === CORS_MIDDLEWARE);
    return (all ? found : found.slice(0, 1)).flatMap(({ list, element }) =>
      removeElement(model.text, list, element),
    );
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
  return value !== undefined && readElements(value) !== undefined ? value : undefined;
}

function putFirst(model: SettingsModel, name: string): BlockStatement {
  const cors = printString(CORS_MIDDLEWARE, quoteStyle(model));
  const source =
    literalOf(bindingsOf(model, name)) === undefined ? 'omero.web.middleware says' : 'stands above';
  return {
    reason: `first, whatever ${source}, or redirects and 304s lose the headers`,
    lines: [`${name} = (${cors},) + tuple(`, `    name for name in ${name} if name != ${cors}`, ')'],
  };
}
