import type { SyntaxNode } from '../python/parse.js';
import { type ComputedName, findComputedNames } from '../settings/computed-names.js';
import type { SettingsModel } from '../settings/model.js';
import type { ConfigProperties } from '../site/config-xml.js';
import { evaluate } from './expression.js';
import { forgetChanges } from './forget.js';
import { applyMethod, hasMethod } from './list-methods.js';
import type { Mapping } from './mappings.js';
import { Namespace } from './namespace.js';
import { addApps, applyTable, setAdditional } from './omero-steps.js';
import { addInPlace } from './operators.js';
import { lineOf, operandsOf } from './scope.js';
import { truthOf, type Value } from './value.js';

/** What is known before settings.py runs. */
export interface Surroundings {
  readonly mappings: ReadonlyMap<string, readonly Mapping[]>;
  /** Undefined where there is a configuration that can't be read. */
  readonly config: ConfigProperties | undefined;
  /** The names in the folder of omeroweb, without `.py`. */
  readonly modules: ReadonlySet<string>;
}

/**
 * Runs a settings.py as far as its text tells: statement by statement, in their order. A setting that a
 * statement may change in a way that can't be told is unknown from there on.
 *
 * @returns the settings as Django gets them
 * @throws PythonError where Python would raise
 * @throws SettingsError `config-value` for configuration that OMERO.web can't read
 */
export function runModule(model: SettingsModel, surroundings: Surroundings): Namespace {
  const namespace = new Namespace();
  new ModuleRun(model, surroundings, namespace).execute(model.tree.root.namedChildren);
  return namespace;
}

class ModuleRun {
  readonly #model: SettingsModel;
  readonly #surroundings: Surroundings;
  readonly #namespace: Namespace;
  readonly #computedNames: readonly ComputedName[];

  constructor(model: SettingsModel, surroundings: Surroundings, namespace: Namespace) {
    this.#model = model;
    this.#surroundings = surroundings;
    this.#namespace = namespace;
    this.#computedNames = findComputedNames(model.tree);
  }

  execute(statements: readonly SyntaxNode[]): void {
    const bindings = [...this.#model.bindings, ...this.#model.blockBindings];
    for (const statement of statements) {
      const isTold = this.#executeOne(statement);
      if (!isTold) forgetChanges(statement, bindings, this.#namespace);
      // An assignment may call what sets settings, besides.
      if (!isTold || statement.type === 'expression_statement') this.#forgetComputed(statement);
    }
  }

  #forgetComputed({ startIndex, endIndex }: SyntaxNode): void {
    const computed = this.#computedNames.find(
      ({ offset, byOmero }) => !byOmero && offset >= startIndex && offset < endIndex,
    );
    if (computed === undefined) return;
    const { how, line } = computed;
    this.#namespace.forgetAll(`perhaps set by ${how}, by a name that only running it tells`, { line });
  }

  /** @returns false for a statement whose effect can't be told */
  #executeOne(statement: SyntaxNode): boolean {
    switch (statement.type) {
      case 'comment':
        return true;
      case 'expression_statement':
        return operandsOf(statement).every((expression) => this.#executeExpression(expression));
      case 'if_statement':
        return this.#executeIf(statement);
      case 'for_statement':
        return this.#executeFor(statement);
      case 'delete_statement':
        return this.#executeDelete(statement);
      default:
        return false;
    }
  }

  #executeExpression(node: SyntaxNode): boolean {
    const left = node.childForFieldName('left');
    const right = node.childForFieldName('right');
    if (node.type === 'call') return this.#executeCall(node);
    if (left?.type !== 'identifier' || right === null) return node.type === 'string';
    if (node.type === 'assignment') return this.#assign([left], right);
    const before = this.#namespace.get(left.text)?.value;
    if (before === undefined || node.childForFieldName('operator')?.text !== '+=') return false;
    this.#namespace.set(left.text, addInPlace(before, this.#evaluate(right), lineOf(node)), lineOf(node));
    return true;
  }

  /** `NAME = value`, and `A = B = value`. */
  #assign(targets: readonly SyntaxNode[], value: SyntaxNode): boolean {
    if (value.type === 'assignment') {
      const next = value.childForFieldName('left');
      const right = value.childForFieldName('right');
      return next?.type === 'identifier' && right !== null && this.#assign([...targets, next], right);
    }
    const result = this.#evaluate(value);
    for (const target of targets) this.#namespace.set(target.text, result, lineOf(target));
    return true;
  }

  /** `NAME.append(x)` and the like, and OMERO.web's `process_custom_settings(module, table)`. */
  #executeCall(call: SyntaxNode): boolean {
    const called = call.childForFieldName('function');
    const list = call.childForFieldName('arguments');
    const given = list === null ? [] : operandsOf(list);
    if (called?.text === 'process_custom_settings') {
      this.#applyTable(given[1]?.text.slice(1, -1) ?? 'CUSTOM_SETTINGS_MAPPINGS');
      return true;
    }
    const object = called?.type === 'attribute' ? called.childForFieldName('object') : null;
    const before = object?.type === 'identifier' ? this.#namespace.get(object.text)?.value : undefined;
    const method = called?.childForFieldName('attribute')?.text ?? '';
    if (object === null || before === undefined || !hasMethod(method)) return false;
    const values = given.map((node) => this.#evaluate(node));
    const after = applyMethod(before, method, values, lineOf(call));
    if (after !== undefined) this.#namespace.set(object.text, after, lineOf(call));
    return after !== undefined;
  }

  /** Where the condition is known, one branch runs, or none. */
  #executeIf(statement: SyntaxNode): boolean {
    const others = statement.childrenForFieldName('alternative').filter((branch) => branch !== null);
    for (const branch of [statement, ...others]) {
      const condition = branch.childForFieldName('condition');
      const is = condition === null ? true : truthOf(this.#evaluate(condition));
      if (is === undefined) return false;
      if (!is) continue;
      this.execute(
        branch.childForFieldName(condition === null ? 'body' : 'consequence')?.namedChildren ?? [],
      );
      return true;
    }
    return true;
  }

  /** `del NAME` */
  #executeDelete(statement: SyntaxNode): boolean {
    const [target] = operandsOf(statement);
    if (target?.type !== 'identifier') return false;
    this.#namespace.unset(target.text);
    return true;
  }

  #executeFor(statement: SyntaxNode): boolean {
    const { additionalApps } = this.#model;
    const iterable = statement.childForFieldName('right')?.text ?? '';
    const body = statement.childForFieldName('body')?.text ?? '';
    if (iterable === 'ADDITIONAL_APPS' && additionalApps !== undefined) {
      const search = { addsAnyApp: additionalApps.addsAnyApp, modules: this.#surroundings.modules };
      addApps(search, this.#namespace, lineOf(statement));
      return true;
    }
    const table = /^(\w+_SETTINGS_MAPPINGS)\.items\(\)$/.exec(iterable)?.[1];
    if (table !== undefined && /globals\(\)\[\w+\] = /.test(body)) {
      this.#applyTable(table);
      return true;
    }
    const setsAdditional = iterable === 'DJANGO_ADDITIONAL_SETTINGS' && /\bsetattr\(/.test(body);
    if (setsAdditional) setAdditional(this.#namespace);
    return setsAdditional;
  }

  #applyTable(name: string): void {
    const { mappings, config } = this.#surroundings;
    applyTable(mappings.get(name) ?? [], config, this.#namespace);
  }

  #evaluate(node: SyntaxNode): Value {
    return evaluate(node, (name) => this.#namespace.get(name)?.value);
  }
}
