/** The django-cors-headers that the settings are written for. */
export interface CorsHeadersTarget {
  /** From 3.0 on an allow-list entry is `scheme://host[:port]`, before that `host[:port]`. */
  readonly schemes: boolean;
  /** The version that was found or named; undefined when only the era of the file tells. */
  readonly version: string | undefined;
}
