import { InvalidInputError } from '@slipway/kernel';

/** A text that is safe wherever Helm, or the shell of helm-ts, reads it. */
const named = (what: string, pattern: RegExp, longest: number) => ({
  /** @throws InvalidInputError */
  parse: (text: string): string => {
    if (text.length <= longest && pattern.test(text)) return text;
    throw new InvalidInputError(`${JSON.stringify(text.slice(0, 100))} is no ${what}`);
  },
});

const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

export const Namespace = named('namespace', label, 63);
export const ReleaseName = named('name of a release', label, 53);
