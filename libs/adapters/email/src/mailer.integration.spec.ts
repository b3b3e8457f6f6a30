import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { InvalidInputError } from '@slipway/kernel';
import type { Mail } from '@slipway/ports';
import { openMailer } from './mailer.ts';
import { startMailServer, type MailServer } from './testing/mail-server.ts';

const from = 'slipway@example.org';
const mail: Mail = {
  id: 'msg_1',
  to: ['ada@example.org', 'ben@example.org'],
  subject: 'Run digits-1 of vision failed – again',
  text: 'exit code 1\n.\nQUIT\n',
  html: '<p>exit code 1</p>',
};

let server: MailServer;
beforeEach(async () => {
  server = await startMailServer();
});
afterEach(() => server.close());

const send = (timeout = 5_000, signal?: AbortSignal): Promise<unknown> =>
  openMailer({ url: server.url, from, timeout }).send(mail, signal);

describe('a mail', () => {
  it('comes to all of its addresses, as text and as HTML, with an id of its own', async () => {
    expect(await send()).toEqual({ kind: 'delivered' });
    const [one, ...more] = server.received;
    expect(more).toEqual([]);
    expect(one).toMatchObject({ from, to: mail.to });
    for (const part of [
      'Message-ID: <msg_1@example.org>',
      'Auto-Submitted: auto-generated',
      'To: ada@example.org, ben@example.org',
      /^Subject: =\?UTF-8\?Q\?Run_digits-1_of_vision_failed_/m,
      'multipart/alternative',
      'exit code 1\r\n.\r\nQUIT',
      '<p>exit code 1</p>',
    ])
      expect(one?.raw).toMatch(part);
  });

  it('cannot bring header fields along in its subject', async () => {
    const subject = 'failed\r\nBcc: eve@example.org';
    await openMailer({ url: server.url, from, timeout: 5_000 }).send({ ...mail, subject });
    expect(server.received[0]?.to).toEqual(mail.to);
    expect(server.received[0]?.raw).not.toMatch(/^Bcc:/m);
  });

  it('is tried again after a 4xx and while there is no server, and not after a 5xx', async () => {
    server.answer({ code: 451, text: 'come again' });
    expect(await send()).toMatchObject({
      kind: 'unreachable',
      reason: expect.stringContaining('come again'),
    });
    server.answer({ code: 550, text: 'unknown user' });
    expect(await send()).toMatchObject({ kind: 'refused', reason: expect.stringContaining('unknown user') });
    await server.close();
    expect(await send()).toMatchObject({ kind: 'unreachable' });
  });

  it('waits for an answer no longer than its bound, and stops when it is told to', async () => {
    server.answer('never');
    expect(await send(200)).toMatchObject({ kind: 'unreachable', reason: 'No answer within 0.2 seconds.' });
    const stop = new AbortController();
    const sent = send(60_000, stop.signal);
    stop.abort(new Error('the lease is lost'));
    await expect(sent).rejects.toThrow('the lease is lost');
  });
});

describe('a server that wants credentials', () => {
  it('is given those of the URL, and a wrong password can be mended', async () => {
    const strict = await startMailServer({ user: 'slipway', password: 'pass/word' });
    const through = (credentials: string): Promise<unknown> =>
      openMailer({
        url: `smtp://${credentials}@127.0.0.1:${String(strict.port)}`,
        ...{ from, timeout: 5_000 },
      }).send(mail);
    try {
      expect(await through('slipway:pass%2Fword')).toEqual({ kind: 'delivered' });
      expect(await through('slipway:other')).toMatchObject({ kind: 'unreachable' });
    } finally {
      await strict.close();
    }
  });
});

describe('a mailer', () => {
  it.each(['mail.example.org', 'https://mail.example.org', 'smtp://'])('is not opened for %j', (url) => {
    expect(() => openMailer({ url, from, timeout: 1_000 })).toThrow(InvalidInputError);
  });

  it('comes from one address', () => {
    const open = (address: string) => () => openMailer({ url: server.url, from: address, timeout: 1_000 });
    expect(open('Slipway <slipway@example.org>')).toThrow('is no address');
    expect(open('slipway')).toThrow('is no address');
  });
});
