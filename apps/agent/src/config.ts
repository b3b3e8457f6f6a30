import { secret } from '@slipway/service';
import { z } from 'zod';
import { defaultOptions } from './agent-options.ts';
import { defaultKubernetesOptions } from './kubernetes/kubernetes-agent-service.ts';

/** Configuration of an agent that runs alone: `SLIPWAY_URL`, `--url`, and so on. */
export const AgentConfig = z.object({
  url: z.url().describe('Base URL of Slipway'),
  token: z
    .string()
    .min(1)
    .describe('token with the grants agent (of this cluster) and git-reader')
    .meta(secret),
  cluster: z.string().default('local').describe('name of the cluster that this agent is'),
  data: z.string().default('.slipway/agent').describe('directory of this agent'),
  environmentUrl: z
    .url()
    .optional()
    .describe('git URL of the environment repository (default: the one that Slipway embeds)'),
  environmentToken: z.string().optional().describe('token for it (default: the same token)').meta(secret),
  environmentBranch: z.string().default('main').describe('branch of the environment repository'),
  runtime: z
    .enum(['process', 'kubernetes'])
    .default('process')
    .describe('what runs attempts: this machine, or a cluster that a reconciler applies them to'),
  programUrl: z
    .url()
    .optional()
    .describe('kubernetes: base URL of Slipway for the programs of Jobs in pods (default: the same)'),
  kubeconfig: z
    .string()
    .optional()
    .describe(
      'kubernetes: path of a kubeconfig file (default: KUBECONFIG, or the service account of the pod)',
    ),
  namespace: z
    .string()
    .default(defaultKubernetesOptions.namespace)
    .describe('kubernetes: namespace of the lease by which one of several replicas leads'),
  leaseName: z
    .string()
    .default(defaultKubernetesOptions.leaseName)
    .describe('kubernetes: name of that lease'),
  reconciler: z
    .enum(['flux', 'argocd', 'none'])
    .default(defaultKubernetesOptions.reconciler)
    .describe('kubernetes: whose objects tell which commit is applied'),
  reconcilerNamespace: z
    .string()
    .default(defaultKubernetesOptions.reconcilerNamespace)
    .describe('kubernetes: namespace of those objects'),
  reconcilerUrl: z
    .url()
    .optional()
    .describe(
      'kubernetes: where the reconciler takes word of a push, such as http://webhook-receiver.flux-system or http://argocd-server.argocd (default: it looks by itself)',
    ),
  reconcilerToken: z
    .string()
    .optional()
    .describe('kubernetes: token of the Receiver of Flux, or secret of the GitHub webhook of Argo CD')
    .meta(secret),
  host: z.string().min(1).default('127.0.0.1').describe('kubernetes: address to listen on, with a port'),
  port: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .optional()
    .describe('kubernetes: port of /healthz, /readyz and /metrics (default: none)'),
  maxProcesses: z.coerce
    .number()
    .int()
    .min(1)
    .default(defaultOptions.maxProcesses)
    .describe('processes that run at the same time'),
  pollSeconds: z.coerce
    .number()
    .min(1)
    .default(defaultOptions.pollMs / 1000)
    .describe('seconds between looks at the environment repository'),
  onStop: z
    .enum(['leave-attempts', 'stop-attempts'])
    .default('leave-attempts')
    .describe('what becomes of running attempts when the agent stops'),
  logLevel: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('least important log line'),
});
export type AgentConfig = z.infer<typeof AgentConfig>;
