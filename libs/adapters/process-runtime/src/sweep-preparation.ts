import { stopProcesses } from './stop-processes.ts';

/** Environment variable of the tools that prepare workspaces, with the agent's directory as its value. */
export const preparationMarker = 'SLIPWAY_PREPARATION';

/** Kills what an agent that was killed has left of its preparations. Call it before any is begun. */
export async function sweepPreparation(directory: string): Promise<void> {
  await stopProcesses({ markers: [`${preparationMarker}=${directory}`], leaders: [], graceMs: 0 });
}
