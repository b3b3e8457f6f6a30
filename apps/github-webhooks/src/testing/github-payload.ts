import { createRequire } from 'node:module';

interface Example {
  readonly name: string;
  readonly examples: readonly Readonly<Record<string, unknown>>[];
}

const examples = createRequire(import.meta.url)('@octokit/webhooks-examples') as readonly Example[];

/** A payload as GitHub sent it once, with other values in its place: fields of fields are given as `pull_request.number`. */
export function githubPayload(
  event: string,
  /** Undefined: of an event without actions. */
  action: string | undefined,
  change: Readonly<Record<string, unknown>>,
): object {
  const found = examples
    .find(({ name }) => name === event)
    ?.examples.find((example) => example.action === action);
  if (!found) throw new Error(`there is no example of ${event} ${action ?? ''}`);
  const payload = structuredClone(found) as Record<string, unknown>;
  for (const [path, value] of Object.entries(change)) {
    const names = path.split('.');
    let place = payload;
    for (const name of names.slice(0, -1)) place = place[name] as Record<string, unknown>;
    place[names.at(-1) ?? ''] = value;
  }
  return payload;
}
