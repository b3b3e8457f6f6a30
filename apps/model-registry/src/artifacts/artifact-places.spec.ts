import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryDirectory, type TemporaryDirectory } from '@slipway/testing';
import { openArtifactPlaces, type ArtifactPlaces } from './artifact-places.ts';

let directory: TemporaryDirectory;
beforeAll(async () => {
  directory = await temporaryDirectory();
});
afterAll(() => directory.remove());

const openAt = (destination: string, root: string): Promise<ArtifactPlaces> =>
  openArtifactPlaces({ destination, root, rootTeam: 'home', env: {} });

describe('the place of artifacts', () => {
  it.each([
    ['mlflow-artifacts:/0/run/artifacts', '0/run/artifacts', '.teams/away/0/run/artifacts'],
    ['mlflow-artifacts://host:80/0/a', '0/a', '.teams/away/0/a'],
    ['http://host/api/2.0/mlflow-artifacts/artifacts/0/a', '0/a', '.teams/away/0/a'],
    ['mlflow-artifacts:/', '', '.teams/away'],
  ])('%s is in the team’s own part of the destination', async (uri, home, away) => {
    const places = await openAt(join(directory.path, 'one'), 'mlflow-artifacts:/');
    expect(await places.of('home', uri)).toEqual({ store: places.destination, key: home });
    expect(await places.of('away', uri)).toEqual({ store: places.destination, key: away });
  });

  it('of other teams cannot be named', async () => {
    const root = join(directory.path, 'root');
    const places = await openAt(join(directory.path, 'two'), root);
    for (const path of ['.teams', '.teams/away/0', '.TEAMS/away'])
      expect(() => places.proxied('home', path)).toThrow('Invalid path');
    for (const uri of [
      'mlflow-artifacts:/.teams/away/0',
      'mlflow-artifacts:/0/../.teams/away/0',
      `${root}/.teams/away`,
      `file://${root}/.teams/away`,
    ])
      await expect(places.of('home', uri)).rejects.toThrow('Invalid path');
    for (const uri of [`${root}/0`, root, `${root}/.teams/awayer`, `${root}/.teams/away/../home`])
      await expect(places.of('away', uri)).rejects.toMatchObject({ errorCode: 'PERMISSION_DENIED' });
    expect(await places.of('away', `${root}/.teams/away/0`)).toMatchObject({ key: '.teams/away/0' });
    expect(await places.of('home', `file://${root}/0/a`)).toMatchObject({ key: '0/a' });
  });

  it.each([
    '/etc',
    'file:///etc/passwd',
    'relative',
    's3://own/artifacts/.teams/away',
    's3://own',
    's3://own/artifacts',
  ])('%s is refused: it is of this machine, or of the server alone', async (uri) => {
    const places = await openAt('s3://own/artifacts', 'mlflow-artifacts:/');
    for (const team of ['home', 'away'])
      await expect(places.of(team, uri)).rejects.toMatchObject({ errorCode: 'PERMISSION_DENIED' });
  });

  it('in another bucket is read for the root team alone', async () => {
    const places = await openAt('s3://own/artifacts', 'mlflow-artifacts:/');
    expect(await places.of('home', 's3://other/a/b/')).toMatchObject({ key: 'a/b' });
    await expect(places.of('away', 's3://other/a/b')).rejects.toMatchObject({
      errorCode: 'PERMISSION_DENIED',
    });
  });

  it.each(['ftp://host/a', 's3:///a', 'dbfs:/a', 's3://bucket/a?versionId=1'])(
    '%s is of no store',
    async (uri) => {
      const places = await openAt(join(directory.path, 'three'), 'mlflow-artifacts:/');
      await expect(places.of('home', uri)).rejects.toThrow("Artifacts can't be kept at");
    },
  );

  it('lie in root and destination side by side or in one, never in each other', async () => {
    const path = join(directory.path, 'four');
    await expect(openAt(path, join(path, 'inside'))).rejects.toThrow('lie one in the other');
    await expect(openAt(join(path, 'inside'), path)).rejects.toThrow('lie one in the other');
    const places = await openAt(path, path);
    expect((await places.of('home', `${path}/0`)).store).toBe(places.destination);
  });
});
