import { studyEndpoints, type Client, type Study } from '@slipway/contracts';
import { studyName } from '../input/study-name.ts';
import type { Invocation } from '../invocation.ts';
import { chooseTeam } from './choose-team.ts';
import { connect } from './connect.ts';

/** A study that a command is about, and who to ask about it. */
export interface OpenStudy {
  readonly client: Client;
  /** What its endpoints take. */
  readonly params: { readonly team: string; readonly name: string };
}

/** @param word `NAME` or `study/NAME` */
export async function openStudy(invocation: Invocation, word: string): Promise<OpenStudy> {
  const name = studyName(word);
  const client = await connect(invocation);
  return { client, params: { team: await chooseTeam(invocation, client), name } };
}

/** @throws NotFoundError */
export function getStudy({ signal }: Invocation, { client, params }: OpenStudy): Promise<Study> {
  return client.call(studyEndpoints.getStudy, { params, signal });
}
