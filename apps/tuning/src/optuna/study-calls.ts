import { ConflictError, NotFoundError, TooLargeError } from '@slipway/kernel';
import type { AttributeScope, OptunaStudy } from '@slipway/ports';
import { mostStudies } from '../studies/create-study.ts';
import type { Caller } from './caller.ts';
import type { CallHandlers, Done, Entry } from './messages.ts';
import type { OptunaDeps } from './optuna-deps.ts';
import { namesFor } from './study-name.ts';
import { directionsOf, specOf } from './study-spec.ts';
import { attributeOf, checkName, entriesOf } from './texts.ts';

type StudyCall =
  | 'CreateNewStudy'
  | 'DeleteStudy'
  | 'SetStudyUserAttribute'
  | 'SetStudySystemAttribute'
  | 'GetStudyIdFromName'
  | 'GetStudyNameFromId'
  | 'GetStudyDirections'
  | 'GetStudyUserAttributes'
  | 'GetStudySystemAttributes'
  | 'GetAllStudies';

/** Studies of a team, and their attributes. */
export function studyCalls({ store, clock }: OptunaDeps): CallHandlers<StudyCall> {
  const study = async (team: string, id: number): Promise<OptunaStudy> => {
    const found = await store.study(team, idOf(id));
    if (found) return found;
    throw noStudy(team, id);
  };
  const setAttribute = async (
    { team }: Caller,
    id: number,
    scope: AttributeScope,
    entry: Entry<string, string>,
  ): Promise<Done> => {
    if (await store.setStudyAttribute(team, idOf(id), attributeOf(scope, entry))) return {};
    throw noStudy(team, id);
  };

  return {
    CreateNewStudy: async ({ study_name, directions }, { team, name }) => {
      checkName('name of a study', study_name);
      const created = await store.create(
        {
          team,
          optunaName: study_name,
          names: namesFor(study_name),
          spec: specOf(directions),
          createdBy: name,
          createdAt: clock.now(),
        },
        mostStudies,
      );
      if (created === 'exists')
        throw new ConflictError(`Team ${team} has a study ${JSON.stringify(study_name)} already.`);
      if (created === 'full')
        throw new TooLargeError(`Team ${team} has ${String(mostStudies)} studies: no more are possible.`);
      return { study_id: created };
    },
    DeleteStudy: async ({ study_id }, { team }) => {
      if (await store.remove(team, idOf(study_id))) return {};
      throw noStudy(team, study_id);
    },
    SetStudyUserAttribute: ({ study_id, ...entry }, caller) => setAttribute(caller, study_id, 'user', entry),
    SetStudySystemAttribute: ({ study_id, ...entry }, caller) =>
      setAttribute(caller, study_id, 'system', entry),
    GetStudyIdFromName: async ({ study_name }, { team }) => {
      const ref = await store.find(team, study_name);
      if (ref !== undefined) return { study_id: ref };
      throw new NotFoundError(`Team ${team} has no study ${JSON.stringify(study_name.slice(0, 100))}.`);
    },
    GetStudyNameFromId: async ({ study_id }, { team }) => ({
      study_name: (await study(team, study_id)).optunaName,
    }),
    GetStudyDirections: async ({ study_id }, { team }) => ({
      directions: directionsOf((await study(team, study_id)).spec),
    }),
    GetStudyUserAttributes: async ({ study_id }, { team }) => ({
      attributes: entriesOf((await study(team, study_id)).attributes, 'user'),
    }),
    GetStudySystemAttributes: async ({ study_id }, { team }) => ({
      attributes: entriesOf((await study(team, study_id)).attributes, 'system'),
    }),
    GetAllStudies: async (_request, { team }) => ({
      studies: (await store.studies(team)).map(({ ref, optunaName, spec, attributes }) => ({
        study_id: ref,
        study_name: optunaName,
        directions: directionsOf(spec),
        user_attributes: entriesOf(attributes, 'user'),
        system_attributes: entriesOf(attributes, 'system'),
      })),
    }),
  };
}

/** An id that can be looked for: no study has 0. */
export const idOf = (id: number): number => (Number.isSafeInteger(id) ? id : 0);

export const noStudy = (team: string, id: number): NotFoundError =>
  new NotFoundError(`Team ${team} has no study of Optuna with the id ${String(id)}.`);
