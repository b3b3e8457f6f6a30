/** What a YAML file may cost. Reading stops at the first bound that is exceeded. */
export interface YamlBounds {
  /** Bytes of the file in UTF-8. */
  readonly bytes: number;
  readonly documents: number;
  /** Lexical tokens, white space and comments included: bounds the time and memory of parsing. */
  readonly tokens: number;
  /** Values of all documents; what an alias stands for is counted each time. */
  readonly values: number;
  /** Levels of lists and objects. */
  readonly depth: number;
  /** True for manifests, which may carry source code: control and invisible characters are not refused then. */
  readonly anyText: boolean;
}

export const resourceBounds: YamlBounds = {
  bytes: 1_048_576,
  documents: 200,
  tokens: 60_000,
  values: 20_000,
  depth: 32,
  anyText: false,
};

/** Manifests that Slipway rendered: one Job with the source files it brings along. */
export const manifestBounds: YamlBounds = { ...resourceBounds, documents: 20, anyText: true };
