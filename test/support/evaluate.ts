/** What the names of a settings.py hold when load_server_list() is defined. */
export type Names = Readonly<Record<string, unknown>>;

/**
 * Executes the few statements of Python that the generated files consist of: assignments, `+=`, `.append`,
 * `.extend` and `.insert` of lists, tuples, strings and names, `tuple(...)`, `sorted(set(...), key=...)`, a
 * generator with a condition, and OMERO.web's loop over ADDITIONAL_APPS. Shares nothing with the program.
 *
 * @param given values of names that the configuration sets; each call in the text is looked up here, too
 * @throws Error for anything else
 */
export function evaluate(text: string, given: Names = {}): Names {
  const names: Record<string, unknown> = { ...given };
  const lines = logicalLines(text.replaceAll('\r\n', '\n'));
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] as string;
    if (/^def load_server_list\b/.test(line)) return names;
    if (/^for app in ADDITIONAL_APPS/.test(line)) {
      while (/^\s/.test(lines[index + 1] ?? '')) index += 1;
      names['INSTALLED_APPS'] = [...list(names, 'INSTALLED_APPS'), ...list(names, 'ADDITIONAL_APPS')];
    } else if (
      /^(?:INSTALLED_APPS|MIDDLEWARE(?:_CLASSES)?|CORS_\w+)\s*(?:\+?=|\.(?:append|extend|insert)\b)/.test(
        line,
      )
    ) {
      execute(line, names);
    }
  }
  throw new Error('no loader');
}

function list(names: Names, name: string): readonly unknown[] {
  return (names[name] ?? []) as readonly unknown[];
}

function execute(line: string, names: Record<string, unknown>): void {
  const [, name = '', operator = '', rest = ''] = /^(\w+)\s*(\+?=|\.\w+)([\s\S]*)$/.exec(line) ?? [];
  const reader = new Reader(rest, names);
  const value = reader.sum();
  reader.end();
  const old = list(names, name);
  if (operator === '=') names[name] = value;
  else if (operator === '+=' || operator === '.extend') names[name] = [...old, ...(value as unknown[])];
  else if (operator === '.append') names[name] = [...old, value];
  else if (operator === '.insert') names[name] = [(value as unknown[])[1], ...old];
}

/** Lines joined where brackets, strings or a backslash join them, split at semicolons, without comments. */
function logicalLines(text: string): string[] {
  const lines: string[] = [];
  let line = '';
  let depth = 0;
  let behindSemicolon = false;
  const token = /'(?:\\[\s\S]|[^'\\\n])*'|"(?:\\[\s\S]|[^"\\\n])*"|#[^\n]*|\\\n|[\s\S]/g;
  for (const [part] of `${text}\n`.matchAll(token)) {
    if (part.startsWith('#') || part === '\\\n') continue;
    if ('([{'.includes(part)) depth += 1;
    if (')]}'.includes(part)) depth -= 1;
    if (depth > 0 || (part !== '\n' && part !== ';')) {
      line += part;
      continue;
    }
    if (line.trim() !== '') lines.push(behindSemicolon ? line.trimStart() : line);
    line = '';
    behindSemicolon = part === ';';
  }
  return lines;
}

/** A recursive-descent reader of expressions. */
class Reader {
  private readonly tokens: readonly string[];
  private readonly names: Names;
  private position = 0;

  constructor(text: string, names: Names) {
    this.tokens = text.match(/u?'(?:\\.|[^'\\])*'|u?"(?:\\.|[^"\\])*"|!=|\w+|[^\s\w]/g) ?? [];
    this.names = names;
  }

  sum(): unknown {
    let value = this.operand();
    while (this.take('+')) value = [...(value as unknown[]), ...(this.operand() as unknown[])];
    return value;
  }

  end(): void {
    if (this.position < this.tokens.length)
      throw new Error(`left over: ${this.tokens.slice(this.position).join(' ')}`);
  }

  private operand(): unknown {
    const token = this.next();
    if (token === '(' || token === '[') return this.display(token === '(' ? ')' : ']');
    if (/^u?['"]/.test(token)) return this.string(token);
    if (token === 'True' || token === 'False') return token === 'True';
    if (/^\d+$/.test(token)) return Number(token);
    if (token === 'tuple' && this.take('(')) return this.tuple();
    if (!/^\w+$/.test(token)) throw new Error(`unexpected ${token}`);
    if (this.take('(')) {
      const argument = this.next();
      this.expect(')');
      return this.lookUp(`${token}(${argument})`);
    }
    return this.lookUp(token);
  }

  private lookUp(name: string): unknown {
    if (!(name in this.names)) throw new Error(`unknown: ${name}`);
    return this.names[name];
  }

  private string(first: string): string {
    let value = unquote(first);
    while (/^u?['"]/.test(this.tokens[this.position] ?? '')) value += unquote(this.next());
    return value;
  }

  private display(closing: string): unknown {
    const elements: unknown[] = [];
    let hasComma = false;
    while (!this.take(closing)) {
      if (this.take('*')) elements.push(...(this.operand() as unknown[]));
      else elements.push(this.operand());
      hasComma = this.take(',');
      if (!hasComma && this.tokens[this.position] !== closing) throw new Error('no comma');
      if (hasComma && this.tokens[this.position] === closing && closing === ')' && elements.length === 1) {
        this.next();
        return elements;
      }
    }
    // ('a') is a string.
    return closing === ')' && elements.length === 1 && !hasComma ? elements[0] : elements;
  }

  /** Behind `tuple(`: a name, a generator with `!=`, or `sorted(set(X), key=X.index)`. */
  private tuple(): unknown {
    if (this.take('sorted')) {
      for (const token of ['(', 'set', '(']) this.expect(token);
      const name = this.next();
      for (const token of [')', ',', 'key', '=', name, '.', 'index', ')', ')']) this.expect(token);
      return [...new Set(this.lookUp(name) as unknown[])];
    }
    const name = this.next();
    if (this.take(')')) return this.lookUp(name);
    for (const token of ['for', name, 'in']) this.expect(token);
    const source = this.lookUp(this.next()) as unknown[];
    for (const token of ['if', name, '!=']) this.expect(token);
    const unwanted = this.operand();
    this.expect(')');
    return source.filter((each) => each !== unwanted);
  }

  private take(token: string): boolean {
    if (this.tokens[this.position] !== token) return false;
    this.position += 1;
    return true;
  }

  private next(): string {
    const token = this.tokens[this.position];
    if (token === undefined) throw new Error('unexpected end');
    this.position += 1;
    return token;
  }

  private expect(token: string): void {
    const found = this.next();
    if (found !== token) throw new Error(`${token} expected, not ${found}`);
  }
}

function unquote(literal: string): string {
  return literal.replace(/^u?['"]|['"]$/g, '').replace(/\\(.)/g, '$1');
}
