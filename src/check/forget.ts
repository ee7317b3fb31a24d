import type { SyntaxNode } from '../python/parse.js';
import type { Binding } from '../settings/bindings.js';
import type { Namespace } from './namespace.js';
import { lineOf } from './scope.js';
import { unknown } from './value.js';

/**
 * What a statement that can't be told may change is not known any more.
 *
 * @param bindings every place of the file that can change apps, middleware or a CORS setting
 */
export function forgetChanges(
  statement: SyntaxNode,
  bindings: readonly Binding[],
  namespace: Namespace,
): void {
  const isDefinition = /^(?:function|class|decorated)_definition$/.test(statement.type);
  for (const binding of bindings) {
    const { name, reason, line, statement: node } = binding;
    if (node.startIndex < statement.startIndex || node.endIndex > statement.endIndex) continue;
    if (isDefinition && isLocal(binding)) continue;
    if (name === '*') namespace.forgetAll(reason, { line });
    else namespace.set(name, unknown(reason, { line }), line);
  }
  if (!isDefinition) forgetOthers(statement, bindings, namespace);
}

/** A name that the body of a function or class sets is its own, unless it reaches out of it. */
function isLocal({ name, method, reason }: Binding): boolean {
  return name !== '*' && method === undefined && !/^set (?:by|as) /.test(reason);
}

/** Names that settings are made of: as they are seldom, every mention counts as a change. */
function forgetOthers(statement: SyntaxNode, bindings: readonly Binding[], namespace: Namespace): void {
  const line = lineOf(statement);
  if (statement.type === 'print_statement' || statement.type === 'assert_statement') return;
  const changed = statement.type === 'expression_statement' ? targetOf(statement) : statement;
  const words = new Set(changed?.text.match(/\b[A-Za-z_]\w*\b/g));
  for (const name of namespace.names()) {
    if (!words.has(name) || bindings.some((binding) => binding.name === name)) continue;
    namespace.set(name, unknown('perhaps changed by a statement that can only be run', { line }), line);
  }
}

/** What stands on the left of an assignment, or what is called: arguments are only read. */
function targetOf({ firstNamedChild: expression }: SyntaxNode): SyntaxNode | null {
  const field = expression?.type === 'call' ? 'function' : 'left';
  return expression?.childForFieldName(field) ?? null;
}
