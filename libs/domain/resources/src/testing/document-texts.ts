/** A Job with further lines of its spec (from line 8 on) and, where wanted, other metadata. */
export function jobText(spec: string, metadata = '{ name: train, team: demo }'): string {
  return `apiVersion: slipway.dev/v1
kind: Job
metadata: ${metadata}
spec:
  image: docker.io/library/python:3.13-slim
  command: [python, train.py]
  stopGracePeriod: 10s
${spec}
`;
}

export function clusterText(spec: string): string {
  return `apiVersion: slipway.dev/v1
kind: Cluster
metadata: { name: onprem-1 }
spec:
  provider: onprem
  reconciler: flux
  repository: { url: https://git.example.org/environment.git }
${spec}
`;
}

export function teamText(spec: string, name = 'demo'): string {
  return `apiVersion: slipway.dev/v1
kind: Team
metadata: { name: ${name} }
spec:
${spec}
`;
}
