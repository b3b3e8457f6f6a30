import { StudySpec } from '@slipway/contracts';
import type {
  StudyDelta,
  StudyPosition,
  StudyProgressRecord,
  StudyRecord,
  TrialRecord,
  TrialReport,
} from '@slipway/ports';
import type { Point, Sampler } from '@slipway/search';
import {
  costOf,
  lossesOf,
  noResults,
  progressOf,
  stopReason,
  StudyState,
  TrialState,
  withResult,
  type StopConditions,
  type StudyProgress,
  type StudyResults,
  type StudyRules,
  defineStudy,
  type StudyDefinition,
} from '@slipway/studies';
import { observationOf } from '../sampling/observation.ts';
import { LearningCurves } from './learning-curves.ts';

/**
 * A study as this process knows it, with the sampler that has heard all calls so far. All of it comes from the database and
 * can be had again from there. Changes are collected until they are saved; if that fails, the memory is to be forgotten.
 */
export class StudyMemory {
  readonly ref: number;
  readonly name: string;
  readonly definition: StudyDefinition;
  readonly sampler: Sampler;
  readonly curves: LearningCurves | undefined;
  readonly #createdAt: number;
  #version = -1;
  #sequence = 0;
  #reports = 0;
  #state: StudyState = StudyState.Running;
  #reason: string | undefined;
  #stop: StopConditions = {};
  #nextTrial = 0;
  #results: StudyResults = noResults;
  /** By number. */
  #open = new Map<number, TrialRecord>();
  #changed = new Map<number, TrialRecord>();
  #newReports: TrialReport[] = [];
  #isChanged = false;

  constructor(study: StudyRecord) {
    this.ref = study.ref;
    this.name = study.name;
    this.definition = defineStudy(StudySpec.parse(study.spec));
    const { spec, space, sampler, population, earlyStopping } = this.definition;
    this.sampler = sampler.create({
      space,
      seed: study.seed,
      objectives: spec.objectives.length,
      ...(spec.stop.trials === undefined ? {} : { budget: spec.stop.trials }),
      ...(spec.parallelism === undefined ? {} : { parallelism: spec.parallelism }),
      ...(population === undefined ? {} : { training: population }),
    });
    this.curves = earlyStopping && new LearningCurves(earlyStopping);
    this.#createdAt = study.createdAt.getTime();
  }

  get position(): StudyPosition {
    return { ref: this.ref, version: this.#version, sequence: this.#sequence, reports: this.#reports };
  }

  get state(): StudyState {
    return this.#state;
  }

  get reason(): string | undefined {
    return this.#reason;
  }

  get rules(): StudyRules {
    return { ...this.definition.rules, stop: this.#stop };
  }

  get nextTrial(): number {
    return this.#nextTrial;
  }

  get reports(): number {
    return this.#reports;
  }

  get finished(): number {
    const { complete, pruned, failed } = this.#results;
    return complete + pruned + failed;
  }

  /** Trials that are not final, by number. */
  get open(): readonly TrialRecord[] {
    return [...this.#open.values()];
  }

  openTrial(number: number): TrialRecord | undefined {
    return this.#open.get(number);
  }

  /** A trial that is open, or has ended since the last save. */
  trialOfTurn(number: number): TrialRecord | undefined {
    return this.#open.get(number) ?? this.#changed.get(number);
  }

  progress(now: Date): StudyProgress {
    return progressOf(this.#results, this.rules.objectives, now.getTime() - this.#createdAt);
  }

  /** The sampler has heard its calls up to this place; what the study is now is to follow. */
  heard(sequence: number): void {
    this.#sequence = sequence;
  }

  /** Takes over what a delta says of the study and its open trials; the calls of its sampler are made beforehand. */
  takeOver({ study, open }: StudyDelta): void {
    this.#version = study.version;
    this.#sequence = study.sequence;
    this.#reports = study.reports;
    this.#state = study.state;
    this.#reason = study.reason;
    this.#stop = study.stop;
    this.#nextTrial = study.nextTrial;
    this.#results = study.results;
    this.#open = new Map(open.map((trial) => [trial.number, trial]));
  }

  /** A new trial at a point; suggested by the sampler, it has begun, otherwise it waits. */
  add(point: Point, isSuggested: boolean, now: Date): TrialRecord {
    const trial: TrialRecord = {
      number: this.#nextTrial,
      state: TrialState.Waiting,
      worker: undefined,
      leasedUntil: 0,
      handedOut: 0,
      values: [],
      constraints: [],
      violation: 0,
      cost: undefined,
      improved: false,
      lastStep: undefined,
      lastValues: [],
      isStopped: false,
      parameters: this.definition.space.decode(point),
      point: [...point],
      reports: 0,
      isSuggested,
      training: undefined,
      begun: undefined,
      told: undefined,
      note: undefined,
      createdAt: now,
      begunAt: undefined,
      endedAt: undefined,
    };
    this.#nextTrial += 1;
    this.put(trial);
    return trial;
  }

  /** The place of the next call of the sampler. */
  nextCall(): number {
    this.#sequence += 1;
    return this.#sequence;
  }

  /** Keeps an open trial as it is now. */
  put(trial: TrialRecord): void {
    this.#open.set(trial.number, trial);
    this.#changed.set(trial.number, trial);
    this.#isChanged = true;
  }

  /** A trial has become final: the sampler is told, and the study may end. */
  end(final: TrialRecord, now: Date): void {
    const { objectives, pricePerHour } = this.definition.rules;
    const elapsed = now.getTime() - (final.begunAt ?? now).getTime();
    const ended = { ...final, cost: costOf(final.cost, pricePerHour, elapsed) };
    const results = withResult(this.#results, objectives, ended);
    const improved = results.front !== this.#results.front;
    const trial: TrialRecord = { ...ended, improved, told: this.nextCall(), endedAt: now };
    this.sampler.tell(observationOf(trial, objectives));
    if (trial.state === TrialState.Complete) this.curves?.complete(trial.number);
    this.#open.delete(trial.number);
    this.#changed.set(trial.number, trial);
    this.#results = results;
    this.#isChanged = true;
    this.endIfDone(now);
  }

  /** Keeps intermediate values; returns whether the trial should stop. */
  report(trial: TrialRecord, step: number, values: readonly number[]): boolean {
    this.#reports += 1;
    const [place, sequence] = [this.#reports, this.#sequence];
    this.#newReports.push({ place, trial: trial.number, step, sequence, values });
    const [loss = NaN] = lossesOf(this.definition.rules.objectives, values);
    this.curves?.add(trial.number, step, loss);
    return this.curves?.shouldStop(trial.number) ?? false;
  }

  /** Ends the study when a condition for that holds. */
  endIfDone(now: Date): void {
    if (this.#state === StudyState.Ended) return;
    const reason = stopReason(this.rules, this.progress(now));
    if (reason) this.moveTo(StudyState.Ended, reason.message, this.#stop);
  }

  moveTo(state: StudyState, reason: string | undefined, stop: StopConditions): void {
    this.#state = state;
    this.#reason = reason;
    this.#stop = stop;
    this.#isChanged = true;
  }

  /** What is to be saved; undefined when nothing has changed. */
  changes():
    | {
        readonly progress: StudyProgressRecord;
        readonly trials: readonly TrialRecord[];
        readonly reports: readonly TrialReport[];
      }
    | undefined {
    if (!this.#isChanged) return undefined;
    const waiting = this.open.filter(({ state }) => state === TrialState.Waiting).length;
    return {
      progress: {
        state: this.#state,
        reason: this.#reason,
        stop: this.#stop,
        sequence: this.#sequence,
        reports: this.#reports,
        nextTrial: this.#nextTrial,
        waiting,
        running: this.#open.size - waiting,
        results: this.#results,
      },
      trials: [...this.#changed.values()],
      reports: this.#newReports,
    };
  }

  /** The changes have been saved. */
  saved(): void {
    if (this.#isChanged) this.#version += 1;
    this.#changed = new Map();
    this.#newReports = [];
    this.#isChanged = false;
  }
}
