/** A line of a step's log that the runner of GitHub Actions obeys. */
export interface WorkflowCommand {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

/**
 * The commands in a log, in the way of the runner (actions/runner, ActionCommand.cs): blanks before the colons do not
 * count, and between `::stop-commands::<token>` and `::<token>::` nothing is obeyed.
 */
export function commandsIn(log: string): WorkflowCommand[] {
  const commands: WorkflowCommand[] = [];
  let token: string | undefined;
  for (const line of log.split('\n')) {
    const [, name = '', properties = '', message = ''] =
      /^\s*::([^\s:]+)(?:\s+(.*?))?::(.*)$/.exec(line) ?? [];
    if (name === '') continue;
    if (token !== undefined) {
      if (name === token) token = undefined;
    } else if (name === 'stop-commands') {
      token = message;
    } else if (!['group', 'endgroup'].includes(name)) {
      commands.push({ name, properties: readProperties(properties), message: decode(message) });
    }
  }
  if (token !== undefined) throw new Error('the log ends while commands are stopped');
  return commands;
}

function readProperties(text: string): Record<string, string> {
  const pairs = text.split(',').filter((pair) => pair !== '');
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name = '', ...value] = pair.split('=');
      return [name.trim(), decode(value.join('='))];
    }),
  );
}

function decode(text: string): string {
  const characters: Record<string, string> = { '%25': '%', '%0D': '\r', '%0A': '\n', '%3A': ':', '%2C': ',' };
  return text.replaceAll(/%(?:25|0D|0A|3A|2C)/g, (code) => characters[code] ?? code);
}
