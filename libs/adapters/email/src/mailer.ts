import { InvalidInputError } from '@slipway/kernel';
import type { MailAttempt, Mailer } from '@slipway/ports';
import { createTransport } from 'nodemailer';

export interface MailerOptions {
  /**
   * `smtps://USER:PASSWORD@HOST`, or `smtp://…`, which changes over to TLS when the server can. With credentials it must, but
   * on this machine.
   */
  readonly url: string;
  /** Address that the mail comes from. */
  readonly from: string;
  /** Bound of one attempt, in milliseconds. */
  readonly timeout: number;
}

/** Sends each mail over a connection of its own. @throws InvalidInputError for a URL or an address that is none */
export function openMailer({ url: text, from, timeout }: MailerOptions): Mailer {
  const url = URL.parse(text);
  // Not the URL itself: the password is in it.
  if (!url || !/^smtps?:$/.test(url.protocol) || url.hostname === '')
    throw new InvalidInputError('SLIPWAY_SMTP_URL is no URL such as smtps://user:password@mail.example.org');
  if (!/^[^\s@<>]+@[^\s@<>]+$/.test(from))
    throw new InvalidInputError(
      `SLIPWAY_SMTP_FROM: ${JSON.stringify(from)} is no address such as slipway@example.org`,
    );
  const domain = from.slice(from.lastIndexOf('@') + 1);
  const transport = createTransport({
    url: text,
    requireTLS: url.protocol === 'smtp:' && url.username !== '' && !isThisMachine(url.hostname),
    ...{ connectionTimeout: timeout, greetingTimeout: timeout, socketTimeout: timeout, dnsTimeout: timeout },
    ...{ disableFileAccess: true, disableUrlAccess: true },
  });
  return {
    send: async ({ to, subject, text: body, html, id }, signal) => {
      const bound = AbortSignal.timeout(timeout);
      try {
        await transport.sendMail({
          ...{ from, to: [...to], subject, text: body, html, messageId: `<${id}@${domain}>` },
          // No automatic answers (RFC 3834).
          headers: { 'Auto-Submitted': 'auto-generated' },
          signal: signal ? AbortSignal.any([signal, bound]) : bound,
        });
        return { kind: 'delivered' };
      } catch (error) {
        signal?.throwIfAborted();
        if (bound.aborted)
          return { kind: 'unreachable', reason: `No answer within ${String(timeout / 1_000)} seconds.` };
        return attemptOf(error);
      }
    },
  };
}

/** What the server will not take from anybody is refused; a password that it does not take can be mended. */
function attemptOf(error: unknown): MailAttempt {
  const { code, permanent } = error as { readonly code?: unknown; readonly permanent?: unknown };
  const reason = `The server for e-mail: ${error instanceof Error ? error.message : String(error)}`;
  return { kind: permanent === true && code !== 'EAUTH' ? 'refused' : 'unreachable', reason };
}

const isThisMachine = (host: string): boolean => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(host);
