/** The app that django-cors-headers installs. */
export const CORS_APP = 'corsheaders';

/** Whether this is the path of its AppConfig, another name for it (from 3.0 on, corsheaders/apps.py). */
export function isCorsAppConfig(app: string): boolean {
  return app.startsWith('corsheaders.apps.');
}
