import type { SigningSecrets } from '@slipway/deliveries';

/** Hooks whose last secrets are remembered. */
const mostHooks = 1_000;
/** Secrets of a hook that are remembered: the one it has, and while it is changed the one that it had. */
const mostSecrets = 2;

/** Which secrets have probably signed a delivery, before its payload has said whose it is: the last ones of its hook. It only saves time. */
export class SecretGuesses {
  readonly #last = new Map<string, readonly string[]>();

  guess(hook: string | undefined, secrets: SigningSecrets): readonly string[] {
    return this.#last.get(hook ?? '') ?? secrets.default.slice(0, 1);
  }

  /** A signature by this secret was right. */
  note(hook: string | undefined, secret: string): void {
    const key = hook ?? '';
    const others = (this.#last.get(key) ?? []).filter((other) => other !== secret);
    this.#last.delete(key);
    this.#last.set(key, [secret, ...others].slice(0, mostSecrets));
    const [oldest] = this.#last.keys();
    if (this.#last.size > mostHooks && oldest !== undefined) this.#last.delete(oldest);
  }
}
