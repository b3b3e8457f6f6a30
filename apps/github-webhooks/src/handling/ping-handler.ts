import { z } from 'zod';
import type { DeliveryHandler } from './handler.ts';

const Ping = z.object({
  hook_id: z.number().optional(),
  hook: z.object({ type: z.string().optional(), events: z.array(z.string()).default([]) }).optional(),
});

/** GitHub sends a ping when a webhook was made: it says that all is set up, and which events will come. */
export const pingHandler: DeliveryHandler = {
  event: 'ping',
  handle: async ({ repository, owner }, { payload }) => {
    const parsed = Ping.safeParse(await payload());
    const events = parsed.data?.hook?.events.slice(0, 50).join(', ') ?? '';
    const id = parsed.data?.hook_id === undefined ? '' : ` ${String(parsed.data.hook_id)}`;
    const whose = repository ?? owner ?? 'the App';
    return {
      kind: 'handled',
      reason: `webhook${id} of ${whose} is connected${events === '' ? '' : `; it sends ${events}`}`,
    };
  },
};
