import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** Header fields and body, as they came. */
  readonly raw: string;
}

/** A server for e-mail on this machine. */
export interface MailServer {
  /** Without credentials. */
  readonly url: string;
  readonly port: number;
  readonly received: readonly ReceivedMail[];
  /** How recipients are answered from now on; undefined: they are taken. 'never' leaves the question open. */
  answer(reply: { readonly code: number; readonly text: string } | 'never' | undefined): void;
  close(): Promise<void>;
}

/** @param credentials that it wants; without them it takes mail from anybody */
export async function startMailServer(credentials?: {
  readonly user: string;
  readonly password: string;
}): Promise<MailServer> {
  const received: ReceivedMail[] = [];
  let reply: { readonly code: number; readonly text: string } | 'never' | undefined;
  const options: SMTPServerOptions = {
    disabledCommands: ['STARTTLS', ...(credentials ? [] : ['AUTH'])],
    authOptional: credentials === undefined,
    allowInsecureAuth: true,
    closeTimeout: 100,
    onAuth: ({ username, password }, _session, callback) => {
      const isRight = username === credentials?.user && password === credentials?.password;
      if (isRight) callback(null, { user: username });
      else callback(new Error('no such user'));
    },
    onRcptTo: (_address, _session, callback) => {
      if (reply === 'never') return;
      callback(reply && Object.assign(new Error(reply.text), { responseCode: reply.code }));
    },
    onData: (stream, { envelope }, callback) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        received.push({
          from: envelope.mailFrom ? envelope.mailFrom.address : '',
          to: envelope.rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks).toString(),
        });
        callback();
      });
    },
  };
  const server = new SMTPServer(options);
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    ...{ url: `smtp://127.0.0.1:${String(port)}`, port, received },
    answer: (next) => {
      reply = next;
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      }),
  };
}
