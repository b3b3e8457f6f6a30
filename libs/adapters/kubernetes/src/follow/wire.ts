import { z } from 'zod';
import { Status } from '../connection/api-error.ts';

const Metadata = z.object({ uid: z.string(), resourceVersion: z.string() });

/** What following needs of any object; all else is for `keep`. */
export const WatchedObject = z.looseObject({ metadata: z.looseObject(Metadata.shape) });
export type WatchedObject = z.infer<typeof WatchedObject>;

export const ListPage = z.object({
  metadata: z.object({ resourceVersion: z.string(), continue: z.string().optional() }),
  items: z.array(z.unknown()).nullish(),
});

/** https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes */
export const WatchEvent = z.discriminatedUnion('type', [
  z.object({ type: z.enum(['ADDED', 'MODIFIED', 'DELETED']), object: z.unknown() }),
  z.object({
    type: z.literal('BOOKMARK'),
    object: z.object({ metadata: z.object({ resourceVersion: z.string() }) }),
  }),
  z.object({ type: z.literal('ERROR'), object: Status }),
]);
export type WatchEvent = z.infer<typeof WatchEvent>;
