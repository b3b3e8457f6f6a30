import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { unlessMissing, writeDurably } from '@slipway/process-runtime';
import { layout } from '../attempts/attempt-directory.ts';
import type { DesiredTeam } from './desired-state.ts';

const manifest = 'team.yaml';

/**
 * Makes the directories of teams, for the agent's user alone: `teams/<team>` with the manifest that is in force, and
 * `secrets/<team>`, where a person puts the secrets of the team. A team that goes loses its manifest, never its secrets.
 */
export async function applyTeams(
  data: string,
  teams: ReadonlyMap<string, DesiredTeam>,
  applied: Map<string, string>,
): Promise<void> {
  for (const [team, { blob, text }] of teams) {
    if (applied.get(team) === blob) continue;
    await mkdir(path.join(data, 'secrets', team), { recursive: true, mode: 0o700 });
    await mkdir(path.join(layout.teams(data), team), { recursive: true, mode: 0o700 });
    await writeDurably(path.join(layout.teams(data), team, manifest), text);
    applied.set(team, blob);
  }
  for (const team of (await unlessMissing(readdir(layout.teams(data)))) ?? []) {
    if (teams.has(team)) continue;
    await rm(path.join(layout.teams(data), team, manifest), { force: true });
    applied.delete(team);
  }
}
