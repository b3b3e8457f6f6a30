const resource = (kind: string, metadata: string, spec: string): string =>
  `apiVersion: slipway.dev/v1\nkind: ${kind}\nmetadata: ${metadata}\nspec:\n${spec}`;

/** An environment repository with a team, a cluster, a policy and an owner besides the team's. */
export const environmentFiles: Readonly<Record<string, string>> = {
  'slipway.yaml':
    'apiVersion: slipway.dev/v1\nkind: Environment\nmetadata: { name: production }\nspec:\n  owners: [{ pattern: /clusters/, owners: ["@acme/ops"] }]\n',
  'teams/vision/team.yaml': resource(
    'Team',
    '{ name: vision }',
    '  members: [{ user: lead, role: maintainer }, { user: member }]\n',
  ),
  'clusters/east/cluster.yaml': resource(
    'Cluster',
    '{ name: east }',
    '  provider: aws\n  reconciler: flux\n  repository: { url: https://git.example.org/environment.git }\n  nodePools: [{ name: cpu, nodes: 4, cpu: 8, memory: 32Gi, pricePerHour: 0.8 }]\n',
  ),
  'policies/small.yaml': resource(
    'Policy',
    '{ name: small, description: Programs are small }',
    '  expression: "quantity(program.resources.cpu) < 4.0"\n  field: program.resources.cpu\n  message: "\'ask for less than 4 cores\'"\n',
  ),
};

export const jobFile = 'teams/vision/jobs/digits.yaml';

export const jobOf = (cpu: number): string =>
  resource(
    'Job',
    '{ name: digits, team: vision }',
    `  image: example.org/train:v1\n  command: [python, train.py]\n  resources: { cpu: ${String(cpu)}, memory: 4Gi }\n`,
  );
