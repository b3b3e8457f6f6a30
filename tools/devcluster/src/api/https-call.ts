import { request, type Agent } from 'node:https';
import { text } from 'node:stream/consumers';

export interface HttpsCall {
  readonly method: string;
  readonly url: string;
  readonly agent: Agent;
  readonly body?: string;
  readonly contentType?: string;
}

const timeout = 30_000;

/** One call, answered within 30 s. @throws Error when there is no answer */
export function callHttps(call: HttpsCall): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const headers = {
      accept: 'application/json',
      ...(call.body === undefined ? {} : { 'content-type': call.contentType ?? 'application/json' }),
    };
    const sent = request(
      call.url,
      { method: call.method, agent: call.agent, headers, timeout },
      (response) => {
        text(response).then((body) => {
          resolve({ status: response.statusCode ?? 0, body });
        }, reject);
      },
    );
    sent.on('timeout', () => {
      sent.destroy(new Error(`${call.url} does not answer within ${String(timeout / 1000)} s`));
    });
    sent.on('error', reject);
    sent.end(call.body);
  });
}
