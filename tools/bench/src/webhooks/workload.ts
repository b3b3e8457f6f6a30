import { createHmac, randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { seededRandom } from '@slipway/testing';

/** The two that are in force at once, as while they are changed over. */
export const secrets = ['the newer secret of the benchmark', 'the older secret of the benchmark'] as const;

/** A payload with its signature by each secret. */
export interface SignedPayload {
  readonly event: string;
  readonly body: Buffer;
  readonly signatures: readonly string[];
}

/** One request: which payload, under which id, signed by which secret. */
export interface PlannedDelivery {
  readonly id: string;
  readonly payload: number;
  readonly secret: number;
}

export interface WorkloadOptions {
  readonly deliveries: number;
  readonly seed: number;
}

const megabyte = 1_000_000;
/** Of payloads that are padded, and the share of deliveries that have one. */
const padded = { sizes: [1, 1, 2, 2, 4, 8, 16, 25].map((size) => size * megabyte), share: 0.005 } as const;
const redelivered = 0.1;
const reordered = 0.05;
/** Places that one of those is moved by, at most. */
const displacement = 100;

interface Example {
  readonly name: string;
  readonly examples: readonly object[];
}

/** Real payloads, and pushes of so many commits that they have the size of the largest that GitHub sends. */
export function signedPayloads(): {
  readonly real: readonly SignedPayload[];
  readonly large: readonly SignedPayload[];
} {
  const examples = createRequire(import.meta.url)('@octokit/webhooks-examples') as readonly Example[];
  const real = examples.flatMap(({ name, examples: payloads }) =>
    payloads.map((payload) => signed(name, Buffer.from(JSON.stringify(payload)))),
  );
  const push = examples
    .find(({ name }) => name === 'push')
    ?.examples.find(
      (payload) => 'commits' in payload && Array.isArray(payload.commits) && payload.commits.length > 0,
    );
  if (!push) throw new Error('there is no example of a push with commits');
  return { real, large: padded.sizes.map((size) => signed('push', grown(push, size))) };
}

/** The push with its first commit again and again, each under another id, up to the size. */
function grown(push: object, size: number): Buffer {
  const { commits } = push as { readonly commits: readonly object[] };
  const length = JSON.stringify(commits[0]).length + 1;
  const many = Array.from({ length: Math.floor((size - 10_000) / length) }, (_, index) => ({
    ...commits[0],
    id: index.toString(16).padStart(40, '0'),
  }));
  return Buffer.from(JSON.stringify({ ...push, commits: many }));
}

function signed(event: string, body: Buffer): SignedPayload {
  const signatures = secrets.map((secret) => createHmac('sha256', secret).update(body).digest('hex'));
  return { event, body, signatures: signatures.map((hex) => `sha256=${hex}`) };
}

/**
 * The order of requests: 10 % of them come again later, 5 % are out of order. Payloads are numbered over the real ones and
 * then the large ones.
 */
export function planDeliveries(
  { deliveries, seed }: WorkloadOptions,
  real: number,
  large: number,
): readonly PlannedDelivery[] {
  const random = seededRandom(seed);
  const below = (count: number): number => Math.floor(random() * count);
  const plan: PlannedDelivery[] = [];
  while (plan.length < deliveries) {
    const again = random() < redelivered ? plan[below(plan.length)] : undefined;
    const isLarge = random() < padded.share;
    const payload = isLarge ? real + below(large) : below(real);
    plan.push(again ?? { id: randomUUID(), payload, secret: below(secrets.length) });
  }
  for (let place = 0; place < plan.length; place += 1) {
    if (random() >= reordered) continue;
    const other = Math.min(plan.length - 1, place + below(displacement));
    const [one, two] = [plan[place], plan[other]];
    if (one && two) [plan[place], plan[other]] = [two, one];
  }
  return plan;
}
