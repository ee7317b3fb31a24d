import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type Context, holds, substitute } from './expression.js';
import { run } from './run.js';

/** An action.yml of the kind composite, as far as the tests read it. */
export interface Action {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

export interface Step {
  readonly name: string;
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string>>;
  readonly shell?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** What the runner would have of one use of the action. */
export interface ActionRun {
  readonly outcome: 'success' | 'failure';
  /** The names of the steps that ran, in order. */
  readonly ran: readonly string[];
  /** Steps that use another action; they are not run. */
  readonly used: readonly { readonly uses: string; readonly with: Readonly<Record<string, string>> }[];
  readonly outputs: Readonly<Record<string, string>>;
  /** stdout and stderr of all steps. */
  readonly log: string;
  readonly summary: string;
  /** What the steps left for later steps of the job: GITHUB_ENV and GITHUB_PATH. */
  readonly leftBehind: string;
}

export function readAction(folder: string): Action {
  return parse(readFileSync(join(folder, 'action.yml'), 'utf8')) as Action;
}

/**
 * Runs the steps of an action as the runner does: each script from a file by `bash`, in the workspace, its files for
 * outputs, environment, path and summary beside it. The first step that fails is the last.
 *
 * @param plan.folder where the action lies; GITHUB_ACTION_PATH
 * @param plan.given the inputs that the workflow names
 * @param plan.temporary RUNNER_TEMP, which exists
 */
export async function runAction(plan: {
  readonly folder: string;
  readonly workspace: string;
  readonly temporary: string;
  readonly given: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string | undefined>>;
}): Promise<ActionRun> {
  const action = readAction(plan.folder);
  for (const name of Object.keys(plan.given))
    if (!(name in action.inputs)) throw new Error(`the action has no input ${name}`);
  const defaults = Object.entries(action.inputs).map(([name, input]) => [name, input.default ?? '']);
  const inputs: Record<string, string> = { ...Object.fromEntries(defaults), ...plan.given };
  const steps: Record<string, Context> = {};
  const [ran, used]: [string[], { uses: string; with: Record<string, string> }[]] = [[], []];
  const files = mkdtempSync(join(plan.temporary, '_runner_file_commands-'));
  const read = (name: string) => readFileSync(join(files, name), 'utf8');
  for (const name of ['env', 'path', 'summary']) writeFileSync(join(files, name), '');
  let [log, outcome]: [string, ActionRun['outcome']] = ['', 'success'];
  for (const step of action.runs.steps) {
    const context: Context = { inputs, steps };
    if (step.if !== undefined && !holds(step.if, context)) continue;
    ran.push(step.name);
    if (step.uses !== undefined) {
      used.push({ uses: step.uses, with: substituteAll(step.with, context) });
      continue;
    }
    if (step.shell !== 'bash' || step.run === undefined) throw new Error(`${step.name}: no script for bash`);
    if (step.run.includes('${{')) throw new Error(`${step.name}: an expression in the text of a script`);
    const script = join(files, `${ran.length}.sh`);
    writeFileSync(script, step.run);
    writeFileSync(join(files, 'output'), '');
    mkdirSync(plan.workspace, { recursive: true });
    const { code, stdout, stderr } = await run('bash', ['--noprofile', '--norc', '-eo', 'pipefail', script], {
      cwd: plan.workspace,
      env: {
        ...(plan.env ?? process.env),
        GITHUB_ACTION_PATH: plan.folder,
        GITHUB_WORKSPACE: plan.workspace,
        RUNNER_TEMP: plan.temporary,
        GITHUB_OUTPUT: join(files, 'output'),
        GITHUB_ENV: join(files, 'env'),
        GITHUB_PATH: join(files, 'path'),
        GITHUB_STEP_SUMMARY: join(files, 'summary'),
        ...substituteAll(step.env, context),
      },
      timeout: 600_000,
    });
    log += stdout + stderr;
    if (step.id !== undefined) steps[step.id] = { outputs: readOutputs(read('output')) };
    if (code !== 0) {
      outcome = 'failure';
      break;
    }
  }
  const values = Object.entries(action.outputs).map(([name, { value }]) => [name, { value }] as const);
  const context: Context = { inputs, steps };
  const outputs = Object.fromEntries(values.map(([name, { value }]) => [name, substitute(value, context)]));
  return {
    outcome,
    ran,
    used,
    outputs,
    log,
    summary: read('summary'),
    leftBehind: read('env') + read('path'),
  };
}

function substituteAll(
  texts: Readonly<Record<string, string>> = {},
  context: Context,
): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, substitute(text, context)]));
}

/** `name=value` lines; our action writes no other kind. */
function readOutputs(text: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => line !== '');
  return Object.fromEntries(
    lines.map((line) => {
      const [, name, value] = /^([\w-]+)=(.*)$/.exec(line) ?? [];
      if (name === undefined || value === undefined) throw new Error(`no output: ${line}`);
      return [name, value];
    }),
  );
}
