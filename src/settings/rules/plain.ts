import type { Finding } from '../../findings.js';
import type { Binding } from '../bindings.js';
import { bindingsOf, type SettingsModel } from '../model.js';

/**
 * Whether a setting is written so plainly that it can be told what it holds when the loader runs: assigned
 * once, at the top level, then perhaps extended, all of it above our block or the loader.
 *
 * @returns why not, or undefined
 */
export function notPlain(
  model: SettingsModel,
  name: string,
  bindings: readonly Binding[] = bindingsOf(model, name),
): Finding | undefined {
  const unclear = bindings.find(({ kind }) => kind === 'unclear');
  if (unclear !== undefined) {
    return { code: 'setting-not-plain', severity: 'error', name, reason: unclear.reason, line: unclear.line };
  }
  const assigned = bindings.filter(({ kind }) => kind === 'assign');
  const [first, second] = assigned;
  if (first === undefined) return { code: 'setting-missing', severity: 'error', name };
  if (second !== undefined) {
    return { code: 'setting-repeated', severity: 'error', name, line: second.line, firstLine: first.line };
  }
  const [earliest = first] = bindings;
  if (earliest !== first) {
    const { line } = earliest;
    return {
      code: 'setting-not-plain',
      severity: 'error',
      name,
      reason: 'changed before it is assigned',
      line,
    };
  }
  return setLater(model, name, bindings) ?? importedOver(model, name, first);
}

/** A statement behind our block, or behind the loader where it will stand, would have the last word. */
export function setLater(
  { block, loader }: SettingsModel,
  name: string,
  bindings: readonly Binding[],
): Finding | undefined {
  const ours = block ?? ('code' in loader ? undefined : loader);
  const late = bindings.find(({ line }) => ours !== undefined && line > ours.line);
  if (late === undefined || ours === undefined) return undefined;
  return {
    code: block === undefined ? 'setting-after-loader' : 'setting-after-block',
    severity: 'error',
    name,
    line: late.line,
    before: ours.line,
  };
}

/** `from x import *` below the setting may replace it. */
function importedOver(model: SettingsModel, name: string, assigned: Binding): Finding | undefined {
  const star = bindingsOf(model, '*').find(({ line }) => line > assigned.line);
  return star && { code: 'setting-not-plain', severity: 'error', name, reason: star.reason, line: star.line };
}
