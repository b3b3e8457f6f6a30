import type { StudyResults, TrialState } from '@slipway/studies';

/** Whose an attribute is: the user's, or Optuna's own. */
export type AttributeScope = 'user' | 'system';

export interface OptunaAttribute {
  readonly scope: AttributeScope;
  readonly key: string;
  /** Python's JSON, kept as it was sent. */
  readonly value: string;
}

export interface NewOptunaStudy {
  readonly team: string;
  /** As its clients call it. */
  readonly optunaName: string;
  /** What it may be called elsewhere: the first that is free. */
  readonly names: readonly string[];
  /** As JSON. */
  readonly spec: unknown;
  readonly createdBy: string;
  readonly createdAt: Date;
}

export interface OptunaStudy {
  readonly ref: number;
  readonly optunaName: string;
  readonly spec: unknown;
  readonly attributes: readonly OptunaAttribute[];
}

export interface OptunaParameter {
  readonly name: string;
  /** As Optuna's samplers see it: of a categorical parameter the number of the choice. */
  readonly internal: number;
  /** As `distribution_to_json` gave it. */
  readonly distribution: string;
}

/** Times are UTC, as `2026-11-26 12:00:00.000000`. */
export interface OptunaTrial {
  readonly number: number;
  readonly state: TrialState;
  readonly values: readonly number[];
  readonly begunAt: string | undefined;
  readonly endedAt: string | undefined;
  /** In the order in which they were set. */
  readonly parameters: readonly OptunaParameter[];
  readonly attributes: readonly OptunaAttribute[];
  readonly intermediate: readonly { readonly step: number; readonly value: number }[];
}

export interface NewOptunaParameter extends OptunaParameter {
  /** The parameter as specifications of studies have it, when it has an equivalent there. */
  readonly equivalent: unknown;
}

export interface NewOptunaTrial extends Omit<OptunaTrial, 'number' | 'parameters'> {
  readonly parameters: readonly NewOptunaParameter[];
  readonly createdBy: string;
  readonly createdAt: Date;
  /** Parameters with the values they stand for, as other clients read them. */
  readonly configuration: unknown;
  /** Made by a client's sampler; otherwise enqueued. */
  readonly isSuggested: boolean;
}

/** A study in which nobody else begins or ends trials meanwhile. */
export interface OptunaStudyTurn {
  readonly spec: unknown;
  readonly results: StudyResults;
}

export interface OptunaTrialPlace {
  /** Of the study. */
  readonly ref: number;
  readonly number: number;
}

/** What a trial becomes, with what the study then has brought. */
export interface OptunaTrialChange {
  readonly state: TrialState;
  readonly values: readonly number[];
  /** Undefined: it stays as it is. */
  readonly begunAt: string | undefined;
  readonly endedAt: string | undefined;
  readonly worker: string;
  readonly results: StudyResults;
}

/** `missing`: the team has no such trial. `finished`: it is final. `full`: it has as much as is possible. */
export type OptunaTrialWrite = 'done' | 'missing' | 'finished' | 'full';

/**
 * Studies whose suggestions are made by clients of Optuna, with what only these know of them. They are studies of a
 * StudyStore too. A study is found by its team alone. All methods throw UnavailableError, and InvalidInputError for a text
 * with a NUL.
 */
export interface OptunaStore {
  /** `exists`: the team has one that clients call so, or all names are taken. `full`: it has `most` studies. */
  create(study: NewOptunaStudy, most: number): Promise<number | 'exists' | 'full'>;
  find(team: string, optunaName: string): Promise<number | undefined>;
  study(team: string, ref: number): Promise<OptunaStudy | undefined>;
  /** In the order in which they were made. */
  studies(team: string): Promise<readonly OptunaStudy[]>;
  /** With all its trials. Returns whether there was one. */
  remove(team: string, ref: number): Promise<boolean>;
  /** Returns whether there is such a study. */
  setStudyAttribute(team: string, ref: number, attribute: OptunaAttribute): Promise<boolean>;

  /** Makes the next trial, which gets the number that `make` is called with. `full`: there are `most`. */
  createTrial(
    team: string,
    ref: number,
    most: number,
    make: (
      number: number,
      study: OptunaStudyTurn,
    ) => { readonly trial: NewOptunaTrial; readonly results: StudyResults },
  ): Promise<number | 'missing' | 'full'>;
  /** By number: those after `after`, and the ones that are named; undefined when there is no such study. */
  trials(
    team: string,
    ref: number,
    query: { readonly after: number; readonly numbers: readonly number[]; readonly limit: number },
  ): Promise<readonly OptunaTrial[] | undefined>;
  /** Does what `decide` says, and returns what it returns; undefined when there is no such trial. */
  changeTrial<Answer extends { readonly change?: OptunaTrialChange }>(
    team: string,
    place: OptunaTrialPlace,
    decide: (trial: Pick<OptunaTrial, 'state' | 'values'>, study: OptunaStudyTurn) => Answer,
  ): Promise<Answer | undefined>;
  /** Keeps or replaces a parameter; `configuration` is an object with its value, as other clients read it. */
  setParameter(
    team: string,
    place: OptunaTrialPlace,
    parameter: OptunaParameter,
    configuration: unknown,
  ): Promise<OptunaTrialWrite>;
  setTrialAttribute(
    team: string,
    place: OptunaTrialPlace,
    attribute: OptunaAttribute,
  ): Promise<OptunaTrialWrite>;
  /** Keeps or replaces the value of a step. */
  setIntermediateValue(
    team: string,
    place: OptunaTrialPlace,
    step: number,
    value: number,
  ): Promise<OptunaTrialWrite>;

  /** State of a trial, and the distribution that a parameter first had in its study. */
  parameterOf(
    team: string,
    place: OptunaTrialPlace,
    name: string,
  ): Promise<{ readonly state: TrialState; readonly distribution: string | undefined } | undefined>;
  /**
   * Remembers the first distribution of a parameter, and adds the parameter to the specification of the study. Returns the
   * distribution that was first; undefined when there is no such study.
   */
  rememberDistribution(team: string, ref: number, parameter: NewOptunaParameter): Promise<string | undefined>;
}
