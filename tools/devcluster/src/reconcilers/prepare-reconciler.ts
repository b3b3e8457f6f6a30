import { randomBytes } from 'node:crypto';
import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import { buildProgram } from '../programs/build-program.ts';
import { programs } from '../programs/program.ts';
import { writePrivately } from '../security/key-folder.ts';
import { argocdPlan, argocdPorts, redisConfiguration, redisPlan } from './argocd.ts';
import { fluxPlan, fluxPorts } from './flux.ts';
import { makeFolders } from './install-reconciler.ts';
import type { Reconciler, ReconcilerPlan } from './reconciler.ts';

export const reconcilerPorts = { flux: fluxPorts, argocd: argocdPorts } as const;
export type ReconcilerPort = (typeof fluxPorts)[number] | (typeof argocdPorts)[number];

/** Builds what a reconciler needs; only then is it known how to run it. */
export const prepareReconciler: Readonly<
  Record<
    Reconciler,
    (
      progress: (line: string) => void,
    ) => Promise<
      (directory: string, ports: Readonly<Record<ReconcilerPort, number>>) => Promise<ReconcilerPlan>
    >
  >
> = {
  async flux(progress) {
    const built = {
      source: await buildProgram(programs.sourceController, progress),
      kustomize: await buildProgram(programs.kustomizeController, progress),
      notification: await buildProgram(programs.notificationController, progress),
    };
    return async (directory, ports) => {
      await makeFolders(directory, ['artifacts', 'tmp']);
      return fluxPlan({ programs: built, directory, ports });
    };
  },
  async argocd(progress) {
    if (!(await isOnPath('redis-server')))
      throw new Error(
        'Argo CD needs redis-server on the PATH: install it (apt-get install redis-server), or leave --reconciler argocd out',
      );
    const program = await buildProgram(programs.argocd, progress);
    return async (directory, ports) => {
      await makeFolders(directory, ['tls', 'ssh', 'gnupg', 'tmp', 'redis']);
      const redisPassword = randomBytes(24).toString('hex');
      const redis = path.join(directory, 'redis');
      await writePrivately(
        path.join(redis, 'redis.conf'),
        redisConfiguration(redis, ports.redis, redisPassword),
      );
      const serverKey = randomBytes(32).toString('base64');
      const plan = argocdPlan({ program, directory, ports, redisPassword, serverKey });
      return {
        ...plan,
        components: (kubeconfig) => [redisPlan(redis, ports.redis), ...plan.components(kubeconfig)],
      };
    };
  },
};

async function isOnPath(program: string): Promise<boolean> {
  for (const folder of (process.env.PATH ?? '').split(path.delimiter))
    if (
      await access(path.join(folder, program), constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return true;
  return false;
}
