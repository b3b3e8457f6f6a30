import type { TrackingImport } from '@slipway/ports';
import type { Kysely } from 'kysely';
import type { Schema } from '../schema.ts';

export const trackingImport = (db: Kysely<Schema>): TrackingImport => ({
  setExperiment: async (team, id, { lastUpdateTime, lifecycleStage }) => {
    await db
      .updateTable('tracking.experiment')
      .set({
        lifecycle_stage: lifecycleStage,
        ...(lastUpdateTime === undefined ? {} : { last_update_time: lastUpdateTime }),
      })
      .where('team', '=', team)
      .where('id', '=', Number(id))
      .execute();
  },

  setRun: async (team, id, { status, endTime, lifecycleStage, artifactUri }) => {
    const values = {
      ...(status === undefined ? {} : { status }),
      ...(endTime === undefined ? {} : { end_time: endTime }),
      ...(lifecycleStage === undefined ? {} : { lifecycle_stage: lifecycleStage }),
      ...(artifactUri === undefined ? {} : { artifact_uri: artifactUri }),
    };
    if (Object.keys(values).length === 0) return;
    await db.updateTable('tracking.run').set(values).where('team', '=', team).where('id', '=', id).execute();
  },

  setLoggedModel: async (team, id, { updatedAt }) => {
    await db
      .updateTable('tracking.logged_model')
      .set({ updated_at: updatedAt })
      .where('team', '=', team)
      .where('id', '=', id)
      .execute();
  },
});
