import { convertManifest, type MadeApp } from '@slipway/github';
import { InvalidInputError, NotFoundError, UnavailableError } from '@slipway/kernel';
import { formatOf, type Invocation } from '../../invocation.ts';
import { writeData } from '../../output/format.ts';
import { openRegistration, type Registration } from './registration.ts';
import { prepareFiles, writeSecrets } from './setup-files.ts';
import { planSetup, type PlannedApp, type SetupOptions, type SetupPlan } from './setup-plan.ts';
import { writeResult, type TakenApp } from './setup-result.ts';

/** Milliseconds in which somebody has to come back from GitHub, for each App. */
const patience = 600_000;

/** Makes one App or three by GitHub's manifest flow, in the browser of who runs it, and writes their secrets to files. */
export async function setUpGithub(invocation: Invocation, options: SetupOptions): Promise<void> {
  const { out } = invocation;
  const plan = await planSetup(invocation, options);
  if (options.dryRun === true) {
    const format = formatOf(invocation);
    const apps = plan.apps.map(({ part, manifest }) => ({ part, manifest: manifest() }));
    await writeData(out, format === 'yaml' ? 'yaml' : 'json', { register: plan.registrationUrl, apps });
    return;
  }
  await prepareFiles(
    plan.files,
    plan.apps.map(({ keyFile }) => keyFile),
  );
  const taken = await register(invocation, plan, options);
  await writeResult(invocation, plan, taken);
}

async function register(
  invocation: Invocation,
  plan: SetupPlan,
  { port, organisation }: SetupOptions,
): Promise<readonly TakenApp[]> {
  const { err } = invocation;
  const taken: TakenApp[] = [];
  const registration = await openRegistration({
    ...{ port, registrationUrl: plan.registrationUrl },
    manifests: (redirectUrl) => plan.apps.map(({ manifest }) => manifest(redirectUrl)),
    take: async (place, code) => {
      const app = await takeApp(invocation, plan, plan.apps[place], code);
      taken.push(app);
      return app.installPage;
    },
    onRefused: (reason) => void err.line(`a call of the page was not taken: ${reason}`),
  });
  try {
    if (organisation === undefined)
      await err.line(
        'Without --organisation the App belongs to your own account, and can be installed there only.',
      );
    await err.line(`Open ${registration.url} in a browser on this machine, and go on there. Ctrl-C ends it.`);
    await allTaken(invocation, registration, plan);
    return taken;
  } catch (error) {
    if (taken.length > 0) await writeResult(invocation, plan, taken);
    throw error;
  } finally {
    await registration.close();
  }
}

async function allTaken(
  { clock, signal, err }: Invocation,
  registration: Registration,
  { apps }: SetupPlan,
): Promise<void> {
  for (const [place, taken] of registration.taken.entries()) {
    const done = new AbortController();
    const end = AbortSignal.any([signal, done.signal]);
    try {
      await Promise.race([
        taken,
        clock.sleep(patience, end).then(() => {
          signal.throwIfAborted();
          if (!done.signal.aborted)
            throw new UnavailableError('nobody has come back from GitHub within 10 minutes: run it again');
        }),
      ]);
    } finally {
      done.abort();
    }
    await err.line(`${apps[place]?.manifest().name ?? ''} is made`);
  }
}

async function takeApp(
  { clock }: Invocation,
  { apiUrl, files }: SetupPlan,
  app: PlannedApp | undefined,
  code: string,
): Promise<TakenApp> {
  if (app === undefined) throw new InvalidInputError('all Apps are made');
  const made = await convert({ apiUrl, clock }, code);
  try {
    await writeSecrets(files, app.keyFile, made);
  } catch (error) {
    throw new InvalidInputError(
      `${made.name} is made, but its secrets could not be written: delete it at ${made.settingsPage}/advanced, and run it again`,
      { cause: error },
    );
  }
  const { id, name, installPage, webhookSecret } = made;
  return {
    part: app.part,
    keyFile: app.keyFile,
    id,
    name,
    installPage,
    hasSecret: webhookSecret !== undefined,
  };
}

/** @throws InvalidInputError for a code that GitHub takes no more */
async function convert(options: Parameters<typeof convertManifest>[0], code: string): Promise<MadeApp> {
  try {
    return await convertManifest(options, code);
  } catch (error) {
    if (!(error instanceof NotFoundError || error instanceof InvalidInputError)) throw error;
    throw new InvalidInputError(
      'GitHub does not take the code: it is good once and for an hour. Delete the App that was made, in the settings of its owner under Developer settings, and run it again',
    );
  }
}
