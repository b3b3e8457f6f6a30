import { InvalidInputError, nearest } from '@slipway/kernel';

export const serviceNames = [
  'scheduler',
  'committer',
  'model-registry',
  'tuning',
  'github-webhooks',
  'agent',
] as const;
export type ServiceName = (typeof serviceNames)[number];

/** The services of these names, all when there are none. @throws InvalidInputError naming the one that is not possible. */
export function chooseServices(names: readonly string[] = []): ReadonlySet<ServiceName> {
  if (names.length === 0) return new Set(serviceNames);
  const chosen = new Set<ServiceName>();
  for (const name of names) {
    const known = serviceNames.find((candidate) => candidate === name);
    if (known === undefined) {
      const suggestion = nearest(name, serviceNames);
      const hint = suggestion === undefined ? '' : ` (did you mean ${suggestion}?)`;
      throw new InvalidInputError(
        `there is no service ${JSON.stringify(name)}: choose of ${serviceNames.join(', ')}${hint}`,
      );
    }
    chosen.add(known);
  }
  if (chosen.has('agent') && !(chosen.has('scheduler') && chosen.has('committer'))) {
    throw new InvalidInputError(
      'this agent speaks to the scheduler and the committer of its own process: name these too, or start it apart from them (docs/how-to/run-services-apart.md)',
    );
  }
  return chosen;
}
