import { exists, type Tree } from './tree.js';

/** What starts OMERO with these limits, and has to start it anew before they count. */
export interface LimitsNextSteps {
  /** Services, each with a limit of its own. */
  readonly units: readonly string[];
  /** As the tree sees them. They start OMERO through a login, so limits.conf counts. */
  readonly initScripts: readonly string[];
  /** In a container nothing logs in, and no systemd runs. */
  readonly inContainer: boolean;
}

/** The scripts that OMERO's installation walkthroughs put into /etc/init.d. */
const initScripts = ['/etc/init.d/omero', '/etc/init.d/omero-server', '/etc/init.d/omero-web'];

/** @param units those whose limit was looked at */
export function findNextSteps(tree: Tree, units: readonly string[]): LimitsNextSteps {
  return {
    units,
    initScripts: initScripts.filter((path) => exists(tree, path)),
    // Docker and Podman each leave a mark.
    inContainer: ['/.dockerenv', '/run/.containerenv'].some((path) => exists(tree, path)),
  };
}
