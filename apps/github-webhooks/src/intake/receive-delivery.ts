import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { addressOf, checkHeaders, secretsFor, type DeliveryAddress } from '@slipway/deliveries';
import { InvalidInputError, UnavailableError } from '@slipway/kernel';
import type { Recorded } from '@slipway/ports';
import type { GithubWebhooksDeps } from '../github-webhooks-deps.ts';
import { ByteBudget, Slots } from './byte-budget.ts';
import { GroupCommit } from './group-commit.ts';
import { createInspector } from './inspector.ts';
import { defaultIntakeLimits, type IntakeLimits } from './intake-limits.ts';
import { hmacOf, type Payload } from './payload.ts';
import { readPayload } from './read-payload.ts';
import { recordBatch, type IncomingDelivery } from './record-batch.ts';
import { refused } from './refusal.ts';
import { SecretGuesses } from './secret-guesses.ts';

export interface ReceivedDelivery {
  readonly id: string;
  /** Whether somebody has to handle it. */
  readonly isQueued: boolean;
  readonly recorded: Exclude<Recorded, 'other-signature'>;
}

export interface Intake {
  /** Resolves when the delivery is durable. @throws a refusal */
  receive(request: IncomingMessage): Promise<ReceivedDelivery>;
  /** Ends what it has opened, when nothing is on its way into the ledger any more. */
  close(): Promise<void>;
}

type IntakeDeps = Pick<GithubWebhooksDeps, 'ledger' | 'secrets' | 'clock'>;

/** @param reasonToIgnore why nobody has to handle such a delivery; undefined: it is queued. */
export function createIntake(
  { ledger, secrets, clock }: IntakeDeps,
  reasonToIgnore: (address: DeliveryAddress) => string | undefined,
  limits: IntakeLimits = defaultIntakeLimits,
): Intake {
  const budget = new ByteBudget(limits.heldBytes);
  const slots = new Slots(limits.largeAtOnce);
  const inspector = createInspector(limits.largeAtOnce);
  const guesses = new SecretGuesses();
  const commits = new GroupCommit<IncomingDelivery, Recorded>({
    commit: (batch) => recordBatch(ledger, batch),
    mostItems: 500,
    mostWeight: 2 ** 20,
    weightOf: ({ payload }) => payload.content.bytes.length,
    atOnce: 1,
  });

  const receive = async (request: IncomingMessage): Promise<ReceivedDelivery> => {
    if (request.method !== 'POST') throw refused('method', 'deliveries of GitHub come by POST');
    const checked = checkHeaders(request.headers);
    if (checked.kind === 'wrong') throw refused(checked.refusal, checked.message);
    const { id, event, signature, hook } = checked.headers;
    const now = secrets();
    const held = budget.open();
    let payload: Payload | undefined;
    try {
      const likely = guesses.guess(hook, now);
      const read = await readPayload(request, { limits, slots, inspector, budget: held, likely });
      payload = read.payload;
      const address = addressIn(event, read.found);
      const candidates = secretsFor(now, address);
      if (candidates.length === 0) throw refused('no-secret', noSecretFor(address));
      const secret = await signerOf(payload, candidates, Buffer.from(signature, 'hex'));
      if (secret === undefined)
        throw refused('signature-wrong', 'the signature is not by a secret that is known for it');
      guesses.note(hook, secret);
      const ignored = reasonToIgnore(address);
      const recorded = await commits
        .add({ id, address, payload, signature, receivedAt: clock.now(), ignored })
        .catch((error: unknown) => {
          if (!(error instanceof UnavailableError)) throw error;
          throw refused('unavailable', 'the delivery could not be stored now', error);
        });
      if (recorded !== 'other-signature')
        return { id, recorded, isQueued: recorded === 'added' && ignored === undefined };
      const known = await ledger.payload(id);
      if (known && hmacOf(secret, known).toString('hex') === signature)
        return { id, recorded: 'known', isQueued: false };
      throw refused('other-body', `delivery ${id} is known with another payload, and was not changed`);
    } finally {
      payload?.discard();
      held.give();
    }
  };

  const close = async (): Promise<void> => {
    await commits.idle();
    await inspector.close();
  };
  return { receive, close };
}

function addressIn(event: string, found: ReadonlyMap<string, string | number>): DeliveryAddress {
  try {
    return addressOf(event, found);
  } catch (error) {
    throw error instanceof InvalidInputError ? refused('payload', error.message) : error;
  }
}

/** The secret that signed a payload; undefined: none of these. */
async function signerOf(
  payload: Payload,
  secrets: readonly string[],
  signature: Buffer,
): Promise<string | undefined> {
  for (const secret of secrets) if (timingSafeEqual(await payload.hmac(secret), signature)) return secret;
  return undefined;
}

function noSecretFor({ repository, owner }: DeliveryAddress): string {
  const what = repository ?? owner;
  return what === undefined
    ? 'no secret is known for deliveries without a repository: name a default one in the secrets file'
    : `no secret is known for ${what}: name one in the secrets file`;
}
