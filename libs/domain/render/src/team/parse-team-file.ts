import {
  LabelKey,
  LabelValue,
  TeamName,
  invalidFile,
  issueAtPath,
  manifestBounds,
  readDocuments,
} from '@slipway/resources';
import { z } from 'zod';
import { labels } from '../attempt-manifest.ts';
import { decodeDocument } from '../decode-document.ts';
import { quotaName } from './render-team.ts';

/** A team's manifests as an agent reads them. */
export interface TeamManifest {
  readonly team: string;
  readonly namespace: string;
  /** Hard limits by resource name, as in a ResourceQuota: `requests.cpu` → `64`. Empty without a quota. */
  readonly quota: Readonly<Record<string, string>>;
}

const Labelled = z.record(LabelKey, LabelValue);

const NamespaceDocument = z.strictObject({
  apiVersion: z.literal('v1'),
  kind: z.literal('Namespace'),
  metadata: z.strictObject({ name: TeamName, labels: Labelled }),
});

const QuotaDocument = z.strictObject({
  apiVersion: z.literal('v1'),
  kind: z.literal('ResourceQuota'),
  metadata: z.strictObject({ name: z.literal(quotaName), namespace: TeamName, labels: Labelled }),
  spec: z.strictObject({ hard: z.record(z.string().max(330), z.string().max(32)) }),
});

/**
 * Reads the file that `renderTeam` writes.
 * @throws InvalidInputError for anything else.
 */
export function parseTeamFile(file: string, text: string): TeamManifest {
  const [first, second, ...more] = readDocuments(file, text, manifestBounds);
  if (first === undefined || more.length > 0) {
    throw invalidFile(file, [
      { file, message: 'expected a Namespace, and at most a ResourceQuota after it' },
    ]);
  }
  const { name, labels: own } = decodeDocument(first, NamespaceDocument).metadata;
  if (own[labels.team] !== name) {
    throw invalidFile(file, [
      issueAtPath(first.source, first.root, ['metadata', 'labels'], {
        message: `the label ${labels.team} is not the name of the namespace`,
      }),
    ]);
  }
  if (second === undefined) return { team: name, namespace: name, quota: {} };
  const quota = decodeDocument(second, QuotaDocument);
  if (quota.metadata.namespace !== name) {
    throw invalidFile(file, [
      issueAtPath(second.source, second.root, ['metadata', 'namespace'], {
        message: `the quota is not in the namespace ${name}`,
      }),
    ]);
  }
  return { team: name, namespace: name, quota: quota.spec.hard };
}
