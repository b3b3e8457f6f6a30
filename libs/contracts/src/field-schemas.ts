import { z } from './zod.ts';

/** DNS-1123 label: what Kubernetes takes as a name. */
export const Name = z
  .string()
  .max(63)
  .regex(
    /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
    'lower-case letters, digits and -, starting and ending with a letter or digit',
  );

export const Timestamp = z.iso.datetime();

export const none = z.object({});

/** Answer to every failed request: RFC 9457 problem details. */
export const Problem = z
  .object({
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string(),
    requestId: z.string(),
    issues: z.array(
      z.object({
        message: z.string(),
        file: z.string().optional(),
        line: z.int().optional(),
        column: z.int().optional(),
        path: z.string().optional(),
        expected: z.string().optional(),
        suggestion: z.string().optional(),
      }),
    ),
  })
  .openapi('Problem');
export type Problem = z.infer<typeof Problem>;

export const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor: z.string().max(200).optional(),
});
