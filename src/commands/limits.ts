import { resolve } from 'node:path';
import { SettingsError } from '../errors.js';
import type { Io } from '../io.js';
import { findNextSteps } from '../limits/next-steps.js';
import { type LimitsPlan, planLimits } from '../limits/plan.js';
import { planLimitsRemoval, removeEmptyFolders } from '../limits/removal.js';
import { checkNofile, checkUnit, checkUser, type LimitsRequest } from '../limits/request.js';
import type { Tree } from '../limits/tree.js';
import { isFolder } from '../site/look.js';
import { sayFinding } from '../terminal/finding.js';
import { sayLimitsNextSteps } from '../terminal/limits-next-steps.js';
import { createReporter, type Reporter } from '../terminal/report.js';
import { type ApplyOutcome, applyChanges } from './apply.js';
import type { CommandInput } from './definition.js';
import { readWriteFlags, type WriteFlags } from './flags.js';
import { toLimitsJson } from './limits-outcome.js';

const usualLimitsConf = '/etc/security/limits.conf';

/** `omero-cors limits`: argv -> files planned -> shown -> asked -> written -> exit code. */
export async function runLimits(input: CommandInput, io: Io): Promise<number> {
  const { options } = input;
  const tree = openTree(options['root'] as string | undefined, io.cwd);
  const nofile = checkNofile((options['nofile'] as string | undefined) ?? '65535', tree);
  const units = ((options['unit'] as string[] | undefined) ?? []).map(checkUnit);
  if (options['status'] === true) {
    const { runStatus } = await import('./limits-status.js');
    return runStatus(input, { tree, nofile, units }, io);
  }
  if (options['pid'] !== undefined || options['omeroDir'] !== undefined) {
    throw new SettingsError('status-missing', '--pid and --omero-dir go with --status');
  }
  const request: LimitsRequest = {
    tree,
    user: readUser(options['user'] as string | undefined),
    nofile,
    // In another tree a path is one of that tree.
    limitsConf: resolve(
      tree.root === '/' ? io.cwd : '/',
      (options['limitsConf'] as string | undefined) ?? usualLimitsConf,
    ),
    units,
  };
  const flags = readWriteFlags(input);
  return options['remove'] === true ? remove(request, flags, io) : raise(request, flags, io);
}

async function raise(request: LimitsRequest, flags: WriteFlags, io: Io): Promise<number> {
  const reporter = createReporter(io, flags.color);
  const plan = planLimits(request, io.cwd);
  const { exitCode, files } = await finish(plan, flags, io, reporter);
  if (files.some(({ status }) => status === 'changed')) {
    sayLimitsNextSteps('raised', findNextSteps(request.tree, plan.units), request, reporter);
  }
  return exitCode;
}

async function remove(request: LimitsRequest, flags: WriteFlags, io: Io): Promise<number> {
  const reporter = createReporter(io, flags.color);
  const plan = planLimitsRemoval(request, io.cwd);
  const { exitCode, files } = await finish(plan, flags, io, reporter);
  if (files.some(({ status }) => status === 'changed')) {
    removeEmptyFolders(plan.folders);
    sayLimitsNextSteps('removed', findNextSteps(request.tree, plan.units), request, reporter);
  }
  return exitCode;
}

/** The second half of both: says what stands in the way, or shows, asks and writes. */
async function finish(
  plan: LimitsPlan,
  flags: WriteFlags,
  io: Io,
  reporter: Reporter,
): Promise<ApplyOutcome> {
  for (const { change, findings } of plan.files) {
    for (const finding of findings) sayFinding(finding, change.source.path, reporter);
  }
  const isBlocked = plan.files.some(({ findings }) => findings.some(({ severity }) => severity === 'error'));
  // One part that is impossible leaves all the others as they are.
  const options = { ...flags, dryRun: flags.dryRun || isBlocked };
  const outcome = await applyChanges(
    plan.files.map(({ change }) => change),
    options,
    io,
    reporter,
  );
  if (flags.format === 'json')
    reporter.result(toLimitsJson(plan.files, outcome.files, flags.dryRun || flags.check));
  else if (!isBlocked && outcome.files.every(({ status }) => status === 'unchanged')) {
    reporter.say('Nothing to do.');
  }
  if (!isBlocked) return outcome;
  reporter.say('Nothing was written.');
  return { ...outcome, exitCode: 2 };
}

/** @throws SettingsError `root-missing` */
function openTree(root: string | undefined, cwd: string): Tree {
  const path = resolve(cwd, root ?? '/');
  if (isFolder(path)) return { root: path };
  throw new SettingsError('root-missing', `--root: ${path} is no folder`);
}

function readUser(user: string | undefined): string {
  if (user !== undefined) return checkUser(user);
  throw new SettingsError('user-missing', 'limits needs to know who runs OMERO.web', {
    hint: 'Name the user: --user omero-web. To look at what is running: --status.',
  });
}
