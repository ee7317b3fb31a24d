/** Commands of a POSIX shell and of fish that list, one a line, what the machine has of something. */

/** The names of systemd's services. */
export const LIST_SERVICES =
  'systemctl list-unit-files --type=service --no-legend --no-pager 2>/dev/null | cut -d " " -f 1';

/** The process IDs of OMERO.web: gunicorn's command line holds the name of its application. */
export const LIST_PROCESSES = 'pgrep -f omeroweb 2>/dev/null';
