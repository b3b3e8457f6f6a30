export interface Mail {
  readonly to: readonly string[];
  /** One line. */
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** The same for each attempt, so that a repeated one can be told: becomes the local part of the Message-ID. */
  readonly id: string;
}

/** `refused`: the server will not take it, now or later. `unreachable`: it may be tried again. */
export type MailAttempt =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'unreachable'; readonly reason: string }
  | { readonly kind: 'refused'; readonly reason: string };

/** Hands a mail to the server that sends it on. Rejects only when `signal` aborts. */
export interface Mailer {
  send(mail: Mail, signal?: AbortSignal): Promise<MailAttempt>;
}
