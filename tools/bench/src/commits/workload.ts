import { newId, type Random } from '@slipway/kernel';
import type { Change, FileOperation } from '@slipway/changes';
import { seededRandom } from '@slipway/testing';

export interface Workload {
  /** Files that the repository starts with. */
  readonly files: readonly { readonly path: string; readonly content: string }[];
  /** Each rewrites one to three files of one team. */
  readonly changes: readonly Change[];
}

const manifest = (team: string, name: string, epochs: number): string => `apiVersion: slipway.dev/v1
kind: Job
metadata:
  name: ${name}
  team: ${team}
spec:
  image: registry.example/${team}/train@sha256:${'0'.repeat(64 - 8)}${String(epochs).padStart(8, '0')}
  command: [python3, train.py]
  args: [--epochs, "${String(epochs)}", --learning-rate, "0.005"]
  resources:
    cpu: "4"
    memory: 16Gi
    accelerators: { type: nvidia.com/gpu, count: 1 }
  retries:
    limit: 2
    backoff: { initial: 10s, factor: 2, max: 5m }
  timeout: 6h
  artifacts:
    - { name: model, path: model.joblib }
`;

/** 20 teams with the given number of files in all, and changes of one to three files. */
export function makeWorkload(fileCount: number, changeCount: number): Workload {
  const teams = Array.from({ length: 20 }, (_, index) => `team-${String(index + 1).padStart(2, '0')}`);
  const perTeam = Math.ceil(fileCount / teams.length);
  const pathOf = (team: string, index: number): string =>
    `teams/${team}/jobs/job-${String(index).padStart(4, '0')}.yaml`;
  const nameOf = (index: number): string => `job-${String(index).padStart(4, '0')}`;
  const files = teams
    .flatMap((team) =>
      Array.from({ length: perTeam }, (_, index) => ({
        path: pathOf(team, index),
        content: manifest(team, nameOf(index), 1),
      })),
    )
    .slice(0, fileCount);
  const random = seededRandom(42);
  const bytes: Random = {
    bytes: (count) => Uint8Array.from({ length: count }, () => Math.floor(random() * 256)),
  };
  const start = Date.now();
  const changes = Array.from({ length: changeCount }, (_, number): Change => {
    const team = teams[Math.floor(random() * teams.length)] ?? 'team-01';
    const first = Math.floor(random() * perTeam);
    const operations = Array.from({ length: 1 + Math.floor(random() * 3) }, (_, offset): FileOperation => {
      const index = (first + offset * 7) % perTeam;
      return { op: 'write', path: pathOf(team, index), content: manifest(team, nameOf(index), number + 2) };
    });
    return {
      id: newId(new Date(start + number), bytes),
      repository: 'environment',
      team,
      subject: `Apply Job ${team}/${nameOf(first)}`,
      operations,
      service: 'scheduler',
      requestedBy: 'bench',
      resource: `Job/${team}/${nameOf(first)}`,
      reason: 'benchmark',
      traceparent: undefined,
      preconditions: [],
    };
  });
  return { files, changes };
}
