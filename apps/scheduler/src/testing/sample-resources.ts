/** Resources as YAML (which JSON is a part of), with what a test cares about. */
export const teamYaml = (name: string, spec: object = {}): string =>
  JSON.stringify({ apiVersion: 'slipway.dev/v1', kind: 'Team', metadata: { name }, spec });

export const clusterYaml = (name: string, spec: object = {}): string =>
  JSON.stringify({
    apiVersion: 'slipway.dev/v1',
    kind: 'Cluster',
    metadata: { name },
    spec: { provider: 'local', reconciler: 'local', ...spec },
  });

export const jobYaml = (team: string, name: string, spec: object = {}): string =>
  JSON.stringify({
    apiVersion: 'slipway.dev/v1',
    kind: 'Job',
    metadata: { name, team },
    spec: { image: 'python:3.13', command: ['python', '-c', 'print(1)'], ...spec },
  });
