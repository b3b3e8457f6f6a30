import {
  GitSource,
  LabelKey,
  LabelValue,
  Name,
  OutputArtifact,
  PythonEnvironment,
  RelativePath,
  SecretReference,
} from '@slipway/resources';
import { z } from 'zod';
import { mainContainer, preparation } from './attempt-manifest.ts';
import { servingPort } from './serving.ts';

/** The objects of an attempt's file, as `renderAttempt` writes them. What is not in here, nobody runs by mistake. */

const text = z.string().max(65_536);
const labels = z.record(LabelKey, LabelValue);
const quantities = z.record(z.string().max(317), z.string().max(32));

export const SourceConfigMap = z.strictObject({
  apiVersion: z.literal('v1'),
  kind: z.literal('ConfigMap'),
  metadata: z.strictObject({ name: z.string().max(253), namespace: Name, labels }),
  immutable: z.literal(true),
  data: z.record(z.string().regex(/^[-._a-zA-Z0-9]{1,253}$/, { error: 'a key of a ConfigMap' }), z.string()),
});

const VariableName = z
  .string()
  .max(255)
  .regex(/^[A-Za-z_]\w*$/, { error: 'the name of a variable' });

const Variable = z.union(
  [
    z.strictObject({ name: VariableName, value: text }),
    z.strictObject({ name: VariableName, valueFrom: z.strictObject({ secretKeyRef: SecretReference }) }),
  ],
  { error: 'expected name and either value or valueFrom' },
);

const MainContainer = z.strictObject({
  name: z.literal(mainContainer),
  image: z.string().max(255),
  command: z.array(text).min(1).max(100),
  args: z.array(text).max(1000).default([]),
  /** For pods: a runtime of processes gives its programs the same by itself. */
  envFrom: z
    .array(z.strictObject({ secretRef: z.strictObject({ name: z.string().max(253) }) }))
    .max(1)
    .default([]),
  env: z.array(Variable).max(250).default([]),
  workingDir: z.string().max(200).optional(),
  ports: z
    .array(z.strictObject({ name: z.literal(servingPort), containerPort: z.int().min(1).max(65_535) }))
    .max(1)
    .optional(),
  resources: z.strictObject({ requests: quantities, limits: quantities }),
  securityContext: z.looseObject({}),
  volumeMounts: z.array(z.looseObject({})).max(10).default([]),
});

/** Their work is described by the workspace annotation; other containers would be left out unseen. */
const PreparationContainer = z.looseObject({ name: z.enum(preparation) });

const Pod = z.strictObject({
  metadata: z.strictObject({ labels }),
  spec: z.strictObject({
    restartPolicy: z.literal('Never'),
    terminationGracePeriodSeconds: z.int().min(0).max(100_000),
    automountServiceAccountToken: z.literal(false),
    shareProcessNamespace: z.literal(true).optional(),
    enableServiceLinks: z.literal(false),
    priorityClassName: z.string().max(253).optional(),
    nodeSelector: labels.optional(),
    tolerations: z.array(z.looseObject({})).max(20).optional(),
    securityContext: z.looseObject({}),
    initContainers: z.array(PreparationContainer).max(3).default([]),
    containers: z.array(MainContainer).length(1),
    volumes: z.array(z.looseObject({})).max(10).default([]),
  }),
});

export const AttemptJob = z.strictObject({
  apiVersion: z.literal('batch/v1'),
  kind: z.literal('Job'),
  metadata: z.strictObject({
    name: Name,
    namespace: Name,
    labels,
    annotations: z.record(LabelKey, z.string().max(262_144)),
  }),
  spec: z.strictObject({
    backoffLimit: z.literal(0),
    suspend: z.literal(true).optional(),
    completionMode: z.literal('Indexed').optional(),
    completions: z.int().min(1).max(1000).optional(),
    parallelism: z.int().min(1).max(1000).optional(),
    activeDeadlineSeconds: z.int().min(1).max(100_000_000).optional(),
    template: Pod,
  }),
});
export type AttemptJob = z.output<typeof AttemptJob>;
export type SourceConfigMap = z.output<typeof SourceConfigMap>;

/** The annotation `slipway.dev/workspace`. */
export const WorkspaceSchema = z.strictObject({
  source: z.union(
    [
      z.strictObject({ git: GitSource }),
      z.strictObject({
        configMap: z.strictObject({
          name: z.string().max(253),
          files: z.record(z.string().max(253), RelativePath),
        }),
      }),
      z.null(),
    ],
    { error: 'expected git, configMap or null' },
  ),
  python: z.nullable(PythonEnvironment),
  artifacts: z.array(OutputArtifact).max(100),
});
