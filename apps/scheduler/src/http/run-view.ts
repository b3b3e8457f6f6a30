import type { Attempt, MetricValue, Run, RunEvent } from '@slipway/contracts';
import type { MetricPoint, RunDetails, RunEventRecord } from '@slipway/ports';
import type { z } from 'zod';

type MetricView = z.infer<typeof MetricValue>;

/** A run as the API shows it. */
export function runView(details: RunDetails): Run {
  const { run } = details;
  return {
    name: details.name,
    team: details.team,
    job: details.job,
    generation: details.generation,
    state: run.state,
    cluster: run.cluster,
    ...present({ reason: run.reason }),
    requestedBy: details.requestedBy,
    createdAt: details.createdAt.toISOString(),
    ...present({ startedAt: details.startedAt?.toISOString(), endedAt: details.endedAt?.toISOString() }),
    ...present({ progress: details.progress?.fraction, progressMessage: details.progress?.message }),
    attempts: attemptViews(details),
    metrics: details.metrics.map(metricView),
    artifacts: details.artifacts.map(({ name, attempt, bytes, sha256 }) => ({
      name,
      attempt,
      bytes,
      sha256,
    })),
    ...(run.retirement.state === 'done' ? { retiredBy: run.retirement.commit } : {}),
  };
}

function attemptViews({ run, attempts }: RunDetails): Attempt[] {
  const byEpoch = new Map(run.attempts.map((attempt) => [attempt.epoch, attempt]));
  return attempts.flatMap((record) => {
    const attempt = byEpoch.get(record.epoch);
    if (!attempt) return [];
    return {
      name: record.name,
      epoch: record.epoch,
      cluster: record.cluster,
      state: attempt.state,
      change: record.change,
      createdAt: record.createdAt.toISOString(),
      ...present({ reason: attempt.reason, exitCode: attempt.exitCode, commit: attempt.commit }),
      ...present({ startedAt: record.startedAt?.toISOString(), endedAt: record.endedAt?.toISOString() }),
    };
  });
}

export function metricView({ name, value, step, at }: MetricPoint): MetricView {
  return { name, value, ...present({ step }), at: at.toISOString() };
}

export function eventView(event: RunEventRecord): RunEvent {
  return {
    id: String(event.id),
    at: event.at.toISOString(),
    team: event.team,
    run: event.run,
    ...present({ attempt: event.attempt }),
    type: event.type,
    message: event.message,
    data: { ...event.data },
  };
}

type Present<Fields> = { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> };

/** The fields that have a value: the API leaves out what is not known. */
function present<Fields extends Readonly<Record<string, unknown>>>(fields: Fields): Present<Fields> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Present<Fields>;
}
