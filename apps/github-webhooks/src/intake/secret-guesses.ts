import type { SigningSecrets } from '@slipway/deliveries';

/** Hooks whose last secret is remembered. */
const mostHooks = 1_000;

/** Which secret has probably signed a delivery, before its payload has said whose it is: the last one of its hook. It only saves time. */
export class SecretGuesses {
  readonly #last = new Map<string, string>();

  guess(hook: string | undefined, secrets: SigningSecrets): string | undefined {
    return this.#last.get(hook ?? '') ?? secrets.default[0];
  }

  /** A signature by this secret was right. */
  note(hook: string | undefined, secret: string): void {
    const key = hook ?? '';
    this.#last.delete(key);
    this.#last.set(key, secret);
    const [oldest] = this.#last.keys();
    if (this.#last.size > mostHooks && oldest !== undefined) this.#last.delete(oldest);
  }
}
