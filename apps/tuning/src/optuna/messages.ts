/** Messages of proto/optuna-storage.proto as they are decoded; integers beyond 2^53 are not exact. */
export interface Entry<Key, Value> {
  readonly key: Key;
  readonly value: Value;
}

export type WireDirection = 'MINIMIZE' | 'MAXIMIZE';
export type WireState = 'RUNNING' | 'COMPLETE' | 'PRUNED' | 'FAIL' | 'WAITING';

export interface WireTrial {
  readonly trial_id: number;
  readonly number: number;
  readonly state: WireState;
  readonly values: readonly number[];
  readonly datetime_start: string;
  readonly datetime_complete: string;
  readonly params: readonly Entry<string, number>[];
  readonly distributions: readonly Entry<string, string>[];
  readonly user_attributes: readonly Entry<string, string>[];
  readonly system_attributes: readonly Entry<string, string>[];
  readonly intermediate_values: readonly Entry<number, number>[];
}

export interface WireStudy {
  readonly study_id: number;
  readonly study_name: string;
  readonly directions: readonly WireDirection[];
  readonly user_attributes: readonly Entry<string, string>[];
  readonly system_attributes: readonly Entry<string, string>[];
}

type OfStudy = Pick<WireStudy, 'study_id'>;
type OfTrial = Pick<WireTrial, 'trial_id'>;
type Named = Pick<WireStudy, 'study_name'>;
type Directions = Pick<WireStudy, 'directions'>;
export type Done = Readonly<Record<string, never>>;
interface Attributes {
  readonly attributes: readonly Entry<string, string>[];
}

/** What each call is sent and answers. */
export interface StorageCalls {
  CreateNewStudy: [Named & Directions, OfStudy];
  DeleteStudy: [OfStudy, Done];
  SetStudyUserAttribute: [OfStudy & Entry<string, string>, Done];
  SetStudySystemAttribute: [OfStudy & Entry<string, string>, Done];
  GetStudyIdFromName: [Named, OfStudy];
  GetStudyNameFromId: [OfStudy, Named];
  GetStudyDirections: [OfStudy, Directions];
  GetStudyUserAttributes: [OfStudy, Attributes];
  GetStudySystemAttributes: [OfStudy, Attributes];
  GetAllStudies: [Done, { readonly studies: readonly WireStudy[] }];
  CreateNewTrial: [
    OfStudy & { readonly template_trial: WireTrial | null; readonly template_trial_is_none: boolean },
    OfTrial,
  ];
  SetTrialParameter: [
    OfTrial & {
      readonly param_name: string;
      readonly param_value_internal: number;
      readonly distribution: string;
    },
    Done,
  ];
  GetTrialIdFromStudyIdTrialNumber: [OfStudy & { readonly trial_number: number }, OfTrial];
  SetTrialStateValues: [OfTrial & Pick<WireTrial, 'state' | 'values'>, { readonly trial_updated: boolean }];
  SetTrialIntermediateValue: [OfTrial & { readonly step: number; readonly intermediate_value: number }, Done];
  SetTrialUserAttribute: [OfTrial & Entry<string, string>, Done];
  SetTrialSystemAttribute: [OfTrial & Entry<string, string>, Done];
  GetTrial: [OfTrial, { readonly trial: WireTrial }];
  GetTrials: [
    OfStudy & { readonly included_trial_ids: readonly number[]; readonly trial_id_greater_than: number },
    { readonly trials: readonly WireTrial[] },
  ];
}

export type CallName = keyof StorageCalls;
export type CallHandlers<Names extends CallName> = {
  readonly [Name in Names]: (
    request: StorageCalls[Name][0],
    caller: { readonly team: string; readonly name: string },
  ) => Promise<StorageCalls[Name][1]>;
};
