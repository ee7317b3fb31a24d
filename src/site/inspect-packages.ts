import { dirname } from 'node:path';
import { type Layout, nowhere, pythonOf, readLayout } from './layout.js';
import { type Packages, readPackages } from './packages.js';
import type { ServiceUnit } from './systemd-unit.js';

/** The interpreter that the user named, and the world to look at. */
export interface PackageInspection {
  /** `--python`: asked where its packages are, and believed more than the folders beside settings.py. */
  readonly python?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** The folder that stands for `/` in paths of the system; default `/`. */
  readonly root?: string;
}

/**
 * Looks at the packages beside a settings.py, the interpreter and the service that load them.
 *
 * @param settings the absolute path, links resolved; undefined for a text that lies nowhere
 * @throws SettingsError `python-not-found`, `python-failed`
 */
export async function inspectPackages(
  settings: string | undefined,
  { python, env, cwd, root = '/' }: PackageInspection,
): Promise<{
  readonly layout: Layout;
  readonly service: ServiceUnit | undefined;
  readonly packages: Packages;
  readonly pythonExecutable: string | undefined;
}> {
  const layout = settings === undefined ? nowhere : readLayout(settings);
  const service = layout.home === undefined ? undefined : await serviceOf(layout.home, root);
  if (python === undefined) {
    return { layout, service, packages: readPackages(layout, service), pythonExecutable: pythonOf(layout) };
  }
  // Loaded only here: most runs start no program, and what it takes to start one is a part of their time.
  const { askPython, locatePython } = await import('./ask-python.js');
  const answer = await askPython(python, { cwd, env });
  return {
    layout,
    service,
    packages: readPackages(layout, service, answer),
    pythonExecutable: locatePython(python, cwd),
  };
}

/** The machine's unit, where it speaks of this installation or of its folder, and not of another one. */
async function serviceOf(home: string, root: string): Promise<ServiceUnit | undefined> {
  // Loaded only here: a copy of settings.py has no service.
  const { readServiceUnit } = await import('./systemd-unit.js');
  const unit = readServiceUnit(root);
  const around = dirname(home);
  // A folder such as /opt says nothing: others may stand in it too.
  const names = around.lastIndexOf('/') > 0 ? [home, around] : [home];
  return names.some((name) => unit?.text.includes(`${name}/`)) ? unit : undefined;
}
