import type { IncomingMessage, ServerResponse } from 'node:http';
import { SlipwayError } from '@slipway/kernel';
import type { Logger, Metrics } from '@slipway/ports';
import type { Mount } from '@slipway/service';
import type { Intake } from '../intake/receive-delivery.ts';
import { refusalOf } from '../intake/refusal.ts';

export const webhookPath = '/webhooks/github';

export interface DeliveryMountDeps {
  readonly intake: Intake;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Called when there is a delivery to be handled. */
  readonly onQueued: () => void;
}

/** Where GitHub sends its deliveries. They are known by their signatures: nobody calls it by a token. */
export function deliveryMount({ intake, logger, metrics, onQueued }: DeliveryMountDeps): Mount {
  return {
    prefix: webhookPath,
    handle: async (request, response) => {
      try {
        const { id, recorded, isQueued } = await intake.receive(request);
        metrics.count('slipway_github_deliveries_received_total', { result: recorded });
        if (isQueued) onQueued();
        answer(response, { id, state: recorded === 'added' ? 'accepted' : 'known' });
      } catch (error) {
        const reason = refusalOf(error) ?? 'fault';
        metrics.count('slipway_github_deliveries_refused_total', { reason });
        logger.info('a delivery was refused', { reason, ...described(request, error) });
        if (reason === 'method') response.setHeader('Allow', 'POST');
        throw error;
      }
    },
  };
}

function answer(response: ServerResponse, body: { readonly id: string; readonly state: string }): void {
  const text = JSON.stringify(body);
  response.statusCode = 202;
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.setHeader('Content-Length', Buffer.byteLength(text));
  response.end(text);
}

/** Headers come from anybody: they are cut before they get into the log. */
function described({ headers }: IncomingMessage, error: unknown): Readonly<Record<string, unknown>> {
  const cut = (value: unknown): string | undefined =>
    typeof value === 'string' ? value.slice(0, 100) : undefined;
  return {
    id: cut(headers['x-github-delivery']),
    event: cut(headers['x-github-event']),
    message: error instanceof SlipwayError ? error.message : undefined,
  };
}
