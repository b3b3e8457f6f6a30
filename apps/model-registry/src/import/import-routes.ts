import { importEndpoints, type ImportRecord } from '@slipway/contracts';
import { ConflictError, InvalidInputError, NotFoundError } from '@slipway/kernel';
import { MlflowError } from '@slipway/registry';
import { route, type Route } from '@slipway/service';
import type { RegistryContext } from '../context.ts';
import type { Scope } from '../protocol/mlflow-endpoint.ts';
import { importExperiment, importExperimentEnd } from './import-experiment.ts';
import { importLoggedModel } from './import-logged-model.ts';
import { importModel } from './import-model.ts';
import { importMetrics, importRun, importRunEnd } from './import-run.ts';

/** What an import is told of a record that was taken over. */
export interface Imported {
  readonly id?: string;
  readonly artifactUri?: string;
  readonly done?: boolean;
}

/** Taking over what another registry has: only maintainers may say what was when. */
export function importRoutes(context: RegistryContext): readonly Route[] {
  return [
    route(importEndpoints.importRecord, async ({ params: { team }, body, principal, traceparent }) => {
      try {
        return await importRecord(context, { team, principal, traceparent }, body);
      } catch (error) {
        throw error instanceof MlflowError ? kernelErrorOf(error) : error;
      }
    }),
  ];
}

function importRecord(context: RegistryContext, scope: Scope, record: ImportRecord): Promise<Imported> {
  switch (record.kind) {
    case 'experiment':
      return importExperiment(context, scope.team, record);
    case 'experiment-end':
      return importExperimentEnd(context, scope.team, record);
    case 'run':
      return importRun(context, scope.team, record);
    case 'metrics':
      return importMetrics(context, scope.team, record);
    case 'run-end':
      return importRunEnd(context, scope.team, record);
    case 'logged-model':
      return importLoggedModel(context, scope.team, record);
    case 'model':
      return importModel(context, scope, record);
  }
}

/** A refusal in MLflow's words, for a caller of Slipway's own API. */
function kernelErrorOf(error: MlflowError): Error {
  const Class = error.errorCode === 'RESOURCE_DOES_NOT_EXIST' ? NotFoundError : InvalidInputError;
  return error.errorCode === 'RESOURCE_ALREADY_EXISTS'
    ? new ConflictError(error.message, { cause: error })
    : new Class(error.message, { cause: error });
}
