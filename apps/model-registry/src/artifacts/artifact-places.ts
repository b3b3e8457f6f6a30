import { openArtifactStore, parseStoreUri, type StoreEnvironment, type StoreUri } from '@slipway/artifacts';
import { InvalidInputError } from '@slipway/kernel';
import type { ArtifactStore } from '@slipway/ports';
import { MlflowError, proxiedPath, teamKey, teamPrefix } from '@slipway/registry';
import { safePath } from './artifact-path.ts';
import { overlap, pathBelow, storeLocation, type StoreLocation } from './store-location.ts';

/** A folder or an artifact in a store; the empty key is the store's topmost folder. */
export interface ArtifactPlace {
  readonly store: ArtifactStore;
  readonly key: string;
}

/** Finds where artifacts lie, and keeps teams apart. */
export interface ArtifactPlaces {
  /** The store behind `mlflow-artifacts:/`. */
  readonly destination: ArtifactStore;
  /** Where `mlflow-artifacts:/<path>` of a team lies; the path is a safe one. @throws MlflowError */
  proxied(team: string, path: string): ArtifactPlace;
  /**
   * Where a URI that an experiment, a run or a model of the team names lies.
   * @throws MlflowError PERMISSION_DENIED when this server does not read it for the team
   */
  of(team: string, uri: string): Promise<ArtifactPlace>;
}

export interface ArtifactPlacesOptions {
  /** Directory or URI of the store behind `mlflow-artifacts:/`. */
  readonly destination: string;
  /** Where artifacts of new experiments lie: `mlflow-artifacts:/`, or a path or URI that clients write to themselves. */
  readonly root: string;
  /** The team whose artifacts lie at the top of both; those of another team lie below `.teams/<team>/`. */
  readonly rootTeam: string | undefined;
  readonly env: StoreEnvironment;
}

/**
 * Besides what lies below its own two places, the server reads other buckets for the root team alone, as MLflow does: its
 * credentials are not every team's. It reads no directory but its own.
 */
export async function openArtifactPlaces(options: ArtifactPlacesOptions): Promise<ArtifactPlaces> {
  const { rootTeam, env } = options;
  const destinationUri = parseStoreUri(options.destination);
  const destination = await openArtifactStore(destinationUri, env);
  const rootUri = proxiedPath(options.root) === undefined ? parseStoreUri(options.root) : undefined;
  if (rootUri) checkApart(storeLocation(rootUri), storeLocation(destinationUri), options);
  const own = [destinationUri, ...(rootUri ? [rootUri] : [])].map(storeLocation);
  const stores = createStoreCache((uri) => openArtifactStore(uri, env));
  stores.keep(destinationUri, destination);

  const proxied: ArtifactPlaces['proxied'] = (team, path) => ({
    store: destination,
    key: teamKey(team, rootTeam, path),
  });

  return {
    destination,
    proxied,
    of: async (team, uri) => {
      const path = proxiedPath(uri);
      if (path !== undefined) return proxied(team, safePath(path));
      const storeUri = parseStoreUri(uri);
      const location = storeLocation(storeUri);
      const below = rootUri && pathBelow(storeLocation(rootUri), location);
      if (rootUri && below) {
        const prefix = teamPrefix(team, rootTeam);
        const key = below.join('/');
        if (prefix === '') return { store: await stores.get(rootUri), key: teamKey(team, rootTeam, key) };
        if (key === prefix || key.startsWith(`${prefix}/`)) return { store: await stores.get(rootUri), key };
      }
      const isForeign = storeUri.kind !== 'directory' && !own.some((each) => overlap(each, location));
      if (!isForeign || team !== rootTeam)
        throw new MlflowError(
          'PERMISSION_DENIED',
          `The server does not read artifacts at ${uri} for team ${team}: read them with credentials of your own.`,
        );
      return { store: await stores.get({ ...storeUri, prefix: '' }), key: storeUri.prefix };
    },
  };
}

/** Inside each other, one would show what the other keeps apart. */
function checkApart(root: StoreLocation, destination: StoreLocation, options: ArtifactPlacesOptions): void {
  const isSame = pathBelow(root, destination)?.length === 0;
  if (isSame || !overlap(root, destination)) return;
  throw new InvalidInputError(
    `The artifact root ${options.root} and the artifacts destination ${options.destination} lie one in the other: choose places side by side, or the same one.`,
  );
}

/** Stores that are kept open; beyond, the one opened first is opened anew when it is needed again. */
const mostStores = 100;

interface StoreCache {
  get(uri: StoreUri): Promise<ArtifactStore>;
  keep(uri: StoreUri, store: ArtifactStore): void;
}

function createStoreCache(open: (uri: StoreUri) => Promise<ArtifactStore>): StoreCache {
  const kept = new Map<string, ArtifactStore>();
  const opened = new Map<string, Promise<ArtifactStore>>();
  return {
    keep: (uri, store) => kept.set(JSON.stringify(uri), store),
    get: async (uri) => {
      const name = JSON.stringify(uri);
      const known = kept.get(name) ?? opened.get(name);
      if (known) return known;
      const opening = open(uri);
      opened.set(name, opening);
      opening.catch(() => opened.delete(name));
      const [oldest] = opened.keys();
      if (opened.size > mostStores && oldest !== undefined) opened.delete(oldest);
      return opening;
    },
  };
}
