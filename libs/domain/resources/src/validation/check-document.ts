import type { Issue } from '@slipway/kernel';
import type { z } from 'zod';
import { issueAtPath } from '../yaml/source-text.ts';
import type { YamlDocument } from '../yaml/read-documents.ts';
import { describeIssues } from './schema-issues.ts';
import { viewOf } from './schema-view.ts';

export type Checked<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly issues: readonly Issue[] };

/** Checks a document against a schema; what is wrong comes with its place in the file. */
export function checkDocument<S extends z.ZodType>(document: YamlDocument, schema: S): Checked<z.output<S>> {
  const result = schema.safeParse(document.value, { reportInput: true });
  if (result.success) return { ok: true, value: result.data };
  const issues = describeIssues(result.error.issues, viewOf(schema));
  return {
    ok: false,
    issues: issues.map(({ path, at, ...details }) =>
      issueAtPath(document.source, document.root, path, details, at),
    ),
  };
}
