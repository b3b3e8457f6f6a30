import { agentClusterRules, agentNamespaceRules, agentTeamRules } from '@slipway/cluster';
import type { Generator } from './generated-file.ts';

/** The rights of the agent, as its chart renders them. */
export const chartFiles: Generator = () =>
  Promise.resolve(
    Object.entries({
      'cluster-rules': agentClusterRules,
      'namespace-rules': agentNamespaceRules,
      'team-rules': agentTeamRules,
    }).map(([name, rules]) => ({
      path: `charts/slipway-agent/files/${name}.json`,
      content: `${JSON.stringify(rules, undefined, 2)}\n`,
    })),
  );
