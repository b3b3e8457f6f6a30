/** What every step of the preparation of a workspace needs to know. */
export interface PreparationContext {
  /** Environment for git and pip, see `preparationBase`. */
  readonly environment: Readonly<Record<string, string>>;
  /** Aborts when the attempt is to be stopped. */
  readonly signal: AbortSignal;
  /** Told what the tools print. */
  readonly onOutput: (text: string) => void;
  readonly now: () => Date;
  /** Allows `file://` sources; for tests. */
  readonly allowFileSources: boolean;
}
