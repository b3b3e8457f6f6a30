import { redactSecrets } from '@slipway/changes';
import type { Job, RunnableJob } from '@slipway/resources';

const redacted = '(redacted)';

/** Names of variables and options that hold credentials. */
const sensitive =
  /(?:^|[_-])(?:pass(?:word|wd|phrase)?|secrets?|tokens?|api[_-]?keys?|access[_-]?keys?|private[_-]?keys?|credentials?)(?:$|[_-])/i;

export const isSensitive = (name: string): boolean => sensitive.test(name);

/** Options on a command line that carry credentials: `--api-key=…`. */
const option = /(--?[\w-]+)=(\S+)/g;

/** Text without what looks like a known credential. */
export function redactText(text: string): string {
  return redactSecrets(text, redacted).replaceAll(option, (whole, name: string) =>
    isSensitive(name.replace(/^--?/, '')) ? `${name}=${redacted}` : whole,
  );
}

/** The Job without values of variables that are named like credentials. Which secrets it names stays. */
export function redactJob(job: RunnableJob): RunnableJob {
  const env = job.spec.env.map((variable) =>
    'value' in variable && isSensitive(variable.name) ? { ...variable, value: redacted } : variable,
  );
  return { ...job, spec: { ...job.spec, env } };
}

/** Values of a program that nobody may see, longest first, for text that may repeat them. Shorter than 4 characters they are no secret. */
export function sensitiveValues(job: Job | undefined): readonly string[] {
  return (job?.spec.env ?? [])
    .flatMap((variable) =>
      'value' in variable && isSensitive(variable.name) && variable.value.length >= 4 ? [variable.value] : [],
    )
    .sort((left, right) => right.length - left.length);
}

/** The text without the values and without what looks like a credential. */
export function withoutValues(text: string, values: readonly string[]): string {
  return redactText(values.reduce((rest, value) => rest.replaceAll(value, redacted), text));
}
